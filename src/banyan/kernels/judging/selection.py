"""The winners: the greatest total that the rules allow, with a proof, and a reason for every case."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.field import Field, lay_out
from banyan.kernels.judging.questions import Answer, Proof, Question, WhatIf
from banyan.kernels.judging.reasons import explain

if TYPE_CHECKING:
    from banyan.kernels.judging.choice import Choice

OPTIMAL, INFEASIBLE = "optimal", "infeasible"


def select(question: Question) -> Answer:
    """Choose the winners with the greatest total score that the rules allow.

    Among equal totals the greatest sum of the first tie key decides, then of the next …, then the lots: of two choices that
    differ, the one that holds the lot drawn first among those not in both. So there is one answer, whatever the order of input.
    Where no choice is allowed, the answer has no winners and names a smallest set of rules that contradict. Raise JudgingError for
    a question that can't be asked.
    """
    field = lay_out(question)
    choice = _choose(field)
    if choice is None:
        from banyan.kernels.judging.contradictions import find_contradiction  # noqa: PLC0415  # as in _choose

        return Answer((), (), None, Proof(INFEASIBLE, None), find_contradiction(field))
    winners, left_out = explain(field, choice.chosen)
    return Answer(winners, left_out, choice.total, Proof(OPTIMAL, choice.bound))


def what_if(question: Question, id_: str) -> WhatIf:
    """Say what the total would lose, and who would come and go, if the case ``id_`` had to be in. Raise JudgingError for an unknown id."""
    field = lay_out(question)
    place = next((number for number, one in enumerate(field.candidates) if one.id == id_), None)
    if place is None:
        raise JudgingError(Fault.UNKNOWN_VALUE, "id", id_)
    now = _choose(field)
    then = _choose(field, forced=(place,)) if place in field.open else None
    if now is None or then is None:
        return WhatIf(None)
    return WhatIf(now.total - then.total, _ids(field, then, now), _ids(field, now, then))


def _choose(field: Field, *, forced: Collection[int] = ()) -> "Choice | None":
    # The solver's module loads pandas, a second and about 40 MB that every start of every process would pay though few of them ever choose.
    from banyan.kernels.judging.choice import Chooser  # noqa: PLC0415

    return Chooser(field, field.bonds, forced=forced).best() if field.candidates else None


def _ids(field: Field, choice: "Choice", other: "Choice") -> tuple[str, ...]:
    return tuple(field.candidates[place].id for place in choice.chosen if place not in other.chosen)

"""Proposals of who judges what, made by the matching kernel, and a judge who falls out."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.judging.actions.judges import locked_judge
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries.proposals import Places, open_places, places_of
from banyan.core.audit import name_verbs
from banyan.kernels.matching import UnableToMatch, Wishes, match
from banyan.people.models import Account

name_verbs(
    {
        "propose_assignments": gettext_lazy("let cases be assigned"),
        "discard_proposal": gettext_lazy("discarded the proposed assignments"),
        "withdraw_judge": gettext_lazy("noted that a judge falls out"),
    }
)
# Below the first a judge knows neither category nor programme, below the second only one or any field.
BANDS = (400, 700)
NAMED = 5


@transaction.atomic
def propose_assignments(judging: Judging, *, may_move: bool = False, by: Account) -> int:
    """Propose judges for every open place, in place of what was proposed before; return how many. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "assignments"):
        raise UnableToJudge(reason)
    return _propose(judging, may_move=may_move, by=by)


@transaction.atomic
def discard_proposal(judging: Judging, *, by: Account) -> None:
    """Take back all that is proposed and not published. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "assignments"):
        raise UnableToJudge(reason)
    count, _rows = judging.assignments.filter(state=Assignment.State.PROPOSED).delete()
    judging.proposal = {}
    judging.save(update_fields=["proposal"])
    record_judging("discard_proposal", judging, by, {"assignments": count})


@transaction.atomic
def withdraw_judge(judge: Judge, *, reason: str, by: Account) -> int:
    """A judge falls out: scores stay, open cases are freed and proposed to others with fewest changes; return how many were freed.

    Raise UnableToJudge.
    """
    judge = locked_judge(judge)
    if refusal := why_not_change(by, judge.judging, "judges"):
        raise UnableToJudge(refusal)
    if judge.state != Judge.State.ACCEPTED:
        raise UnableToJudge(_("%(judge)s doesn't take part: %(state)s.") % {"judge": judge, "state": judge.get_state_display()})
    if not reason.strip():
        raise UnableToJudge(_("Say why the judge falls out; the report keeps it."))
    judge.state, judge.reason = Judge.State.WITHDRAWN, reason.strip()
    judge.save(update_fields=["state", "reason"])
    judge.assignments.filter(state=Assignment.State.PROPOSED).delete()
    freed = judge.assignments.filter(state=Assignment.State.ASSIGNED).update(state=Assignment.State.WITHDRAWN, reason=reason.strip())
    difference = {"judge": str(judge.account.uuid), "reason": reason.strip(), "freed": freed}
    record_judging("withdraw_judge", judge.judging, by, difference, label=str(judge))
    if freed:
        _propose(judge.judging, may_move=True, by=by)
    return freed


def _propose(judging: Judging, *, may_move: bool, by: Account) -> int:
    judging.assignments.filter(state=Assignment.State.PROPOSED, by_hand=False).delete()
    places = places_of(judging, may_move=may_move)
    _refuse_empty(judging, places)
    try:
        matching = match(places.instance, Wishes(bands=BANDS, keep_existing=True, even_loads=True, seed=judging.seed))
    except UnableToMatch as error:
        raise UnableToJudge(_say(error, places)) from error
    chosen = [int(edge) for edge in matching.pairs]
    kept = {places.pair(edge) for edge in chosen}
    pairs = [(judge, case) for judge, case in kept if (judge.pk, case.pk) not in places.standing]
    Assignment.objects.bulk_create([Assignment(judging=judging, judge=judge, submission=case) for judge, case in pairs])
    keys = {(judge.pk, case.pk) for judge, case in kept}
    moves = [row.pk for pair, row in places.standing.items() if pair not in keys and row.judge.state == Judge.State.ACCEPTED]
    judging.proposal = {"moves": moves, "open": open_places(places, chosen)}
    judging.save(update_fields=["proposal"])
    record_judging("propose_assignments", judging, by, {"assignments": len(pairs), "moves": len(moves)})
    return len(pairs)


def _refuse_empty(judging: Judging, places: Places) -> None:
    if not places.judges:
        raise UnableToJudge(_("No judge takes part yet. Invite judges and note their answers first."))
    if not places.cases:
        raise UnableToJudge(_("No case is accepted yet. Accept the cases that the cities recommended first."))
    if not len(places.instance.left):
        raise UnableToJudge(_("Every judge must keep away from every case or has no time. Invite judges from elsewhere."))


def _say(error: UnableToMatch, places: Places) -> str:
    """The first thing that stands in the way, with the judges named."""
    problem = error.problems[0]
    names = "、".join(str(places.judges[one]) for one in problem.left[:NAMED])
    if problem.code == "minimum_unmet":
        said = _("%(judges)s together need at least %(needed)d cases, and only %(there)d can go to them. Lower the least number of cases.")
        return said % {"judges": names, "needed": problem.needed, "there": problem.there}
    return _("The numbers of %(judges)s contradict what they have already. Check how many cases they take.") % {"judges": names}

"""Questions and answers as JSON, as docs/formats.md writes them; whole numbers only."""

from collections.abc import Mapping
from typing import Any

from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.questions import Answer, Bound, Candidate, Limit, Question, Rule, Scope

_QUESTION = {"cases", "winners", "rules", "floor_thousandths", "reviews_least", "unit_most", "seed"}
_CASE = {"id", "score_thousandths", "category", "city", "unit", "unit_kind", "reviews", "tie_keys", "excluded"}
_RULE = {"bound", "scope", "number", "value"}


def question_as_json(question: Question) -> dict[str, Any]:
    """Write ``question`` as plain lists and dictionaries."""
    return {
        "cases": [
            {name: getattr(one, name) for name in sorted(_CASE - {"tie_keys"})} | {"tie_keys": list(one.tie_keys)}
            for one in question.candidates
        ],
        "winners": question.winners,
        "rules": [
            {"bound": rule.bound.value, "scope": rule.scope.value, "number": rule.number, "value": rule.value} for rule in question.rules
        ],
        "floor_thousandths": question.floor_thousandths,
        "reviews_least": question.reviews_least,
        "unit_most": question.unit_most,
        "seed": question.seed,
    }


def question_from_json(value: object) -> Question:
    """Read a question. Raise JudgingError that names the place of the first fault."""
    whole = _object(value, "question", _QUESTION, needed={"cases", "winners"})
    return Question(
        candidates=tuple(_candidate(one, f"cases[{index}]") for index, one in enumerate(_list(whole, "cases", ""))),
        winners=_number(whole, "winners", ""),
        rules=tuple(_rule(one, f"rules[{index}]") for index, one in enumerate(_list(whole, "rules", ""))),
        floor_thousandths=_maybe_number(whole, "floor_thousandths", ""),
        reviews_least=_number(whole, "reviews_least", "", 0),
        unit_most=_maybe_number(whole, "unit_most", ""),
        seed=_number(whole, "seed", "", 0),
    )


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Write ``answer`` as plain lists and dictionaries."""
    found = answer.contradiction
    return {
        "winners": [
            {
                "id": one.id,
                "basis": one.basis.value,
                "limits": [_limit(limit) for limit in one.limits],
                "displaced": one.displaced or None,
                "cost_thousandths": one.cost_thousandths,
            }
            for one in answer.winners
        ],
        "left_out": [
            {
                "id": one.id,
                "reason": one.reason.value,
                "limits": [_limit(limit) for limit in one.limits],
                "cases": list(one.cases),
                "by_rule": list(one.by_rule),
                "last": one.last or None,
            }
            for one in answer.left_out
        ],
        "total_thousandths": answer.total_thousandths,
        "proof": {"status": answer.proof.status, "bound_thousandths": answer.proof.bound_thousandths},
        "contradictions": []
        if found is None
        else [
            {
                "limits": [_limit(limit) for limit in found.limits],
                "conflict": found.conflict.value,
                "needed": found.needed,
                "available": found.available,
            }
        ],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"kind": limit.kind.value, "number": limit.number, "scope": limit.scope and limit.scope.value, "value": limit.value}


def _candidate(value: object, where: str) -> Candidate:
    one = _object(value, where, _CASE, needed={"id", "score_thousandths"})
    keys = _list(one, "tie_keys", where)
    if any(not _is_whole(key) for key in keys):
        raise JudgingError(Fault.WRONG_TYPE, f"{where}.tie_keys")
    return Candidate(
        id=_text(one, "id", where),
        score_thousandths=_maybe_number(one, "score_thousandths", where),
        category=_text(one, "category", where),
        city=_text(one, "city", where),
        unit=_text(one, "unit", where),
        unit_kind=_text(one, "unit_kind", where),
        reviews=_number(one, "reviews", where, 0),
        tie_keys=tuple(keys),
        excluded=_text(one, "excluded", where),
    )


def _rule(value: object, where: str) -> Rule:
    one = _object(value, where, _RULE, needed={"bound", "scope", "number"})
    bound, scope = _text(one, "bound", where), _text(one, "scope", where)
    if bound not in list(Bound):
        raise JudgingError(Fault.UNKNOWN_VALUE, f"{where}.bound", bound)
    if scope not in list(Scope):
        raise JudgingError(Fault.UNKNOWN_VALUE, f"{where}.scope", scope)
    return Rule(Bound(bound), Scope(scope), _number(one, "number", where), _text(one, "value", where))


def _object(value: object, where: str, known: set[str], *, needed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise JudgingError(Fault.WRONG_TYPE, where)
    # A key misspelt would be a rule that silently doesn't hold.
    for name in sorted(value.keys() - known):
        raise JudgingError(Fault.UNKNOWN_KEY, f"{where}.{name}")
    for name in sorted(needed - value.keys()):
        raise JudgingError(Fault.MISSING, f"{where}.{name}")
    return value


def _list(whole: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = whole.get(name, [])
    if not isinstance(value, list):
        raise JudgingError(Fault.WRONG_TYPE, _at(where, name))
    return value


def _text(whole: Mapping[str, Any], name: str, where: str) -> str:
    value = whole.get(name, "")
    if not isinstance(value, str):
        raise JudgingError(Fault.WRONG_TYPE, _at(where, name), value)
    return value


def _number(whole: Mapping[str, Any], name: str, where: str, default: int | None = None) -> int:
    value = whole.get(name, default)
    if not isinstance(value, int) or not _is_whole(value):
        raise JudgingError(Fault.WRONG_TYPE, _at(where, name), value)
    return value


def _maybe_number(whole: Mapping[str, Any], name: str, where: str) -> int | None:
    return None if whole.get(name) is None else _number(whole, name, where)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name

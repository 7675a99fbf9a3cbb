"""The candidates in their written order, and every limit with the candidates that it concerns."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.questions import Bound, Candidate, Limit, LimitKind, Question, Rule

# A million points: sums of thousands of cases stay far below what the solver, and the bound that it states, count exactly.
MOST = 10**9
BARS = (LimitKind.EXCLUDED, LimitKind.REVIEWS, LimitKind.FLOOR)


@dataclass(frozen=True, slots=True)
class Bond:
    """A limit, the candidates that it concerns by their place in the field, and which rule of the call it comes from."""

    limit: Limit
    members: frozenset[int]
    rule: int


@dataclass(frozen=True, slots=True)
class Field:
    """Candidates best first: by score, then tie keys, then the lot; so a lower place is always the better one."""

    candidates: tuple[Candidate, ...]
    lots: tuple[int, ...]
    bonds: tuple[Bond, ...]
    winners: int

    @property
    def open(self) -> tuple[int, ...]:
        """Candidates that nothing bars."""
        barred = {place for bond in self.bonds if bond.limit.kind in BARS for place in bond.members}
        return tuple(place for place in range(len(self.candidates)) if place not in barred)

    def bars(self, place: int) -> tuple[Limit, ...]:
        """Name the limits that bar the candidate at ``place``."""
        return tuple(bond.limit for bond in self.bonds if bond.limit.kind in BARS and place in bond.members)


def lay_out(question: Question) -> Field:
    """Put candidates in order and each limit beside its members. Raise JudgingError for a question that can't be asked."""
    _check(question)
    drawn = {one.id: number for number, one in enumerate(sorted(question.candidates, key=lambda one: _lot(question.seed, one.id)))}
    ordered = tuple(sorted(question.candidates, key=lambda one: (_missing(one), *(-key for key in one.tie_keys), drawn[one.id])))
    bonds: list[Bond] = []
    for number, limits in enumerate(_limits(question, ordered)):
        bonds += [Bond(limit, members, number) for limit, members in limits]
    return Field(ordered, tuple(drawn[one.id] for one in ordered), tuple(bonds), question.winners)


def _missing(candidate: Candidate) -> tuple[bool, int]:
    return (True, 0) if candidate.score_thousandths is None else (False, -candidate.score_thousandths)


def _lot(seed: int, id_: str) -> str:
    # Anyone can draw the lots again with sha256sum.
    return hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest()


def _limits(question: Question, candidates: tuple[Candidate, ...]) -> Iterator[list[tuple[Limit, frozenset[int]]]]:
    """Yield the limits of each rule, in the order in which they are cited."""
    places = range(len(candidates))
    yield [(Limit(LimitKind.WINNERS, question.winners), frozenset(places))]
    yield [(Limit(LimitKind.EXCLUDED), frozenset(place for place in places if candidates[place].excluded))]
    least = max(question.reviews_least, 1)
    few = (place for place in places if candidates[place].score_thousandths is None or candidates[place].reviews < question.reviews_least)
    yield [(Limit(LimitKind.REVIEWS, least), frozenset(few))]
    if question.floor_thousandths is not None:
        low = (
            place for place in places if (score := candidates[place].score_thousandths) is not None and score < question.floor_thousandths
        )
        yield [(Limit(LimitKind.FLOOR, question.floor_thousandths), frozenset(low))]
    if question.unit_most is not None:
        units = sorted({one.unit for one in candidates if one.unit})
        yield [
            (Limit(LimitKind.UNIT_MOST, question.unit_most, value=unit), frozenset(p for p in places if candidates[p].unit == unit))
            for unit in units
        ]
    for rule in sorted(question.rules, key=lambda rule: (rule.scope, rule.value, rule.bound, rule.number)):
        yield _quotas(rule, candidates)


def _quotas(rule: Rule, candidates: tuple[Candidate, ...]) -> list[tuple[Limit, frozenset[int]]]:
    values: list[str] = [getattr(one, rule.scope) for one in candidates]
    kind = LimitKind.AT_LEAST if rule.bound == Bound.AT_LEAST else LimitKind.AT_MOST
    return [
        (Limit(kind, rule.number, rule.scope, value), frozenset(place for place, held in enumerate(values) if held == value))
        for value in ([rule.value] if rule.value else sorted({value for value in values if value}))
    ]


def _check(question: Question) -> None:
    if question.winners < 1:
        raise JudgingError(Fault.NO_WINNERS, "winners", question.winners)
    limits = [("winners", question.winners), ("unit_most", question.unit_most or 0), ("reviews_least", question.reviews_least)]
    for name, number in [*limits, *((f"rules[{index}].number", rule.number) for index, rule in enumerate(question.rules))]:
        if number < 0:
            raise JudgingError(Fault.NEGATIVE, name, number)
        _check_size(name, number)
    _check_size("floor_thousandths", question.floor_thousandths or 0)
    seen: set[str] = set()
    for index, candidate in enumerate(question.candidates):
        if candidate.id in seen:
            raise JudgingError(Fault.TWICE, f"cases[{index}].id", candidate.id)
        _check_case(candidate, f"cases[{index}]", len(question.candidates[0].tie_keys))
        seen.add(candidate.id)


def _check_case(candidate: Candidate, where: str, keys: int) -> None:
    if candidate.reviews < 0:
        raise JudgingError(Fault.NEGATIVE, f"{where}.reviews", candidate.reviews)
    if candidate.score_thousandths is None and candidate.reviews:
        raise JudgingError(Fault.MISSING, f"{where}.score_thousandths", candidate.id)
    if len(candidate.tie_keys) != keys:
        raise JudgingError(Fault.UNEQUAL_TIE_KEYS, f"{where}.tie_keys", candidate.id)
    _check_size(f"{where}.score_thousandths", candidate.score_thousandths or 0)
    for key in candidate.tie_keys:
        _check_size(f"{where}.tie_keys", key)


def _check_size(where: str, number: int) -> None:
    if abs(number) > MOST:
        raise JudgingError(Fault.OUT_OF_RANGE, where, number)

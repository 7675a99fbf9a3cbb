"""Why each case is in or out, in statements that hold: each names the rules that an exchange of two cases would break."""

from collections.abc import Iterable
from dataclasses import dataclass

from banyan.kernels.judging.field import Bond, Field
from banyan.kernels.judging.questions import Basis, LeftOut, Limit, LimitKind, Reason, Winner

_MOSTS = (LimitKind.UNIT_MOST, LimitKind.AT_MOST)
_BAR_REASONS = {LimitKind.EXCLUDED: Reason.EXCLUDED, LimitKind.REVIEWS: Reason.REVIEWS, LimitKind.FLOOR: Reason.FLOOR}


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A case that a rule keeps out, the winner that is in for it, and the minimums that their exchange would break."""

    out: int
    winner: int
    limits: tuple[Limit, ...]


def explain(field: Field, chosen: tuple[int, ...]) -> tuple[tuple[Winner, ...], tuple[LeftOut, ...]]:
    """Give each of ``chosen`` what it is in by, and everyone else what decided."""
    exchanges = _exchanges(field, chosen)
    by_winner = {one.winner: one for one in exchanges}
    by_out = {one.out: one for one in exchanges}
    free = [place for place in chosen if place not in by_winner]
    in_ = set(chosen)
    winners = tuple(_winner(field, place, by_winner.get(place)) for place in sorted(chosen))
    out = (place for place in range(len(field.candidates)) if place not in in_)
    return winners, tuple(_left_out(field, place, chosen, free, by_out.get(place)) for place in out)


def _exchanges(field: Field, chosen: tuple[int, ...]) -> list[_Exchange]:
    """Let the best of those left out take, one after the other, the place of the lowest winner that only minimums keep in."""
    in_, lifted, found = set(chosen), set(chosen), list[_Exchange]()
    kept = sorted(chosen, reverse=True)
    for place in field.open:
        if place in in_:
            continue
        for winner in [one for one in kept if one > place]:
            if _full(field, place, winner, in_) or _full(field, place, winner, lifted):
                continue
            found.append(_Exchange(place, winner, _missed(field, place, winner, in_)))
            lifted = lifted - {winner} | {place}
            kept.remove(winner)
            break
    return found


def _full(field: Field, comes: int, goes: int, in_: set[int]) -> tuple[Limit, ...]:
    """Name the maximums that ``comes`` in place of ``goes`` would exceed."""
    return tuple(
        bond.limit
        for bond in field.bonds
        if bond.limit.kind in _MOSTS and comes in bond.members and goes not in bond.members and _count(bond, in_) >= bond.limit.number
    )


def _missed(field: Field, comes: int, goes: int, in_: set[int]) -> tuple[Limit, ...]:
    """Name the minimums that would be missed if ``comes`` took the place of ``goes``."""
    return tuple(
        bond.limit
        for bond in field.bonds
        if bond.limit.kind == LimitKind.AT_LEAST
        and goes in bond.members
        and comes not in bond.members
        and _count(bond, in_) <= bond.limit.number
    )


def _count(bond: Bond, in_: set[int]) -> int:
    return len(bond.members & in_)


def _winner(field: Field, place: int, exchange: _Exchange | None) -> Winner:
    id_ = field.candidates[place].id
    if exchange is None:
        return Winner(id_, Basis.SCORE)
    cost = _score(field, exchange.out) - _score(field, place)
    return Winner(id_, Basis.RULE, exchange.limits, field.candidates[exchange.out].id, cost)


def _left_out(field: Field, place: int, chosen: tuple[int, ...], free: list[int], exchange: _Exchange | None) -> LeftOut:
    id_ = field.candidates[place].id
    if bars := field.bars(place):
        return LeftOut(id_, _BAR_REASONS[bars[0].kind], bars)
    if exchange is not None:
        winner = field.candidates[exchange.winner].id
        return LeftOut(id_, Reason.DISPLACED, exchange.limits, (winner,), winner)
    rivals = free or list(chosen)
    lower = [one for one in rivals if one > place]
    if not lower:
        last = max(rivals)
        return LeftOut(id_, _by_order(field, place, last), last=field.candidates[last].id)
    return _kept_out(field, place, set(chosen), lower)


def _by_order(field: Field, place: int, last: int) -> Reason:
    one, other = field.candidates[place], field.candidates[last]
    if one.score_thousandths != other.score_thousandths:
        return Reason.SCORE
    return Reason.TIE if one.tie_keys != other.tie_keys else Reason.LOTTERY


def _kept_out(field: Field, place: int, in_: set[int], lower: list[int]) -> LeftOut:
    """A case that is better than some who are in: name the maximum that stands against each exchange, or else all that do."""
    id_ = field.candidates[place].id
    against = [_full(field, place, winner, in_) for winner in lower]
    common = [limit for limit in against[0] if all(limit in limits for limits in against[1:])]
    units = [limit for limit in common if limit.kind == LimitKind.UNIT_MOST]
    for reason, limits in ((Reason.UNIT_FULL, units), (Reason.QUOTA_FULL, common)):
        if limits:
            holders = sorted(next(bond for bond in field.bonds if bond.limit == limits[0]).members & in_)
            ids = tuple(field.candidates[one].id for one in holders)
            # A holder that stands lower would be among the rivals, were it not in by a rule of its own.
            by_rule = tuple(field.candidates[one].id for one in holders if one > place)
            return LeftOut(id_, reason, tuple(limits), ids, ids[-1] if ids else "", by_rule)
    every = [*against, *(_missed(field, place, winner, in_) for winner in lower)]
    last = field.candidates[max(lower)].id
    return LeftOut(id_, Reason.RULES_TOGETHER, _each_once(limit for limits in every for limit in limits), last=last)


def _each_once(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    return tuple(dict.fromkeys(limits))


def _score(field: Field, place: int) -> int:
    return field.candidates[place].score_thousandths or 0

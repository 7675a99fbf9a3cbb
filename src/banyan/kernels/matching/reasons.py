"""Why a pair was chosen, and why somebody was left out: worked out afterwards, for those who ask."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from banyan.kernels.matching.instance import Flags, Instance, flags, pair_keys
from banyan.kernels.matching.matching import Matching
from banyan.kernels.matching.slots import slot_keys


class PairReason(StrEnum):
    """Why two are a pair: fixed beforehand, kept from before, no other partner was eligible, drawn by lot, or the best whole."""

    PINNED = "pinned"
    KEPT = "kept"
    ONLY = "only"
    LOTTERY = "lottery"
    BEST = "best"


class OutReason(StrEnum):
    """Why somebody has places open: nobody was eligible, the lots decided, all eligible partners are full, or all are full or taken in the
    slots in question though some have room."""

    NO_PARTNER = "no_partner"
    LOTTERY = "lottery"
    ALL_FULL = "all_full"
    ALL_BUSY = "all_busy"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One on the right with ``missing`` places open. ``partners`` (left) are eligible and taken; ``rule`` removed the last eligible pair.

    ``chain`` leads from this person to a partner with room: partner, whose place is freed, the next partner …; empty when there is none.
    """

    right: int
    missing: int
    reason: OutReason
    partners: tuple[int, ...] = ()
    rule: int | None = None
    chain: tuple[int, ...] = ()


def pair_reasons(instance: Instance, matching: Matching) -> list[PairReason]:
    """Say for each chosen pair why, in the order of ``matching.pairs``."""
    size = len(instance.left)
    pinned, existing = flags(instance.pinned, size), flags(instance.existing, size)
    by_lot = np.zeros(size, dtype=np.bool_)
    by_lot[matching.settled.equal.edge] = True
    allowed = _allowed(instance)
    # The same two in several slots are one partner.
    partners = np.unique(pair_keys(instance, instance.left[allowed], instance.right[allowed]))
    eligible = np.bincount(partners % max(len(instance.places), 1), minlength=len(instance.places))
    reasons = []
    for pair in matching.pairs.tolist():
        if pinned[pair]:
            reasons.append(PairReason.PINNED)
        elif existing[pair]:
            reasons.append(PairReason.KEPT)
        elif by_lot[pair]:
            reasons.append(PairReason.LOTTERY)
        else:
            reasons.append(PairReason.ONLY if eligible[instance.right[pair]] == 1 else PairReason.BEST)
    return reasons


def left_out(instance: Instance, matching: Matching) -> list[LeftOut]:
    """Name those on the right who have places open, each with the reason."""
    fill = np.bincount(instance.right[matching.pairs], minlength=len(instance.places))
    short = np.flatnonzero(fill < instance.places)
    if not len(short):
        return []
    search = _Search(instance, matching)
    equal = matching.settled.equal
    return [
        search.explain(right, int(instance.places[right] - fill[right]), by_lot=bool(equal.right_low[right] < equal.right_high[right]))
        for right in short.tolist()
    ]


def _allowed(instance: Instance) -> Flags:
    keys = pair_keys(instance, instance.left, instance.right)
    return ~np.isin(keys, pair_keys(instance, instance.forbidden_left, instance.forbidden_right))


class _Search:
    """Eligible and chosen partners of each person, for looking along them."""

    def __init__(self, instance: Instance, matching: Matching) -> None:
        self.instance = instance
        allowed = _allowed(instance)
        chosen = np.zeros(len(instance.left), dtype=np.bool_)
        chosen[matching.pairs] = True
        load = np.bincount(instance.left[chosen], minlength=len(instance.capacity))
        self.room = load < instance.capacity
        self.eligible: dict[int, list[tuple[int, int]]] = {}
        self.holds: dict[int, list[int]] = {}
        self.taken: dict[int, int] = {}
        slot = slot_keys(instance) if len(instance.slot) else np.full(len(instance.left), -1)
        for pair in np.flatnonzero(allowed & ~chosen).tolist():
            self.eligible.setdefault(int(instance.right[pair]), []).append((int(instance.left[pair]), int(slot[pair])))
        for pair in np.flatnonzero(chosen).tolist():
            self.holds.setdefault(int(instance.left[pair]), []).append(int(instance.right[pair]))
            if len(instance.slot):
                self.taken[int(slot[pair])] = int(instance.right[pair])

    def explain(self, right: int, missing: int, *, by_lot: bool) -> LeftOut:
        """Say why ``right`` has places open."""
        partners = tuple(dict.fromkeys(left for left, _slot in self.eligible.get(right, ())))
        if not partners:
            return LeftOut(right, missing, OutReason.NO_PARTNER, rule=self._last_rule(right))
        if by_lot:
            return LeftOut(right, missing, OutReason.LOTTERY, partners)
        reason = OutReason.ALL_BUSY if any(self.room[left] for left in partners) else OutReason.ALL_FULL
        return LeftOut(right, missing, reason, partners, chain=self._chain(right))

    def _last_rule(self, right: int) -> int | None:
        rules = self.instance.removed_rule[self.instance.removed_right == right]
        return int(rules[-1]) if len(rules) else None

    def _chain(self, right: int) -> tuple[int, ...]:
        """The shortest way to room, pairs that were fixed beforehand included, since only those still stand in the way."""
        came: dict[int, tuple[int, int]] = {}
        waiting = deque([right])
        seen = {right}
        while waiting:
            person = waiting.popleft()
            for left, slot in self.eligible.get(person, ()):
                if self.room[left] and slot not in self.taken:
                    return self._way(person, left, came)
                # In a slot that is taken only who took it can make room.
                for other in [self.taken[slot]] if slot in self.taken else self.holds.get(left, ()):
                    if other not in seen:
                        seen.add(other)
                        came[other] = (person, left)
                        waiting.append(other)
        return ()

    def _way(self, person: int, left: int, came: dict[int, tuple[int, int]]) -> tuple[int, ...]:
        way = [left]
        while person in came:
            before, partner = came[person]
            way = [partner, person, *way]
            person = before
        return tuple(way)

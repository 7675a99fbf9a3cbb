"""What study at sea counts: a pure function of all events that are known, whatever came first, twice, or under a wrong clock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from banyan.kernels.journal.events import Clock, Event
from banyan.kernels.journal.receipt import Row, day_of

_FIRST = date(2020, 1, 1)
_NEVER = 2**63


class Oddity(StrEnum):
    """What a clerk should look at; nothing is left out for it."""

    CLOCK_OUTSIDE = "clock_outside"
    CLOCK_BACK = "clock_back"
    OVERLAP = "overlap"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Held:
    """An event as the shore holds it: who wrote it under which number, and when the shore got it (seconds since 1970)."""

    device: bytes
    incarnation: bytes
    sequence: int
    event: Event
    received: int


@dataclass(frozen=True, slots=True)
class Item:
    """What an item asks for: its nominal minutes, and the score from which its quiz is passed (None without a quiz)."""

    minutes: int
    pass_score: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of credit: which share of an item's minutes proves that it was studied, in hundredths."""

    least_share: int = 80


@dataclass(frozen=True, slots=True, order=True)
class Credit:
    """An item's nominal minutes for a learner and a year; ``on`` is the day that completed it; provisional while only a receipt says so."""

    learner: str
    item: str
    year: int
    on: date
    minutes: int
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """An oddity and the event that shows it."""

    oddity: Oddity
    held: Held


@dataclass(frozen=True, slots=True)
class Account:
    """What all events come to: credits in order, and flags in the order of their events."""

    credits: tuple[Credit, ...]
    flags: tuple[Flag, ...]


def credit(
    events: Iterable[Held],
    *,
    items: Mapping[str, Item],
    issued: Mapping[int, int],
    provisional: Iterable[Row] = (),
    revoked: Mapping[bytes, int] | None = None,
    terms: Terms | None = None,
) -> Account:
    """Credit each item's minutes once a learner and year, when time or quiz complete it.

    ``issued`` gives for a pack's number when it was issued (seconds since 1970); items that aren't known credit nothing.
    ``revoked`` gives for a device from when on it is trusted no longer: what it noted from then on credits nothing and is flagged.
    ``provisional`` are rows of receipts whose batches aren't all here: they count by themselves and are never added to events.
    """
    noted, terms = _once(events), terms or Terms()
    distrusted = {one for one in noted if _moment(one, issued) >= (revoked or {}).get(one.device, _NEVER)}
    held = [one for one in noted if one not in distrusted]
    days = {one: day_of(_moment(one, issued)) for one in held}
    rights: dict[tuple[str, str, int], Credit] = {}
    by_item = defaultdict(list)
    for one in held:
        by_item[one.event.learner, one.event.item].append(one)
    for (learner, name), those in by_item.items():
        if name in items:
            for right in _earned(learner, name, sorted(those, key=lambda one: (days[one], _place(one))), items[name], days, terms):
                rights[learner, name, right.year] = right
    for row in provisional:
        for said in _of_row(row, items.get(row.item), terms):
            before = rights.setdefault((row.learner, row.item, said.year), said)
            if before.is_provisional:
                rights[row.learner, row.item, said.year] = min(before, said)
    flags = [*_flags(noted, issued), *(Flag(Oddity.REVOKED, one) for one in noted if one in distrusted)]
    return Account(tuple(sorted(rights.values())), tuple(flags))


def _once(events: Iterable[Held]) -> list[Held]:
    """An event that two branches of a fork share is one; the first time it came bounds its clock.

    So is one that an old copy had not sealed yet and sealed anew under another incarnation: nobody begins the same study of an item twice
    in one second, so of each event the incarnation that has it most often tells how often it was.
    """
    first: dict[tuple[bytes, bytes, int, Event], Held] = {}
    for one in events:
        key = (one.device, one.incarnation, one.sequence, one.event)
        if key not in first or one.received < first[key].received:
            first[key] = one
    alike: dict[tuple[bytes, Event], dict[bytes, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for one in first.values():
        alike[one.device, one.event][one.incarnation].append(one)
    kept = [one for those in alike.values() for one in _fullest(those)]
    return sorted(kept, key=lambda one: (_place(one), one.event.learner, one.event.item, one.event.started, one.event.elapsed))


def _fullest(those: Mapping[bytes, list[Held]]) -> list[Held]:
    """Return the longest of these lists, of equals the one that came first, then that of the smallest incarnation."""
    return max((those[name] for name in sorted(those)), key=lambda some: (len(some), -min(one.received for one in some)))


def _place(one: Held) -> tuple[bytes, bytes, int]:
    return one.device, one.incarnation, one.sequence


def _is_in_bounds(one: Held, issued: Mapping[int, int]) -> bool:
    return one.event.clock != Clock.UNSET and issued.get(one.event.pack, 0) <= one.event.started <= one.received


def _moment(one: Held, issued: Mapping[int, int]) -> int:
    return one.event.started if _is_in_bounds(one, issued) else one.received


def _date(day: int) -> date:
    return _FIRST + timedelta(days=day)


def _is_done(seconds: int, score: int | None, item: Item, terms: Terms) -> bool:
    passed = item.pass_score is not None and score is not None and score >= item.pass_score
    return passed or (item.minutes > 0 and seconds * 100 >= item.minutes * 60 * terms.least_share)


def _earned(learner: str, name: str, those: list[Held], item: Item, days: Mapping[Held, int], terms: Terms) -> list[Credit]:
    earned: list[Credit] = []
    seconds = 0
    for one in those:
        on = _date(days[one])
        if earned and earned[-1].year == on.year:
            continue
        seconds += one.event.elapsed
        if _is_done(seconds, one.event.score, item, terms):
            earned.append(Credit(learner, name, on.year, on, item.minutes))
            seconds = 0
    return earned


def _of_row(row: Row, item: Item | None, terms: Terms) -> list[Credit]:
    if item is None or not _is_done(row.minutes * 60, row.score, item, terms):
        return []
    on = _date(row.day)
    return [Credit(row.learner, row.item, on.year, on, item.minutes, is_provisional=True)]


def _flags(held: list[Held], issued: Mapping[int, int]) -> list[Flag]:
    flags = [Flag(Oddity.CLOCK_OUTSIDE, one) for one in held if not _is_in_bounds(one, issued)]
    for before, one in pairwise(held):
        follows = (before.device, before.incarnation) == (one.device, one.incarnation) and before.sequence < one.sequence
        if follows and one.event.started < before.event.started:
            flags.append(Flag(Oddity.CLOCK_BACK, one))
    by_learner = defaultdict(list)
    for one in held:
        if _is_in_bounds(one, issued):
            by_learner[one.event.learner].append(one)
    for those in by_learner.values():
        ends = 0
        for one in sorted(those, key=lambda one: (one.event.started, _place(one))):
            if one.event.started < ends:
                flags.append(Flag(Oddity.OVERLAP, one))
            ends = max(ends, one.event.started + one.event.elapsed)
    return flags

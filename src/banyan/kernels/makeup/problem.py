"""What is asked: who owes how much study by when, when they are ashore, who teaches where, and what was announced already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_DAYS = 800


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both within."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who owes study: ``owed`` in quarters of a credit unit until ``due``, at ``place``, ashore in ``ashore``."""

    id: str
    place: str
    owed: int
    due: date
    ashore: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Where a session can be held; ``free`` are the days on which it can, none given means always."""

    id: str
    place: str
    seats: int
    free: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Teacher:
    """Who can hold sessions, on which days and where (no places: anywhere); ``held`` sessions count when work is shared out."""

    id: str
    days: tuple[Span, ...]
    places: tuple[str, ...] = ()
    held: int = 0


@dataclass(frozen=True, slots=True)
class Length:
    """How long a session may be, and what it credits in quarters of a unit."""

    minutes: int
    quarters: int


@dataclass(frozen=True, slots=True)
class Announced:
    """A session that people were told of: it stays as it is; ``learners`` were told to come and do, others who are ashore may."""

    id: str
    day: date
    room: str
    teacher: str
    length: Length
    learners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole question: sessions from ``first`` to ``last``, at most one a day at a place and for a teacher, none over ``most_minutes``."""

    first: date
    last: date
    learners: tuple[Learner, ...]
    rooms: tuple[Room, ...]
    teachers: tuple[Teacher, ...]
    lengths: tuple[Length, ...]
    most_minutes: int
    announced: tuple[Announced, ...] = ()

    @property
    def days(self) -> list[date]:
        """Every day of the question."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


class Fault(StrEnum):
    """Why a question makes no sense."""

    TYPE = "type"
    MISSING = "missing"
    KEY = "key"
    DATES = "dates"
    TWICE = "twice"
    UNKNOWN = "unknown"
    NEGATIVE = "negative"
    TOO_LONG = "too_long"
    CLASH = "clash"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that makes no sense: ``where`` names the row, as ``learners[3].ashore[0]``, ``what`` the value."""

    fault: Fault
    where: str
    what: str = ""


class MakeupError(ValueError):
    """The question makes no sense; ``wrongs`` are all the reasons at once."""

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__("; ".join(f"{one.fault} {one.where} {one.what}".strip() for one in self.wrongs))


def check(problem: Problem) -> None:
    """Raise MakeupError with everything that makes no sense."""
    if wrongs := [*_dates(problem), *_rows(problem), *_announced(problem)]:
        raise MakeupError(wrongs)


def _dates(problem: Problem) -> Iterator[Wrong]:
    if not 0 <= (problem.last - problem.first).days < MOST_DAYS:
        yield Wrong(Fault.DATES, "last", str(problem.last))
    spans = [(f"learners[{at}].ashore", one.ashore) for at, one in enumerate(problem.learners)]
    spans += [(f"rooms[{at}].free", one.free) for at, one in enumerate(problem.rooms)]
    spans += [(f"teachers[{at}].days", one.days) for at, one in enumerate(problem.teachers)]
    for where, those in spans:
        for at, span in enumerate(those):
            if span.last < span.first:
                yield Wrong(Fault.DATES, f"{where}[{at}]", f"{span.first} {span.last}")


def _rows(problem: Problem) -> Iterator[Wrong]:
    places = {room.place for room in problem.rooms}
    for name in ("learners", "rooms", "teachers", "announced"):
        ids = [one.id for one in getattr(problem, name)]
        firsts = {id_: at for at, id_ in reversed(list(enumerate(ids)))}
        yield from (Wrong(Fault.TWICE, f"{name}[{at}].id", id_) for at, id_ in enumerate(ids) if firsts[id_] != at)
    named = [(f"learners[{at}].place", one.place) for at, one in enumerate(problem.learners)]
    named += [(f"teachers[{at}].places", place) for at, one in enumerate(problem.teachers) for place in one.places]
    yield from (Wrong(Fault.UNKNOWN, where, place) for where, place in named if place not in places)
    numbers = [(f"learners[{at}].owed", one.owed, 0) for at, one in enumerate(problem.learners)]
    numbers += [(f"rooms[{at}].seats", one.seats, 1) for at, one in enumerate(problem.rooms)]
    numbers += [(f"teachers[{at}].held", one.held, 0) for at, one in enumerate(problem.teachers)]
    numbers += [(f"lengths[{at}].minutes", one.minutes, 1) for at, one in enumerate(problem.lengths)]
    numbers += [(f"lengths[{at}].quarters", one.quarters, 1) for at, one in enumerate(problem.lengths)]
    yield from (Wrong(Fault.NEGATIVE, where, str(value)) for where, value, least in numbers if value < least)
    if not problem.lengths:
        yield Wrong(Fault.NOTHING, "lengths")
    for at, length in enumerate(problem.lengths):
        if length.minutes > problem.most_minutes:
            yield Wrong(Fault.TOO_LONG, f"lengths[{at}].minutes", str(length.minutes))


def _announced(problem: Problem) -> Iterator[Wrong]:
    rooms = {room.id: room for room in problem.rooms}
    teachers, learners = {teacher.id for teacher in problem.teachers}, {learner.id for learner in problem.learners}
    taken: set[tuple[str, str, date]] = set()
    for at, one in enumerate(problem.announced):
        where = f"announced[{at}]"
        if one.room not in rooms:
            yield Wrong(Fault.UNKNOWN, f"{where}.room", one.room)
        if one.teacher not in teachers:
            yield Wrong(Fault.UNKNOWN, f"{where}.teacher", one.teacher)
        yield from (Wrong(Fault.UNKNOWN, f"{where}.learners", name) for name in one.learners if name not in learners)
        if not problem.first <= one.day <= problem.last:
            yield Wrong(Fault.DATES, f"{where}.day", str(one.day))
        place = rooms[one.room].place if one.room in rooms else ""
        for key in (("place", place, one.day), ("teacher", one.teacher, one.day)):
            if key in taken:
                yield Wrong(Fault.CLASH, f"{where}.{key[0]}", f"{key[1]} {one.day}")
            taken.add(key)

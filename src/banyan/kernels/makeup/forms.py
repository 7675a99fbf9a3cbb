"""A question read from JSON, with everything that is wrong in it at once, and its answer as JSON."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from banyan.kernels.hours import CreditRule, credit_quarters
from banyan.kernels.makeup.answer import Plan, Proof
from banyan.kernels.makeup.problem import Announced, Fault, Learner, Length, MakeupError, Problem, Room, Span, Teacher, Wrong, check

MOST_NUMBER = 1_000_000
_NOWHERE = date(2000, 1, 1)
T = TypeVar("T")


def problem_from_json(said: Any) -> Problem:
    """Read a question; raise MakeupError with everything that isn't as docs/formats.md has it or makes no sense."""
    wrongs: list[Wrong] = []
    row = _Row(said, "", wrongs)
    problem = Problem(
        first=row.day("first"),
        last=row.day("last"),
        learners=row.rows("learners", _learner),
        rooms=row.rows("rooms", _room),
        teachers=row.rows("teachers", _teacher),
        lengths=row.rows("lengths", _length),
        most_minutes=row.number("most_minutes"),
        announced=row.rows("announced", _announced, may_lack=True),
    )
    row.end()
    if wrongs:
        # What could be read is checked too, so that nobody corrects a file twice.
        raise MakeupError([*wrongs, *_sense(problem, {one.where for one in wrongs})])
    check(problem)
    return problem


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Write a question as docs/formats.md has it."""
    learners = [
        {"id": one.id, "place": one.place, "owed": one.owed, "due": one.due.isoformat(), "ashore": _spans(one.ashore)}
        for one in problem.learners
    ]
    teachers = [{"id": one.id, "days": _spans(one.days), "places": list(one.places), "held": one.held} for one in problem.teachers]
    announced = [
        {
            "id": one.id,
            "day": one.day.isoformat(),
            "room": one.room,
            "teacher": one.teacher,
            "minutes": one.length.minutes,
            "quarters": one.length.quarters,
            "learners": list(one.learners),
        }
        for one in problem.announced
    ]
    return {
        "first": problem.first.isoformat(),
        "last": problem.last.isoformat(),
        "learners": learners,
        "rooms": [{"id": one.id, "place": one.place, "seats": one.seats, "free": _spans(one.free)} for one in problem.rooms],
        "teachers": teachers,
        "lengths": [{"minutes": one.minutes, "quarters": one.quarters} for one in problem.lengths],
        "most_minutes": problem.most_minutes,
        "announced": announced,
    }


def _spans(those: Iterable[Span]) -> list[list[str]]:
    return [[one.first.isoformat(), one.last.isoformat()] for one in those]


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Write an answer as docs/formats.md has it."""
    return {
        "sessions": [
            {
                "day": one.day.isoformat(),
                "place": one.place,
                "room": one.room,
                "teacher": one.teacher,
                "minutes": one.length.minutes,
                "quarters": one.length.quarters,
                "learners": list(one.learners),
                "announced": one.announced,
            }
            for one in plan.sessions
        ],
        "short": [
            {
                "learner": one.learner,
                "missing": one.missing,
                "obstacle": one.obstacle.value,
                "remedy": one.remedy.value,
                "days": [day.isoformat() for day in one.days],
            }
            for one in plan.short
        ],
        "aims": {name: _proof(getattr(plan, name)) for name in ("covered", "new_sessions", "trips", "load", "minutes")},
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {"value": proof.value, "bound": proof.bound, "proved": proof.is_proved}


def _sense(problem: Problem, known: set[str]) -> list[Wrong]:
    try:
        check(problem)
    except MakeupError as error:
        # An unreadable first day makes all others look as if they lay outside.
        no_days = bool(known & {"first", "last"})
        those = [one for one in error.wrongs if not (no_days and one.fault == Fault.DATES)]
        return [one for one in those if not any(one.where.startswith(where) or where.startswith(one.where) for where in known)]
    return []


class _Row:
    """An object of the file, read key by key; each thing that is wrong is noted, and something harmless stands in for it."""

    def __init__(self, said: Any, where: str, wrongs: list[Wrong]) -> None:
        self.where, self.wrongs = where, wrongs
        self.known: set[str] = set()
        if not isinstance(said, dict):
            wrongs.append(Wrong(Fault.TYPE, where or "file"))
        self.said: dict[str, Any] = said if isinstance(said, dict) else {}

    def name(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def get(self, key: str, is_right: Callable[[Any], bool], otherwise: T, *, may_lack: bool = False) -> Any | T:
        self.known.add(key)
        if key not in self.said:
            if not may_lack and self.said:
                self.wrongs.append(Wrong(Fault.MISSING, self.name(key)))
            return otherwise
        value = self.said[key]
        if not is_right(value):
            self.wrongs.append(Wrong(Fault.TYPE, self.name(key), str(value)[:60]))
            return otherwise
        return value

    def text(self, key: str) -> str:
        return str(self.get(key, lambda value: isinstance(value, str) and bool(value.strip()), "?"))

    def number(self, key: str, otherwise: int | None = None) -> int:
        return int(self.get(key, _is_number, 1 if otherwise is None else otherwise, may_lack=otherwise is not None))

    def day(self, key: str) -> date:
        return _day(self.get(key, lambda value: _day(value) is not None, None)) or _NOWHERE

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.get(key, lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value), [], may_lack=True))

    def spans(self, key: str, *, may_lack: bool = False) -> tuple[Span, ...]:
        values: list[Any] = self.get(key, lambda value: isinstance(value, list), [], may_lack=may_lack)
        found = []
        for at, value in enumerate(values):
            pair = [_day(one) for one in value] if isinstance(value, list) else []
            if len(pair) != 2 or None in pair:
                self.wrongs.append(Wrong(Fault.TYPE, f"{self.name(key)}[{at}]", str(value)[:60]))
            else:
                found.append(Span(*(one for one in pair if one)))
        return tuple(found)

    def rows(self, key: str, read: "Callable[[_Row], T]", *, may_lack: bool = False) -> tuple[T, ...]:
        values: list[Any] = self.get(key, lambda value: isinstance(value, list), [], may_lack=may_lack)
        found = []
        for at, value in enumerate(values):
            row = _Row(value, f"{self.name(key)}[{at}]", self.wrongs)
            found.append(read(row))
            row.end()
        return tuple(found)

    def end(self) -> None:
        self.wrongs += [Wrong(Fault.KEY, self.name(key)) for key in self.said if key not in self.known]


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST_NUMBER


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-05-01") else None
    except ValueError:
        return None


def _learner(row: _Row) -> Learner:
    return Learner(row.text("id"), row.text("place"), row.number("owed"), row.day("due"), row.spans("ashore"))


def _room(row: _Row) -> Room:
    return Room(row.text("id"), row.text("place"), row.number("seats"), row.spans("free", may_lack=True))


def _teacher(row: _Row) -> Teacher:
    return Teacher(row.text("id"), row.spans("days"), row.texts("places"), row.number("held", 0))


def _length(row: _Row) -> Length:
    minutes = row.number("minutes")
    # Whatever stands in for minutes that can't be read mustn't look like another fault.
    credit = credit_quarters(max(minutes, 0), CreditRule()) if _is_number(row.said.get("minutes")) else 1
    return Length(minutes, row.number("quarters", credit))


def _announced(row: _Row) -> Announced:
    return Announced(row.text("id"), row.day("day"), row.text("room"), row.text("teacher"), _length(row), row.texts("learners"))

"""Days that are alike: the same learners ashore, teachers and rooms free; only the best of them are worth a session."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from banyan.kernels.makeup.problem import Announced, Learner, Problem, Room, Span, Teacher

_Key = tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Days on which the same is possible: at each place its learners ashore, rooms, and teachers who come there.

    ``fixed`` is the one announced session of a group that is nothing else.
    """

    days: tuple[date, ...]
    learners: frozenset[str]
    rooms: frozenset[str]
    teachers: frozenset[str]
    fixed: Announced | None = None


def components(problem: Problem) -> Iterator[Problem]:
    """Part a question where no teacher goes from one part to the other; the parts are independent."""
    parts: dict[str, set[str]] = {room.place: {room.place} for room in problem.rooms}
    for teacher in problem.teachers:
        reached = teacher.places or tuple(parts)
        whole = set().union(*(parts[place] for place in reached)) if reached else set()
        for place in whole:
            parts[place] = whole
    for places in sorted({min(part): frozenset(part) for part in parts.values()}.values(), key=min):
        yield _only(problem, places)


def _only(problem: Problem, places: frozenset[str]) -> Problem:
    rooms = tuple(room for room in problem.rooms if room.place in places)
    names = {room.id for room in rooms}
    return Problem(
        problem.first,
        problem.last,
        tuple(learner for learner in problem.learners if learner.place in places),
        rooms,
        tuple(teacher for teacher in problem.teachers if not teacher.places or set(teacher.places) & places),
        problem.lengths,
        problem.most_minutes,
        tuple(one for one in problem.announced if one.room in names),
    )


def groups(problem: Problem) -> list[Group]:
    """Return the groups of days on which somebody who owes is ashore and a teacher and a room are free, and each announced session."""
    rooms = {room.id: room for room in problem.rooms}
    busy: dict[date, list[Announced]] = defaultdict(list)
    for one in problem.announced:
        busy[one.day].append(one)
    owing = [learner for learner in problem.learners if learner.owed > 0]
    found: dict[_Key, list[date]] = defaultdict(list)
    fixed: list[Group] = []
    for day in problem.days:
        ashore = [learner for learner in owing if is_ashore(learner, day)]
        for one in busy[day]:
            there = frozenset(learner.id for learner in ashore if learner.place == rooms[one.room].place)
            fixed.append(Group((day,), there, frozenset((one.room,)), frozenset((one.teacher,)), one))
        taken = {rooms[one.room].place for one in busy[day]}
        key = _key(problem, day, [one for one in ashore if one.place not in taken], {one.teacher for one in busy[day]})
        if all(key):
            found[key].append(day)
    free = [Group(tuple(days), *key) for key, days in found.items()]
    return [*fixed, *free]


def worthwhile(those: Iterable[Group], most_sessions: int) -> list[Group]:
    """Leave out groups of which another has everything and enough days: a session there can move to the other.

    ``most_sessions`` is a number of sessions that is known to be enough for everything.
    """
    kept: list[Group] = []
    for group in sorted(those, key=lambda one: (-len(one.learners), -len(one.teachers), -len(one.rooms), one.days)):
        if group.fixed is not None or not any(_holds(other, group) and len(other.days) >= most_sessions for other in kept):
            kept.append(group)
    return sorted(kept, key=lambda one: one.days)


def is_ashore(learner: Learner, day: date) -> bool:
    """Say whether a session on this day counts for the learner."""
    return day <= learner.due and any(day in span for span in learner.ashore)


def is_free(one: Room | Teacher, day: date) -> bool:
    """Say whether a room or a teacher can be had on a day."""
    spans: tuple[Span, ...] = one.free if isinstance(one, Room) else one.days
    return (isinstance(one, Room) and not spans) or any(day in span for span in spans)


def goes_to(teacher: Teacher, place: str) -> bool:
    """Say whether a teacher comes to a place."""
    return not teacher.places or place in teacher.places


def _key(problem: Problem, day: date, ashore: list[Learner], busy: set[str]) -> _Key:
    places = {learner.place for learner in ashore}
    teachers = [
        one for one in problem.teachers if one.id not in busy and is_free(one, day) and any(goes_to(one, place) for place in places)
    ]
    reachable = {place for place in places if any(goes_to(one, place) for one in teachers)}
    rooms = [one for one in problem.rooms if one.place in reachable and is_free(one, day)]
    reached = {room.place for room in rooms}
    return (
        frozenset(learner.id for learner in ashore if learner.place in reached),
        frozenset(room.id for room in rooms),
        frozenset(teacher.id for teacher in teachers),
    )


def _holds(other: Group, group: Group) -> bool:
    return other.fixed is None and other.learners >= group.learners and other.rooms >= group.rooms and other.teachers >= group.teachers

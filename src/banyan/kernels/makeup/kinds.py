"""Learners who are alike, and what a session of each kind can do for them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from banyan.kernels.makeup.calendar import Group, goes_to
from banyan.kernels.makeup.problem import Length, Problem, Room


@dataclass(frozen=True, slots=True)
class Kind:
    """Learners of one place who owe the same and are ashore in the same groups; ``most`` is what each can be credited at best,
    ``told`` are the groups of announced sessions that they were told to come to."""

    place: str
    owed: int
    groups: tuple[int, ...]
    learners: tuple[str, ...]
    most: int
    told: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A session of one length in a room on any day of a group, by any of the teachers who come there."""

    group: int
    room: Room
    length: Length
    teachers: tuple[str, ...]
    days: int
    is_fixed: bool = False


def kinds(problem: Problem, groups: list[Group]) -> list[Kind]:
    """Put learners who are alike together; where a room may be too small, each stands alone, as some may come and others not."""
    crowd: dict[str, int] = defaultdict(int)
    for learner in problem.learners:
        crowd[learner.place] += learner.owed > 0
    narrow = {room.place for room in problem.rooms if room.seats < crowd[room.place]}
    alike: dict[tuple[str, int, tuple[int, ...], tuple[int, ...], str], list[str]] = defaultdict(list)
    for learner in problem.learners:
        if learner.owed > 0:
            there = tuple(number for number, group in enumerate(groups) if learner.id in group.learners)
            told = tuple(number for number in there if (fixed := groups[number].fixed) and learner.id in fixed.learners)
            alike[learner.place, learner.owed, there, told, learner.id if learner.place in narrow else ""].append(learner.id)
    longest = max(length.quarters for length in problem.lengths)
    return [
        Kind(place, owed, there, tuple(those), min(owed, sum(_best(groups[number], longest) for number in there)), told)
        for (place, owed, there, told, _one), those in alike.items()
    ]


def choices(problem: Problem, groups: list[Group]) -> list[Choice]:
    """List every kind of session that can be held."""
    return [one for number, group in enumerate(groups) for one in _choices(problem, number, group)]


def _choices(problem: Problem, number: int, group: Group) -> Iterator[Choice]:
    rooms = [room for room in problem.rooms if room.id in group.rooms]
    if group.fixed is not None:
        # Whoever was told to come has a seat, whatever the room.
        seats = max(rooms[0].seats, len(group.learners & set(group.fixed.learners)))
        yield Choice(number, replace(rooms[0], seats=seats), group.fixed.length, (group.fixed.teacher,), 1, is_fixed=True)
        return
    for room in rooms:
        teachers = tuple(one.id for one in problem.teachers if one.id in group.teachers and goes_to(one, room.place))
        if teachers:
            yield from (Choice(number, room, length, teachers, len(group.days)) for length in problem.lengths)


def _best(group: Group, longest: int) -> int:
    return group.fixed.length.quarters if group.fixed else len(group.days) * longest

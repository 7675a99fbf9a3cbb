"""From numbers to days: sessions get dates on which place and teacher are free, and learners get their sessions."""

from collections import defaultdict
from datetime import date

from banyan.kernels.makeup.answer import Session
from banyan.kernels.makeup.calendar import Group
from banyan.kernels.makeup.kinds import Choice, Kind
from banyan.kernels.makeup.solving import Solution


def spread(groups: list[Group], kinds: list[Kind], choices: list[Choice], solution: Solution) -> list[Session]:
    """Return the sessions in order of days."""
    edges: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (place, teacher), count in sorted(solution.sessions.items()):
        edges[choices[place].group] += [(place, teacher)] * count
    dated: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for number, those in edges.items():
        colours = _coloured([(choices[place].room.place, teacher) for place, teacher in those])
        days = _apart(groups[number].days, max(colours) + 1)
        for (place, teacher), colour in zip(those, colours, strict=True):
            dated[place].append((days[colour], teacher))
    found: list[Session] = []
    for place, held in dated.items():
        choice, fixed = choices[place], groups[choices[place].group].fixed
        come = _seated(len(held), [(kinds[kind], count) for (kind, one), count in sorted(solution.attendances.items()) if one == place])
        for (day, teacher), learners in zip(sorted(held), come, strict=True):
            told = fixed.id if fixed else None
            found.append(Session(day, choice.room.place, choice.room.id, teacher, choice.length, tuple(sorted(learners)), told))
    return sorted(found, key=lambda one: (one.day, one.place, one.room))


def _coloured(edges: list[tuple[str, str]]) -> list[int]:
    """Give each edge of a bipartite graph a colour that no other at its two ends has, with as few as the busiest end needs.

    König 1916: where the first free colours at both ends differ, the two change places along the path that alternates between them.
    """
    most = max(max(sum(edge[end] == one[end] for edge in edges) for one in edges) for end in (0, 1))
    at: dict[tuple[int, str], list[int | None]] = defaultdict(lambda: [None] * most)
    colours = [-1] * len(edges)
    for number, (place, teacher) in enumerate(edges):
        ends = (0, place), (1, teacher)
        free = [at[end].index(None) for end in ends]
        if free[0] != free[1]:
            _exchange(at, colours, edges, ends[1], free)
        at[ends[0]][free[0]] = at[ends[1]][free[0]] = number
        colours[number] = free[0]
    return colours


def _exchange(
    at: dict[tuple[int, str], list[int | None]], colours: list[int], edges: list[tuple[str, str]], end: tuple[int, str], free: list[int]
) -> None:
    """Exchange the two colours along the path from ``end``, so that the first of them is free there too."""
    wanted, other = free
    path: list[int] = []
    colour = wanted
    while (number := at[end][colour]) is not None:
        path.append(number)
        side = 1 - end[0]
        end, colour = (side, edges[number][side]), other if colour == wanted else wanted
    for number in path:
        for side in (0, 1):
            at[side, edges[number][side]][colours[number]] = None
    for number in path:
        colours[number] = other if colours[number] == wanted else wanted
        for side in (0, 1):
            at[side, edges[number][side]][colours[number]] = number


def _apart(days: tuple[date, ...], count: int) -> list[date]:
    """Choose days that lie apart, so that nobody sits through all of it in one week."""
    return [days[number * len(days) // count] for number in range(count)]


def _seated(sessions: int, come: list[tuple[Kind, int]]) -> list[list[str]]:
    """Let each learner come to so many of the sessions, one after another round about, so that all of them are equally full."""
    seats: list[list[str]] = [[] for _session in range(sessions)]
    at = 0
    for kind, count in come:
        for learner in kind.learners:
            for _time in range(count):
                seats[at % sessions].append(learner)
                at += 1
    return seats

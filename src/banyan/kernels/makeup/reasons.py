"""Why somebody stays short, and what can be done: found on the calendar, without the solver."""

from datetime import date

from banyan.kernels.makeup.answer import Obstacle, Remedy, Session, Short
from banyan.kernels.makeup.calendar import goes_to, is_ashore, is_free
from banyan.kernels.makeup.problem import Learner, Problem

MOST_DAYS_NAMED = 5


def shortfalls(problem: Problem, sessions: list[Session]) -> list[Short]:
    """Return who stays short after these sessions, in the order of the question, each with the reason and a remedy."""
    credited: dict[str, int] = {}
    for session in sessions:
        for name in session.learners:
            credited[name] = credited.get(name, 0) + session.length.quarters
    found = []
    for learner in problem.learners:
        missing = learner.owed - credited.get(learner.id, 0)
        if missing > 0:
            found.append(_short(problem, learner, missing))
    return found


def _short(problem: Problem, learner: Learner, missing: int) -> Short:
    ashore = [day for day in problem.days if is_ashore(learner, day)]
    later = [span.first for span in learner.ashore if span.first > min(learner.due, problem.last)]
    if not ashore:
        remedy = Remedy.NEXT_WINDOW if later else Remedy.CARRY
        return Short(learner.id, missing, Obstacle.NEVER_ASHORE, remedy, tuple(sorted(later)[:1]))
    taught = [day for day in ashore if _has_teacher(problem, learner.place, day)]
    if not taught:
        return Short(learner.id, missing, Obstacle.NO_TEACHER, Remedy.FIND_TEACHER, _some(ashore))
    possible = [day for day in taught if _has_room(problem, learner.place, day)]
    if not possible:
        return Short(learner.id, missing, Obstacle.NO_ROOM, Remedy.FIND_ROOM, _some(taught))
    longest = max(length.quarters for length in problem.lengths)
    untaught = [day for day in ashore if day not in taught]
    if len(possible) * longest < learner.owed:
        if len(ashore) * longest >= learner.owed and untaught:
            return Short(learner.id, missing, Obstacle.TOO_FEW_DAYS, Remedy.FIND_TEACHER, _some(untaught))
        return Short(learner.id, missing, Obstacle.TOO_FEW_DAYS, Remedy.CARRY)
    return Short(learner.id, missing, Obstacle.FULL, Remedy.FIND_TEACHER if untaught else Remedy.CARRY, _some(untaught))


def _has_teacher(problem: Problem, place: str, day: date) -> bool:
    return any(goes_to(one, place) and is_free(one, day) for one in problem.teachers)


def _has_room(problem: Problem, place: str, day: date) -> bool:
    return any(room.place == place and is_free(room, day) for room in problem.rooms)


def _some(days: list[date]) -> tuple[date, ...]:
    return tuple(days[:MOST_DAYS_NAMED])

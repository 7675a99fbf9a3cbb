"""Small questions of make-up study, and what any answer must keep."""

from collections import Counter
from datetime import date, timedelta

from banyan.kernels.makeup import Announced, Learner, Length, Plan, Problem, Room, Session, Span, Teacher
from banyan.kernels.makeup.calendar import goes_to, is_ashore, is_free

FIRST = date(2026, 5, 1)
HALF, WHOLE = Length(180, 16), Length(360, 32)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def span(first: int, last: int) -> Span:
    return Span(day(first), day(last))


def learner(id_: str, owed: int, *ashore: Span, place: str = "先锋", due: int = 99) -> Learner:
    return Learner(id_, place, owed, day(due), ashore)


def problem(
    *learners: Learner,
    days: int = 5,
    rooms: tuple[Room, ...] = (Room("室", "先锋", 40),),
    teachers: tuple[Teacher, ...] = (Teacher("李", (span(0, 99),)),),
    lengths: tuple[Length, ...] = (HALF, WHOLE),
    announced: tuple[Announced, ...] = (),
) -> Problem:
    return Problem(FIRST, day(days - 1), learners, rooms, teachers, lengths, 360, announced)


def credited(plan: Plan) -> Counter[str]:
    """Quarters by learner, whatever is owed."""
    found: Counter[str] = Counter()
    for session in plan.sessions:
        found.update(dict.fromkeys(session.learners, session.length.quarters))
    return found


def broken(question: Problem, plan: Plan) -> list[str]:
    """Say which rules the plan breaks."""
    rooms = {room.id: room for room in question.rooms}
    teachers = {teacher.id: teacher for teacher in question.teachers}
    learners = {one.id: one for one in question.learners}
    told = {one.id: one for one in question.announced}
    found = []
    for kind in ("place", "teacher"):
        found += [
            f"{kind} twice {key}" for key, count in Counter((getattr(one, kind), one.day) for one in plan.sessions).items() if count > 1
        ]
    for one in plan.sessions:
        room, teacher = rooms[one.room], teachers[one.teacher]
        if (
            room.place != one.place
            or (one.announced is None and len(one.learners) > room.seats)
            or len(set(one.learners)) < len(one.learners)
        ):
            found.append(f"room {one}")
        if one.announced is None and not (goes_to(teacher, one.place) and is_free(teacher, one.day) and is_free(room, one.day)):
            found.append(f"not free {one}")
        found += [f"not ashore {name} {one.day}" for name in one.learners if not is_ashore(learners[name], one.day)]
        found += [f"elsewhere {name}" for name in one.learners if learners[name].place != one.place]
        found += _left_out(one, told, learners)
        if one.announced and (told[one.announced].day, told[one.announced].teacher) != (one.day, one.teacher):
            found.append(f"moved {one}")
    if {one.announced for one in plan.sessions if one.announced} != set(told):
        found.append("an announced session is gone")
    credit = credited(plan)
    covered = sum(min(one.owed, credit[one.id]) for one in question.learners)
    missing = {one.id: one.owed - credit[one.id] for one in question.learners if one.owed > credit[one.id]}
    if covered != plan.covered.value or missing != {one.learner: one.missing for one in plan.short}:
        found.append("the sums don't fit")
    if sum(len(one.learners) for one in plan.sessions) != plan.trips.value:
        found.append("the trips don't fit")
    if sum(one.announced is None for one in plan.sessions) != plan.new_sessions.value:
        found.append("the sessions don't fit")
    return found


def _left_out(one: Session, told: dict[str, Announced], learners: dict[str, Learner]) -> list[str]:
    """Who was told to come to an announced session, is ashore, and isn't in it."""
    if one.announced is None:
        return []
    meant = [learners[name] for name in told[one.announced].learners]
    there = {who.id for who in meant if who.owed and who.place == one.place and is_ashore(who, one.day)}
    return [f"told and left out {name}" for name in there - set(one.learners)]

"""`banyan bench makeup`: sessions and seconds of our plan, beside an earliest-first greedy one and one session a week in the ban."""

import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from banyan.kernels.makeup import Learner, Length, Plan, Problem, Room, Span, Teacher, plan

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# FACTS.md: the ban of the South China Sea, 32 at sea, 32 credit hours, voyages of 20 to 40 days.
BAN = Span(date(2026, 5, 1), date(2026, 8, 16))
LEARNERS, OWED, BOATS, TEACHERS, SEED = 32, 32 * 4, 5, 2, 20221123
LENGTHS = (Length(120, 10), Length(180, 16), Length(360, 32))
GOAL_SECONDS = 60.0


def main() -> None:
    """Print the year of one village, of harder ones, and of a hundred at once."""
    three = question(3)
    # Two teachers for three villages that are never ashore together for long.
    shared = replace(without_ban(three), teachers=tuple(replace(teacher, places=()) for teacher in three.teachers[:TEACHERS]))
    print("question                        ours              earliest first     one a week in the ban")
    say("a village's year", question(1))
    say("without the ban", without_ban(question(1)))
    say("3 villages, 2 teachers, no ban", shared)
    began = time.perf_counter()
    found = plan(question(100))
    seconds = time.perf_counter() - began
    proved = all(proof.is_proved for proof in (found.covered, found.new_sessions, found.trips, found.load, found.minutes))
    print(f"100 villages at once: {len(found.sessions)} sessions in {seconds:.1f} s, all aims proved: {proved} (goal {GOAL_SECONDS:.0f} s)")


def say(name: str, asked: Problem) -> None:
    began = time.perf_counter()
    found = plan(asked)
    seconds = time.perf_counter() - began
    mark = "" if found.new_sessions.is_proved else f" (at least {found.new_sessions.bound})"
    ours = f"{len(found.sessions)}{mark} in {seconds:.2f} s, {covered(asked, found) / asked_for(asked):.0%}"
    others = [f"{count} sessions, {share:.0%}" for count, share in (earliest_first(asked), weekly(asked))]
    print(f"{name:<30}  {ours:<16}  {others[0]:<17}  {others[1]}")


def question(villages: int) -> Problem:
    """So many villages, each with a room, two teachers with three days a week, and boats that come home for some days between voyages."""
    parts = [village(number) for number in range(villages)]
    learners = tuple(one for part in parts for one in part[0])
    rooms = tuple(one for part in parts for one in part[1])
    teachers = tuple(one for part in parts for one in part[2])
    return Problem(FIRST, LAST, learners, rooms, teachers, LENGTHS, 360)


def without_ban(asked: Problem) -> Problem:
    learners = (replace(one, ashore=tuple(span for span in one.ashore if span != BAN)) for one in asked.learners)
    return replace(asked, learners=tuple(learners))


def village(number: int) -> tuple[list[Learner], list[Room], list[Teacher]]:
    chance, name = Random(SEED + number), f"村{number}"
    boats = [at_home(chance) for _boat in range(BOATS)]
    learners = [Learner(f"{name}-{one}", name, OWED, LAST, boats[one % BOATS]) for one in range(LEARNERS)]
    teachers = [Teacher(f"{name}-师{one}", weekdays(one), (name,)) for one in range(TEACHERS)]
    return learners, [Room(f"{name}-室", name, 40)], teachers


def at_home(chance: Random) -> tuple[Span, ...]:
    spans, day = [BAN], FIRST + timedelta(days=chance.randrange(10))
    while day <= LAST:
        stay = chance.randint(3, 7)
        spans.append(Span(day, min(day + timedelta(days=stay - 1), LAST)))
        day += timedelta(days=stay + chance.randint(20, 40))
    return tuple(spans)


def weekdays(teacher: int) -> tuple[Span, ...]:
    days = (FIRST + timedelta(days=number) for number in range(365))
    return tuple(Span(day, day) for day in days if (day.weekday() + teacher) % 7 < 3)


def asked_for(asked: Problem) -> int:
    return sum(one.owed for one in asked.learners)


def covered(asked: Problem, found: Plan) -> int:
    return asked_for(asked) - sum(one.missing for one in found.short)


def earliest_first(asked: Problem) -> tuple[int, float]:
    """Hold the longest session on every day on which somebody who owes is ashore, from the first day on."""
    return held_on(asked, asked.days, max(length.quarters for length in asked.lengths))


def weekly(asked: Problem) -> tuple[int, float]:
    """Hold two hours a week as long as the ban lasts."""
    days = [BAN.first + timedelta(days=number) for number in range(0, (BAN.last - BAN.first).days + 1, 7)]
    return held_on(asked, days, asked.lengths[0].quarters, any_teacher=True)


def held_on(asked: Problem, days: list[date], quarters: int, *, any_teacher: bool = False) -> tuple[int, float]:
    left = {one.id: one.owed for one in asked.learners}
    count = 0
    for day in days:
        free = {one.id: one for one in asked.teachers if any_teacher or any(day in span for span in one.days)}
        for room in asked.rooms:
            teacher = next((one for one in free.values() if not one.places or room.place in one.places), None)
            come = [
                one for one in asked.learners if one.place == room.place and left[one.id] > 0 and any(day in span for span in one.ashore)
            ]
            if teacher is None or not come:
                continue
            if not any_teacher:
                del free[teacher.id]
            count += 1
            for one in come[: room.seats]:
                left[one.id] = max(0, left[one.id] - quarters)
    return count, 1 - sum(left.values()) / asked_for(asked)


if __name__ == "__main__":
    main()

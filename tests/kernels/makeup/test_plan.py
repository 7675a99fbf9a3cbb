"""The make-up plan: everything covered that can be, in the fewest sessions, then trips, then a fair share; held against trying everything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.makeup import Announced, Fault, Learner, Length, MakeupError, Obstacle, Problem, Remedy, Room, Span, Teacher, plan
from banyan.kernels.makeup.calendar import components, goes_to, is_ashore, is_free
from banyan.kernels.makeup.spreading import _coloured
from tests.kernels.makeup.made import FIRST, HALF, WHOLE, broken, day, learner, problem, span

# What sessions can be on a day: by place, a room, a length and a teacher.
Held = tuple[date, Room, Length, Teacher]


def aims(question: Problem) -> tuple[int, ...]:
    """The best by trying every set of sessions, and for each every way to come; small questions only."""
    offers: list[list[tuple[Held, ...]]] = [list(_on(question, one)) for one in question.days]
    best: tuple[int, ...] | None = None
    for those in product(*offers):
        held = [one for day_ in those for one in day_]
        covered, trips = _attended(question, held)
        load = sum((one.held + sum(teacher == one for _day, _room, _length, teacher in held)) ** 2 for one in question.teachers)
        minutes = sum(length.minutes for _day, _room, length, _teacher in held)
        key = (-covered, len(held), trips, load, minutes)
        best = key if best is None else min(best, key)
    assert best is not None
    return -best[0], *best[1:]


def _on(question: Problem, on: date) -> Iterator[tuple[Held, ...]]:
    """Every set of sessions of one day: a place and a teacher have one at most."""
    places = sorted({room.place for room in question.rooms})
    single = [
        [
            None,
            *(
                (on, room, length, teacher)
                for room in question.rooms
                for length in question.lengths
                for teacher in question.teachers
                if room.place == place and goes_to(teacher, place) and is_free(teacher, on) and is_free(room, on)
            ),
        ]
        for place in places
    ]
    for those in product(*single):
        held = tuple(one for one in those if one is not None)
        if len({teacher.id for _day, _room, _length, teacher in held}) == len(held):
            yield held


def _attended(question: Problem, held: list[Held]) -> tuple[int, int]:
    """The most that these sessions cover, and then the fewest trips; seats are plenty, so each learner decides alone."""
    covered = trips = 0
    for one in question.learners:
        lengths = [length.quarters for on, room, length, _teacher in held if room.place == one.place and is_ashore(one, on)]
        options = [
            (-min(one.owed, sum(q for q, come in zip(lengths, coming, strict=True) if come)), sum(coming))
            for coming in product((0, 1), repeat=len(lengths))
        ]
        least = min(options)
        covered, trips = covered - least[0], trips + least[1]
    return covered, trips


@st.composite
def questions(draw: st.DrawFn) -> Problem:
    days = draw(st.integers(1, 4))
    places = draw(st.sampled_from([("先锋",), ("先锋", "大流")]))
    spans = st.tuples(st.integers(0, days - 1), st.integers(0, 2)).map(lambda one: span(one[0], min(one[0] + one[1], days - 1)))
    ashore = st.lists(spans, max_size=2).map(tuple)
    learners = [
        Learner(str(number), draw(st.sampled_from(places)), draw(st.integers(0, 50)), day(draw(st.integers(0, days))), draw(ashore))
        for number in range(draw(st.integers(0, 4)))
    ]
    teachers = tuple(
        Teacher(
            name,
            draw(st.lists(spans, min_size=1, max_size=2).map(tuple)),
            draw(st.sampled_from([(), places[:1], places])),
            draw(st.integers(0, 2)),
        )
        for name in draw(st.sampled_from([("李",), ("李", "王")]))
    )
    rooms = tuple(Room(f"室{place}", place, 10, draw(st.lists(spans, max_size=1).map(tuple))) for place in places)
    return problem(*learners, days=days, rooms=rooms, teachers=teachers)


@settings(max_examples=120, deadline=None)
@given(questions())
def test_the_plan_is_as_good_as_the_best_of_all(question: Problem) -> None:
    found = plan(question)

    assert broken(question, found) == []
    assert tuple(proof.value for proof in (found.covered, found.new_sessions, found.trips, found.load, found.minutes)) == aims(question)
    assert all(proof.is_proved for proof in (found.covered, found.new_sessions, found.trips, found.load, found.minutes))
    assert plan(question) == found


def test_in_the_ban_everybody_is_covered_by_four_whole_days() -> None:
    crew = [learner(str(number), 128, span(0, 106)) for number in range(32)]

    found = plan(problem(*crew, days=107))

    assert [session.length for session in found.sessions] == [WHOLE] * 4
    assert [len(session.learners) for session in found.sessions] == [32] * 4
    assert min((later.day - earlier.day).days for earlier, later in zip(found.sessions, found.sessions[1:], strict=False)) > 20
    assert found.short == ()


def test_two_windows_are_used_where_nobody_is_ashore_together() -> None:
    found = plan(problem(learner("a", 32, span(0, 0)), learner("b", 32, span(3, 3))))

    assert [(session.day, session.learners) for session in found.sessions] == [(day(0), ("a",)), (day(3), ("b",))]


def test_one_session_serves_both_where_their_windows_meet() -> None:
    found = plan(problem(learner("a", 32, span(0, 2)), learner("b", 16, span(2, 4))))

    assert [(session.day, session.learners) for session in found.sessions] == [(day(2), ("a", "b"))]


def test_a_session_after_the_due_day_does_not_count() -> None:
    found = plan(problem(learner("a", 16, span(3, 4), due=2)))

    assert found.sessions == ()
    assert [(one.obstacle, one.remedy) for one in found.short] == [(Obstacle.NEVER_ASHORE, Remedy.NEXT_WINDOW)]
    assert found.short[0].days == (day(3),)


def test_a_small_room_needs_more_sessions_and_nobody_stands() -> None:
    crew = [learner(str(number), 32, span(0, 4)) for number in range(5)]
    question = problem(*crew, rooms=(Room("室", "先锋", 2),))

    found = plan(question)

    assert broken(question, found) == []
    assert sorted(len(session.learners) for session in found.sessions) == [1, 2, 2]


def test_work_is_shared_out_with_what_was_held_before() -> None:
    teachers = (Teacher("李", (span(0, 9),), held=3), Teacher("王", (span(0, 9),)))

    found = plan(problem(learner("a", 96, span(0, 9)), days=10, teachers=teachers))

    assert [session.teacher for session in found.sessions] == ["王"] * 3


def test_announced_sessions_stay_and_count() -> None:
    told = Announced("7", day(1), "室", "李", HALF, ("a",))
    question = problem(learner("a", 48, span(0, 4)), announced=(told,))

    found = plan(question)

    assert broken(question, found) == []
    assert [(session.announced, session.length) for session in sorted(found.sessions, key=lambda one: one.announced is None)] == [
        ("7", HALF),
        (None, WHOLE),
    ]


def test_a_teacher_is_at_one_place_a_day() -> None:
    rooms = (Room("甲", "先锋", 9), Room("乙", "大流", 9))
    question = problem(learner("a", 32, span(2, 2)), learner("b", 32, span(2, 3), place="大流"), rooms=rooms)

    found = plan(question)

    assert broken(question, found) == []
    assert [(session.place, session.day) for session in found.sessions] == [("先锋", day(2)), ("大流", day(3))]


@pytest.mark.parametrize(
    ("question", "obstacle", "remedy"),
    [
        (problem(learner("a", 16)), Obstacle.NEVER_ASHORE, Remedy.CARRY),
        (problem(learner("a", 16, span(0, 4)), teachers=(Teacher("李", (span(9, 9),)),)), Obstacle.NO_TEACHER, Remedy.FIND_TEACHER),
        (problem(learner("a", 16, span(0, 4)), rooms=(Room("室", "先锋", 9, (span(9, 9),)),)), Obstacle.NO_ROOM, Remedy.FIND_ROOM),
        (problem(learner("a", 99, span(0, 1))), Obstacle.TOO_FEW_DAYS, Remedy.CARRY),
        (problem(learner("a", 64, span(0, 1)), teachers=(Teacher("李", (span(0, 0),)),)), Obstacle.TOO_FEW_DAYS, Remedy.FIND_TEACHER),
        (
            problem(learner("a", 32, span(0, 0)), learner("b", 32, span(0, 0)), rooms=(Room("室", "先锋", 1),)),
            Obstacle.FULL,
            Remedy.CARRY,
        ),
    ],
)
def test_whoever_stays_short_has_the_reason_and_a_remedy(question: Problem, obstacle: Obstacle, remedy: Remedy) -> None:
    found = plan(question)

    assert broken(question, found) == []
    assert [(one.obstacle, one.remedy) for one in found.short] == [(obstacle, remedy)]


def test_nobody_who_owes_and_nowhere_to_go_make_an_empty_plan() -> None:
    assert plan(problem()).sessions == ()
    assert plan(problem(learner("a", 0, span(0, 4)))).short == ()


def test_what_makes_no_sense_is_told_all_at_once() -> None:
    question = problem(
        learner("a", -1, Span(day(3), day(1)), place="哪里"), learner("a", 1), rooms=(Room("室", "先锋", 0),), lengths=(Length(400, 32),)
    )
    question = replace(
        question,
        last=FIRST.replace(year=2030),
        teachers=(Teacher("李", (span(0, 1),), ("海上",), -1),),
        announced=(
            Announced("1", day(-3), "厅", "赵", HALF, ("谁",)),
            Announced("2", day(1), "室", "李", HALF),
            Announced("3", day(1), "室", "李", HALF),
        ),
    )

    with pytest.raises(MakeupError) as refused:
        plan(question)

    assert {(one.fault, one.where) for one in refused.value.wrongs} >= {
        (Fault.DATES, "last"),
        (Fault.DATES, "learners[0].ashore[0]"),
        (Fault.NEGATIVE, "learners[0].owed"),
        (Fault.UNKNOWN, "learners[0].place"),
        (Fault.TWICE, "learners[1].id"),
        (Fault.NEGATIVE, "rooms[0].seats"),
        (Fault.TOO_LONG, "lengths[0].minutes"),
        (Fault.NEGATIVE, "teachers[0].held"),
        (Fault.UNKNOWN, "teachers[0].places"),
        (Fault.UNKNOWN, "announced[0].room"),
        (Fault.UNKNOWN, "announced[0].learners"),
        (Fault.UNKNOWN, "announced[0].teacher"),
        (Fault.DATES, "announced[0].day"),
        (Fault.CLASH, "announced[2].place"),
        (Fault.CLASH, "announced[2].teacher"),
    }


def test_no_lengths_at_all_is_told() -> None:
    with pytest.raises(MakeupError) as refused:
        plan(problem(learner("a", 1, span(0, 1)), lengths=()))

    assert [one.fault for one in refused.value.wrongs] == [Fault.NOTHING]


def test_villages_without_a_common_teacher_are_parts_of_their_own() -> None:
    rooms = tuple(Room(place, place, 9) for place in "甲乙丙")
    teachers = (Teacher("李", (span(0, 1),), ("甲", "乙")), Teacher("王", (span(0, 1),), ("丙",)))

    found = [sorted(room.place for room in part.rooms) for part in components(problem(rooms=rooms, teachers=teachers))]

    assert sorted(found) == [["丙"], ["乙", "甲"]]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=40))
def test_no_two_sessions_of_a_place_or_a_teacher_get_one_day_and_no_day_is_wasted(edges: list[tuple[str, str]]) -> None:
    colours = _coloured(edges)

    for end in (0, 1):
        taken = [(edge[end], colour) for edge, colour in zip(edges, colours, strict=True)]
        assert len(set(taken)) == len(taken)
    busiest = max(sum(edge[end] == name for edge in edges) for end in (0, 1) for name in {edge[end] for edge in edges})
    assert max(colours) < busiest


def test_a_hundred_random_questions_with_narrow_rooms_and_announced_sessions_break_no_rule() -> None:
    for seed in range(100):
        chance = Random(seed)
        places = ("先锋", "大流")
        crew = [
            learner(
                str(number),
                chance.choice([0, 16, 40, 96]),
                *(span(at, at + chance.randrange(4)) for at in chance.sample(range(20), 3)),
                place=chance.choice(places),
            )
            for number in range(8)
        ]
        rooms = tuple(Room(f"室{place}", place, chance.randint(1, 5)) for place in places)
        teachers = (Teacher("李", (span(0, 12),)), Teacher("王", (span(8, 22),), places[:1]))
        told = (Announced("1", day(5), "室先锋", "李", HALF, tuple(one.id for one in crew[:3])),) if chance.random() < 0.5 else ()
        question = problem(*crew, days=23, rooms=rooms, teachers=teachers, announced=told)

        found = plan(question)

        assert broken(question, found) == []
        assert found.covered.is_proved

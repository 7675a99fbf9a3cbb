"""Make-up plans: teachers, what is asked, what is answered in words, announcing, and planning anew."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities.actions import expect, move_activity, plan_activity, tick_attended
from banyan.activities.models import Activity, Attendance, Place
from banyan.core import jobs
from banyan.kernels.makeup import Span, plan, problem_as_json, problem_from_json
from banyan.ledger.queries.members import credit_of
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.makeup import UnableToPlanMakeup, announce_makeup, ask_makeup, work_out_makeup
from banyan.programmes.study.actions.teachers import UnableToKeepTeacher, add_teacher, change_teacher, end_teacher
from banyan.programmes.study.models import MakeupPlan, Port, StudyTeacher, Vessel
from banyan.programmes.study.queries.answers import answer_of
from banyan.programmes.study.queries.makeup import learners_at, owing_of, question_of
from tests.factories import make_account, make_organisation, make_person, make_place
from tests.programmes.study.rows import make_port, make_season, make_teacher, make_vessel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

# A year ahead, so that nothing is ever over: in May there is a ban.
YEAR = timezone.localdate().year + 1
FIRST, LAST = date(YEAR, 5, 1), date(YEAR, 5, 20)
ASKED = timezone.now()


@pytest.fixture
def room(town: Organisation) -> Place:
    return make_place(town, seats=10)


@pytest.fixture
def port(town: Organisation, room: Place) -> Port:
    make_season(town, FIRST, LAST)
    return make_port(town, room)


@pytest.fixture
def vessel(town: Organisation, port: Port) -> Vessel:
    return make_vessel(town, home_port=port)


@pytest.fixture
def teacher(town: Organisation, port: Port) -> StudyTeacher:
    return make_teacher(town, Span(FIRST, LAST), ports=[port])


def aboard(vessel: Vessel, *, party: str = "member") -> Person:
    assert vessel.organisation is not None
    person = make_person(vessel.organisation, party=party)
    join_crew(vessel, person, on=date(YEAR, 1, 1), by=None)
    return person


def asked_of(town: Organisation, clerk: Account) -> MakeupPlan:
    asked = ask_makeup(town, first=FIRST, last=LAST, begins=time(9), at=ASKED, by=clerk)
    return work_out_makeup(asked, today=timezone.localdate())


def test_a_teacher_is_taken_on_changed_ended_and_taken_on_again(town: Organisation, port: Port, clerk: Account) -> None:
    person, span = make_person(town), Span(FIRST, LAST)
    teacher = add_teacher(town, person, ports=[port], days=[span], by=clerk)

    with pytest.raises(UnableToKeepTeacher, match="teaches here already"):
        add_teacher(town, person, by=clerk)
    with pytest.raises(UnableToKeepTeacher, match="run backwards"):
        change_teacher(teacher, ports=[], days=[Span(LAST, FIRST)], by=clerk)
    change_teacher(teacher, ports=[], days=[span, Span(date(YEAR, 1, 1), date(YEAR, 1, 2))], by=clerk)
    assert [one.from_on for one in teacher.days.all()] == [date(YEAR, 1, 1), FIRST]
    end_teacher(teacher, on=FIRST, by=clerk)
    with pytest.raises(UnableToKeepTeacher, match="stopped before"):
        end_teacher(teacher, on=FIRST, by=clerk)
    with pytest.raises(UnableToKeepTeacher, match="has stopped teaching"):
        change_teacher(teacher, ports=[], days=[], by=clerk)

    assert add_teacher(town, person, by=clerk).pk == teacher.pk


def test_teachers_are_of_the_own_roster_alive_and_kept_by_the_place(town: Organisation, clerk: Account) -> None:
    stranger, dead = make_account(make_organisation(), "clerk"), make_person(town)
    Person.objects.filter(pk=dead.pk).update(died_on=FIRST)
    dead.refresh_from_db()

    with pytest.raises(UnableToKeepTeacher, match="isn't on a roster of yours"):
        add_teacher(town, make_person(make_organisation()), by=clerk)
    with pytest.raises(UnableToKeepTeacher, match="no longer on the roster"):
        add_teacher(town, dead, by=clerk)
    with pytest.raises(UnableToKeepTeacher, match="Only the clerk"):
        add_teacher(town, make_person(town), by=stranger)
    with pytest.raises(UnableToKeepTeacher, match="Only the clerk"):
        end_teacher(make_teacher(town), on=FIRST, by=stranger)


def test_members_owe_the_target_less_the_ledger_and_others_nothing(town: Organisation, vessel: Vessel) -> None:
    member, guest = aboard(vessel), aboard(vessel, party="none")

    credit = credit_of([member, guest], YEAR)
    owing = owing_of(learners_at(town, FIRST), YEAR)

    assert [(one.target, one.missing_quarters) for one in credit] == [(32, 128), (0, 0)]
    assert [one.missing for one in owing] == [128, 0]


def test_a_plan_makes_up_all_that_is_owed_in_the_fewest_sessions_and_says_it_is_proved(
    town: Organisation, vessel: Vessel, teacher: StudyTeacher, clerk: Account
) -> None:
    persons = [aboard(vessel) for _each in range(3)]

    answer = answer_of(asked_of(town, clerk))

    assert answer is not None
    assert (answer.new, answer.bound, answer.units, answer.owed, answer.is_proved, answer.short) == (4, 4, 96, 96, True, ())
    assert [(one.teacher, one.minutes, set(one.learners)) for one in answer.sessions] == [(str(teacher), 360, set(persons))] * 4


@pytest.mark.usefixtures("teacher")
def test_the_worker_works_a_plan_out_and_only_once(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    aboard(vessel)
    asked = ask_makeup(town, first=FIRST, last=LAST, begins=time(9), at=ASKED, by=clerk)

    jobs.run_waiting()

    asked.refresh_from_db()
    assert asked.state == MakeupPlan.State.READY
    assert work_out_makeup(asked, today=FIRST) == asked


def test_a_question_written_down_is_the_same_question(town: Organisation, vessel: Vessel, teacher: StudyTeacher) -> None:
    aboard(vessel)

    problem = question_of(town, FIRST, LAST, today=timezone.localdate()).problem

    assert problem_from_json(problem_as_json(problem)) == problem
    assert [one.id for one in problem.teachers] == [str(teacher.uuid)]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (FIRST, FIRST - timedelta(days=1), "after the first"),
        (FIRST, date(YEAR + 1, 1, 1), "days of one year"),
        (date(YEAR - 2, 5, 1), date(YEAR - 2, 5, 2), "that are over"),
    ],
)
def test_a_plan_of_days_that_make_no_sense_is_refused(town: Organisation, clerk: Account, first: date, last: date, said: str) -> None:
    with pytest.raises(UnableToPlanMakeup, match=said):
        ask_makeup(town, first=first, last=last, begins=time(9), at=ASKED, by=clerk)


def test_only_who_keeps_the_vessels_asks_and_announces(town: Organisation, vessel: Vessel, teacher: StudyTeacher, clerk: Account) -> None:
    stranger = make_account(make_organisation(), "clerk")
    aboard(vessel)
    asked = asked_of(town, clerk)

    with pytest.raises(UnableToPlanMakeup, match="Only the clerk"):
        ask_makeup(town, first=FIRST, last=LAST, begins=time(9), at=ASKED, by=stranger)
    with pytest.raises(UnableToPlanMakeup, match="Only the clerk"):
        announce_makeup(asked, at=ASKED, by=stranger)
    assert teacher.person.attendances.count() == 0


@pytest.mark.usefixtures("teacher")
def test_announced_sessions_are_activities_with_teacher_and_learners(
    town: Organisation, vessel: Vessel, room: Place, clerk: Account
) -> None:
    person = aboard(vessel)

    made = announce_makeup(asked_of(town, clerk), at=ASKED, by=clerk)

    assert [(one.kind, one.place, one.state, one.minutes) for one in made] == [("makeup_study", room, "open", 360)] * 4
    assert {row.role for row in Attendance.objects.filter(activity=made[0])} == {"teacher", "participant"}
    assert person.attendances.count() == 4


@pytest.mark.usefixtures("teacher")
def test_planning_anew_keeps_what_was_announced(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    aboard(vessel)
    made = announce_makeup(asked_of(town, clerk), at=ASKED, by=clerk)
    late = aboard(vessel)

    asked = asked_of(town, clerk)

    answer = answer_of(asked)
    assert answer is not None
    assert (answer.new, {one.activity for one in answer.sessions}) == (0, set(made))
    assert all(late in one.learners for one in answer.sessions)
    with pytest.raises(UnableToPlanMakeup, match="no new session"):
        announce_makeup(asked, at=ASKED, by=clerk)


@pytest.mark.usefixtures("teacher")
def test_a_plan_is_announced_once_in_time_and_not_over_a_newer_one(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    aboard(vessel)
    waiting = ask_makeup(town, first=FIRST, last=LAST, begins=time(9), at=ASKED, by=clerk)
    older, newer = asked_of(town, clerk), asked_of(town, clerk)
    MakeupPlan.objects.filter(pk=newer.pk).update(asked_at=ASKED + timedelta(hours=1))

    with pytest.raises(UnableToPlanMakeup, match="is being worked out"):
        announce_makeup(waiting, at=ASKED, by=clerk)
    with pytest.raises(UnableToPlanMakeup, match="days are over"):
        announce_makeup(older, at=timezone.make_aware(datetime.combine(LAST, time())), by=clerk)
    announce_makeup(newer, at=ASKED, by=clerk)
    with pytest.raises(UnableToPlanMakeup, match="is announced"):
        announce_makeup(newer, at=ASKED, by=clerk)
    with pytest.raises(UnableToPlanMakeup, match="A newer plan"):
        announce_makeup(older, at=ASKED, by=clerk)
    assert Activity.objects.count() == 4


def test_who_cant_be_covered_is_named_with_reason_and_remedy(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    homeless, roomless, untaught = aboard(make_vessel(town)), aboard(make_vessel(town, home_port=make_port(town))), aboard(vessel)

    answer = answer_of(asked_of(town, clerk))

    assert answer is not None
    assert [(one.person, one.why) for one in answer.short] == [
        (untaught, "no teacher is free on the days ashore"),
        (homeless, "the boat has no home port yet"),
        (roomless, "the home port has no free room"),
    ]
    assert "Find a teacher" in answer.short[0].remedy


@pytest.mark.usefixtures("teacher")
def test_study_that_was_attended_counts_before_it_is_confirmed(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    person = aboard(vessel)
    year = timezone.localdate().year
    ends = timezone.now() - timedelta(minutes=5)
    begins = ends - timedelta(minutes=45)
    activity = plan_activity(town, {"kind": "makeup_study", "title": "补学", "starts_at": begins, "ends_at": ends}, by=clerk)
    expect(activity, [person], by=clerk)
    tick_attended(activity, [person], way="list", by=clerk)
    move_activity(activity, "announce", by=clerk)

    owing = owing_of([person.learner], begins.astimezone(timezone.get_default_timezone()).year)

    assert year >= YEAR - 1
    assert (owing[0].pending, owing[0].missing) == (4, 124)


def test_rooms_and_teachers_that_are_taken_on_a_day_are_left_out(
    town: Organisation, vessel: Vessel, room: Place, teacher: StudyTeacher, clerk: Account
) -> None:
    aboard(vessel)
    begins = timezone.make_aware(datetime.combine(FIRST, time(9)))
    fields = {"title": "会议", "kind": "branch_meeting", "place": room, "starts_at": begins, "ends_at": begins + timedelta(hours=1)}
    plan_activity(town, fields, by=clerk)
    away = {"title": "讲座", "kind": "lecture", "starts_at": begins + timedelta(days=2), "ends_at": begins + timedelta(days=2, hours=1)}
    expect(plan_activity(town, away, by=clerk), [teacher.person], by=clerk)

    problem = question_of(town, FIRST, LAST, today=timezone.localdate()).problem

    days = {one.day for one in plan(problem).sessions}
    assert not days & {FIRST, FIRST + timedelta(days=2)}
    assert problem.rooms[0].free == (Span(FIRST + timedelta(days=1), LAST),)
    assert problem.teachers[0].days == (Span(FIRST, FIRST + timedelta(days=1)), Span(FIRST + timedelta(days=3), LAST))


@pytest.mark.usefixtures("teacher")
def test_the_clerk_asks_waits_reads_and_announces(client: Client, town: Organisation, vessel: Vessel, clerk: Account) -> None:
    person = aboard(vessel)
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    sent = {"organisation": town.pk, "first": FIRST.isoformat(), "last": LAST.isoformat(), "begins": "09:00"}

    asked = client.post(reverse("makeup_new"), sent)
    address = asked["Location"]
    assert "being worked out" in client.get(address).content.decode()
    jobs.run_waiting()
    page = client.get(address).content.decode()
    client.post(reverse("makeup_announce", args=[MakeupPlan.objects.get().uuid]), {"confirmed": "yes"})

    assert "Proved: nothing covers more" in page
    assert str(person) in page
    assert Activity.objects.count() == 4
    assert "announced" in client.get(address).content.decode()

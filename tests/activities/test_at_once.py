"""Two people press the same button of the activities at the same moment."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from banyan.activities import actions
from banyan.activities.models import Activity, Attendance, Series, SignIn
from banyan.core.models import AuditEntry
from banyan.ledger.models import Entry
from banyan.people.models import Account, Organisation
from tests.factories import make_account, make_activity, make_person, make_place, make_programme
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def others(town: Organisation) -> tuple[Account, Account]:
    return make_account(town, "clerk"), make_account(town, "organiser")


def test_two_plans_for_one_place_and_time_leave_one(town: Organisation, others: tuple[Account, Account]) -> None:
    starts_at = timezone.now() + timedelta(days=1)
    fields = {
        "kind": "study",
        "title": "学习会",
        "place": make_place(town),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
    }

    outcomes = at_once(*(lambda by=by: actions.plan_activity(town, fields, by=by) for by in others))

    assert outcomes == ["UnableToPlan", "done"]
    assert Activity.objects.count() == 1


def test_two_confirmations_write_the_facts_once(town: Organisation, others: tuple[Account, Account]) -> None:
    activity = make_activity(town, state="held", came=[make_person(town)])

    outcomes = at_once(*(lambda by=by: actions.move_activity(activity, "confirm", by=by) for by in others))

    assert outcomes == ["UnableToMove", "done"]
    assert Entry.objects.count() == 1


def test_a_cancellation_and_an_announcement_leave_it_cancelled_or_both_are_told(
    town: Organisation, others: tuple[Account, Account]
) -> None:
    activity = make_activity(town)

    at_once(
        lambda: actions.move_activity(activity, "announce", by=others[0]),
        lambda: actions.move_activity(activity, "cancel", by=others[1], reason="台风"),
    )

    activity.refresh_from_db()
    assert activity.state == Activity.State.CANCELLED


def test_a_tick_while_it_is_confirmed_is_in_the_ledger_or_refused(town: Organisation, others: tuple[Account, Account]) -> None:
    activity, late = make_activity(town, state="held", came=[make_person(town)]), make_person(town)

    at_once(
        lambda: actions.move_activity(activity, "confirm", by=others[0]),
        lambda: actions.tick_attended(activity, [late], way="list", by=others[1]),
    )

    assert Entry.objects.count() == Attendance.objects.filter(state="attended").count()


def test_nobody_is_ticked_at_two_places_at_once(town: Organisation, others: tuple[Account, Account]) -> None:
    person = make_person(town)
    both = [make_activity(town, state="held") for _number in range(2)]

    outcomes = at_once(
        *(lambda by=by, to=to: actions.tick_attended(to, [person], way="list", by=by) for by, to in zip(others, both, strict=True))
    )

    assert outcomes == ["UnableToRecordAttendance", "done"]
    assert Attendance.objects.filter(state="attended").count() == 1


def test_two_sign_ins_at_once_are_numbered_one_and_two(town: Organisation) -> None:
    person, now = make_person(town), timezone.now()
    activity = make_activity(town, state="open", starts_at=now - timedelta(minutes=5))

    outcomes = at_once(*[lambda: actions.sign_in(activity, person, now=now)] * 2)

    assert outcomes == ["done", "done"]
    assert sorted(SignIn.objects.values_list("number", flat=True)) == [1, 2]


def test_two_lists_with_the_same_name_put_it_on_once(town: Organisation, others: tuple[Account, Account]) -> None:
    activity, person = make_activity(town), make_person(town)

    outcomes = at_once(*(lambda by=by: actions.expect(activity, [person], by=by) for by in others))

    assert outcomes == ["done", "done"]
    assert Attendance.objects.count() == 1
    assert AuditEntry.objects.filter(verb="expect").count() == 1


def test_two_slots_at_one_place_and_time_leave_one(town: Organisation, others: tuple[Account, Account]) -> None:
    today = timezone.localdate()
    fields = {"kind": "talk", "title": "讲堂", "place": make_place(town), "weekday": (today.weekday() + 1) % 7}
    fields |= {"begins": time(9), "minutes": 60, "from_on": today, "to_on": None}

    outcomes = at_once(*(lambda by=by: actions.begin_series(town, fields, by=by) for by in others))

    assert outcomes == ["UnableToPlanSeries", "done"]
    assert Series.objects.count() == 1


def test_two_endings_of_a_programme_end_it_once(town: Organisation, others: tuple[Account, Account]) -> None:
    programme = make_programme(town)

    outcomes = at_once(*(lambda by=by: actions.end_programme(programme, on=timezone.localdate(), by=by) for by in others))

    assert outcomes == ["UnableToKeepProgramme", "done"]
    assert AuditEntry.objects.filter(verb="end_programme").count() == 1

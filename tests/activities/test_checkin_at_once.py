"""Two telephones sign in at the same moment, and nothing is done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.activities import actions
from banyan.activities.models import Attendance, SignIn
from tests.factories import make_account, make_activity, make_organisation, make_person
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_sign_in_at_once_and_both_have_come() -> None:
    town, now = make_organisation(make_organisation()), timezone.now()
    activity = make_activity(town, state="open", starts_at=now - timedelta(minutes=5))
    people = [make_person(town), make_person(town, name="李素珍")]

    outcomes = at_once(*(lambda person=person: actions.sign_in(activity, person, now=now) for person in people))

    assert outcomes == ["done", "done"]
    assert activity.attendances.filter(state=Attendance.State.ATTENDED).count() == 2


def test_one_person_with_two_telephones_has_two_numbered_sign_ins_and_comes_once() -> None:
    town, now = make_organisation(make_organisation()), timezone.now()
    activity, person = make_activity(town, state="open", starts_at=now - timedelta(minutes=5)), make_person(town)

    outcomes = at_once(*(lambda: actions.sign_in(activity, person, now=now) for _telephone in range(2)))

    assert outcomes == ["done", "done"]
    assert sorted(SignIn.objects.values_list("number", flat=True)) == [1, 2]
    assert activity.attendances.count() == 1


def test_one_person_at_two_activities_at_once_is_in_one_of_them() -> None:
    town, now = make_organisation(make_organisation()), timezone.now()
    both = [make_activity(town, state="open", starts_at=now - timedelta(minutes=5)) for _place in range(2)]
    person = make_person(town)

    outcomes = at_once(*(lambda activity=activity: actions.sign_in(activity, person, now=now) for activity in both))

    assert outcomes == ["UnableToSignIn", "done"]
    assert Attendance.objects.filter(state=Attendance.State.ATTENDED).count() == 1


def test_two_writers_of_the_same_minutes_leave_one_and_tell_the_other() -> None:
    town = make_organisation(make_organisation())
    activity = make_activity(town, state="held", kind="branch_meeting")
    clerks = [make_account(town), make_account(town)]

    outcomes = at_once(*(lambda by=by: actions.write_minutes(activity, {"topics": "学习"}, by=by, version=0) for by in clerks))

    assert outcomes == ["UnableToWriteMinutes", "done"]

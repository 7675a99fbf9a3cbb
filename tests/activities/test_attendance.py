from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from banyan.activities import actions, queries
from banyan.activities.actions import UnableToRecordAttendance, UnableToSignIn
from banyan.activities.models import Activity, SignIn
from banyan.core.models import AuditEntry
from banyan.people.actions import mark_died
from banyan.people.models import Account, Organisation, Person
from tests.factories import at, make_activity, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def person(town: Organisation, branch: Organisation) -> Person:
    return make_person(town, branch=branch, name="何惠芳")


@pytest.fixture
def held(town: Organisation, clerk: Account) -> Activity:
    return make_activity(town, state="held", by=clerk)


def states(activity: Activity) -> dict[str, str]:
    return dict(activity.attendances.values_list("person__name", "state"))


def test_who_is_expected_stands_on_the_list_once(held: Activity, person: Person, clerk: Account) -> None:
    first = actions.expect(held, [person], by=clerk)
    second = actions.expect(held, [person], by=clerk)

    assert (first, second) == (1, 0)
    assert states(held) == {"何惠芳": "expected"}
    assert AuditEntry.objects.filter(verb="expect").count() == 1


def test_nobody_is_expected_after_death(held: Activity, person: Person, clerk: Account) -> None:
    mark_died(person, by=clerk, died_on=timezone.localdate())
    person.refresh_from_db()

    assert actions.expect(held, [person], by=clerk) == 0


def test_ticking_enters_who_came_and_how_it_is_known(held: Activity, person: Person, clerk: Account) -> None:
    count = actions.tick_attended(held, [person], way="sheet", by=clerk)

    row = held.attendances.get()
    assert (count, row.state, row.way, row.recorded_by) == (1, "attended", "sheet", clerk)
    assert AuditEntry.objects.get(verb="tick_attended").difference["persons"] == [str(person.uuid)]


def test_ticking_twice_changes_nothing(held: Activity, person: Person, clerk: Account) -> None:
    actions.tick_attended(held, [person], way="list", by=clerk)

    assert actions.tick_attended(held, [person], way="sheet", by=clerk) == 0
    assert held.attendances.get().way == "list"


def test_who_was_excused_and_comes_after_all_came(held: Activity, person: Person, clerk: Account) -> None:
    actions.excuse(held, person, by=clerk, reason="住院")

    actions.tick_attended(held, [person], way="list", by=clerk)

    row = held.attendances.get()
    assert (row.state, row.excuse) == ("attended", "")


def test_nobody_has_come_before_it_begins(town: Organisation, person: Person, clerk: Account) -> None:
    ahead = make_activity(town, state="open", by=clerk)

    with pytest.raises(UnableToRecordAttendance, match="nobody has come yet"):
        actions.tick_attended(ahead, [person], way="list", by=clerk)


def test_nobody_is_in_two_places_and_the_other_one_is_named(town: Organisation, held: Activity, person: Person, clerk: Account) -> None:
    make_activity(town, by=clerk, title="合唱排练", came=[person], starts_at=held.starts_at + timedelta(minutes=30))

    with pytest.raises(UnableToRecordAttendance, match="何惠芳 was at “合唱排练”"):
        actions.tick_attended(held, [person], way="list", by=clerk)

    assert states(held) == {}


def test_one_may_go_from_one_activity_to_the_next(town: Organisation, held: Activity, person: Person, clerk: Account) -> None:
    make_activity(town, by=clerk, came=[person], starts_at=held.ends_at, ends_at=held.ends_at + timedelta(hours=1))

    assert actions.tick_attended(held, [person], way="list", by=clerk) == 1


def test_only_who_was_there_is_in_the_way_of_another_activity(town: Organisation, held: Activity, person: Person, clerk: Account) -> None:
    other = make_activity(town, by=clerk, starts_at=held.starts_at)
    actions.expect(other, [person], by=clerk)

    assert actions.tick_attended(held, [person], way="list", by=clerk) == 1


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_the_list_is_closed_once_confirmed_or_cancelled(town: Organisation, person: Person, clerk: Account, state: str) -> None:
    activity = make_activity(town, state=state, by=clerk, starts_at=timezone.now() - timedelta(hours=3))
    acts: list[Any] = [
        lambda: actions.expect(activity, [person], by=clerk),
        lambda: actions.excuse(activity, person, by=clerk),
        lambda: actions.tick_attended(activity, [person], way="list", by=clerk),
        lambda: actions.untick(activity, person, by=clerk),
        lambda: actions.set_part(activity, person, role="host", minutes=None, by=clerk),
        lambda: actions.take_off(activity, person, by=clerk),
    ]

    for act in acts:
        with pytest.raises(UnableToRecordAttendance, match="only before it is confirmed"):
            act()


def test_only_who_runs_the_activity_writes_its_list(held: Activity, person: Person, stranger: Account, secretary: Account) -> None:
    for account in (stranger, secretary):
        with pytest.raises(UnableToRecordAttendance, match="常平镇"):
            actions.tick_attended(held, [person], way="list", by=account)


@pytest.mark.parametrize(("days", "may"), [(7, True), (8, False)])
def test_a_secretary_enters_the_signed_sheet_within_a_week_and_the_office_later(
    branch: Organisation, person: Person, secretary: Account, clerk: Account, days: int, *, may: bool
) -> None:
    activity = make_activity(branch, state="held", by=clerk, starts_at=at(timezone.localdate() - timedelta(days=days), 9))

    if may:
        assert actions.tick_attended(activity, [person], way="sheet", by=secretary) == 1
    else:
        with pytest.raises(UnableToRecordAttendance, match="more than 7 days ago"):
            actions.tick_attended(activity, [person], way="sheet", by=secretary)
        assert actions.tick_attended(activity, [person], way="sheet", by=clerk) == 1


def test_who_came_is_excused_only_after_the_tick_is_taken_off(held: Activity, person: Person, clerk: Account) -> None:
    actions.tick_attended(held, [person], way="list", by=clerk)

    with pytest.raises(UnableToRecordAttendance, match="take the tick off first"):
        actions.excuse(held, person, by=clerk)
    actions.untick(held, person, by=clerk)
    actions.excuse(held, person, by=clerk, reason="住院")

    assert states(held) == {"何惠芳": "excused"}


def test_a_tick_taken_off_leaves_the_person_expected_and_no_sign_in(town: Organisation, person: Person, clerk: Account) -> None:
    activity = make_activity(town, state="open", by=clerk, starts_at=timezone.now() - timedelta(minutes=5))
    actions.sign_in(activity, person, now=timezone.now())

    actions.untick(activity, person, by=clerk)

    assert states(activity) == {"何惠芳": "expected"}
    assert not SignIn.objects.exists()
    assert AuditEntry.objects.get(verb="untick").difference == {"state": "attended", "way": "qr"}


def test_only_who_came_or_is_excused_can_be_set_back(held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)

    with pytest.raises(UnableToRecordAttendance, match="any more"):
        actions.untick(held, person, by=clerk)


@pytest.mark.parametrize("minutes", [0, 61])
def test_nobody_takes_part_longer_than_it_lasts(held: Activity, person: Person, clerk: Account, minutes: int) -> None:
    actions.tick_attended(held, [person], way="list", by=clerk)

    with pytest.raises(UnableToRecordAttendance, match="lasts 60 minutes"):
        actions.set_part(held, person, role="participant", minutes=minutes, by=clerk)


def test_taking_off_needs_somebody_on_the_list(held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)
    actions.take_off(held, person, by=clerk)

    with pytest.raises(UnableToRecordAttendance, match="isn't on the list"):
        actions.take_off(held, person, by=clerk)

    assert states(held) == {}
    assert AuditEntry.objects.get(verb="take_off").difference == {"state": "expected", "way": ""}


@pytest.fixture
def now_on(town: Organisation, clerk: Account) -> Activity:
    """An activity of an hour that began five minutes ago."""
    return make_activity(town, state="open", by=clerk, starts_at=timezone.now() - timedelta(minutes=5))


def test_signing_in_counts_as_coming(now_on: Activity, person: Person) -> None:
    actions.sign_in(now_on, person, now=timezone.now())

    row = now_on.attendances.get()
    assert (row.state, row.way, row.recorded_by) == ("attended", "qr", None)


def test_three_sign_ins_a_day_and_no_fourth(now_on: Activity, person: Person) -> None:
    numbers = [actions.sign_in(now_on, person, now=timezone.now()).number for _time in range(3)]

    with pytest.raises(UnableToSignIn, match="three times today"):
        actions.sign_in(now_on, person, now=timezone.now())

    assert numbers == [1, 2, 3]
    assert SignIn.objects.count() == 3


def test_the_database_refuses_a_fourth_sign_in(now_on: Activity, person: Person) -> None:
    row = actions.sign_in(now_on, person, now=timezone.now()).attendance

    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.create(attendance=row, on=now_on.on, number=4, at=timezone.now(), way="qr")


@pytest.mark.parametrize(("minutes", "may"), [(-61, False), (-60, True), (0, True), (120, True), (121, False)], ids=str)
def test_signing_in_is_open_from_an_hour_before_to_an_hour_after(
    town: Organisation, person: Person, clerk: Account, minutes: int, *, may: bool
) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    activity = make_activity(town, state="open", by=clerk, starts_at=noon)

    if may:
        assert actions.sign_in(activity, person, now=noon + timedelta(minutes=minutes)).number == 1
    else:
        with pytest.raises(UnableToSignIn, match="from 11:00 to 14:00"):
            actions.sign_in(activity, person, now=noon + timedelta(minutes=minutes))


def test_nobody_signs_in_on_another_day(now_on: Activity, person: Person) -> None:
    with pytest.raises(UnableToSignIn, match="isn't today"):
        actions.sign_in(now_on, person, now=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize("state", ["planned", "confirmed", "cancelled"])
def test_nobody_signs_in_where_nothing_is_open(town: Organisation, person: Person, state: str) -> None:
    activity = make_activity(town, state=state, starts_at=timezone.now() - timedelta(hours=3))

    with pytest.raises(UnableToSignIn, match="nobody signs in now"):
        actions.sign_in(activity, person, now=timezone.now())


def test_nobody_signs_in_after_leaving_the_roster(now_on: Activity, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(left_on=timezone.localdate())

    with pytest.raises(UnableToSignIn, match="no longer on the roster"):
        actions.sign_in(now_on, person, now=timezone.now())


def test_nobody_signs_in_at_two_places(town: Organisation, now_on: Activity, person: Person, clerk: Account) -> None:
    make_activity(town, state="open", by=clerk, title="合唱排练", came=[person], starts_at=now_on.starts_at)

    with pytest.raises(UnableToSignIn, match="合唱排练"):
        actions.sign_in(now_on, person, now=timezone.now())


def test_the_list_is_counted_as_expected_came_and_excused(town: Organisation, held: Activity, clerk: Account) -> None:
    came, absent, excused = (make_person(town) for _number in range(3))
    actions.expect(held, [came, absent, excused], by=clerk)
    actions.tick_attended(held, [came], way="list", by=clerk)
    actions.excuse(held, excused, by=clerk)

    assert queries.attendance_counts(held) == queries.AttendanceCounts(expected=3, attended=1, excused=1)

"""Facts: written once, never changed, reversed by name, summed without error."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from banyan.activities.actions import move_activity
from banyan.activities.models import Activity
from banyan.core.models import AuditEntry
from banyan.ledger.actions import Fact, Source, UnableToRecord, rebuild_totals, reverse_entry, settle_facts
from banyan.ledger.models import Entry, LedgerAccount, Total
from banyan.people.actions import set_rule
from banyan.people.models import Organisation, Person, Role
from tests.factories import at, make_account, make_activity, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db


def source_of(activity: Activity, **changes: Any) -> Source:
    fields: dict[str, Any] = {
        "source_kind": "activity",
        "uuid": activity.uuid,
        "kind": activity.kind,
        "label": activity.title,
        "organisation": activity.organisation,
        "starts_at": activity.starts_at,
        "ends_at": activity.ends_at,
    }
    return Source(**(fields | changes))


def credit(person: Person, minutes: int = 60) -> Fact:
    return Fact(person, LedgerAccount.CREDIT, "participant", minutes, None)


def totals() -> set[tuple[Any, ...]]:
    return set(
        Total.objects.exclude(minutes=0, facts=0).values_list("place", "side", "account", "month", "kind", "minutes", "quarters", "facts")
    )


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


def test_confirming_an_activity_credits_those_who_came_and_nobody_else(town: Organisation) -> None:
    came, stayed_away = make_person(town), make_person(town, name="李素珍")
    activity = make_activity(town, state="held", came=[came])

    move_activity(activity, "confirm", by=make_account(town))

    entry = Entry.objects.get()
    assert (entry.person, entry.account, entry.minutes, entry.quarters, entry.role) == (came, "credit", 60, 5, "participant")
    assert Entry.objects.of(stayed_away).total_minutes() == 0


def test_an_entry_keeps_recorder_confirmer_and_the_rule_that_was_used(town: Organisation) -> None:
    recorder, confirmer, person = make_account(town), make_account(town), make_person(town)
    activity = make_activity(town, state="held", came=[person], by=recorder)

    move_activity(activity, "confirm", by=confirmer)

    entry = Entry.objects.get()
    assert (entry.recorded_by, entry.confirmed_by) == (recorder.uuid, confirmer.uuid)
    assert entry.rule == "*@- unit_minutes=45 half_day_minutes=180 half_day_units=4 day_minutes=360 day_units=8"


def test_an_entry_keeps_the_branch_that_the_person_had_on_that_day(town: Organisation) -> None:
    branch = make_branch(town)
    person = make_person(town, branch=branch)

    make_activity(town, state="confirmed", came=[person])

    assert Entry.objects.get().branch == branch


def test_settling_the_same_facts_again_writes_nothing(town: Organisation) -> None:
    person, clerk = make_person(town), make_account(town)
    activity = make_activity(town, state="confirmed", came=[person])
    audit = AuditEntry.objects.count()

    again = settle_facts(source_of(activity), [credit(person)], by=clerk)

    assert again == []
    assert Entry.objects.count() == 1
    assert AuditEntry.objects.count() == audit


def test_settling_other_facts_reverses_what_differs_and_leaves_the_rest(town: Organisation) -> None:
    stays, goes, comes, clerk = (*(make_person(town, name=name) for name in ("曾国华", "李素珍", "陈锦添")), make_account(town))
    activity = make_activity(town, state="confirmed", came=[stays, goes])

    settle_facts(source_of(activity), [credit(stays), credit(comes)], by=clerk)

    assert [Entry.objects.of(person).count() for person in (stays, goes, comes)] == [1, 2, 1]
    assert [Entry.objects.of(person).total_minutes() for person in (stays, goes, comes)] == [60, 0, 60]


def test_a_session_over_new_year_is_an_entry_in_either_year(town: Organisation) -> None:
    person, clerk = make_person(town), make_account(town)
    starts = at(date(2025, 12, 31), 23)
    activity = make_activity(town, starts_at=starts, ends_at=starts + timedelta(hours=2))

    settle_facts(source_of(activity), [credit(person, 120)], by=clerk)

    assert list(Entry.objects.order_by("on").values_list("on", "minutes")) == [(date(2025, 12, 31), 60), (date(2026, 1, 1), 60)]


def test_study_counts_by_the_rule_of_the_place_and_day(town: Organisation) -> None:
    set_rule("credit_unit_minutes", organisation=town, value=60, from_on=date(2026, 1, 1), by=None)
    person, clerk = make_person(town), make_account(town)
    activity = make_activity(town)
    for day in (date(2025, 12, 30), date(2026, 1, 1)):
        times = {"starts_at": at(day, 9), "ends_at": at(day, 10), "uuid": make_activity(town).uuid}
        settle_facts(source_of(activity, **times), [credit(person)], by=clerk)

    assert list(Entry.objects.order_by("on").values_list("quarters", flat=True)) == [5, 4]


def test_service_has_no_credit_and_study_no_service(town: Organisation) -> None:
    person = make_person(town)
    activity = make_activity(town)
    settle_facts(source_of(activity), [Fact(person, LedgerAccount.VOLUNTEER, "speaker", 60, None)], by=None)

    assert Entry.objects.on(LedgerAccount.VOLUNTEER).total_minutes() == 60
    assert Entry.objects.on(LedgerAccount.CREDIT).total_minutes() == 0
    assert Entry.objects.get().quarters == 0


@pytest.mark.parametrize("minutes", [0, -5, 61])
def test_minutes_outside_the_activity_are_refused(town: Organisation, minutes: int) -> None:
    activity = make_activity(town)

    with pytest.raises(UnableToRecord, match="60"):
        settle_facts(source_of(activity), [credit(make_person(town), minutes)], by=None)


def test_the_same_person_twice_in_one_role_is_refused(town: Organisation) -> None:
    person = make_person(town)

    with pytest.raises(UnableToRecord):
        settle_facts(source_of(make_activity(town)), [credit(person), credit(person)], by=None)


def test_who_died_before_an_activity_gets_no_fact(town: Organisation) -> None:
    person = make_person(town)
    type(person).objects.filter(pk=person.pk).update(died_on=date(2020, 1, 1))
    person.refresh_from_db()

    with pytest.raises(UnableToRecord, match="曾国华"):
        settle_facts(source_of(make_activity(town)), [credit(person)], by=None)


def test_only_the_office_or_the_branch_confirms(town: Organisation) -> None:
    stranger = make_account(make_organisation(), Role.CLERK)
    coordinator = make_account(town, Role.COORDINATOR)

    for account in (stranger, coordinator):
        with pytest.raises(UnableToRecord, match=town.name):
            settle_facts(source_of(make_activity(town)), [credit(make_person(town))], by=account)


def test_a_fact_is_reversed_by_an_entry_that_names_it(town: Organisation) -> None:
    person, clerk = make_person(town), make_account(town)
    make_activity(town, state="confirmed", came=[person])
    entry = Entry.objects.get()

    reversal = reverse_entry(entry, by=clerk, reason="记错了人")

    assert (reversal.reverses, reversal.minutes, reversal.quarters) == (entry, -60, -5)
    assert Entry.objects.of(person).total_minutes() == 0
    assert Entry.objects.of(person).total_quarters() == 0
    assert AuditEntry.objects.filter(verb="reverse_entry", subject=person.uuid).count() == 1


def test_a_fact_is_reversed_once_and_a_reversal_never(town: Organisation) -> None:
    clerk = make_account(town)
    make_activity(town, state="confirmed", came=[make_person(town)])
    entry = Entry.objects.get()
    reversal = reverse_entry(entry, by=clerk, reason="记错了人")

    for again in (entry, reversal):
        with pytest.raises(UnableToRecord):
            reverse_entry(again, by=clerk, reason="再来一次")


def test_reversing_needs_a_reason_and_the_office(town: Organisation) -> None:
    make_activity(town, state="confirmed", came=[make_person(town)])
    entry = Entry.objects.get()

    with pytest.raises(UnableToRecord):
        reverse_entry(entry, by=make_account(town), reason=" ")
    with pytest.raises(UnableToRecord, match=town.name):
        reverse_entry(entry, by=make_account(town, Role.BRANCH_SECRETARY), reason="记错了人")


def test_the_database_refuses_to_change_or_delete_a_fact(town: Organisation) -> None:
    make_activity(town, state="confirmed", came=[make_person(town)])

    for sql in ("UPDATE ledger_entry SET minutes = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_totals_follow_each_entry_and_equal_those_made_anew(town: Organisation) -> None:
    branch, clerk = make_branch(town), make_account(town)
    persons = [make_person(town, branch=branch), make_person(town, name="李素珍")]
    for days in (1, 40):
        starts = at(date(2026, 3, 1) + timedelta(days=days), 9)
        make_activity(town, state="confirmed", came=persons, starts_at=starts)
    reverse_entry(Entry.objects.of(persons[0])[0], by=clerk, reason="记错了人")
    kept_up = totals()

    wrong = rebuild_totals()

    assert wrong is False
    assert totals() == kept_up
    assert sum(row[5] for row in kept_up if row[1] == "organiser") == 180
    assert sum(row[5] for row in kept_up if row[1] == "branch") == 60


def test_wrong_totals_are_mended_and_the_audit_trail_says_so(town: Organisation) -> None:
    make_activity(town, state="confirmed", came=[make_person(town)])
    Total.objects.update(minutes=7)

    assert rebuild_totals() is True
    assert Total.objects.get().minutes == 60
    assert AuditEntry.objects.filter(verb="rebuild_totals").exists()


def test_taking_a_confirmation_back_reverses_all_its_facts_and_confirming_again_records_them_anew(town: Organisation) -> None:
    person, clerk = make_person(town), make_account(town)
    activity = make_activity(town, state="confirmed", came=[person])

    activity = move_activity(activity, "take_back", by=clerk, reason="人数不对")
    assert Entry.objects.of(person).total_minutes() == 0
    move_activity(activity, "confirm", by=clerk)

    assert [entry.minutes for entry in Entry.objects.order_by("pk")] == [60, -60, 60]
    assert Entry.objects.of(person).total_minutes() == 60

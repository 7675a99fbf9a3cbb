from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from banyan.activities import actions, queries
from banyan.activities.actions import UnableToMove, UnableToPlan
from banyan.activities.models import Activity
from banyan.core.models import AuditEntry
from banyan.ledger.models import Entry
from banyan.outbox.models import Message
from banyan.people.models import Account, Organisation
from tests.factories import at, make_account, make_activity, make_person, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TOMORROW = timezone.localdate() + timedelta(days=1)


def fields(**changes: Any) -> dict[str, Any]:
    usual = {"kind": "talk", "title": "榕树下讲堂", "starts_at": at(TOMORROW, 19, 30), "ends_at": at(TOMORROW, 21)}
    return usual | changes


@pytest.mark.parametrize("verb", ["announce", "hold", "take_up", "confirm", "take_back", "cancel"])
@pytest.mark.parametrize("state", Activity.State.values)
def test_a_step_is_taken_from_the_states_of_the_table_and_from_no_other(town: Organisation, clerk: Account, state: str, verb: str) -> None:
    activity = make_activity(town, state=state, by=clerk, starts_at=timezone.now() - timedelta(hours=3))
    target = next((target for source, name, target in Activity.TRANSITIONS if (source, name) == (state, verb)), None)

    if target is None:
        with pytest.raises(UnableToMove, match=activity.title):
            actions.move_activity(activity, verb, by=clerk, reason="试")
    else:
        actions.move_activity(activity, verb, by=clerk, reason="试")

    activity.refresh_from_db()
    assert activity.state == (target or state)


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("clerk", {"announce", "hold", "take_up", "confirm", "take_back", "cancel"}),
        ("organiser", {"announce", "hold", "take_up", "confirm", "take_back", "cancel"}),
        ("branch_secretary", {"announce", "hold", "take_up", "confirm", "cancel"}),
        ("coordinator", {"announce", "hold", "take_up", "cancel"}),
        ("participant", set()),
    ],
)
def test_each_role_takes_its_own_steps(town: Organisation, role: str, verbs: set[str]) -> None:
    by = make_account(town, role)
    states = {name: source for source, name, _target in Activity.TRANSITIONS}
    past = timezone.now() - timedelta(hours=3)

    taken = set()
    for verb, state in states.items():
        activity = make_activity(town, state=state, starts_at=past)
        try:
            actions.move_activity(activity, verb, by=by, reason="试")
        except UnableToMove:
            continue
        taken.add(verb)

    assert taken == verbs


def test_planning_keeps_what_was_filled_in_and_tells_the_audit_trail(town: Organisation, clerk: Account) -> None:
    activity = actions.plan_activity(town, fields(text="讲常平四十年。"), by=clerk)

    assert (activity.state, activity.minutes, activity.on, activity.text) == ("planned", 90, TOMORROW, "讲常平四十年。")
    assert AuditEntry.objects.get(verb="plan_activity").object_id == str(activity.uuid)


def test_nobody_plans_for_an_organisation_of_others(town: Organisation, stranger: Account, secretary: Account) -> None:
    for account in (stranger, secretary):
        with pytest.raises(UnableToPlan, match="常平镇"):
            actions.plan_activity(town, fields(), by=account)

    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("ends_at", "words"), [(at(TOMORROW, 19, 30), "ends after it begins"), (at(TOMORROW + timedelta(days=4), 9), "at most three days")]
)
def test_an_activity_has_a_length(town: Organisation, clerk: Account, ends_at: Any, words: str) -> None:
    with pytest.raises(UnableToPlan, match=words):
        actions.plan_activity(town, fields(ends_at=ends_at), by=clerk)


def test_a_place_that_is_taken_is_refused_with_the_name_of_what_is_there(town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    make_activity(town, by=clerk, title="合唱排练", place=place, starts_at=at(TOMORROW, 20))

    with pytest.raises(UnableToPlan, match="合唱排练"):
        actions.plan_activity(town, fields(place=place), by=clerk)

    assert Activity.objects.count() == 1


def test_one_activity_may_begin_at_a_place_as_another_ends_there(town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    make_activity(town, by=clerk, place=place, starts_at=at(TOMORROW, 18, 30))

    actions.plan_activity(town, fields(place=place), by=clerk)

    assert Activity.objects.count() == 2


def test_a_cancelled_activity_leaves_its_place_free(town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    make_activity(town, state="cancelled", by=clerk, place=place, starts_at=at(TOMORROW, 20))

    activity = actions.plan_activity(town, fields(place=place), by=clerk)

    assert activity.state == Activity.State.PLANNED


def test_nothing_is_planned_at_a_place_that_is_closed_by_then(town: Organisation, clerk: Account) -> None:
    place = actions.close_place(make_place(town), on=TOMORROW, by=clerk)

    with pytest.raises(UnableToPlan, match="no longer used"):
        actions.plan_activity(town, fields(place=place), by=clerk)


def test_nothing_is_planned_in_the_open_on_a_day_of_heat(town: Organisation, branch: Organisation, clerk: Account) -> None:
    actions.mark_no_outdoor_day(town, TOMORROW, by=clerk, reason="高温")
    tree, hall = make_place(town, outdoors=True), make_place(town)

    with pytest.raises(UnableToPlan, match="高温"):
        actions.plan_activity(branch, fields(place=tree), by=clerk)

    assert actions.plan_activity(branch, fields(place=hall), by=clerk).place == hall


def test_whoever_is_expected_learns_of_another_time(town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open", by=clerk)
    actions.expect(activity, [make_person(town)], by=clerk)

    actions.change_activity(activity, fields(starts_at=at(TOMORROW, 8), ends_at=at(TOMORROW, 9)), by=clerk)

    assert Message.objects.filter(text__contains="08:00").count() == 1


def test_another_title_is_no_news(town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open", by=clerk)
    actions.expect(activity, [make_person(town)], by=clerk)

    actions.change_activity(activity, {"title": "读报"}, by=clerk)

    assert Message.objects.count() == 0
    assert AuditEntry.objects.get(verb="change_activity").difference == {"title": ["学习会", "读报"]}


@pytest.mark.parametrize("state", ["held", "confirmed", "cancelled"])
def test_what_is_over_or_cancelled_is_changed_no_more(town: Organisation, clerk: Account, state: str) -> None:
    activity = make_activity(town, state=state, by=clerk)

    with pytest.raises(UnableToPlan, match="any more"):
        actions.change_activity(activity, {"title": "读报"}, by=clerk)


def test_only_who_runs_an_activity_changes_it(town: Organisation, stranger: Account) -> None:
    activity = make_activity(town)

    with pytest.raises(UnableToPlan, match="常平镇"):
        actions.change_activity(activity, {"title": "读报"}, by=stranger)


def test_an_activity_isnt_moved_to_a_place_that_is_taken(town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    make_activity(town, by=clerk, title="合唱排练", place=place, starts_at=at(TOMORROW, 20))
    activity = actions.plan_activity(town, fields(), by=clerk)

    with pytest.raises(UnableToPlan, match="合唱排练"):
        actions.change_activity(activity, {"place": place}, by=clerk)


@pytest.mark.parametrize("verb", ["hold", "confirm"])
def test_nothing_has_taken_place_before_it_ends(town: Organisation, clerk: Account, verb: str) -> None:
    activity = make_activity(town, state="open", by=clerk)
    Activity.objects.filter(pk=activity.pk).update(state="held" if verb == "confirm" else "open")

    with pytest.raises(UnableToMove, match="wait until then"):
        actions.move_activity(activity, verb, by=clerk)


@pytest.mark.parametrize(("state", "verb"), [("open", "cancel"), ("confirmed", "take_back")])
def test_cancelling_and_taking_back_need_a_reason(town: Organisation, clerk: Account, state: str, verb: str) -> None:
    activity = make_activity(town, state=state, by=clerk)

    with pytest.raises(UnableToMove, match="Say why"):
        actions.move_activity(activity, verb, by=clerk, reason="  ")


def test_a_cancellation_is_told_to_all_who_are_expected_and_lies_ready_for_the_group(town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open", by=clerk)
    coming, excused = make_person(town), make_person(town)
    actions.expect(activity, [coming, excused], by=clerk)
    actions.excuse(activity, excused, by=clerk)

    actions.move_activity(activity, "cancel", by=clerk, reason="台风")

    told = Message.objects.waiting().filter(text__contains="台风")
    assert sorted((message.person, message.channel) for message in told if message.person) == [(coming, "call")]
    assert told.filter(channel="group").count() == 1


def test_a_cancellation_calls_the_announcement_back(town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)
    actions.expect(activity, [make_person(town)], by=clerk)
    actions.move_activity(activity, "announce", by=clerk)

    actions.move_activity(activity, "cancel", by=clerk, reason="台风")

    assert Message.objects.filter(state=Message.State.CANCELLED).count() == 1


def test_nobody_is_told_of_what_is_entered_afterwards(town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk, starts_at=timezone.now() - timedelta(days=2))
    actions.expect(activity, [make_person(town)], by=clerk)

    actions.move_activity(activity, "announce", by=clerk)

    assert not Message.objects.exists()


def test_confirming_writes_the_ledger_and_taking_back_reverses_it(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    activity = make_activity(town, state="held", by=clerk, came=[person])

    actions.move_activity(activity, "confirm", by=clerk)
    confirmed = Entry.objects.of(person).total_minutes()
    actions.move_activity(activity, "take_back", by=clerk, reason="签错了")

    assert (confirmed, Entry.objects.of(person).total_minutes()) == (60, 0)
    assert Entry.objects.get(reverses__isnull=False).reason == "签错了"


def test_only_who_came_earns_and_each_by_role_and_minutes(town: Organisation, clerk: Account) -> None:
    speaker, listener, absent = make_person(town), make_person(town), make_person(town)
    activity = make_activity(town, state="held", by=clerk, kind="talk", came=[speaker, listener])
    actions.expect(activity, [absent], by=clerk)
    actions.set_part(activity, speaker, role="speaker", minutes=None, by=clerk)
    actions.set_part(activity, listener, role="participant", minutes=30, by=clerk)

    actions.move_activity(activity, "confirm", by=clerk)

    assert set(Entry.objects.values_list("person", "account", "minutes")) == {
        (speaker.pk, "volunteer", 60),
        (listener.pk, "credit", 30),
    }


def test_listeners_are_counted_from_the_beginning_until_it_is_confirmed(town: Organisation, clerk: Account, stranger: Account) -> None:
    held, ahead = make_activity(town, state="held", by=clerk), make_activity(town, state="open", by=clerk)
    confirmed = make_activity(town, state="confirmed", by=clerk)

    counted = actions.count_audience(held, 45, by=clerk)

    assert counted.audience_count == 45
    for activity, by, words in ((ahead, clerk, "begun"), (confirmed, clerk, "before"), (held, stranger, "常平镇")):
        with pytest.raises(UnableToPlan, match=words):
            actions.count_audience(activity, 45, by=by)


def test_the_database_refuses_an_activity_that_ends_before_it_begins(town: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(organisation=town, **fields(ends_at=at(TOMORROW, 8)))


@pytest.mark.parametrize(("when", "titles"), [("coming", ["明天", "下月"]), ("past", ["昨天"])])
def test_a_list_is_narrowed_to_what_comes_or_what_is_over(town: Organisation, clerk: Account, when: str, titles: list[str]) -> None:
    now = timezone.now()
    for title, days in (("下月", 30), ("明天", 1), ("昨天", -1)):
        make_activity(town, by=clerk, title=title, starts_at=now + timedelta(days=days))

    found = queries.activities_when(queries.activities_for(clerk), when, timezone.localdate())

    assert [activity.title for activity in found] == titles


def test_the_list_begins_with_what_comes_next_and_ends_with_what_was_longest_ago(town: Organisation, clerk: Account) -> None:
    now = timezone.now()
    for title, days in (("下月", 30), ("前天", -2), ("明天", 1), ("昨天", -1)):
        make_activity(town, by=clerk, title=title, starts_at=now + timedelta(days=days))

    found = queries.nearest_first(queries.activities_for(clerk), now)

    assert [activity.title for activity in found] == ["明天", "下月", "昨天", "前天"]


def test_this_week_lasts_from_monday_to_sunday(town: Organisation, clerk: Account) -> None:
    sunday = date(2026, 11, 29)
    for day in (sunday - timedelta(days=7), sunday - timedelta(days=6), sunday, sunday + timedelta(days=1)):
        make_activity(town, by=clerk, title=day.isoformat(), starts_at=at(day, 9))

    found = queries.activities_when(queries.activities_for(clerk), "week", date(2026, 11, 25))

    assert [activity.title for activity in found] == ["2026-11-23", "2026-11-29"]

"""Orders: asked for, dispatched, accepted, given, rated; and each way in which a step is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from banyan.activities.models import Activity, Attendance
from banyan.core.models import AuditEntry
from banyan.ledger.models import Entry
from banyan.orders import actions
from banyan.orders.actions import Held, UnableToOrder, UnableToServe
from banyan.orders.jobs import lapse_dispatches
from banyan.orders.models import Dispatch, Order
from banyan.orders.queries import overdue_orders
from banyan.outbox.models import Message
from banyan.people.models import Organisation, Person, Role
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.models import Speaker, Topic
from tests.factories import at, make_account, make_order, make_organisation, make_programme, make_speaker, make_topic

pytestmark = pytest.mark.django_db
GOOD = {"content": 3, "manner": 2, "again": 3}


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def topic(town: Organisation) -> Topic:
    return make_topic(make_programme(town))


@pytest.fixture
def speaker(topic: Topic) -> Speaker:
    return make_speaker(topic.programme, topics=[topic])


def asked(order: Order, speaker: Speaker) -> Dispatch:
    return dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now())


def accepted(order: Order, speaker: Speaker) -> Dispatch:
    return actions.accept_dispatch(asked(order, speaker), by=None, now=timezone.now())


def held(order: Order, speaker: Speaker) -> Order:
    """The order after its talk is over: its activity is moved into the past, as time would."""
    accepted(order, speaker)
    Activity.objects.filter(order=order).update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    return Order.objects.get(pk=order.pk)


def test_an_order_goes_from_the_public_page_to_the_rating_and_into_the_ledger(town: Organisation, topic: Topic, speaker: Speaker) -> None:
    clerk = make_account(town)
    order = make_order(topic, on_page=True)
    assert (order.state, order.owner) == ("requested", "office")

    order = actions.check_order(order, place=None, by=clerk, now=timezone.now())
    dispatch = asked(order, speaker)
    assert (dispatch.order.state, dispatch.order.owner) == ("dispatched", "assignee")
    actions.accept_dispatch(dispatch, by=None, now=timezone.now())
    activity = Activity.objects.get()
    assert (activity.kind, activity.state, activity.title, activity.talk.speaker) == ("talk", "open", topic.title, speaker)
    Activity.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(minutes=80))
    order = actions.finish_order(Order.objects.get(), Held(audience=56), by=None, now=timezone.now())
    rating = actions.rate_order(order, GOOD, remark="讲得真好", by=None, now=timezone.now())

    order.refresh_from_db()
    activity.refresh_from_db()
    assert (order.state, order.due_at, order.owner) == ("rated", None, "nobody")
    assert (activity.state, activity.audience_count) == ("held", 56)
    assert (rating.content, rating.remark) == (3, "讲得真好")
    from banyan.activities.actions import move_activity

    move_activity(activity, "confirm", by=clerk)
    entry = Entry.objects.get()
    assert (entry.person, entry.account, entry.role, entry.minutes) == (speaker.person, "volunteer", "speaker", 40)


def test_an_order_for_yesterday_is_refused_and_leaves_nothing(topic: Topic) -> None:
    yesterday = at(timezone.localdate() - timedelta(days=1), 10)

    with pytest.raises(UnableToOrder, match=r"over|ahead|过"):
        make_order(topic, times=[yesterday])

    assert not Order.objects.exists()


@pytest.mark.parametrize("days", [0, 1, 181])
def test_an_order_from_the_public_page_lies_some_days_ahead_but_not_too_many(topic: Topic, days: int) -> None:
    with pytest.raises(UnableToOrder):
        make_order(topic, on_page=True, times=[at(timezone.localdate() + timedelta(days=days), 23)])


def test_the_office_may_enter_an_order_for_tomorrow(topic: Topic) -> None:
    assert make_order(topic, times=[at(timezone.localdate() + timedelta(days=1), 10)]).state == "checked"


def test_one_to_three_different_times_are_named(topic: Topic) -> None:
    day = timezone.localdate() + timedelta(days=5)

    for times in ([at(day, hour) for hour in (8, 9, 10, 11)], [at(day, 9), at(day, 9)]):
        with pytest.raises(UnableToOrder):
            make_order(topic, times=times)


def test_one_number_has_no_more_than_five_orders_open(topic: Topic) -> None:
    for _order in range(5):
        make_order(topic, on_page=True)

    with pytest.raises(UnableToOrder, match="5"):
        make_order(topic, on_page=True)
    assert make_order(topic, on_page=True, contact_phone="13900000000")


def test_a_programme_that_has_ended_takes_no_orders(topic: Topic) -> None:
    type(topic.programme).objects.update(ended_on=timezone.localdate())

    with pytest.raises(UnableToOrder):
        make_order(topic)


def test_a_topic_without_an_approved_script_or_not_in_that_tongue_cannot_be_ordered(town: Organisation, topic: Topic) -> None:
    unapproved = make_topic(topic.programme, approved=False)

    with pytest.raises(UnableToOrder, match=unapproved.title):
        make_order(unapproved)
    with pytest.raises(UnableToOrder):
        make_order(topic, dialect="tanka")


def test_only_those_who_run_the_programme_check_and_cancel(topic: Topic) -> None:
    order = make_order(topic, on_page=True)
    stranger = make_account(make_organisation(), Role.CLERK)

    with pytest.raises(UnableToServe):
        actions.check_order(order, place=None, by=stranger, now=timezone.now())
    with pytest.raises(UnableToServe):
        actions.cancel_order(order, by=stranger, now=timezone.now(), reason="不办了")


def test_two_who_dispatch_the_same_order_ask_one_speaker_only(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    other = make_speaker(topic.programme, topics=[topic])
    asked(order, speaker)

    with pytest.raises(UnableToServe, match=order.requester):
        asked(order, other)

    assert Dispatch.objects.get().person == speaker.person


def test_who_was_asked_has_until_the_deadline_but_no_longer_than_the_day_before(topic: Topic, speaker: Speaker) -> None:
    soon = make_order(topic, times=[at(timezone.localdate() + timedelta(days=2), 10)])
    dispatch = asked(soon, speaker)

    assert dispatch.order.due_at is not None
    assert dispatch.order.due_at <= dispatch.time.starts_at - timedelta(days=1)


def test_a_speaker_is_never_in_two_places(topic: Topic, speaker: Speaker) -> None:
    day = timezone.localdate() + timedelta(days=7)
    accepted(make_order(topic, times=[at(day, 10)]), speaker)

    with pytest.raises(UnableToServe):
        actions.dispatch_order(
            (order := make_order(topic, times=[at(day, 10, 20)])), speaker.person, order.times.get(), by=None, now=timezone.now(), fit={}
        )


def test_nobody_who_died_is_asked(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    Person.objects.filter(pk=speaker.person.pk).update(died_on=timezone.localdate())

    with pytest.raises(UnableToServe):
        actions.dispatch_order(order, speaker.person, order.times.get(), by=None, now=timezone.now(), fit={})


def test_a_declined_order_goes_on_to_the_next_speaker_by_itself(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    other = make_speaker(topic.programme, topics=[topic])

    actions.decline_dispatch(asked(order, speaker), by=None, now=timezone.now(), answer="要带孙子")

    order.refresh_from_db()
    assert order.state == "dispatched"
    assert order.dispatches.get(state="sent").person == other.person


def test_a_declined_order_waits_for_the_office_when_nobody_else_can(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)

    actions.decline_dispatch(asked(order, speaker), by=None, now=timezone.now())

    order.refresh_from_db()
    assert (order.state, order.owner) == ("checked", "office")


def test_who_was_asked_answers_once(topic: Topic, speaker: Speaker) -> None:
    dispatch = accepted(make_order(topic), speaker)

    for again in (actions.accept_dispatch, actions.decline_dispatch):
        with pytest.raises(UnableToServe):
            again(dispatch, by=None, now=timezone.now())


def test_the_office_the_branch_and_the_speaker_answer_and_nobody_else(town: Organisation, topic: Topic, speaker: Speaker) -> None:
    dispatch = asked(make_order(topic), speaker)
    stranger = make_account(make_organisation(), Role.CLERK)

    with pytest.raises(UnableToServe, match=str(speaker)):
        actions.accept_dispatch(dispatch, by=stranger, now=timezone.now())
    assert actions.accept_dispatch(dispatch, by=make_account(town, Role.COORDINATOR), now=timezone.now()).state == "accepted"


def test_a_speaker_who_falls_ill_is_replaced_and_the_rest_stays(topic: Topic, speaker: Speaker) -> None:
    other = make_speaker(topic.programme, topics=[topic])
    clerk = make_account(topic.programme.organisation)
    first, second = (make_order(topic, times=[at(timezone.localdate() + timedelta(days=days), 10)]) for days in (7, 9))
    accepted(first, speaker)
    kept = accepted(second, speaker)

    actions.take_back_dispatch(first, by=clerk, now=timezone.now(), reason="病了")

    first.refresh_from_db()
    kept.refresh_from_db()
    assert first.dispatches.get(state="sent").person == other.person
    assert (kept.state, kept.person) == ("accepted", speaker.person)
    assert Activity.objects.filter(state="cancelled").count() == 1


def test_taking_back_and_cancelling_need_a_reason(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    accepted(order, speaker)
    clerk = make_account(topic.programme.organisation)

    for action in (actions.take_back_dispatch, actions.cancel_order):
        with pytest.raises(UnableToServe):
            action(order, by=clerk, now=timezone.now(), reason=" ")


def test_cancelling_an_accepted_order_cancels_the_talk_and_tells_the_speaker(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    accepted(order, speaker)

    actions.cancel_order(order, by=None, now=timezone.now(), reason="场地停电")

    assert Activity.objects.get().state == "cancelled"
    assert Message.objects.filter(person=speaker.person, key__startswith="order-cancelled").exists()
    assert Dispatch.objects.get().state == "taken_back"


def test_what_has_not_taken_place_cannot_be_reported(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    accepted(order, speaker)

    with pytest.raises(UnableToServe):
        actions.finish_order(order, Held(audience=5), by=None, now=timezone.now())


@pytest.mark.parametrize("answers", [GOOD | {"content": 0}, GOOD | {"again": 4}])
def test_a_rating_has_answers_of_one_to_three(topic: Topic, speaker: Speaker, answers: dict[str, int]) -> None:
    order = actions.finish_order(held(make_order(topic), speaker), Held(), by=None, now=timezone.now())

    with pytest.raises(UnableToServe):
        actions.rate_order(order, answers, remark="", by=None, now=timezone.now())


def test_an_order_is_rated_once_or_closed(topic: Topic, speaker: Speaker) -> None:
    clerk = make_account(topic.programme.organisation)
    order = actions.finish_order(held(make_order(topic), speaker), Held(), by=None, now=timezone.now())
    actions.close_order(order, by=clerk, now=timezone.now())

    with pytest.raises(UnableToServe):
        actions.rate_order(order, GOOD, remark="", by=None, now=timezone.now())
    with pytest.raises(UnableToServe):
        actions.close_order(order, by=clerk, now=timezone.now())


def test_a_dispatch_without_an_answer_lapses_and_the_next_speaker_is_asked(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    asked(order, speaker)
    other = make_speaker(topic.programme, topics=[topic])
    Order.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    class Silent:
        def say(self, done: int, total: int, note: str = "") -> None: ...

    lapse_dispatches({}, Silent())  # type: ignore[arg-type]  # a progress that nobody watches

    assert Dispatch.objects.get(person=speaker.person).state == "lapsed"
    assert Dispatch.objects.get(person=other.person).state == "sent"


def test_the_overdue_list_holds_every_step_past_its_deadline_in_one_query(
    topic: Topic, speaker: Speaker, django_assert_num_queries: Any
) -> None:
    clerk = make_account(topic.programme.organisation)
    late = [make_order(topic, on_page=True, contact_phone=f"1390000000{n}") for n in range(3)]
    make_order(topic)
    Order.objects.filter(pk__in=[order.pk for order in late]).update(due_at=timezone.now() - timedelta(days=1))
    clerk.has_role("clerk")

    with django_assert_num_queries(1):
        found = list(overdue_orders(clerk, timezone.now()))

    assert found == late


def test_both_are_reminded_the_day_before_by_day(topic: Topic, speaker: Speaker) -> None:
    dispatch = accepted(make_order(topic), speaker)

    reminders = Message.objects.filter(key__startswith="reminder")
    assert reminders.count() == 2
    for reminder in reminders:
        assert timezone.localdate(reminder.due_at) == timezone.localdate(dispatch.time.starts_at) - timedelta(days=1)
        assert 8 <= timezone.localtime(reminder.due_at).hour < 20


def test_each_step_leaves_one_entry_in_the_audit_trail_without_the_number(topic: Topic, speaker: Speaker) -> None:
    order = make_order(topic)
    accepted(order, speaker)

    entries = AuditEntry.objects.filter(object_kind="order", object_id=str(order.uuid))
    assert sorted(entry.verb for entry in entries) == ["accept_order", "dispatch_order", "request_order"]
    assert all("13800001234" not in str(entry.difference) + entry.object_label for entry in entries)


def test_the_speaker_is_on_the_list_of_the_talk_and_needs_no_second_notice(topic: Topic, speaker: Speaker) -> None:
    accepted(make_order(topic), speaker)

    assert Attendance.objects.get().role == "speaker"
    assert not Message.objects.filter(key__startswith="announced").exists()

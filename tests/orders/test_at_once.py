"""Two people take a step with the same order at the same moment: one does, the other is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.activities.models import Activity
from banyan.orders import actions
from banyan.orders.actions import Held
from banyan.orders.models import Dispatch, Order, Rating
from banyan.people.models import Person
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.models import Speaker, Topic
from tests.factories import at, make_account, make_order, make_organisation, make_programme, make_speaker, make_topic
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_programme(make_organisation(make_organisation(make_organisation()))))


@pytest.fixture
def speakers(topic: Topic) -> list[Speaker]:
    return [make_speaker(topic.programme, topics=[topic]) for _speaker in range(2)]


def accepted(order: Order, speaker: Speaker) -> Dispatch:
    dispatch = dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now())
    return actions.accept_dispatch(dispatch, by=None, now=timezone.now())


def test_two_clerks_dispatch_one_order_and_one_speaker_is_asked(topic: Topic, speakers: list[Speaker]) -> None:
    order = make_order(topic)
    time = order.times.get()

    outcomes = at_once(*(lambda one=one: dispatch_talk(order, one, time, by=None, now=timezone.now()) for one in speakers))

    assert outcomes == ["UnableToServe", "done"]
    assert Dispatch.objects.count() == 1


def test_one_speaker_is_asked_for_one_of_two_orders_on_a_day(topic: Topic, speakers: list[Speaker]) -> None:
    orders = [make_order(topic, times=[at(timezone.localdate() + timedelta(days=7), hour)]) for hour in (10, 15)]

    outcomes = at_once(*(lambda one=one: dispatch_talk(one, speakers[0], one.times.get(), by=None, now=timezone.now()) for one in orders))

    assert outcomes == ["UnableToServe", "done"]
    assert Dispatch.objects.filter(person=Person.objects.get(pk=speakers[0].person_id)).count() == 1


def test_an_answer_and_a_cancellation_at_once_end_one_way(topic: Topic, speakers: list[Speaker]) -> None:
    order = make_order(topic)
    dispatch = dispatch_talk(order, speakers[0], order.times.get(), by=None, now=timezone.now())

    at_once(
        lambda: actions.accept_dispatch(dispatch, by=None, now=timezone.now()),
        lambda: actions.cancel_order(order, by=None, now=timezone.now(), reason="不办了"),
    )

    # A cancellation may follow the yes; in no case does a talk stand for a cancelled order.
    assert Order.objects.get().state == "cancelled"
    assert not Activity.objects.filter(state="open").exists()


def test_yes_pressed_twice_plans_one_talk(topic: Topic, speakers: list[Speaker]) -> None:
    order = make_order(topic)
    dispatch = dispatch_talk(order, speakers[0], order.times.get(), by=None, now=timezone.now())

    outcomes = at_once(*(lambda: actions.accept_dispatch(dispatch, by=None, now=timezone.now()) for _press in range(2)))

    assert outcomes == ["UnableToServe", "done"]
    assert Activity.objects.count() == 1


def test_a_report_sent_twice_and_a_rating_sent_twice_count_once(topic: Topic, speakers: list[Speaker]) -> None:
    order = make_order(topic)
    accepted(order, speakers[0])
    Activity.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    answers = {"content": 3, "manner": 3, "again": 3}

    reports = at_once(*(lambda: actions.finish_order(order, Held(audience=5), by=None, now=timezone.now()) for _press in range(2)))
    ratings = at_once(*(lambda: actions.rate_order(order, answers, remark="", by=None, now=timezone.now()) for _press in range(2)))

    assert (reports, ratings) == (["UnableToServe", "done"], ["UnableToServe", "done"])
    assert Rating.objects.count() == 1


def test_an_illness_noted_twice_asks_the_next_speaker_once(topic: Topic, speakers: list[Speaker]) -> None:
    order = make_order(topic)
    accepted(order, speakers[0])
    clerks = [make_account(topic.programme.organisation) for _clerk in range(2)]

    outcomes = at_once(*(lambda by=by: actions.take_back_dispatch(order, by=by, now=timezone.now(), reason="病了") for by in clerks))

    # The second press finds the next speaker asked, and may take that back too; nobody is asked twice for the order.
    assert "done" in outcomes
    asked = list(Dispatch.objects.values_list("person", flat=True))
    assert len(set(asked)) == len(asked)

"""Who is sent to which order: what hinders, what fits, and a whole month at once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from banyan.orders.actions import UnableToServe, accept_dispatch, take_back_dispatch
from banyan.orders.models import Order
from banyan.people.models import Organisation
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.fit import DAY, DIALECT, DISTANCE, PRACTICE, Fit, Hindrance, SpeakerFacts, TalkFacts, fit, hindrance
from banyan.programmes.talks.models import Speaker, Talk, Topic
from banyan.programmes.talks.queries.dispatch import candidates, orders_to_dispatch, propose
from tests.factories import at, make_account, make_order, make_organisation, make_place, make_programme, make_speaker, make_topic

DAY_AHEAD = date(2026, 12, 9)
SPEAKER = SpeakerFacts(
    pk=1,
    person_pk=1,
    name="曾国华",
    topics=frozenset({7}),
    forms=frozenset({"talk"}),
    dialects={"hakka": 3, "yue": 1},
    home=(22.97, 113.99),
    reach_km=10,
    a_month=2,
    indoors_only=False,
    available=frozenset(),
    pauses=(),
)
TALK = TalkFacts(
    order_pk=1,
    topic=7,
    form="talk",
    dialect="hakka",
    position=(22.97, 113.99),
    outdoors=False,
    least_level=2,
    times=((1, at(DAY_AHEAD, 10)),),
)


@pytest.mark.parametrize(
    ("speaker", "talk", "reason"),
    [
        ({}, {}, None),
        ({"topics": frozenset()}, {}, Hindrance.TOPIC),
        ({}, {"form": "clapper_verse"}, Hindrance.FORM),
        ({}, {"dialect": "tanka"}, Hindrance.DIALECT),
        ({}, {"dialect": "yue"}, Hindrance.DIALECT),
        ({}, {"dialect": "yue", "least_level": 1}, None),
        ({"pauses": ((DAY_AHEAD, None),)}, {}, Hindrance.RESTING),
        ({"pauses": ((DAY_AHEAD - timedelta(days=9), DAY_AHEAD),)}, {}, Hindrance.RESTING),
        ({"pauses": ((DAY_AHEAD - timedelta(days=9), DAY_AHEAD - timedelta(days=1)),)}, {}, None),
        ({"indoors_only": True}, {"outdoors": True}, Hindrance.INDOORS_ONLY),
        ({"indoors_only": True}, {}, None),
        ({}, {"position": (23.2, 113.99)}, Hindrance.TOO_FAR),
        ({}, {"position": None}, None),
        ({"available": frozenset({(2, "morning")})}, {}, None),
        ({"available": frozenset({(2, "evening"), (3, "morning")})}, {}, Hindrance.WEEKDAY),
        ({"by_month": {(2026, 12): 2}}, {}, Hindrance.MONTH_FULL),
        ({"by_month": {(2026, 11): 2}}, {}, None),
        ({"busy": frozenset({DAY_AHEAD})}, {}, Hindrance.BUSY),
    ],
)
def test_what_hinders_a_speaker(speaker: dict[str, Any], talk: dict[str, Any], reason: Hindrance | None) -> None:
    assert hindrance(replace(SPEAKER, **speaker), replace(TALK, **talk), at(DAY_AHEAD, 10)) == reason


def test_the_mother_tongue_next_door_by_who_knows_the_topic_on_a_free_week_fits_wholly() -> None:
    best = fit(replace(SPEAKER, given={7: 5}), TALK, at(DAY_AHEAD, 10))

    assert best == Fit(DIALECT, DISTANCE, PRACTICE, DAY, 0.0)
    assert best.total == 1000


def test_each_part_of_the_fit_falls_by_its_own_measure() -> None:
    far = replace(TALK, position=(23.015, 113.99), dialect="yue", least_level=1)
    worse = fit(replace(SPEAKER, busy=frozenset({DAY_AHEAD + timedelta(days=1)})), far, at(DAY_AHEAD, 10))

    assert (worse.dialect, worse.distance, worse.practice, worse.day) == (DIALECT // 3, 150, 0, DAY // 2)
    assert worse.as_json()["km"] == 5.0


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def topic(town: Organisation) -> Topic:
    return make_topic(make_programme(town))


def in_days(days: int, hour: int = 10) -> Any:
    """So many days into the next month, so that a month's limit holds for all of them."""
    first = (timezone.localdate().replace(day=1) + timedelta(days=40)).replace(day=1)
    return at(first + timedelta(days=days), hour)


@pytest.mark.django_db
def test_the_proposal_serves_all_orders_where_taking_the_best_one_by_one_would_not(topic: Topic) -> None:
    tanka = make_topic(topic.programme, dialects=["tanka"])
    both = make_speaker(topic.programme, topics=[topic, tanka], dialects={"hakka": 3, "tanka": 3}, talks_a_month=1)
    hakka = make_speaker(topic.programme, topics=[topic], dialects={"hakka": 2})
    orders = [make_order(topic, times=[in_days(7)]), make_order(tanka, dialect="tanka", times=[in_days(8)])]

    plan = propose(topic.programme, orders_to_dispatch(topic.programme), now=timezone.now())

    assert {(one.order, one.speaker.pk) for one in plan.proposals} == {(orders[0], hakka.pk), (orders[1], both.pk)}
    assert plan.unserved == []


@pytest.mark.django_db
def test_no_speaker_is_proposed_twice_on_one_day(topic: Topic) -> None:
    make_speaker(topic.programme, topics=[topic])
    first = make_order(topic, times=[in_days(9, 9)])
    second = make_order(topic, times=[in_days(9, 15), in_days(10)])

    plan = propose(topic.programme, [first, second], now=timezone.now())

    assert [timezone.localdate(one.time.starts_at) for one in plan.proposals] == [timezone.localdate(in_days(days)) for days in (9, 10)]


@pytest.mark.django_db
def test_who_has_spoken_less_this_year_is_proposed_first(topic: Topic) -> None:
    busy, idle = (make_speaker(topic.programme, topics=[topic]) for _speaker in range(2))
    for days in (3, 5):
        order = make_order(topic, times=[in_days(days)])
        accept_dispatch(dispatch_talk(order, busy, order.times.get(), by=None, now=timezone.now()), by=None, now=timezone.now())

    plan = propose(topic.programme, [make_order(topic, times=[in_days(12)])], now=timezone.now())

    assert [one.speaker.pk for one in plan.proposals] == [idle.pk]


@pytest.mark.django_db
def test_an_order_without_a_speaker_has_a_reason(topic: Topic) -> None:
    nobody = make_topic(topic.programme)
    make_speaker(topic.programme, topics=[topic], dialects={"yue-dongguan": 3})
    unknown, tongue = make_order(nobody), make_order(topic, dialect="hakka")

    plan = propose(topic.programme, [unknown, tongue], now=timezone.now())

    assert plan.proposals == []
    reasons = {one.order: one.reason for one in plan.unserved}
    assert reasons[unknown] != reasons[tongue]
    assert all(reasons.values())


@pytest.mark.django_db
def test_a_month_is_proposed_in_a_constant_number_of_queries(topic: Topic, django_assert_max_num_queries: Any) -> None:
    counts = []
    for more in (1, 3):
        for _order in range(more):
            make_order(topic, contact_phone="13900000000")
            make_speaker(topic.programme, topics=[topic])
        with django_assert_max_num_queries(30) as counted:
            propose(topic.programme, orders_to_dispatch(topic.programme), now=timezone.now())
        counts.append(len(counted))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_all_speakers_stand_among_the_candidates_with_what_hinders_them(topic: Topic) -> None:
    able = make_speaker(topic.programme, topics=[topic])
    unable = make_speaker(topic.programme, topics=[])

    found = candidates(make_order(topic), now=timezone.now())

    assert [(one.speaker.pk, bool(one.hindrance)) for one in found] == [(able.pk, False), (unable.pk, True)]


@pytest.mark.django_db
def test_by_hand_the_clerk_may_send_somebody_the_proposal_would_not(topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[])
    order = make_order(topic)

    with pytest.raises(UnableToServe, match=str(speaker)):
        dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now())
    assert dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now(), by_hand=True).by_hand


@pytest.mark.django_db
def test_nobody_who_rests_is_sent_even_by_hand(topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    speaker.pauses.create(from_on=timezone.localdate())
    order = make_order(topic)

    with pytest.raises(UnableToServe):
        dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now(), by_hand=True)


@pytest.mark.django_db
def test_a_script_that_expires_before_the_day_stops_the_dispatch(topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    order = make_order(topic)
    topic.scripts.update(usable_until=timezone.localdate())

    with pytest.raises(UnableToServe, match=topic.title):
        dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now())


@pytest.mark.django_db
def test_an_accepted_order_becomes_a_talk_with_topic_script_speaker_and_tongue(topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    order = make_order(topic)

    accept_dispatch(dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now()), by=None, now=timezone.now())

    talk = Talk.objects.get()
    assert (talk.topic, talk.script, talk.speaker, talk.dialect) == (topic, topic.scripts.get(), speaker, "hakka")


@pytest.mark.django_db
def test_whoever_fell_ill_is_not_asked_again_for_the_same_order(topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    order = make_order(topic)
    accept_dispatch(dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now()), by=None, now=timezone.now())

    take_back_dispatch(order, by=make_account(topic.programme.organisation), now=timezone.now(), reason="病了")

    assert Order.objects.get(pk=order.pk).state == "checked"
    assert Speaker.objects.count() == 1


@pytest.mark.django_db
def test_the_nearer_speaker_is_proposed_when_all_else_is_equal(topic: Topic, town: Organisation) -> None:
    here, near, far = (make_place(town, latitude=lat, longitude="113.99000") for lat in ("22.97000", "22.98000", "23.03000"))
    make_speaker(topic.programme, topics=[topic], home=far)
    nearer = make_speaker(topic.programme, topics=[topic], home=near)

    plan = propose(topic.programme, [make_order(topic, place=here)], now=timezone.now())

    assert [one.speaker.pk for one in plan.proposals] == [nearer.pk]
    assert plan.proposals[0].fit.km == pytest.approx(1.1, abs=0.05)

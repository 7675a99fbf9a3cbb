"""The pages by which a talk is ordered, dispatched, answered and rated."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities.models import Activity
from banyan.orders.models import Dispatch, Order
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.models import Topic
from tests.factories import make_account, make_order, make_organisation, make_programme, make_speaker, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_programme(make_organisation(make_organisation(make_organisation()))))


def wish(**changes: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=8)
    return {"step": "2", "dialect": "hakka", "audience": "villagers", "listeners": "40", "on_1": day.isoformat(), "at_1": "10:00"} | changes


WHO = {"step": "3", "requester": "桥沥村", "contact_name": "黄小姐", "contact_phone": "138 0000 1234", "place_text": "祠堂", "website": ""}


def test_a_talk_is_ordered_in_three_steps_without_an_account(client: Client, topic: Topic) -> None:
    menu = client.get(reverse("order_talk", args=[topic.programme.slug]))
    address = reverse("order_topic", args=[topic.programme.slug, topic.uuid])
    second = client.post(address, wish())
    third = client.post(address, wish() | WHO)

    order = Order.objects.get()
    assert topic.title in menu.content.decode()
    assert second.status_code == 200
    assert third.headers["Location"] == reverse("order_follow", args=[order.code])
    assert (order.requester, order.contact_phone, order.state, order.talk.dialect) == ("桥沥村", "13800001234", "requested", "hakka")
    assert client.get(third.headers["Location"]).status_code == 200


@pytest.mark.parametrize("changes", [{"dialect": ""}, {"on_1": ""}, {"on_2": "2027-01-01"}, {"at_1": "25:00"}])
def test_a_step_filled_in_wrongly_comes_back_with_what_was_typed(client: Client, topic: Topic, changes: dict[str, str]) -> None:
    answer = client.post(reverse("order_topic", args=[topic.programme.slug, topic.uuid]), wish(**changes))

    assert answer.status_code == 422
    assert 'value="40"' in answer.content.decode()


@pytest.mark.parametrize("phone", ["12", "not a number", "1380000123456789"])
def test_a_telephone_number_that_is_none_is_refused(client: Client, topic: Topic, phone: str) -> None:
    answer = client.post(reverse("order_topic", args=[topic.programme.slug, topic.uuid]), wish() | WHO | {"contact_phone": phone})

    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_a_machine_that_fills_in_everything_orders_nothing(client: Client, topic: Topic) -> None:
    client.post(reverse("order_topic", args=[topic.programme.slug, topic.uuid]), wish() | WHO | {"website": "http://x"})

    assert not Order.objects.exists()


def test_ten_orders_an_hour_from_one_address_are_enough(client: Client, topic: Topic) -> None:
    address = reverse("order_topic", args=[topic.programme.slug, topic.uuid])
    answers = [client.post(address, wish() | WHO | {"contact_phone": f"1380000{number:04d}"}).status_code for number in range(11)]

    assert answers == [302] * 10 + [422]


def test_the_clerk_enters_an_order_that_came_by_telephone(client: Client, topic: Topic) -> None:
    client.force_login(make_account(topic.programme.organisation))
    address = reverse("order_enter", args=[topic.programme.uuid])

    first = client.get(f"{address}?topic={topic.pk}")
    answer = client.post(f"{address}?topic={topic.pk}", wish() | WHO)

    assert first.status_code == 200
    assert answer.status_code == 302
    assert (Order.objects.get().way, Order.objects.get().state) == ("phone", "checked")


def test_the_month_is_dispatched_with_one_button(client: Client, topic: Topic) -> None:
    clerk = make_account(topic.programme.organisation)
    client.force_login(clerk)
    orders = [make_order(topic, by=clerk) for _order in range(2)]
    for _speaker in range(2):
        make_speaker(topic.programme, topics=[topic])
    page = client.get(reverse("talk_orders"))
    chosen = {str(row.order.uuid): f"{row.speaker.pk}:{row.time.pk}" for row, _field in page.context["rows"]}

    answer = client.post(reverse("talk_orders"), chosen)

    assert answer.status_code == 302
    assert set(chosen) == {str(order.uuid) for order in orders}
    assert Order.objects.filter(state="dispatched").count() == 2
    assert client.get(reverse("talk_orders")).context["rows"] == []


def test_the_page_of_an_order_has_its_next_step_at_each_state(client: Client, topic: Topic) -> None:
    clerk = make_account(topic.programme.organisation)
    client.force_login(clerk)
    speaker = make_speaker(topic.programme, topics=[topic])
    order = make_order(topic, on_page=True)
    page = reverse("order", args=[order.uuid])

    assert reverse("order_check", args=[order.uuid]) in client.get(page).content.decode()
    client.post(reverse("order_check", args=[order.uuid]), {"place": ""})
    assert reverse("talk_dispatch", args=[order.uuid]) in client.get(page).content.decode()
    assert speaker.person.name in client.get(reverse("talk_dispatch", args=[order.uuid])).content.decode()
    client.post(reverse("talk_dispatch", args=[order.uuid]), {"speaker": speaker.pk, "time": order.times.get().pk})
    assert reverse("order_answer_for", args=[order.uuid, "accept"]) in client.get(page).content.decode()
    assert client.get(reverse("order_answer_for", args=[order.uuid, "accept"])).status_code == 200
    client.post(reverse("order_answer_for", args=[order.uuid, "accept"]))
    Activity.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    assert reverse("order_report", args=[order.uuid]) in client.get(page).content.decode()
    client.post(reverse("order_report", args=[order.uuid]), {"audience": "60", "minutes": ""})
    assert reverse("order_rate", args=[order.uuid]) in client.get(page).content.decode()
    client.post(reverse("order_rate", args=[order.uuid]), {"content": "3", "manner": "3", "again": "2", "remark": ""})
    order.refresh_from_db()
    assert order.state == "rated"
    assert "3 / 3" in client.get(page).content.decode()


def test_the_speaker_says_yes_by_the_short_address_and_reports_there(client: Client, topic: Topic) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    order = make_order(topic)
    dispatch = dispatch_talk(order, speaker, order.times.get(), by=None, now=timezone.now())
    address = reverse("order_answer", args=[dispatch.code])

    assert client.get(address).status_code == 200
    assert client.post(address, {"verb": "accept"}).status_code == 302
    Activity.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    assert client.get(address).context["may_report"]
    assert client.post(address, {"verb": "report", "audience": "30"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "done"


def test_the_speaker_says_no_by_the_short_address(client: Client, topic: Topic) -> None:
    order = make_order(topic)
    dispatch = dispatch_talk(order, make_speaker(topic.programme, topics=[topic]), order.times.get(), by=None, now=timezone.now())

    client.post(reverse("order_answer", args=[dispatch.code]), {"verb": "decline", "answer": "要带孙子"})

    assert Dispatch.objects.get().state == "declined"
    assert client.post(reverse("order_answer", args=[dispatch.code]), {"verb": "accept"}).status_code == 422


def test_who_ordered_cancels_by_the_own_address(client: Client, topic: Topic) -> None:
    order = make_order(topic, on_page=True)

    assert client.post(reverse("order_withdraw", args=[order.code]), {"reason": ""}).status_code == 422
    assert client.post(reverse("order_withdraw", args=[order.code]), {"reason": "改期"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "改期")


@pytest.mark.parametrize("name", ["order_follow", "order_withdraw", "order_answer"])
def test_an_unknown_secret_opens_nothing(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=["abcdefghjkmn"])).status_code == 404


def test_orders_of_another_town_are_not_found(client: Client, topic: Topic) -> None:
    client.force_login(make_account(make_organisation()))

    assert client.get(reverse("order", args=[make_order(topic).uuid])).status_code == 404


def test_the_list_of_orders_takes_as_many_queries_for_three_as_for_one(
    client: Client, topic: Topic, django_assert_max_num_queries: Any
) -> None:
    clerk = make_account(topic.programme.organisation)
    client.force_login(clerk)
    client.get(reverse("orders"))
    counts = []
    for more in (1, 2):
        for number in range(more):
            make_order(topic, by=clerk, contact_phone=f"1390000000{number}")
        with django_assert_max_num_queries(30) as counted:
            assert client.get(reverse("orders")).status_code == 200
        counts.append(len(counted))

    assert counts[0] == counts[1]

"""An order walked in a real browser: from the public page over dispatch, acceptance and report to the rating, then into the ledger and back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.activities.models import Activity
from banyan.ledger.models import Entry
from banyan.orders.models import Order
from banyan.people.models import Account
from banyan.programmes.talks.models import Topic
from tests.factories import PASSWORD, make_account, make_organisation, make_person, make_programme, make_speaker, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    city = make_organisation(make_organisation(name="广东省", code="gd"), name="东莞市", code="dongguan")
    town = make_organisation(city, name="常平镇", code="changping")
    programme = make_programme(town, slug="rongshu", contact_phone="0769-83330000")
    topic = make_topic(programme, title="家书里的家风")
    make_speaker(programme, topics=[topic], person=make_person(town, name="罗庆祥"))
    return topic


@pytest.fixture
def clerk(topic: Topic) -> Account:
    return make_account(topic.programme.organisation, "clerk", username="changban", password=PASSWORD)


def order(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{reverse('order_talk', args=['rongshu'])}")
    page.get_by_role("link", name="家书里的家风").click()
    page.get_by_label("客家话").check()
    page.get_by_label("大约多少人").fill("60")
    page.get_by_label("日期").first.fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.get_by_label("开始时间").first.fill("10:00")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("村、学校、车间或单位").fill("桥沥村")
    page.get_by_label("您的姓名").fill("黄小姐")
    page.get_by_label("您的电话").fill("13800001234")
    page.get_by_label("地点").fill("桥沥村祠堂")
    page.get_by_role("button", name="提交点单").click()
    expect(page.get_by_text("我们会打电话核实")).to_be_visible()


def test_an_order_is_placed_dispatched_accepted_given_rated_confirmed_and_reversed(
    page: Page, live_server: LiveServer, sign_in: SignIn, clerk: Account
) -> None:
    order(page, live_server)
    follow = page.url

    sign_in(clerk)
    page.get_by_role("link", name="查看").first.click()
    page.get_by_role("link", name="已回电核实").click()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="去派单").click()
    expect(page.get_by_text("罗庆祥").first).to_be_visible()
    page.get_by_role("button", name="派单").first.click()
    expect(page.get_by_text("已派单给罗庆祥。")).to_be_visible()
    page.get_by_role("link", name="宣讲员看到的页面").click()
    page.get_by_role("button", name="能去").click()
    expect(page.get_by_text("谢谢，办公室已收到。")).to_be_visible()
    answer = page.url

    page.goto(follow)
    expect(page.get_by_text("罗庆祥")).to_be_visible()
    Activity.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(minutes=80))
    page.goto(answer)
    page.get_by_label("听众人数").fill("56")
    page.get_by_role("button", name="提交").click()
    page.goto(follow)
    for question, words in (("内容", "很好"), ("讲得怎样", "好"), ("还会再点吗？", "很愿意")):
        page.get_by_role("group", name=question).get_by_label(words, exact=True).check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢您的评价。")).to_be_visible()

    page.goto(f"{live_server.url}{Activity.objects.get().get_absolute_url()}")
    page.get_by_role("button", name="确认").click()
    entry = Entry.objects.get()
    assert (Order.objects.get().state, entry.minutes, entry.account) == ("rated", 40, "volunteer")

    page.goto(f"{live_server.url}{entry.get_absolute_url()}")
    page.get_by_role("link", name="冲销").click()
    page.get_by_label("原因").fill("记错了人")
    page.get_by_role("button", name="冲销").click()
    assert [row.minutes for row in Entry.objects.order_by("pk")] == [40, -40]


def test_a_talk_is_ordered_with_the_keyboard_alone_in_elder_mode(page: Page, live_server: LiveServer, topic: Topic) -> None:
    page.context.add_cookies([{"name": "banyan_elder", "value": "22", "url": live_server.url}])
    page.goto(f"{live_server.url}{reverse('order_topic', args=['rongshu', topic.uuid])}")
    page.locator("#id_dialect_0").focus()
    page.keyboard.press("Space")
    for field, value in (("#id_on_1", (timezone.localdate() + timedelta(days=9)).isoformat()), ("#id_at_1", "10:00")):
        page.locator(field).fill(value)
    page.locator("#id_at_1").press("Enter")
    page.locator("#id_requester").press_sequentially("土塘村")
    for words in ("陈主任", "13900001234", "土塘村文化广场"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")

    expect(page.get_by_text("我们会打电话核实")).to_be_visible()
    assert Order.objects.get().requester == "土塘村"

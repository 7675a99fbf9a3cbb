"""A meeting signed in at: the code on the screen, a telephone that reads it, one without a telephone, and the hours in the ledger."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.activities.actions import expect as expect_persons
from banyan.activities.codes import screen_code
from banyan.activities.models import Activity
from banyan.ledger.models import Entry
from banyan.people.models import Account
from tests.factories import PASSWORD, make_account, make_activity, make_organisation, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]


@pytest.fixture
def clerk(transactional_db: None) -> Account:
    town = make_organisation(make_organisation(make_organisation()), name="常平镇")
    return make_account(town, "clerk", username="changban", password=PASSWORD)


@pytest.fixture
def activity(clerk: Account) -> Activity:
    town = clerk.grants.get().organisation
    begun = timezone.now() - timedelta(minutes=20)
    activity = make_activity(
        town, state="open", by=clerk, kind="study", title="读报会", starts_at=begun, ends_at=begun + timedelta(minutes=60)
    )
    persons = [make_person(town, name="曾国华", phone="13800005678"), make_person(town, name="梁带喜", phone="")]
    expect_persons(activity, persons, by=clerk)
    return activity


@pytest.fixture
def telephone(browser: Browser) -> Page:
    """Somebody else's telephone, that has never been here."""
    return browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()


def read(page: Page) -> str:
    """What a camera reads from the screen."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    return str(zxingcpp.read_barcodes(picture)[0].text)


def say_who(telephone: Page, name: str, digits: str) -> None:
    telephone.get_by_label("您的姓名").fill(name)
    telephone.get_by_label("后四位").fill(digits)
    telephone.get_by_role("button", name="签到").click()


def test_a_telephone_reads_the_code_from_the_screen_and_signs_in_and_the_hours_are_confirmed(
    page: Page, telephone: Page, live_server: LiveServer, sign_in: SignIn, clerk: Account, activity: Activity
) -> None:
    sign_in(clerk)
    page.goto(f"{live_server.url}{reverse('activity_code', args=[activity.uuid])}")

    telephone.goto(read(page))
    say_who(telephone, "曾国华", "0000")
    expect(telephone.get_by_text("姓名和号码后四位对不上")).to_be_visible()
    say_who(telephone, "曾国华", "5678")
    expect(telephone.get_by_role("heading", name="已签到")).to_be_visible()
    assert "曾国华" not in telephone.content()

    page.goto(f"{live_server.url}{activity.get_absolute_url()}")
    page.get_by_role("checkbox", name="梁带喜").check()
    page.get_by_role("button", name="登记到场").click()
    expect(page.get_by_role("checkbox", name="梁带喜")).to_have_count(0)
    Activity.objects.update(starts_at=activity.starts_at - timedelta(hours=1), ends_at=activity.ends_at - timedelta(hours=1))
    page.reload()
    page.get_by_role("button", name="已经举行").click()
    page.get_by_role("button", name="确认").click()

    assert sorted(Entry.objects.values_list("person__name", "account", "minutes")) == [("曾国华", "credit", 60), ("梁带喜", "credit", 60)]
    assert dict(activity.attendances.values_list("person__name", "way")) == {"曾国华": "qr", "梁带喜": "list"}


def test_the_code_of_yesterday_is_refused_in_words(telephone: Page, live_server: LiveServer, activity: Activity) -> None:
    yesterday = screen_code(activity, timezone.now() - timedelta(days=1))

    telephone.goto(f"{live_server.url}{reverse('check_in', args=[yesterday])}")

    expect(telephone.get_by_role("alert")).to_contain_text("请问一下现场负责人")
    expect(telephone.get_by_label("您的姓名")).to_have_count(0)

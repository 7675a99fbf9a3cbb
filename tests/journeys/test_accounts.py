"""Signing in, staying in and being locked out, in a real browser."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.core.models import AuditEntry
from banyan.people.actions import UnableToSetUp, set_up_office
from banyan.people.middleware import SEEN
from banyan.people.models import Account, RoleGrant
from banyan.people.queries import first_use_key
from tests.factories import PASSWORD, make_account, make_organisation
from tests.journeys.conftest import Town

SignIn = Callable[[Account], None]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_account_is_opened_with_a_role_and_the_role_is_ended(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    sign_in(town.organiser)
    page.goto(f"{live_server.url}/accounts/")
    page.get_by_role("link", name="开立账号").click()
    page.get_by_label("用户名").fill("xinren")
    page.get_by_label("姓名").fill("新同志")
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_label("单位").select_option(label="东莞市")
    page.get_by_label("角色").select_option(label="经办人")
    page.get_by_role("button", name="开立").click()
    expect(page.get_by_text("账号已开立。")).to_be_visible()

    page.get_by_role("link", name="收回").click()
    page.get_by_role("button", name="收回").click()

    assert RoleGrant.objects.get(account__username="xinren").to_on == timezone.localdate()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_elder_mode_is_remembered_on_every_page(page: Page, live_server: LiveServer, town: Town) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="长辈版").click()
    page.goto(f"{live_server.url}/cases/")

    expect(page.locator("html")).to_have_class("elder elder-22")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_a_reader_who_chooses_english_keeps_it(page: Page, live_server: LiveServer, town: Town) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="English").click()
    page.goto(f"{live_server.url}/cases/")

    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.django_db
def test_an_account_is_locked_for_a_while_after_five_wrong_passwords(client: Client) -> None:
    make_account(make_organisation(), "clerk", username="chenmin", password=PASSWORD)
    for _try in range(6):
        client.post("/sign-in/", {"login": "chenmin", "password": "wrong-wrong"})

    client.post("/sign-in/", {"login": "chenmin", "password": PASSWORD})

    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(verb="sign_in_refused").count() >= 5


@pytest.mark.django_db
def test_a_page_left_alone_is_signed_out_and_says_so(client: Client) -> None:
    client.force_login(make_account(make_organisation(), "clerk"))
    session = client.session
    session[SEEN] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()

    answer = client.get("/desk/", follow=True)

    assert answer.redirect_chain[0][0].startswith("/sign-in/")
    assert "已自动退出" in answer.content.decode()
    assert not Session.objects.filter(session_key=session.session_key).exists()


@pytest.mark.django_db
def test_nobody_opens_an_account_alone(client: Client) -> None:
    client.post("/sign-up/", {"username": "someone", "password1": PASSWORD, "password2": PASSWORD})

    assert not Account.objects.filter(username="someone").exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_empty_installation_is_begun_in_the_browser_and_only_once(page: Page, live_server: LiveServer) -> None:
    address = f"{live_server.url}/first-use/{first_use_key()}/"
    page.goto(address)
    page.get_by_label("名称").fill("沙田镇")
    page.get_by_label("单位代码").fill("shatian")
    page.get_by_label("您的用户名").fill("chenmin")
    page.get_by_label("您的姓名").fill("陈敏")
    page.get_by_label("您的密码").fill(PASSWORD)
    page.get_by_role("button", name="开始使用").click()
    page.get_by_label("用户名").fill("chenmin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/")

    expect(page.get_by_text("沙田镇")).to_be_visible()
    assert page.request.get(address).status == 404


@pytest.mark.django_db
def test_a_wrong_key_opens_no_first_use(client: Client) -> None:
    assert client.get("/first-use/0123456789abcdef01234567/").status_code == 404


@pytest.mark.django_db
def test_an_installation_in_use_is_not_set_up_again() -> None:
    make_organisation()

    with pytest.raises(UnableToSetUp):
        set_up_office(kind="town", name="沙田镇", code="shatian", username="chenmin", person="陈敏", password=PASSWORD)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_step_sign_in_asks_for_the_code_of_the_authenticator(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/account/two-step/app/")
    if "confirm" in page.url:
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="确认").click()
    secret = page.locator("input[disabled], input[readonly]").first.input_value()
    page.locator("input[name=code]").fill(code_for(secret))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/app/" not in url)
    page.context.clear_cookies(name="banyan_session")

    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名").fill(town.clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/account/two-step/authenticate/")
    assert page.request.get(f"{live_server.url}/desk/", max_redirects=0).status == 302

    # A code is good once: the next one is taken.
    page.locator("input[name=code]").fill(code_for(secret, later=1))
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/")


def code_for(secret: str, later: int = 0) -> str:
    """The code that an authenticator app shows now, or ``later`` spans of 30 seconds from now (RFC 6238, computed here anew)."""
    counter = int(time.time()) // 30 + later
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"

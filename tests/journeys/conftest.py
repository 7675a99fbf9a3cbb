"""A province in a real browser: a city with a clerk and an organiser above it, pages checked by axe."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from banyan.people.models import Account, Organisation
from tests.factories import PASSWORD, make_account, make_organisation


@dataclass(frozen=True)
class Town:
    """Where the journeys happen."""

    city: Organisation
    clerk: Account
    organiser: Account
    participant: Account


@pytest.fixture
def town(transactional_db: None) -> Town:
    province = make_organisation(name="广东省", code="gd")
    city = make_organisation(province, name="东莞市", code="dongguan")
    return Town(
        city=city,
        clerk=make_account(city, "clerk", username="shiban", password=PASSWORD),
        organiser=make_account(province, "organiser", username="zuzhi", password=PASSWORD),
        participant=make_account(city, "participant", username="canyu", password=PASSWORD),
    )


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> Callable[[Account], None]:
    def go(account: Account) -> None:
        page.context.clear_cookies(name="banyan_session")
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label("用户名").fill(account.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/desk/")

    return go


@pytest.fixture
def violations(page: Page, live_server: LiveServer) -> Callable[[], list[str]]:
    """What axe finds on the page as it stands, in normal and in elder mode (there with 7:1 contrast), in words."""

    def check(rules: dict[str, object]) -> list[str]:
        found = Axe().run(page, options={"rules": rules, "resultTypes": ["violations"]}).response["violations"]
        return [f"{page.url}: {item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]

    def both() -> list[str]:
        normal = check({})
        page.context.add_cookies([{"name": "banyan_elder", "value": "22", "url": live_server.url}])
        page.reload()
        elder = check({"color-contrast-enhanced": {"enabled": True}})
        page.context.clear_cookies(name="banyan_elder")
        return normal + elder

    return both

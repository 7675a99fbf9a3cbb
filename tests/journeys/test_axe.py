"""Every page of the address table, and the states that have none of their own, read by axe in normal and in elder mode."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.core import jobs
from banyan.people.models import Account
from banyan.people.queries import first_use_key
from tests.factories import PASSWORD, make_account
from tests.journeys.conftest import Town
from tests.journeys.test_notice_to_showcase import hand_in
from tests.test_permissions import NAMES, World, expected

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]
Violations = Callable[[], list[str]]

# The long walk is made in pieces, so that workers share it.
PIECES = 4


# What the table expects not to be found is walked by journeys of its own (test_judging.py), or is the page of the error 404. Files and feeds are no pages.
def walk(page: Page, live_server: LiveServer, world: World, violations: Violations, role: str | None, names: list[str]) -> list[str]:
    found = []
    for name in names:
        if expected(name, role, "own") not in (200, 403, -1):
            continue
        url = live_server.url + world.url(name)
        if page.request.get(url).headers["content-type"].startswith("text/html"):
            page.goto(url)
            found += violations()
    return found


def test_axe_finds_nothing_on_any_page_of_those_who_are_signed_out(page: Page, live_server: LiveServer, violations: Violations) -> None:
    assert walk(page, live_server, World(), violations, None, NAMES) == []


@pytest.mark.parametrize("piece", range(PIECES))
def test_axe_finds_nothing_on_any_page_of_an_organiser(
    page: Page, live_server: LiveServer, sign_in: SignIn, violations: Violations, piece: int
) -> None:
    world = World()
    sign_in(make_account(world.province, "organiser", username="zuzhi", password=PASSWORD))

    assert walk(page, live_server, world, violations, "organiser", NAMES[piece::PIECES]) == []


def test_axe_finds_nothing_on_empty_lists_errors_and_states_in_between(
    page: Page, live_server: LiveServer, town: Town, sign_in: SignIn, violations: Violations
) -> None:
    found: list[str] = []
    for path in ("/", "/cases/", "/cases/?q=深圳", "/nowhere/"):
        page.goto(live_server.url + path)
        found += violations()
    sign_in(town.participant)
    for path in ("/desk/", "/office/cases/"):
        page.goto(live_server.url + path)
        found += violations()
    sign_in(town.clerk)
    for path in ("/desk/", "/office/notices/", "/office/cases/"):
        page.goto(live_server.url + path)
        found += violations()

    hand_in(page, live_server, read=False)
    found += violations()
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="识读出 4 个案例")).to_be_visible(timeout=10_000)
    found += violations()

    assert found == []


def test_axe_finds_nothing_on_the_first_use(page: Page, live_server: LiveServer, violations: Violations, tmp_path: Path) -> None:
    page.goto(f"{live_server.url}/first-use/{first_use_key()}/")
    page.get_by_role("button", name="开始使用").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert violations() == []

"""The clerk's first job, walked in a real browser: a roster handed in, its columns checked, doubtful rows decided, bad ones taken out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from banyan.core import jobs
from banyan.people.models import Account, Person
from tests.factories import make_person
from tests.journeys.conftest import Town
from tests.people.roster.files import csv_file, identity, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]
Violations = Callable[[], list[str]]

ROSTER = csv_file(
    row("李明", 身份证号码=identity(1), 联系电话="13800001234"),
    row("曾国华", 出生年月="1948.3", 联系电话="13900001234"),
    row("张三", 联系电话="1.38E+10"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_bytes(ROSTER)
    return path


def in_english(page: Page, live_server: LiveServer) -> None:
    page.context.add_cookies([{"name": "banyan_language", "value": "en", "url": live_server.url}])


def test_a_roster_is_handed_in_checked_decided_and_repaired(
    page: Page, live_server: LiveServer, town: Town, sign_in: SignIn, file: Path, violations: Violations
) -> None:
    make_person(town.city, name="曾国华", born="1948-03")
    sign_in(town.clerk)
    in_english(page, live_server)

    page.goto(f"{live_server.url}/rosters/")
    page.get_by_role("link", name="Hand in a roster").first.click()
    page.get_by_label("File of the roster").set_input_files(file)
    page.get_by_role("button", name="Hand in and read").click()
    expect(page.get_by_role("heading", name="The roster is being read")).to_be_visible()
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="Are the columns right?")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("1.38E+10").first).to_be_visible()
    assert violations() == []
    page.get_by_role("button", name="Take the roster over").click()
    expect(page.get_by_role("heading", name="The roster is being taken over")).to_be_visible()
    jobs.run_waiting()

    expect(page.get_by_role("heading", name="1 row may mean somebody on record")).to_be_visible(timeout=10_000)
    assert violations() == []
    page.get_by_role("button", name="The same person").click()
    expect(page.get_by_role("heading", name="1 row to be repaired")).to_be_visible()
    expect(page.get_by_role("button", name="The same person")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows to be repaired, as a sheet").click()
    sheet = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()

    assert sheet[1][0] == "张三"
    assert sorted((person.name, person.phone) for person in Person.objects.all()) == [("曾国华", "13900001234"), ("李明", "13800001234")]


def press_to(page: Page, words: str) -> None:
    """Walk with the tab key to what bears these words, and press Enter."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if words in str(page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard doesn't reach “{words}”")


@pytest.mark.once
def test_the_keyboard_alone_is_enough(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn, file: Path) -> None:
    sign_in(town.clerk)
    in_english(page, live_server)
    page.goto(f"{live_server.url}/rosters/")

    press_to(page, "Hand in a roster")
    page.wait_for_url("**/rosters/new/")
    # The window in which the system asks for the file is no part of the page.
    page.get_by_label("File of the roster").set_input_files(file)
    press_to(page, "Hand in and read")
    expect(page.get_by_role("heading", name="The roster is being read")).to_be_visible()
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="Are the columns right?")).to_be_visible(timeout=10_000)
    press_to(page, "Take the roster over")
    expect(page.get_by_role("heading", name="The roster is being taken over")).to_be_visible()
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="1 row to be repaired")).to_be_visible(timeout=10_000)
    press_to(page, "Put these rows aside")
    page.wait_for_url("**/dismiss/")
    press_to(page, "Put aside")
    expect(page.get_by_text("Everything is settled.")).to_be_visible()

    assert Person.objects.count() == 2


def test_a_roster_in_full_asks_for_a_reason(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    make_person(town.city, name="李明", identity_number=identity(1))
    sign_in(town.clerk)
    in_english(page, live_server)
    page.goto(f"{live_server.url}/rosters/export/")

    page.get_by_label("Numbers, care tags and remarks in full").check()
    page.get_by_role("button", name="Take the roster out").click()
    expect(page.get_by_role("alert")).to_contain_text("needed for")
    page.get_by_label("What the full numbers are needed for").fill("送市局核对")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take the roster out").click()

    assert identity(1) in CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()[1]

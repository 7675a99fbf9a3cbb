"""The roster kept by hand, in a real browser: add, find, mend, move, and erase a person; the tree; with the mouse and by keyboard alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.core.models import AuditEntry
from banyan.people import actions
from banyan.people.models import Account, Affiliation, Organisation, Person
from tests.factories import PASSWORD, make_account, make_branch, make_organisation, make_person
from tests.journeys.conftest import Town
from tests.journeys.test_notice_to_showcase import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]
Violations = Callable[[], list[str]]


@pytest.fixture
def shatian(town: Town) -> Organisation:
    return make_organisation(town.city, kind="town", name="沙田镇", code="shatian")


def test_a_person_is_added_found_by_initials_and_mended(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/organisations/shatian/")
    page.get_by_role("link", name="添加人员").click()
    page.get_by_label("姓名").fill("曾国华")
    page.get_by_label("出生时间").fill("1944.3")
    page.get_by_role("textbox", name="电话").first.fill("138 0000 1234")
    page.get_by_label("中共党员").check()
    page.get_by_label("客家话").check()
    page.get_by_role("button", name="加入名册").click()
    expect(page.get_by_text("曾国华已在名册上。")).to_be_visible()

    page.goto(f"{live_server.url}/persons/")
    page.get_by_role("searchbox").fill("zgh")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="曾国华").click()
    expect(page.get_by_text("138****1234")).to_be_visible()
    page.get_by_role("button", name="显示完整号码").click()
    expect(page.get_by_role("link", name="打电话 13800001234")).to_be_visible()

    page.get_by_role("link", name="修改").click()
    page.get_by_label("住址").fill("西太隆村三巷 12 号")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("西太隆村三巷 12 号")).to_be_visible()

    person = Person.objects.get()
    assert (person.name, person.born, person.phone, person.party, person.dialects) == (
        "曾国华",
        "1944-03",
        "13800001234",
        "member",
        ["hakka"],
    )
    assert AuditEntry.objects.filter(verb="show_numbers", actor=town.clerk.uuid).count() == 1


def test_what_cannot_be_is_told_beside_the_field_and_nothing_typed_is_lost(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/organisations/shatian/persons/new/")
    page.get_by_label("姓名").fill("曾国华")
    page.get_by_label("身份证号").fill("441900194403121234")
    page.get_by_label("出生时间").fill("1944-02-30")
    page.get_by_role("button", name="加入名册").click()

    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_label("姓名")).to_have_value("曾国华")
    assert not Person.objects.exists()


def test_a_change_made_meanwhile_is_not_written_over(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    person = make_person(shatian)
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/persons/{person.uuid}/change/")
    actions.change_person(person, {"address": "先锋村"}, version=1, by=town.organiser)
    page.get_by_label("住址").fill("西太隆村")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("alert")).to_contain_text(town.organiser.name)
    expect(page.get_by_role("alert")).to_contain_text("住址")
    assert Person.objects.get().address == "先锋村"


def test_a_member_is_moved_to_a_branch_and_erased_for_good(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    make_branch(shatian, name="沙田镇机关退休干部党支部")
    person = make_person(shatian, party="member")
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/persons/{person.uuid}/")
    page.get_by_role("link", name="登记组织关系").click()
    page.get_by_role("combobox").select_option(label="沙田镇 · 沙田镇机关退休干部党支部")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("组织关系已登记。")).to_be_visible()
    assert Affiliation.objects.get().to_on is None

    page.get_by_role("link", name="彻底删除").click()
    page.get_by_label("原因").fill("本人来信要求")
    page.get_by_label("请输入此人的姓名").fill("曾国")
    page.get_by_role("button", name="彻底删除").click()
    expect(page.get_by_role("alert")).to_contain_text("没有删除任何内容")
    page.get_by_label("请输入此人的姓名").fill("曾国华")
    page.get_by_role("button", name="彻底删除").click()
    page.wait_for_url("**/persons/")

    expect(page.get_by_text("曾国华")).to_have_count(0)
    assert Person.objects.get().name == ""


def test_an_election_that_is_due_is_recorded_and_the_warning_goes(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    branch = make_branch(shatian, name="先锋村党支部")
    for _member in range(3):
        make_person(shatian, branch=branch)
    today = timezone.localdate()
    actions.record_term(branch, from_on=today - timedelta(days=1100), ends_on=today - timedelta(days=5), by=None)
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/organisations/shatian/")
    expect(page.get_by_text("应当换届")).to_be_visible()
    page.get_by_role("link", name=re.compile("查看.*先锋村党支部")).click()
    page.get_by_role("link", name="登记换届").click()
    page.get_by_label("当选日期").fill(today.isoformat())
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_text("换届选举").first).to_be_visible()
    expect(page.get_by_text("应当换届")).to_have_count(0)


@pytest.mark.once
def test_a_branch_is_added_renamed_and_moved_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    make_organisation(shatian, kind="general_branch", name="教育系统党总支", code="edu")
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/organisations/shatian/")
    tab_to(page, "添加下级单位")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shatian/add/")
    page.get_by_role("radio", name="党支部").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("第一党支部")
    page.keyboard.press("Tab")
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/first/")

    tab_to(page, "转移")
    page.keyboard.press("Enter")
    page.wait_for_url("**/first/move/")
    page.get_by_label("今后隶属于").focus()
    # 请选择, 东莞市, 教育系统党总支
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "转移")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/first/")

    moved = Organisation.objects.get(code="first")
    assert Organisation.objects.get_parent(moved).code == "edu"


@pytest.mark.once
def test_a_person_is_added_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/organisations/shatian/")
    tab_to(page, "添加人员")
    page.keyboard.press("Enter")
    page.wait_for_url("**/persons/new/")
    page.get_by_label("姓名").focus()
    page.keyboard.type("梁带喜")
    page.keyboard.press("Tab")
    # From “不清楚”, the last one, round to the first.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("1940")
    tab_to(page, "加入名册")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/persons/" in url and "new" not in url)

    person = Person.objects.get()
    assert (person.name, person.sex, person.born) == ("梁带喜", "female", "1940")


def test_a_secretary_finds_the_own_members_and_calls_them(
    page: Page, live_server: LiveServer, town: Town, shatian: Organisation, sign_in: SignIn
) -> None:
    branch = make_branch(shatian)
    make_person(shatian, branch=branch, phone="13800001234", address="西太隆村")
    make_person(shatian, name="梁带喜")
    sign_in(make_account(branch, "branch_secretary", username="shuji", password=PASSWORD))
    page.context.add_cookies([{"name": "banyan_elder", "value": "26", "url": live_server.url}])
    page.goto(f"{live_server.url}/persons/")
    expect(page.get_by_text("梁带喜")).to_have_count(0)
    page.get_by_role("link", name="曾国华").click()
    page.get_by_role("button", name="显示完整号码").click()

    expect(page.get_by_role("link", name="打电话 13800001234")).to_be_visible()
    expect(page.get_by_text("西太隆村")).to_have_count(0)

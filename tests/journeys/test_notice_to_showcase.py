"""The main job, walked in a real browser: a published notice handed in, checked, approved by a second person, read by anyone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.cases.showcase.models import Case
from banyan.core import jobs
from banyan.people.models import Account, Organisation
from tests.factories import make_case
from tests.journeys.conftest import Town

NOTICE = Path(__file__).parents[1] / "cases" / "showcase" / "notices" / "notice-2022.txt"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]
Violations = Callable[[], list[str]]


def hand_in(page: Page, live_server: LiveServer, file: Path = NOTICE, *, read: bool = True) -> None:
    page.goto(f"{live_server.url}/office/notices/")
    page.get_by_role("link", name="上传通知").first.click()
    page.get_by_label("通知文件").set_input_files(file)
    page.get_by_role("button", name="上传并识读").click()
    expect(page.get_by_role("heading", name="正在识读通知")).to_be_visible()
    if read:
        jobs.run_waiting()


def check_case(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("已确认：名单完整。")).to_be_visible()


def test_a_notice_is_handed_in_checked_approved_and_read(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    sign_in(town.clerk)
    hand_in(page, live_server)
    expect(page.get_by_role("heading", name="识读出 4 个案例")).to_be_visible(timeout=10_000)
    notice = page.url
    while (open_places := page.get_by_role("button", name="已处理好")).count():
        open_places.first.click()
    for title in ("乡音传党音 宣讲入人心", "送学到渔家 船头党旗红", "青蓝情 系初心 续担当", "结对互助 情暖大朗"):
        page.goto(notice)
        check_case(page, title)
    page.goto(notice)
    page.get_by_role("button", name="全部送审").click()
    expect(page.get_by_text("4 个案例已送审。")).to_be_visible()
    assert not Case.objects.public().exists()

    sign_in(town.organiser)
    expect(page.get_by_role("heading", name="今天有 4 件事")).to_be_visible()
    for _each in range(4):
        page.goto(f"{live_server.url}/desk/")
        page.get_by_role("link", name="去审核").first.click()
        page.get_by_role("button", name="通过并公开").click()
        expect(page.get_by_text("案例已公开。")).to_be_visible()
    page.get_by_role("button", name="退出").click()

    page.goto(f"{live_server.url}/cases/")
    expect(page.get_by_text("4 个案例")).to_be_visible()
    page.get_by_label("搜索标题和正文").fill("榕树下")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="乡音传党音 宣讲入人心").click()
    expect(page.get_by_text("用乡音传递党的声音")).to_be_visible()


DOUBTFUL = """离退休干部党建创新案例展示
常平镇：乡音传党音 宣讲入人心
——常平镇“榕树下的声音”
宣讲品牌
老同志在榕树下讲身边事，听众 300 人。
"""


def test_doubtful_places_are_settled_one_by_one_before_a_notice_is_sent(
    page: Page, live_server: LiveServer, town: Town, sign_in: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(DOUBTFUL)
    sign_in(town.clerk)
    hand_in(page, live_server, file)
    expect(page.get_by_text("没有写明征集年份，请填写。").first).to_be_visible(timeout=10_000)
    notice = page.url
    check_case(page, "乡音传党音 宣讲入人心")
    page.goto(notice)
    page.get_by_role("button", name="全部送审").click()
    expect(page.get_by_text("还有存疑之处没有处理")).to_be_visible()

    page.get_by_role("link", name="修改年份、地区和数字").click()
    page.get_by_label("年份").fill("2021")
    page.get_by_label("地区").fill("东莞市")
    page.get_by_role("button", name="保存").click()
    while (open_places := page.get_by_role("button", name="已处理好")).count():
        open_places.first.click()
    expect(page.get_by_role("heading", name="存疑之处都已处理")).to_be_visible()
    page.get_by_role("button", name="全部送审").click()

    expect(page.get_by_text("1 个案例已送审。")).to_be_visible()
    assert (Case.objects.get().year, Case.objects.get().state) == (2021, Case.State.WAITING)


def test_who_prepared_a_case_finds_no_button_to_approve_it(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    case = make_case(town.city, town.clerk, state="waiting")

    sign_in(town.clerk)
    page.goto(f"{live_server.url}/office/cases/{case.uuid}/")

    expect(page.get_by_text("须由另一个人审核")).to_be_visible()
    expect(page.get_by_role("button", name="通过并公开")).to_have_count(0)


def test_a_person_named_has_to_agree_and_may_take_it_back(page: Page, live_server: LiveServer, town: Town, sign_in: SignIn) -> None:
    case = make_case(town.city, town.clerk, body="郭带喜老人在榕树下讲了三年。")
    sign_in(town.clerk)
    page.goto(f"{live_server.url}/office/cases/{case.uuid}/")
    expect(page.get_by_text("文中可能还提到下面的人")).to_be_visible()

    page.locator("summary", has_text="登记一个人").click()
    page.get_by_label("文中出现的姓名").fill("郭带喜")
    page.get_by_role("button", name="加入名单").click()
    page.get_by_role("button", name="确认", exact=True).click()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("alert")).to_contain_text("没有登记郭带喜的同意")
    page.locator("summary", has_text="登记同意").click()
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("button", name="送审").click()
    sign_in(town.organiser)
    page.goto(f"{live_server.url}/office/cases/{case.uuid}/")
    page.get_by_role("button", name="通过并公开").click()
    assert page.request.get(f"{live_server.url}/cases/{case.uuid}/").status == 200

    page.get_by_role("link", name="撤回同意").click()
    page.get_by_role("button", name="撤回同意").click()

    expect(page.get_by_text("文中有人撤回了同意。").first).to_be_visible()
    assert page.request.get(f"{live_server.url}/cases/{case.uuid}/").status == 404


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    page: Page, live_server: LiveServer, town: Town, sign_in: SignIn, tmp_path: Path
) -> None:
    broken = tmp_path / "通知.docx"
    broken.write_bytes(b"PK\x03\x04 torn")
    sign_in(town.clerk)

    hand_in(page, live_server, broken)

    expect(page.get_by_role("heading", name="这个文件无法识读")).to_be_visible(timeout=10_000)
    page.get_by_role("link", name="另外上传一个文件").click()
    page.get_by_role("button", name="上传并识读").click()
    expect(page.get_by_role("alert")).to_contain_text("请先选择通知文件")


@pytest.mark.once
def test_a_notice_is_handed_in_with_the_keyboard_alone(page: Page, live_server: LiveServer, town: Town) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名").focus()
    page.keyboard.type(town.clerk.username)
    page.keyboard.press("Tab")
    page.keyboard.type("榕树-下-的-声音-7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    tab_to(page, "全部页面")
    page.keyboard.press("Enter")
    page.wait_for_url("**/menu/")
    tab_to(page, "通知")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/notices/")
    tab_to(page, "上传通知")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/notices/new/")
    page.get_by_label("通知文件").set_input_files(NOTICE)
    tab_to(page, "上传并识读")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="正在识读通知")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == words:
            return
    raise AssertionError(f"Tab never reaches {words}")


@pytest.mark.once
def test_the_page_reads_the_same_from_right_after_the_skip_link(page: Page, live_server: LiveServer, town: Town) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_case_goes_back_with_a_reason_is_mended_approved_taken_down_and_revised(
    page: Page, live_server: LiveServer, town: Town, sign_in: SignIn
) -> None:
    case = make_case(town.city, town.clerk, state="waiting")
    address = f"{live_server.url}/office/cases/{case.uuid}/"
    sign_in(town.organiser)
    page.goto(address)
    page.get_by_label("退回原因").fill("标题有错字")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_text("案例已退回经办人。")).to_be_visible()

    sign_in(town.clerk)
    page.goto(address)
    expect(page.get_by_text("标题有错字").first).to_be_visible()
    page.get_by_role("link", name="修改正文").click()
    page.get_by_label("标题", exact=True).fill("改好的标题")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="确认", exact=True).click()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("案例已送审。")).to_be_visible()

    sign_in(town.organiser)
    page.goto(address)
    page.get_by_role("button", name="通过并公开").click()
    page.get_by_label("撤下原因").fill("数字有误")
    page.get_by_role("button", name="撤下页面").click()
    expect(page.get_by_text("页面已撤下，记录保留。")).to_be_visible()
    page.get_by_role("button", name="改回草稿").click()
    expect(page.get_by_text("案例已改回草稿。")).to_be_visible()

    page.get_by_role("link", name="今天").click()
    page.get_by_role("link", name="留痕").click()
    for said in ("退回案例", "修改案例", "审核通过案例", "撤下案例", "重新修改案例"):
        expect(page.get_by_text(said, exact=True).first).to_be_visible()


def test_a_visitor_goes_from_the_map_to_a_city_and_to_the_ranking(page: Page, live_server: LiveServer, town: Town) -> None:
    Organisation.objects.filter(pk=town.city.pk).update(tile_row=1, tile_column=1)
    make_case(town.city, town.clerk, state="published", second=town.organiser)

    page.goto(live_server.url)
    page.get_by_role("link", name="东莞 1 个案例").click()
    expect(page.get_by_role("link", name="乡音传党音 宣讲入人心")).to_be_visible()
    page.goto(live_server.url)
    page.get_by_role("link", name="各市名次").click()

    expect(page.get_by_role("row", name="1 东莞市 1")).to_be_visible()

"""The boat's hub in a real browser: the whole way without scripts, by keyboard alone, on a narrow screen, and read by axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from banyan.hub.boat import Boat
from banyan.kernels.packs import RosterRow
from tests.hub.visitor import events_of, serving
from tests.kernels.packs.made import pack

pytestmark = [pytest.mark.browser, pytest.mark.once]
LONG = "欧阳" + "海" * 20
RULES = {"rules": {"color-contrast-enhanced": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def hub(folder: Path) -> Iterator[str]:
    boat = Boat(folder, title="粤渔 0001")
    with boat.device() as device:
        device.take_pack(pack(roster=(RosterRow(1, "1001", "陈*明"), RosterRow(2, "1002", LONG))))
    with serving(boat) as visitor:
        yield f"http://127.0.0.1:{visitor.port}"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """An old phone: narrow, and without scripts."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context
    context.close()


def test_without_scripts_one_studies_answers_and_hands_over(hub: str, folder: Path, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(hub)
    page.get_by_role("link", name="陈*明").click()
    page.get_by_label("设一个四位密码").fill("2580")
    page.get_by_label("再输一次").fill("2580")
    page.get_by_role("button", name="进入").click()
    page.get_by_role("link", name="学习 休渔期").click()
    expect(page.get_by_text("南海休渔期自5月1日12时起。")).to_be_visible()
    page.get_by_role("button", name="学完了，去做题").click()
    page.get_by_label("5月1日", exact=True).check()
    page.get_by_label("救生衣").check()
    page.get_by_label("对讲机").check()
    page.get_by_label("错", exact=True).check()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("已通过")).to_be_visible()
    page.get_by_role("link", name="回到列表").click()
    expect(page.get_by_text("尚未交回 2 条")).to_be_visible()
    page.get_by_role("link", name="交回记录").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="存成文件").click()

    assert saved.value.path().stat().st_size > 0
    assert [event.score for event in events_of(folder)] == [None, 100]


def test_by_keyboard_alone_one_signs_in_and_studies(hub: str, folder: Path, page: Page) -> None:
    page.goto(hub)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("设一个四位密码").focus()
    page.keyboard.type("2580")
    page.keyboard.press("Tab")
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="学习 讲义").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="学完了").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("《讲义》已记下")).to_be_visible()
    assert [event.item for event in events_of(folder)] == ["72"]


def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(hub: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    found: list[str] = []

    def look(path: str = "", *, after: str = "") -> None:
        if path:
            page.goto(hub + path)
        if after:
            expect(page.get_by_text(after).first).to_be_visible()
        violations = Axe().run(page, options=RULES).response["violations"]
        found.extend(f"{page.url}: {item['id']}: {node['html'][:160]}" for item in violations for node in item["nodes"])
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            found.append(f"{page.url}: wider than the screen")

    for path in ("/", "/together", "/take", "/hand-over", "/nowhere", "/?language=en", "/sign-in?who=1002&language=zh"):
        look(path)
    page.get_by_label("设一个四位密码").fill("2580")
    page.get_by_label("再输一次").fill("2581")
    page.get_by_role("button", name="进入").click()
    look(after="两次输入的密码不同")
    page.get_by_label("设一个四位密码").fill("2580")
    page.get_by_label("再输一次").fill("2580")
    page.get_by_role("button", name="进入").click()
    look(after="我的学习")
    look("/item?id=71")
    page.get_by_role("button", name="学完了").click()
    look(after="可多选")
    page.get_by_label("4月1日", exact=True).check()
    page.get_by_role("button", name="交卷").click()
    look(after="还没有答的题")
    page.get_by_label("救生衣").check()
    page.get_by_label("错", exact=True).check()
    page.get_by_role("button", name="交卷").click()
    look(after="再做一次")
    for way, seen in (("二维码", "1 / 1"), ("抄写的文字", "每个字都要照抄")):
        page.goto(f"{hub}/hand-over")
        page.get_by_role("button", name=way).click()
        look(after=seen)

    assert found == []

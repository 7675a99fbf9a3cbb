"""A phone that opened the page for phones, the pack that it takes, and what people do on it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.frames import joined, part_of
from banyan.people.models import Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.devices import enrol_device
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.models import Device, Pack, Vessel
from tests.factories import make_account, make_organisation, make_person
from tests.programmes.study.rows import make_course, make_vessel

QUIZ = "休渔从哪天开始？\nA. 4月1日\nB. 5月1日*\n解析：南海为5月1日12时。\n\n出海前做什么？\nA. 查救生衣*\nB. 看通知*\nC. 喝酒"
TEXT = "# 休渔怎么办\n\n出海前先看**通知**。\n\n- 渔具登记\n- 证件带齐"


RULES = {"rules": {"color-contrast-enhanced": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture
def town(transactional_db: None) -> Organisation:
    return make_organisation(name="沙田镇")


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


@pytest.fixture
def pack(vessel: Vessel, town: Organisation) -> Pack:
    course = make_course(
        town,
        by=make_account(town, "clerk"),
        approved_by=make_account(town, "clerk"),
        title="休渔怎么办",
        minutes=1,
        text=TEXT,
        quiz=QUIZ,
        pass_score=60,
    )
    course.items.update(title="休渔怎么办")
    for name in ("曾国华", "梁带喜"):
        join_crew(vessel, make_person(town, name=name), on=timezone.localdate(), by=None)
    return issue_pack(vessel, [course], title="九月学习包", at=timezone.now(), by=None)


@pytest.fixture
def pack_file(pack: Pack, tmp_path: Path) -> Path:
    with default_storage.open(pack.file.path) as stream:
        (tmp_path / "sep.pack").write_bytes(stream.read())
    return tmp_path / "sep.pack"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext, live_server: LiveServer) -> Page:
    """A phone that opened the page ashore."""
    return opened(context.new_page(), live_server.url)


def opened(page: Page, server: str) -> Page:
    page.goto(f"{server}/study/offline/")
    expect(page.locator("#opening")).to_have_count(0)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def take(phone: Page, *files: Path) -> None:
    phone.get_by_role("link", name="交来文件").click()
    phone.get_by_label("选文件或照片").set_input_files(list(files))
    expect(phone.get_by_text("正在读取")).to_have_count(0)


def sign_in(phone: Page, name: str = "曾*华") -> None:
    phone.get_by_role("link", name="首页").last.click()
    phone.get_by_role("link", name=name).click()
    phone.get_by_label("设一个四位密码").fill("2580")
    phone.get_by_label("再输一次").fill("2580")
    phone.get_by_role("button", name="进入").click()
    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()


def study(phone: Page, seconds: int) -> None:
    """Read the item for so long and say that it is done."""
    phone.get_by_role("link", name="休渔怎么办").click()
    expect(phone.get_by_text("出海前先看")).to_be_visible()
    phone.clock.run_for(seconds * 1000)
    phone.get_by_role("button", name="学完了，去做题").click()


def answer(phone: Page) -> None:
    phone.get_by_label("5月1日", exact=True).check()
    phone.get_by_label("查救生衣").check()
    phone.get_by_label("看通知").check()
    phone.get_by_role("button", name="交卷").click()


def code_on(phone: Page) -> bytes:
    """What somebody's camera sees of the code on the screen."""
    return phone.locator("figure").screenshot()


def parcel_on(phone: Page) -> bytes:
    texts = [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(code_on(phone))))]
    return joined([part_of(text) for text in texts])


def faults_of(phone: Page) -> list[str]:
    """What axe finds on the screen, with 7:1 contrast, and whether it is wider than the phone."""
    violations = Axe().run(phone, options=RULES).response["violations"]
    heading = phone.get_by_role("heading", level=1).inner_text()
    found = [f"{heading}: {item['id']}: {node['html'][:160]}" for item in violations for node in item["nodes"]]
    is_wider = phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, f"{heading}: wider than the screen"] if is_wider else found


def enrolled(phone: Page, vessel: Vessel) -> Device:
    """Show the introduction to the office."""
    phone.get_by_role("link", name="交回记录").last.click()
    phone.get_by_role("link", name="出示登记码").click()
    expect(phone.get_by_role("heading", name="登记码")).to_be_visible()
    return enrol_device(read_enrolment(parcel_on(phone)), vessel=vessel, at=timezone.now(), by=None)

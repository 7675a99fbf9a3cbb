"""The page for phones in a real browser: opened once ashore, it works without a network and a server, and everything comes back ashore."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.hub.writing import write_records
from banyan.programmes.study import offline
from banyan.programmes.study.actions.journal import acknowledge, hand_in
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.models import Event, Pack, Vessel
from tests.journeys.phone import (
    answer,
    code_on,
    context,
    enrolled,
    faults_of,
    opened,
    pack,
    pack_file,
    phone,
    sign_in,
    study,
    take,
    town,
    vessel,
)
from tests.programmes.study.rows import make_device

__all__ = ["context", "pack", "pack_file", "phone", "town", "vessel"]

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_without_network_and_server_one_takes_a_pack_studies_and_hands_over_by_codes(
    context: BrowserContext, vessel: Vessel, pack_file: Path, tmp_path: Path
) -> None:
    server = LiveServer("localhost")
    phone = opened(context.new_page(), server.url)
    server.stop()
    context.set_offline(True)
    phone.clock.install()
    phone.reload()
    expect(phone.get_by_role("heading", name="还没有学习包")).to_be_visible()

    take(phone, pack_file)
    expect(phone.get_by_text("已装好《九月学习包》，共 1 项。")).to_be_visible()
    sign_in(phone)
    study(phone, 30)
    answer(phone)
    expect(phone.get_by_text("已通过")).to_be_visible()
    phone.get_by_role("link", name="回到列表").click()
    expect(phone.get_by_text("✓ 已学")).to_be_visible()
    expect(phone.get_by_text("尚未交回")).to_be_visible()
    device = enrolled(phone, vessel)
    phone.get_by_role("link", name="交回记录").first.click()
    phone.get_by_role("link", name="二维码").click()
    expect(phone.get_by_text("1 / 1")).to_be_visible()
    handover = hand_in(read_arrivals([("photo.png", code_on(phone))]), route="photo", at=timezone.now(), by=None)

    assert (handover.new, handover.refused) == (2, [])
    assert list(Event.objects.values_list("learner", "elapsed", "score").order_by("sequence")) == [("1001", 30, None), ("1001", 0, 100)]

    write_records(tmp_path / "ack.png", "qr", [acknowledge(device.ident, by=None)])
    take(phone, tmp_path / "ack.png")
    expect(phone.get_by_text("已收到岸上回告，尚未交回 0 条。")).to_be_visible()
    phone.reload()
    phone.get_by_role("link", name="首页").last.click()
    expect(phone.get_by_text("记录都已交回岸上")).to_be_visible()


def test_in_port_records_go_ashore_by_themselves_and_the_newest_pack_comes_back(
    phone: Page, vessel: Vessel, pack: Pack, pack_file: Path
) -> None:
    enrolled(phone, vessel)
    phone.get_by_role("link", name="交回记录").first.click()
    phone.get_by_role("button", name="联网交回").click()
    expect(phone.get_by_text("已装好《九月学习包》")).to_be_visible()

    phone.clock.install()
    phone.reload()
    sign_in(phone)
    study(phone, 60)
    answer(phone)
    phone.get_by_role("link", name="回到列表").click()

    phone.clock.run_for(70_000)
    expect(phone.get_by_text("记录都已交回岸上")).to_be_visible()
    assert Event.objects.count() == 2


def test_a_phone_that_nobody_enrolled_is_told_so_and_keeps_its_records(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    phone.clock.install()
    sign_in(phone)
    study(phone, 20)
    phone.get_by_role("link", name="交回记录").click()

    phone.get_by_role("button", name="联网交回").click()

    expect(phone.get_by_role("alert")).to_contain_text("没有登记")
    expect(phone.get_by_text("尚未交回")).to_be_visible()


def test_photos_of_several_codes_come_in_any_order_and_twice_and_say_how_far_they_are(
    phone: Page, vessel: Vessel, pack_file: Path, tmp_path: Path
) -> None:
    take(phone, pack_file)
    phone.clock.install()
    sign_in(phone)
    study(phone, 20)
    phone.get_by_role("link", name="交回记录").click()
    phone.get_by_role("link", name="二维码").click()
    expect(phone.get_by_text("1 / 1")).to_be_visible()
    hand_in(read_arrivals([("photo.png", code_on(phone))]), route="photo", at=timezone.now(), by=None)
    devices = [enrolled(phone, vessel), *(make_device(vessel, number=number) for number in range(2, 9))]
    names = write_records(tmp_path / "acks.png", "qr", [acknowledge(device.ident, by=None) for device in devices])
    photos = [Path(name) for name in names]
    assert len(photos) > 2

    take(phone, photos[-1], photos[0], photos[-1])
    expect(phone.get_by_text(f"二维码已有 2 / {len(photos)} 个，请接着拍。")).to_be_visible()
    take(phone, *photos[1:-1], photos[0])
    expect(phone.get_by_text("已收到岸上回告，尚未交回 0 条。")).to_be_visible()

    write_records(tmp_path / "ack.txt", "hanzi", [acknowledge(devices[0].ident, by=None)])
    phone.get_by_text("没有文件，只有一段文字").click()
    phone.get_by_label("把文字贴在这里").fill((tmp_path / "ack.txt").read_text(encoding="utf-8"))
    phone.get_by_role("button", name="交来").click()
    expect(phone.get_by_text("已收到岸上回告")).to_be_visible()
    Image.new("RGB", (200, 200), "white").save(tmp_path / "nothing.png")
    take(phone, tmp_path / "nothing.png")
    expect(phone.get_by_text("没有认出二维码")).to_be_visible()
    (tmp_path / "letter.docx").write_bytes(b"hello")
    take(phone, tmp_path / "letter.docx")
    expect(phone.get_by_role("alert")).to_contain_text("这不是榕树的学习记录")


def test_what_was_open_when_the_battery_died_is_noted_at_the_next_start(
    context: BrowserContext, phone: Page, pack_file: Path, live_server: LiveServer
) -> None:
    take(phone, pack_file)
    phone.clock.install()
    sign_in(phone)
    phone.get_by_role("link", name="休渔怎么办").click()
    expect(phone.get_by_text("出海前先看")).to_be_visible()
    for _step in range(4):
        phone.clock.run_for(10_000)
        phone.wait_for_timeout(100)
    phone.close(run_before_unload=False)

    again = opened(context.new_page(), live_server.url)

    expect(again.get_by_text("上次没有按“学完了”，已替您记下")).to_be_visible()
    expect(again.get_by_text("尚未交回")).to_be_visible()
    again.reload()
    expect(again.get_by_text("上次没有按")).to_have_count(0)


def test_what_was_open_when_the_phone_was_put_away_is_kept_at_once(
    context: BrowserContext, phone: Page, pack_file: Path, live_server: LiveServer
) -> None:
    take(phone, pack_file)
    phone.clock.install()
    sign_in(phone)
    phone.get_by_role("link", name="休渔怎么办").click()
    expect(phone.get_by_text("出海前先看")).to_be_visible()
    phone.clock.run_for(4_000)
    phone.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' }); document.dispatchEvent(new Event('visibilitychange'))"
    )
    phone.wait_for_timeout(300)
    phone.close(run_before_unload=False)

    again = opened(context.new_page(), live_server.url)

    expect(again.get_by_text("上次没有按“学完了”，已替您记下")).to_be_visible()


def test_several_at_one_phone_get_a_record_each(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    phone.clock.install()
    phone.get_by_role("link", name="首页").last.click()
    phone.get_by_role("link", name="几个人一起学").click()
    phone.get_by_role("button", name="开始学习").click()
    expect(phone.get_by_role("alert")).to_contain_text("还没有勾选名字")
    phone.get_by_label("曾*华").check()
    phone.get_by_label("梁*喜").check()
    phone.get_by_role("button", name="开始学习").click()
    expect(phone.get_by_role("heading", name="一起学")).to_be_visible()
    study(phone, 50)
    answer(phone)
    phone.get_by_role("link", name="回到列表").click()

    expect(phone.locator(".figure", has_text="4 条")).to_be_visible()


def test_pictures_in_place_of_figures_open_ones_own_list(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    phone.get_by_role("link", name="首页").last.click()
    phone.get_by_role("link", name="曾*华").click()
    phone.get_by_role("link", name="改用图案").click()
    for _time in range(2):
        for name in ("船", "鱼", "月亮"):
            phone.get_by_role("button", name=name, exact=True).click()
    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()
    phone.get_by_role("button", name="换人").click()
    phone.get_by_role("link", name="曾*华").click()
    for name in ("船", "鱼", "灯"):
        phone.get_by_role("button", name=name, exact=True).click()

    expect(phone.get_by_role("alert")).to_contain_text("不对")


def test_by_keyboard_alone_one_takes_a_name_and_studies(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    expect(phone.get_by_text("已装好")).to_be_visible()
    phone.get_by_role("link", name="去选名字").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="请选您的名字")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="曾*华")).to_be_focused()
    phone.get_by_label("设一个四位密码").focus()
    phone.keyboard.type("2580")
    phone.keyboard.press("Tab")
    phone.keyboard.type("2580")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", name="我的学习")).to_be_focused()


def test_a_newer_page_takes_over_between_two_items_only(phone: Page, pack_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(phone, pack_file)
    phone.reload()
    sign_in(phone)
    phone.get_by_role("link", name="休渔怎么办").click()
    expect(phone.get_by_text("出海前先看")).to_be_visible()
    caches = "caches.keys()"
    before = phone.evaluate(caches)
    monkeypatch.setattr(offline, "_digest", lambda: b"newer")

    phone.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    phone.evaluate(
        "navigator.serviceWorker.ready.then((one) => new Promise((done) => { const look = () => one.waiting ? done() : setTimeout(look, 50); look(); }))"
    )
    expect(phone.get_by_text("本页有新版本")).to_have_count(0)
    phone.get_by_role("link", name="学习列表").click()
    expect(phone.get_by_text("本页有新版本")).to_be_visible()
    phone.get_by_role("button", name="现在更新").click()

    expect(phone.get_by_role("heading", name="请选您的名字")).to_be_visible()
    after = phone.evaluate(caches)
    assert len(after) == 1
    assert after != before


def test_a_store_that_the_browser_cleared_is_said_to_be_gone(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    expect(phone.get_by_text("已装好")).to_be_visible()
    phone.goto("about:blank")
    phone.go_back()
    phone.evaluate(
        "new Promise((done) => { const asked = indexedDB.deleteDatabase('banyan'); asked.onsuccess = asked.onblocked = () => done(); })"
    )
    phone.reload()
    phone.get_by_role("link", name="首页").last.click()

    expect(phone.get_by_text("浏览器清掉过本机的数据")).to_be_visible()


def test_axe_finds_nothing_and_no_screen_is_wider_than_a_phone(phone: Page, pack_file: Path) -> None:
    found: list[str] = []

    def look(heading: str) -> None:
        expect(phone.get_by_role("heading", level=1, name=heading)).to_be_visible()
        found.extend(faults_of(phone))

    look("还没有学习包")
    take(phone, pack_file)
    expect(phone.get_by_text("已装好")).to_be_visible()
    look("交来文件")
    phone.get_by_role("link", name="首页").last.click()
    look("请选您的名字")
    phone.get_by_role("link", name="几个人一起学").click()
    look("几个人一起学")
    phone.get_by_role("link", name="首页").last.click()
    phone.get_by_role("link", name="曾*华").click()
    look("曾*华")
    phone.get_by_role("link", name="改用图案").click()
    expect(phone.get_by_text("请依次选三个图案")).to_be_visible()
    look("曾*华")
    phone.get_by_role("link", name="改用数字").click()
    sign_in(phone)
    look("我的学习")
    phone.get_by_role("link", name="休渔怎么办").click()
    look("休渔怎么办")
    phone.get_by_role("button", name="学完了").click()
    expect(phone.get_by_text("可多选")).to_be_visible()
    look("休渔怎么办")
    phone.get_by_role("button", name="交卷").click()
    expect(phone.get_by_role("alert")).to_contain_text("还没有答的题：1、2。")
    look("休渔怎么办")
    answer(phone)
    expect(phone.get_by_text("已通过")).to_be_visible()
    look("休渔怎么办")
    for way in ("二维码", "抄写的文字", "出示登记码"):
        phone.get_by_role("link", name="交回记录").first.click()
        look("交回记录")
        phone.get_by_role("link", name=way).click()
        look(way.removeprefix("出示"))
    phone.get_by_role("button", name="English").click()
    look("Introduction")

    assert found == []


def test_all_that_the_page_keeps_is_under_120_kb_compressed(client: Client) -> None:
    script = offline.worker_script("")
    kept = [client.get(address).content for address in ("/study/offline/", "/study/offline/hub.css", "/study/offline/app.webmanifest")]
    for name in (*offline.SHARED, *offline.own_files()):
        path = finders.find(name)
        assert path, f"{name} isn't there: run ./banyan test --set-up"
        kept.append(Path(path).read_bytes())
        assert f'"{settings.STATIC_URL}{name}"' in script

    assert sum(len(gzip.compress(content)) for content in (*kept, script.encode())) < 120_000

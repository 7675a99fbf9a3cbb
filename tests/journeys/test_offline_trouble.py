"""The page for phones where something is odd: an old browser, two windows, forgotten figures, a page that couldn't be kept, an old copy."""

import io
from pathlib import Path

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from banyan.hub.writing import write_records
from banyan.kernels.packs import Course, Item, Question, RosterRow, build
from banyan.kernels.packs.building import file_name
from banyan.programmes.study.actions.journal import acknowledge, hand_in
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.models import Event, Vessel
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
from tests.journeys.senses import photographed, tone
from tests.journeys.test_offline_packs import OLD
from tests.kernels.packs.made import SHORE, made

__all__ = ["context", "pack", "pack_file", "phone", "town", "vessel"]

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
# What browsers learnt after Chrome 80; a page that uses it stays white on phones of 2020.
NEWER = """(() => {
  const gone = (owner, ...names) => names.forEach((name) => { delete owner[name]; });
  gone(Element.prototype, "replaceChildren", "checkVisibility", "setHTML", "setHTMLUnsafe");
  gone(Document.prototype, "replaceChildren", "startViewTransition");
  gone(DocumentFragment.prototype, "replaceChildren");
  gone(Array.prototype, "at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with");
  gone(String.prototype, "at", "replaceAll", "isWellFormed", "toWellFormed");
  gone(Object.getPrototypeOf(Uint8Array.prototype), "at", "findLast", "findLastIndex", "toSorted", "toReversed", "with");
  gone(Uint8Array.prototype, "toHex", "toBase64");
  gone(Uint8Array, "fromHex", "fromBase64");
  gone(Object, "hasOwn", "groupBy");
  gone(Promise, "any", "withResolvers", "try");
  gone(Blob.prototype, "bytes");
  gone(AbortSignal, "timeout", "any");
  gone(crypto, "randomUUID");
  gone(self, "structuredClone", "CompressionStream", "WeakRef", "FinalizationRegistry");
})()"""
HOME = "还没有学习包"
# Events that don't compress, as a long voyage has them.
NOTE_MANY = """async () => {
  const { openPhone } = await import("/static/study/offline/store/phone.js");
  const phone = await openPhone();
  const any = (most) => crypto.getRandomValues(new Uint32Array(1))[0] % most;
  const event = () => ({ learner: `${1 + any(60)}/渔?%`, item: "只有题", started: 1790000000 + any(1e7), elapsed: any(3600), pack: 3 });
  await phone.note(Array.from({ length: 300 }, event));
  phone.database.close();
}"""
SAVE = """async (name) => {
  const open = (which) => new Promise((done) => {
    const asked = indexedDB.open(which);
    asked.onupgradeneeded = () => from.forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => done(asked.result);
  });
  const from = ["kept", "batches", "waiting", "packs", "files"];
  const [source, target] = [await open(name[0]), await open(name[1])];
  for (const store of from) {
    const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const there = source.transaction(store).objectStore(store);
    const [keys, values] = [await answer(there.getAllKeys()), await answer(source.transaction(store).objectStore(store).getAll())];
    const transaction = target.transaction(store, "readwrite");
    transaction.objectStore(store).clear();
    keys.forEach((key, at) => transaction.objectStore(store).put(values[at], key));
    await new Promise((done) => { transaction.oncomplete = done; });
  }
  source.close();
  target.close();
}"""


@pytest.fixture
def odd_pack(tmp_path: Path) -> Path:
    """A pack with ids that have a meaning in addresses, a sound, a text of many lines and a roster of two pages."""
    text, sound = ("# 收听\n\n" + "\n\n".join(f"第 {line} 段，慢慢听，跟着读。" for line in range(40))).encode(), tone(5)
    contents = {file_name(text, "md"): text, file_name(sound, "wav"): sound}
    names = tuple(contents)
    question = Question("truth", "休渔期可以出海。", ("对", "错"), (1,))
    items = (
        Item("a/b?c#d%e", "收听", 1, text=names[0], audio=names[1]),
        Item("只有题", "只有题", 5, 60, quiz=(question,)),
    )
    roster = (*(RosterRow(number, f"{number}/渔?%", f"陈*{number}") for number in range(1, 61)),)
    manifest = made(courses=(Course("7", "海上安全", 4, "tanka", items),), files={n: len(c) for n, c in contents.items()}, roster=roster)
    (tmp_path / "odd.pack").write_bytes(build(manifest, contents, secret=SHORE))
    return tmp_path / "odd.pack"


def test_a_browser_of_2020_takes_a_pack_studies_and_hands_over(
    browser: Browser, live_server: LiveServer, vessel: Vessel, pack_file: Path
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    context.add_init_script(OLD)
    context.add_init_script(NEWER)
    phone = opened(context.new_page(), live_server.url)
    phone.clock.install()

    take(phone, pack_file)
    sign_in(phone)
    study(phone, 30)
    answer(phone)
    expect(phone.get_by_text("已通过")).to_be_visible()
    enrolled(phone, vessel)
    phone.get_by_role("link", name="交回记录").first.click()
    phone.get_by_role("link", name="二维码").click()
    expect(phone.get_by_text("1 / 1")).to_be_visible()
    handover = hand_in(read_arrivals([("photo.png", code_on(phone))]), route="photo", at=timezone.now(), by=None)
    context.close()

    assert (handover.new, handover.refused) == (2, [])


def test_a_second_window_takes_the_page_over_and_no_minute_counts_twice(
    context: BrowserContext, phone: Page, pack_file: Path, vessel: Vessel, live_server: LiveServer
) -> None:
    take(phone, pack_file)
    context.set_offline(True)
    phone.clock.install()
    sign_in(phone)
    phone.get_by_role("link", name="休渔怎么办").click()
    expect(phone.get_by_text("出海前先看")).to_be_visible()
    for _step in range(2):
        phone.clock.run_for(10_000)
        phone.wait_for_timeout(100)

    second = context.new_page()
    second.goto(f"{live_server.url}/study/offline/")
    expect(second.get_by_role("heading", name="本页已在另一个窗口打开")).to_be_visible()
    assert faults_of(second) == []
    second.get_by_role("button", name="在这里继续").click()

    expect(phone.get_by_role("heading", name="已转到另一个窗口")).to_be_visible()
    expect(second.get_by_role("heading", name="请选您的名字")).to_be_visible()
    expect(second.get_by_text("上次没有按")).to_have_count(0)
    enrolled(second, vessel)
    second.get_by_role("link", name="交回记录").first.click()
    second.get_by_role("link", name="二维码").click()
    expect(second.get_by_text("1 / 1")).to_be_visible()
    hand_in(read_arrivals([("photo.png", code_on(second))]), route="photo", at=timezone.now(), by=None)
    event = Event.objects.get()
    # The clock goes on while the test clicks.
    assert 20 <= event.elapsed < 30

    phone.clock.resume()
    phone.get_by_role("button", name="回到这里").click()
    phone.get_by_role("button", name="在这里继续").click()
    expect(phone.get_by_role("heading", name="请选您的名字")).to_be_visible()
    expect(second.get_by_role("heading", name="已转到另一个窗口")).to_be_visible()


def test_whoever_forgot_the_figures_clears_them_before_a_witness_and_chooses_anew(phone: Page, pack_file: Path) -> None:
    take(phone, pack_file)
    sign_in(phone)
    phone.get_by_role("button", name="换人").click()
    phone.get_by_role("link", name="曾*华").click()
    phone.get_by_label("四位密码").fill("1111")
    phone.get_by_role("button", name="进入").click()
    expect(phone.get_by_role("alert")).to_contain_text("不对")
    expect(phone.get_by_label("四位密码")).to_have_value("")

    phone.get_by_role("link", name="忘记了").click()
    expect(phone.get_by_role("heading", name="重新设密码")).to_be_focused()
    assert faults_of(phone) == []
    expect(phone.get_by_text("学习记录都在，不受影响")).to_be_visible()
    phone.get_by_role("button", name="作废，另设一个").click()

    phone.get_by_label("设一个四位密码").fill("3691")
    phone.get_by_label("再输一次").fill("3690")
    phone.get_by_role("button", name="进入").click()
    expect(phone.get_by_role("alert")).to_contain_text("两次不一样")
    phone.get_by_label("设一个四位密码").fill("3691")
    phone.get_by_label("再输一次").fill("3691")
    phone.get_by_role("button", name="进入").click()
    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()


def test_a_page_that_could_not_be_kept_says_so_before_it_goes_to_sea(context: BrowserContext, live_server: LiveServer) -> None:
    def broken(route: Route) -> None:
        route.abort() if route.request.service_worker else route.continue_()

    context.route("**/page/prose.js", broken)
    phone = context.new_page()
    phone.goto(f"{live_server.url}/study/offline/")

    expect(phone.get_by_text("没有存到手机上，出海后会打不开")).to_be_visible()

    context.unroute("**/page/prose.js")
    phone.reload()
    expect(phone.get_by_text("本页已存到手机，没有网络也能打开")).to_be_visible()


def test_a_browser_without_workers_is_told_to_use_another(context: BrowserContext, live_server: LiveServer) -> None:
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })")
    phone = context.new_page()
    phone.goto(f"{live_server.url}/study/offline/")

    expect(phone.get_by_text("这个浏览器存不下本页")).to_be_visible()


def test_of_several_files_each_is_taken_or_refused_by_its_name(phone: Page, pack_file: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"hello")
    (tmp_path / "cut.pack").write_bytes(pack_file.read_bytes()[:-30])

    take(phone, tmp_path / "letter.docx", pack_file, tmp_path / "cut.pack")

    expect(phone.get_by_text("已装好《九月学习包》，共 1 项。")).to_be_visible()
    expect(phone.get_by_role("alert")).to_contain_text("letter.docx：这不是榕树的学习记录。")
    expect(phone.get_by_role("alert")).to_contain_text("cut.pack：内容不完整")


def test_a_pack_in_parts_is_taken_in_any_order(phone: Page, pack_file: Path, tmp_path: Path) -> None:
    content = pack_file.read_bytes()
    parts = [tmp_path / f"sep.pack.{number:03d}" for number in (1, 2, 3)]
    for at, part in enumerate(parts):
        part.write_bytes(content[at * 600 : (at + 1) * 600 if at < 2 else None])

    take(phone, parts[2], parts[0])
    expect(phone.get_by_role("alert")).to_contain_text("还缺这几个分卷")
    take(phone, parts[2], parts[0], parts[1])
    expect(phone.get_by_text("已装好《九月学习包》")).to_be_visible()


def test_a_sound_plays_by_large_keys_and_stops_when_its_screen_goes(phone: Page, odd_pack: Path) -> None:
    take(phone, odd_pack)
    phone.get_by_role("link", name="首页").last.click()
    expect(phone.get_by_role("link", name="陈*41")).to_have_count(0)
    phone.get_by_role("link", name="后面的名字").click()
    sign_in_here(phone, "陈*41")
    phone.get_by_role("link", name="学习 收听").click()
    expect(phone.get_by_role("heading", name="收听")).to_be_focused()
    assert faults_of(phone) == []
    phone.get_by_role("button", name="听录音").click()
    phone.get_by_role("button", name="暂停").scroll_into_view_if_needed()
    phone.evaluate(
        "new Promise((done) => document.querySelector('audio').addEventListener('timeupdate', (event) => event.target.currentTime > 0.2 && done()))"
    )
    phone.get_by_text("第 39 段").scroll_into_view_if_needed()
    expect(phone.get_by_role("button", name="暂停")).to_be_in_viewport()
    phone.evaluate("self.sound = document.querySelector('audio')")
    phone.get_by_role("link", name="学习列表").click()

    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()
    assert phone.evaluate("self.sound.paused")


def test_an_item_that_is_only_a_quiz_is_asked_at_once_and_the_way_back_leads_to_the_list(phone: Page, odd_pack: Path) -> None:
    take(phone, odd_pack)
    phone.get_by_role("link", name="首页").last.click()
    sign_in_here(phone, "陈*2")
    phone.get_by_role("link", name="学习 只有题").click()
    phone.get_by_label("对", exact=True).check()
    phone.get_by_role("button", name="交卷").click()

    expect(phone.get_by_text("60 分通过，可以再做一次。")).to_be_visible()
    expect(phone.get_by_text("✗ 不对")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()
    expect(phone.get_by_text("最好 0 分")).to_be_visible()


def test_a_phone_restored_from_an_old_copy_hands_over_everything_once(
    context: BrowserContext, phone: Page, vessel: Vessel, pack_file: Path, tmp_path: Path
) -> None:
    def hand_over() -> None:
        phone.get_by_role("link", name="交回记录").last.click()
        phone.get_by_role("link", name="二维码").click()
        expect(phone.get_by_text("1 / 1")).to_be_visible()
        hand_in(read_arrivals([("photo.png", code_on(phone))]), route="photo", at=timezone.now(), by=None)

    def copied(source: str, target: str) -> None:
        address = phone.url
        phone.goto(address.split("#")[0] + "app.webmanifest")
        phone.evaluate(SAVE, [source, target])
        phone.goto(address.split("#")[0])

    take(phone, pack_file)
    device = enrolled(phone, vessel)
    context.set_offline(True)
    phone.clock.install()
    copied("banyan", "copy")
    sign_in(phone)
    study(phone, 10)
    hand_over()
    copied("copy", "banyan")
    sign_in(phone)
    study(phone, 30)
    write_records(tmp_path / "ack.png", "qr", [acknowledge(device.ident, by=None)])
    take(phone, tmp_path / "ack.png")
    hand_over()
    phone.get_by_role("link", name="首页").last.click()
    phone.get_by_role("link", name="曾*华").click()
    phone.get_by_label("四位密码").fill("2580")
    phone.get_by_role("button", name="进入").click()
    study(phone, 50)
    hand_over()
    write_records(tmp_path / "next.png", "qr", [acknowledge(device.ident, by=None)])
    take(phone, tmp_path / "next.png")

    expect(phone.get_by_text("已收到岸上回告，尚未交回 0 条。")).to_be_visible()
    assert [elapsed // 10 for elapsed in sorted(Event.objects.values_list("elapsed", flat=True))] == [1, 3, 5]


def test_a_code_photographed_aslant_and_from_the_side_is_read(phone: Page, vessel: Vessel, tmp_path: Path) -> None:
    device = enrolled(phone, vessel)
    write_records(tmp_path / "ack.png", "qr", [acknowledge(device.ident, by=None)])
    photographed(tmp_path / "ack.png").save(tmp_path / "photo.jpg", quality=75)

    take(phone, tmp_path / "photo.jpg")

    expect(phone.get_by_text("已收到岸上回告")).to_be_visible()


def test_a_long_series_of_codes_is_turned_by_hand_or_by_itself_and_comes_ashore_whole(
    context: BrowserContext, phone: Page, vessel: Vessel, odd_pack: Path
) -> None:
    take(phone, odd_pack)
    enrolled(phone, vessel)
    context.set_offline(True)
    phone.evaluate(NOTE_MANY)
    phone.get_by_role("link", name="交回记录").first.click()
    expect(phone.get_by_text("300 条")).to_be_visible()
    expect(phone.get_by_role("button", name="存成文件")).to_have_class("button primary")
    phone.get_by_role("link", name="二维码").click()
    number = phone.locator("figcaption")
    expect(number).to_contain_text("1 / ")
    total = int(number.inner_text().split(" / ")[1])
    assert total > 3

    texts = []
    for at in range(1, total + 1):
        expect(number).to_have_text(f"{at} / {total}")
        texts += [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(code_on(phone))))]
        phone.get_by_role("button", name="下一个").click()
    expect(number).to_have_text(f"1 / {total}")
    phone.get_by_role("button", name="上一个").click()
    expect(number).to_have_text(f"{total} / {total}")
    phone.get_by_role("button", name="自动翻").click()
    expect(number).to_have_text(f"2 / {total}")
    phone.get_by_role("button", name="停").click()
    files = [("scanned.txt", "\n".join(reversed(texts)).encode())]
    handover = hand_in(read_arrivals(files), route="photo", at=timezone.now(), by=None)

    assert (handover.new, handover.refused) == (300, [])
    assert faults_of(phone) == []


def test_the_size_of_type_is_kept_and_the_largest_fits_a_phone(phone: Page, pack_file: Path) -> None:
    phone.get_by_role("button", name="最大").click()
    expect(phone.get_by_role("button", name="最大")).to_have_attribute("aria-pressed", "true")
    phone.reload()
    expect(phone.get_by_role("heading", name=HOME)).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"

    take(phone, pack_file)
    sign_in(phone)
    for place in ("", "together", "study", "hand-over", "codes", "text", "introduction", "take"):
        phone.evaluate(f"location.hash = '#/{place}'")
        phone.wait_for_timeout(150)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, place


def sign_in_here(phone: Page, name: str) -> None:
    phone.get_by_role("link", name=name, exact=False).first.click()
    phone.get_by_label("设一个四位密码").fill("2580")
    phone.get_by_label("再输一次").fill("2580")
    phone.get_by_role("button", name="进入").click()
    expect(phone.get_by_role("heading", name="我的学习")).to_be_visible()

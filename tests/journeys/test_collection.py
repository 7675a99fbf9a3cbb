"""A collection walked in a real browser: the call made and published, a case written, handed in, recommended, accepted, selected, shown."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.cases.collection.documents import case_document
from banyan.cases.collection.models import Call, Submission
from banyan.cases.showcase.models import Case
from banyan.core.official import as_word
from banyan.people.models import Account, Organisation
from tests.factories import PASSWORD, make_account, make_call, make_organisation, make_submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]
VECTORS = Path(__file__).parents[1] / "vectors" / "counting.json"


@dataclass(frozen=True)
class Offices:
    """Who takes part: a town's clerk, its city's clerk, and two organisers of the province."""

    province: Organisation
    town: Organisation
    clerk: Account
    city_clerk: Account
    organiser: Account
    second: Account


@pytest.fixture
def offices(transactional_db: None) -> Offices:
    province = make_organisation(name="广东省", code="gd")
    city = make_organisation(province, name="东莞市", code="dongguan")
    town = make_organisation(city, name="沙田镇", code="shatian")
    return Offices(
        province=province,
        town=town,
        clerk=make_account(town, "clerk", username="zhenban", password=PASSWORD),
        city_clerk=make_account(city, "clerk", username="shiban", password=PASSWORD),
        organiser=make_account(province, "organiser", username="zuzhi", password=PASSWORD),
        second=make_account(province, "organiser", username="fuhe", password=PASSWORD),
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (640, 480), "#1e5b43").save(tmp_path / "课堂.jpg")
    return tmp_path / "课堂.jpg"


class Mouse:
    """Somebody who points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def tick(self, target: Locator) -> None:
        target.check()


class Keyboard(Mouse):
    """Somebody who has the keyboard alone: Tab to get there, Enter and Space to act."""

    def _go_to(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _press in range(150):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} can't be reached by Tab")

    def press(self, target: Locator) -> None:
        self._go_to(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._go_to(target)
        self.page.keyboard.press("Control+a")
        if target.get_attribute("type") == "date":
            # The parts of a day stand as the machine's language has them, here English.
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.insert_text(text)

    def choose(self, target: Locator, label: str) -> None:
        self._go_to(target)
        while target.evaluate("list => list.selectedOptions[0].text") != label:
            self.page.keyboard.press("ArrowDown")

    def tick(self, target: Locator) -> None:
        self._go_to(target)
        self.page.keyboard.press("Space")


@pytest.fixture(params=[Mouse, pytest.param(Keyboard, marks=pytest.mark.once)])
def hand(request: pytest.FixtureRequest, page: Page) -> Mouse:
    made: Mouse = request.param(page)
    return made


def open_call(page: Page, live_server: LiveServer, hand: Mouse) -> None:
    page.goto(f"{live_server.url}/office/calls/")
    hand.press(page.locator("tbody").get_by_role("link").first)


def make_a_call(page: Page, live_server: LiveServer, hand: Mouse) -> None:
    today = timezone.localdate()
    page.goto(f"{live_server.url}/office/calls/")
    hand.press(page.get_by_role("link", name="新建征集").first)
    hand.write(page.get_by_label("标题"), "2026年度创新案例征集")
    for label, days in (("报送开始日期", 0), ("报送截止日期", 20), ("推荐截止日期", 40)):
        hand.write(page.get_by_label(label), str(today + timedelta(days=days)))
    hand.write(page.get_by_label("最少字数"), "20")
    hand.press(page.get_by_role("button", name="保存"))
    hand.press(page.get_by_role("link", name="各市名额"))
    hand.write(page.get_by_label("东莞市"), "1")
    hand.press(page.get_by_role("button", name="保存"))
    hand.press(page.get_by_role("link", name="发布", exact=True))
    hand.press(page.get_by_role("button", name="发布"))
    hand.press(page.get_by_role("link", name="发布公告"))
    hand.write(page.get_by_label("标题"), "关于报送案例的通知")
    hand.write(page.get_by_label("正文"), "请各镇街按时报送。")
    hand.press(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("heading", name="关于报送案例的通知")).to_be_visible()


def write(page: Page, photo: Path, hand: Mouse) -> None:
    hand.write(page.get_by_label("标题", exact=True), "送学到渔家")
    hand.choose(page.get_by_label("类别"), "发挥作用类")
    hand.write(page.get_by_label("联系人"), "陈敏")
    hand.write(page.get_by_label("联系电话"), "13800000000")
    for part in ("背景情况", "主要做法", "工作成效", "经验启示"):
        hand.write(page.get_by_label(part), f"{part}：老支部把学习包送到船头，回港再补。")
    expect(page.get_by_text("全文 88 字")).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_visible(timeout=8_000)
    page.locator("#photo-file").set_input_files(photo)
    hand.write(page.locator("#photo-caption"), "船头课堂")
    hand.press(page.get_by_role("button", name="放入照片"))
    expect(page.get_by_role("img", name="船头课堂")).to_be_visible()


def test_a_call_is_made_answered_decided_and_its_winner_shown(
    page: Page, live_server: LiveServer, offices: Offices, sign_in: SignIn, photo: Path, hand: Mouse
) -> None:
    sign_in(offices.organiser)
    make_a_call(page, live_server, hand)

    sign_in(offices.clerk)
    open_call(page, live_server, hand)
    hand.press(page.get_by_role("button", name="开始撰写"))
    write(page, photo, hand)
    hand.press(page.get_by_role("button", name="保存并查看"))
    hand.press(page.get_by_role("button", name="报送", exact=True))
    expect(page.get_by_text("申报已报送。")).to_be_visible()

    sign_in(offices.city_clerk)
    expect(page.get_by_role("heading", name="今天有 1 件事")).to_be_visible()
    open_call(page, live_server, hand)
    hand.press(page.get_by_role("link", name="逐件查看"))
    expect(page.get_by_text("东莞市已推荐 0 件，最多可推荐 1 件。")).to_be_visible()
    hand.tick(page.get_by_label("勾选：送学到渔家"))
    hand.press(page.get_by_role("button", name="推荐", exact=True))
    expect(page.get_by_text("要么全部成功")).to_be_visible()
    hand.press(page.get_by_role("button", name="推荐", exact=True))
    expect(page.get_by_text("已处理 1 件申报。")).to_be_visible()

    sign_in(offices.organiser)
    page.goto(live_server.url + Submission.objects.get().get_absolute_url())
    hand.press(page.get_by_role("button", name="受理"))
    expect(page.get_by_text("申报已受理。")).to_be_visible()
    past = timezone.localdate() - timedelta(days=1)
    Call.objects.update(opens_on=past, submit_until=past, recommend_until=past)
    page.reload()
    hand.press(page.get_by_role("button", name="选为优秀案例"))
    expect(page.get_by_text("申报已入选。")).to_be_visible()
    open_call(page, live_server, hand)
    hand.press(page.get_by_role("link", name="公布结果"))
    expect(page.get_by_text("送学到渔家")).to_be_visible()
    hand.press(page.get_by_role("button", name="公布结果"))
    expect(page.get_by_text("结果已公布")).to_be_visible()
    case = Case.objects.get()
    page.goto(f"{live_server.url}/office/cases/{case.uuid}/")
    hand.press(page.get_by_role("button", name="确认", exact=True))
    hand.press(page.get_by_role("button", name="送审"))
    expect(page.get_by_text("案例已送审。")).to_be_visible()

    sign_in(offices.second)
    page.goto(f"{live_server.url}/office/cases/{case.uuid}/")
    hand.press(page.get_by_role("button", name="通过并公开"))
    expect(page.get_by_text("案例已公开。")).to_be_visible()
    page.goto(f"{live_server.url}/cases/{case.uuid}/")
    expect(page.get_by_role("heading", name="送学到渔家", level=1)).to_be_visible()


def test_a_word_file_becomes_the_text_once_its_rest_is_placed(
    page: Page, live_server: LiveServer, offices: Offices, sign_in: SignIn, tmp_path: Path, hand: Mouse
) -> None:
    call = make_call(offices.province, offices.organiser)
    whole = make_submission(call, offices.town, offices.clerk)
    (tmp_path / "案例.docx").write_bytes(as_word(case_document(whole)))
    empty = make_submission(call, offices.town, offices.clerk, title="")
    empty.texts.update(text="")
    sign_in(offices.clerk)

    page.goto(f"{live_server.url}{empty.get_absolute_url()}edit/")
    hand.press(page.get_by_text("从 Word 文件读入"))
    page.locator("#word-file").set_input_files(tmp_path / "案例.docx")
    hand.press(page.get_by_role("button", name="读取文件"))
    expect(page.get_by_role("heading", name="从 Word 文件读到的内容")).to_be_visible()
    hand.choose(page.get_by_label("沙田镇", exact=True), "启示")
    hand.press(page.get_by_role("button", name="采用"))

    expect(page.get_by_text("已从 Word 文件采用正文")).to_be_visible()
    expect(page.get_by_label("标题", exact=True)).to_have_value("榕树下的声音")
    texts = dict(empty.texts.values_list("part__name", "text"))
    assert texts == dict(whole.texts.values_list("part__name", "text")) | {"启示": texts["启示"]}
    assert texts["启示"].splitlines()[-1] == "沙田镇"


@pytest.mark.once
def test_what_is_written_without_a_network_is_saved_when_it_is_back(
    page: Page, live_server: LiveServer, offices: Offices, sign_in: SignIn
) -> None:
    submission = make_submission(make_call(offices.province, offices.organiser), offices.town, offices.clerk)
    sign_in(offices.clerk)
    page.goto(f"{live_server.url}{submission.get_absolute_url()}edit/")

    page.context.set_offline(True)
    page.get_by_label("标题", exact=True).fill("断网时写的题")
    expect(page.get_by_text("没有保存：网络断了")).to_be_visible(timeout=8_000)
    page.context.set_offline(False)

    expect(page.get_by_text("已保存")).to_be_visible(timeout=15_000)
    submission.refresh_from_db()
    assert submission.title == "断网时写的题"


@pytest.mark.once
def test_the_page_counts_characters_as_the_server_does(page: Page, live_server: LiveServer, offices: Offices, sign_in: SignIn) -> None:
    vectors = json.loads(VECTORS.read_text())["vectors"]
    submission = make_submission(make_call(offices.province, offices.organiser), offices.town, offices.clerk)
    sign_in(offices.clerk)
    page.goto(f"{live_server.url}{submission.get_absolute_url()}edit/")

    counted = page.evaluate(
        "async texts => { const {countCharacters} = await import('/static/collection/counting.js'); return texts.map(countCharacters); }",
        [vector["text"] for vector in vectors],
    )

    assert counted == [vector["count"] for vector in vectors]

"""A judging walked in a real browser: judges invited, cases given out and scored, winners selected, put on notice, published, certified."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.models import Assignment, Certificate, Judging
from banyan.people.models import Account
from tests.factories import (
    PASSWORD,
    make_account,
    make_assignment,
    make_call,
    make_judge,
    make_judging,
    make_marks,
    make_organisation,
    make_submission,
)
from tests.journeys.test_collection import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]


@dataclass(frozen=True)
class Panel:
    """A call with two accepted cases, its organiser, and two people who may judge."""

    call: Call
    cases: list[Submission]
    organiser: Account
    judges: list[Account]


@pytest.fixture
def panel(transactional_db: None) -> Panel:
    province = make_organisation(name="广东省", code="gd")
    city = make_organisation(province, name="东莞市", code="dongguan")
    organiser = make_account(province, "organiser", username="zuzhi", password=PASSWORD)
    call = make_call(province, organiser, stage="selection")
    towns = [make_organisation(city, name=name, code=code) for name, code in (("沙田镇", "shatian"), ("大朗镇", "dalang"))]
    titles = ("送学到渔家", "结对互助暖大朗")
    cases = [make_submission(call, town, organiser, state="accepted", title=title) for town, title in zip(towns, titles, strict=True)]
    judges = [make_account(province, "judge", username=name, password=PASSWORD) for name in ("pingwei", "zhuanjia")]
    return Panel(call, cases, organiser, judges)


def begin_and_invite(page: Page, live_server: LiveServer, panel: Panel) -> None:
    page.goto(f"{live_server.url}{panel.call.get_absolute_url()}")
    page.get_by_role("link", name="交由评委评审").click()
    page.get_by_label("每个案例的评委数").fill("2")
    page.get_by_label("入选名额").fill("1")
    page.get_by_role("button", name="保存").click()
    for account in panel.judges:
        page.goto(f"{live_server.url}{reverse('judge_new', args=[panel.call.uuid])}")
        page.get_by_label("账号").select_option(label=str(account))
        page.get_by_label("本单位").select_option(label="广东省")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已邀请").first).to_be_visible()


def accept(page: Page) -> None:
    page.get_by_role("link", name="查看并答复").click()
    page.get_by_role("button", name="我参加").click()
    expect(page.get_by_text("谢谢！")).to_be_visible()


def give_out(page: Page, live_server: LiveServer, panel: Panel) -> None:
    page.goto(f"{live_server.url}{reverse('judging', args=[panel.call.uuid])}")
    page.get_by_role("link", name="评审分工").click()
    page.get_by_role("button", name="生成分工方案").click()
    page.get_by_role("button", name="公布 4 份分工").click()
    expect(page.get_by_text("已公布 4 份分工。")).to_be_visible()


def score(page: Page, marks: tuple[tuple[str, str, str], ...]) -> None:
    """Score one case after the other; each is saved while it is written."""
    page.get_by_role("link", name="继续打分").click()
    for points in marks:
        for label, given in zip(("工作实效", "创新性", "可推广性"), points, strict=True):
            page.get_by_label(label).fill(given)
        expect(page.locator(".saved")).to_contain_text("已保存")
        page.get_by_role("button", name="提交，评下一个").click()


def select_and_post(page: Page, live_server: LiveServer, panel: Panel) -> None:
    page.goto(f"{live_server.url}{reverse('judging', args=[panel.call.uuid])}")
    page.get_by_role("link", name="结束打分").click()
    page.get_by_role("button", name="结束打分").click()
    page.get_by_role("link", name="进入遴选").click()
    page.get_by_role("button", name="开始遴选").click()
    expect(page.get_by_text("凭分数入选。")).to_be_visible()
    page.get_by_role("link", name="发布公示").click()
    page.get_by_role("button", name="发布公示").click()


def publish(page: Page, live_server: LiveServer, panel: Panel) -> None:
    page.goto(f"{live_server.url}{reverse('objections', args=[panel.call.uuid])}")
    page.get_by_role("link", name="公布结果").click()
    page.get_by_role("button", name="公布结果").click()
    page.goto(f"{live_server.url}{reverse('results', args=[panel.call.uuid])}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="全部证书（PDF）").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


def test_a_call_is_judged_from_the_first_invitation_to_the_certificate(
    page: Page, live_server: LiveServer, sign_in: SignIn, panel: Panel
) -> None:
    first, second = panel.judges
    sign_in(panel.organiser)
    begin_and_invite(page, live_server, panel)
    for account in (first, second):
        sign_in(account)
        accept(page)
    sign_in(panel.organiser)
    give_out(page, live_server, panel)
    for account, marks in ((first, (("48", "24", "23"), ("40", "20", "18"))), (second, (("45", "22", "20"), ("38", "15", "16")))):
        sign_in(account)
        score(page, marks)
        expect(page.get_by_text("您的案例已全部评完，谢谢！")).to_be_visible()
    sign_in(panel.organiser)
    select_and_post(page, live_server, panel)
    # Five days go by.
    Judging.objects.update(notice_from=timezone.localdate() - timedelta(days=9))
    publish(page, live_server, panel)

    assert Submission.objects.get(state="winner") == panel.cases[0]
    page.context.clear_cookies()
    page.goto(f"{live_server.url}{reverse('result', args=[panel.call.uuid])}")
    expect(page.get_by_text("送学到渔家")).to_be_visible()
    page.goto(f"{live_server.url}{Certificate.objects.get(kind='excellent_case').get_absolute_url()}")
    expect(page.get_by_text("有效")).to_be_visible()


@pytest.mark.once
def test_a_judge_scores_with_the_keyboard_alone(page: Page, live_server: LiveServer, sign_in: SignIn, panel: Panel) -> None:
    judging = make_judging(panel.call, panel.organiser)
    judge = make_judge(judging)
    Account.objects.filter(pk=judge.account.pk).update(username="jianpan")
    judge.account.set_password(PASSWORD)
    judge.account.username = "jianpan"
    judge.account.save()
    assignment = make_assignment(judge, panel.cases[0])
    hand = Keyboard(page)
    sign_in(judge.account)

    hand.press(page.get_by_role("link", name="继续打分"))
    hand.write(page.get_by_label("工作实效"), "45")
    for given in ("20", "21"):
        page.keyboard.press("Enter")
        page.keyboard.type(given)
    expect(page.locator("#marking .total")).to_have_text("合计 86 分（满分 100 分）")
    hand.press(page.get_by_role("button", name="提交，评下一个"))

    expect(page.get_by_text("您的案例已全部评完，谢谢！")).to_be_visible()
    assert list(Assignment.objects.get(pk=assignment.pk).marks.values_list("points", flat=True)) == [45, 20, 21]


@pytest.mark.once
def test_marks_stay_on_the_page_while_there_is_no_connection(page: Page, live_server: LiveServer, sign_in: SignIn, panel: Panel) -> None:
    judging = make_judging(panel.call, panel.organiser)
    judge = make_judge(judging)
    judge.account.set_password(PASSWORD)
    judge.account.save()
    assignment = make_assignment(judge, panel.cases[0])
    sign_in(judge.account)
    page.goto(f"{live_server.url}{assignment.get_absolute_url()}")

    page.context.set_offline(True)
    page.get_by_label("工作实效").fill("45")
    expect(page.locator(".saved")).to_contain_text("未保存")
    page.context.set_offline(False)
    expect(page.locator(".saved")).to_contain_text("已保存", timeout=15_000)

    assert assignment.marks.get(points=45)


@pytest.mark.once
def test_the_pages_of_a_judging_have_no_barrier(
    page: Page, live_server: LiveServer, sign_in: SignIn, panel: Panel, violations: Callable[[], list[str]]
) -> None:
    judging = make_judging(panel.call, panel.organiser)
    judge, other = make_judge(judging), make_judge(judging)
    judge.account.set_password(PASSWORD)
    judge.account.save()
    make_marks(make_assignment(other, panel.cases[0]), 20, 10, 10)
    own, open_ = make_marks(make_assignment(judge, panel.cases[0]), 50, 25, 25), make_assignment(judge, panel.cases[1])
    of_call = ("judging", "assignment", "selection", "scores", "strictness", "judges", "conflicts", "objections", "judging_settings")
    sign_in(panel.organiser)
    found = []
    for path in [reverse(name, args=[panel.call.uuid]) for name in of_call] + [
        judge.get_absolute_url(),
        reverse("case_judges", args=[panel.call.uuid, panel.cases[0].uuid]),
        reverse("case_scores", args=[panel.call.uuid, panel.cases[0].uuid]),
    ]:
        page.goto(f"{live_server.url}{path}")
        found += violations()
    sign_in(judge.account)
    for path in (reverse("my_judging"), reverse("invitation", args=[judge.uuid]), own.get_absolute_url(), open_.get_absolute_url()):
        page.goto(f"{live_server.url}{path}")
        found += violations()

    assert found == []

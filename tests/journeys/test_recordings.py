"""A recording from the talk to the library: attached, refused when it is none, heard by a visitor, and gone when the speaker says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banyan.people.models import Account
from banyan.programmes.talks.models import Talk
from tests.factories import PASSWORD, make_account, make_organisation, make_programme
from tests.programmes.talks.rows import make_talk, make_topic, silence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Account], None]


@pytest.fixture
def talk(transactional_db: None) -> Talk:
    town = make_organisation(make_organisation(make_organisation()), name="常平镇")
    programme = make_programme(town, slug="rongshu")
    return make_talk(programme, topic=make_topic(programme, title="家书里的家风"))


@pytest.fixture
def clerk(talk: Talk) -> Account:
    return make_account(talk.activity.organisation, "clerk", username="changban", password=PASSWORD)


def test_a_recording_is_attached_published_heard_and_taken_out_again(
    page: Page, live_server: LiveServer, sign_in: SignIn, talk: Talk, clerk: Account, tmp_path: Path
) -> None:
    false, true = tmp_path / "讲稿.mp3", tmp_path / "讲座.wav"
    false.write_text("这不是录音")
    true.write_bytes(silence(2))
    sign_in(clerk)
    page.goto(f"{live_server.url}{talk.activity.get_absolute_url()}")
    page.get_by_role("link", name="添加录音").click()
    page.get_by_label("标题").fill("家书里的家风（莞语）")
    page.get_by_label("录音文件").set_input_files(false)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("alert")).to_contain_text("录音")
    expect(page.get_by_label("标题")).to_have_value("家书里的家风（莞语）")

    page.get_by_label("录音文件").set_input_files(true)
    page.get_by_label("宣讲员同意日期").fill("2026-11-20")
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已公开，听讲库")).to_be_visible()

    library = f"{live_server.url}{reverse('library', args=['rongshu'])}"
    page.context.clear_cookies()
    page.goto(library)
    page.get_by_role("searchbox").fill("家风")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="家书里的家风（莞语）").click()
    seconds = page.locator("audio").evaluate(
        "one => new Promise(done => { one.onloadedmetadata = () => done(one.duration); one.preload = 'metadata'; one.load() })"
    )
    sound = page.evaluate("document.querySelector('audio').currentSrc")
    part = page.request.get(sound, headers={"Range": "bytes=100-199"})
    feed = page.request.get(f"{live_server.url}{reverse('podcast', args=['rongshu'])}").text()
    assert seconds == pytest.approx(2, abs=0.1)
    assert (part.status, len(part.body())) == (206, 100)
    assert "家书里的家风（莞语）" in feed
    heard = page.url

    sign_in(clerk)
    page.goto(f"{live_server.url}{reverse('recording_add', args=[talk.activity.uuid])}")
    page.get_by_role("link", name="撤回同意").click()
    page.get_by_role("button", name="登记").click()
    page.context.clear_cookies()
    assert page.goto(heard).status == 404  # type: ignore[union-attr]  # there is an answer
    page.goto(library)
    expect(page.get_by_role("link", name="家书里的家风（莞语）")).to_have_count(0)
    assert page.request.get(sound).status == 404

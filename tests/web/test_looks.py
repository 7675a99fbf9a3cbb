"""The pattern page in a real browser: no axe violation, nothing that scrolls sideways, no request elsewhere; and its weight."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser

import banyan.web

HERE = Path(banyan.web.__file__).parent
PAGES = ("/parts/", "/parts/?rows=0", "/parts/?rows=1&said=1", "/menu/", "/no-such-page/")


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.urls("tests.web.pages")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "elder", "language"),
    [(390, "", "zh-hans"), (640, "", "en"), (1280, "", "zh-hans"), (390, "22", "zh-hans"), (1280, "26", "en"), (390, "30", "zh-hans")],
)
def test_every_part_is_readable_by_all(browser: Browser, live_server: Any, width: int, elder: str, language: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    choices = {"banyan_language": language} | ({"banyan_elder": elder} if elder else {})
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in choices.items()])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    rules = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": bool(elder)}}

    for address in PAGES:
        page.goto(live_server.url + address)
        found = Axe().run(page, options={"rules": rules, "resultTypes": ["violations"]}).response["violations"]

        assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    context.close()


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.urls("tests.web.pages")
def test_a_page_and_all_its_styles_weigh_little(client: Client) -> None:
    page = gzip.compress(client.get("/menu/").content)
    styles = sum(len(gzip.compress(path.read_bytes())) for path in (HERE / "static" / "web").iterdir())

    assert len(page) + styles < 20_000


def test_no_template_holds_a_style_a_script_or_another_host() -> None:
    for path in (HERE / "templates").rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=)", source), path
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", source), path


def test_no_style_asks_another_host_or_casts_shadows() -> None:
    for path in (HERE / "static" / "web").glob("*.css"):
        source = path.read_text()
        assert not re.search(r"url\((?![\"']?data:)", source), path
        assert "shadow" not in source, path
        assert "gradient" not in source, path


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.urls("tests.web.pages")
@pytest.mark.django_db(transaction=True)
def test_the_reader_says_one_sentence_after_the_other_until_it_is_stopped(browser: Browser, live_server: Any) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "banyan_elder", "value": "22", "url": live_server.url}])
    page = context.new_page()
    # The machine has no voice: its place is taken by a list that ends the first sentence at once.
    page.add_init_script(
        "speechSynthesis.speak = words => { (window.said ??= []).push(words.text.trim()); said.length === 1 && words.onend(); }"
    )
    page.goto(f"{live_server.url}/no-such-page/")
    button = page.locator("#read-aloud")

    button.click()
    while_reading = button.get_attribute("aria-pressed")
    button.click()

    assert while_reading == "true"
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate("said[0]") == "404"
    assert page.evaluate("said.length") == 2
    context.close()

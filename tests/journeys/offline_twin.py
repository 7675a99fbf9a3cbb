"""The modules of the offline page in a real Chromium, with its real database: called from tests, on an origin that is kept between reloads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

OFFLINE = Path(__file__).parents[2] / "src/banyan/programmes/study/static/study/offline"
ORIGIN = "http://localhost:9"
PAGE = "<!doctype html><html lang=zh><title>offline</title>"

# Bytes travel as {"hex": …}; what the page throws as {"thrown": [name, fault, where]}.
CALL = """async ({ origin, values }) => {
  const load = (path) => import(`${origin}/${path}`);
  const given = (value) => {
    if (Array.isArray(value)) return value.map(given);
    if (value === null || typeof value !== "object") return value;
    if ("hex" in value) return Uint8Array.from(value.hex.match(/../g) || [], (pair) => parseInt(pair, 16));
    return Object.keys(value).reduce((all, key) => ({ ...all, [key]: given(value[key]) }), {});
  };
  const hex = (bytes) => ({ hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") });
  const told = (value) => {
    if (value instanceof Uint8Array) return hex(value);
    if (value instanceof Map) return told(Object.fromEntries(value));
    if (Array.isArray(value)) return value.map(told);
    if (value === null || typeof value !== "object") return value === undefined ? null : value;
    return Object.keys(value).reduce((all, key) => ({ ...all, [key]: told(value[key]) }), {});
  };
  try {
    return { value: told(await (SOURCE)(load, given(values))) };
  } catch (error) {
    if ("fault" in error) return { thrown: [error.name, error.fault, error.where] };
    throw error;
  }
}"""

Offline = Callable[..., Any]


class Thrown(Exception):
    """What the page threw: fault and place."""

    def __init__(self, name: str, fault: str, where: str) -> None:
        super().__init__(name, fault, where)
        self.fault, self.where = fault, where


def given(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: given(one) for key, one in value.items()}
    return [given(one) for one in value] if isinstance(value, list | tuple) else value


def told(value: Any) -> Any:
    if isinstance(value, list):
        return [told(one) for one in value]
    if not isinstance(value, dict):
        return value
    return bytes.fromhex(value["hex"]) if value.keys() == {"hex"} else {key: told(one) for key, one in value.items()}


def calls(page: Page) -> Offline:
    """Return what evaluates ``async (load, values) => …`` in the page, where ``load`` imports a module by its path."""

    def call(source: str, **values: Any) -> Any:
        whole = CALL.replace("SOURCE", f"async (load, {{ {', '.join(values)} }}) => {{ {source} }}")
        answer = page.evaluate(whole, {"origin": ORIGIN, "values": given(values)})
        if "thrown" in answer:
            raise Thrown(*answer["thrown"])
        return told(answer["value"])

    return call


def serve(context: BrowserContext) -> None:
    """Serve the modules under the policy of our pages."""
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(f"{ORIGIN}/")
        headers = {"Content-Security-Policy": policy}
        if path.endswith(".js"):
            route.fulfill(body=(OFFLINE / path).read_text(encoding="utf-8"), content_type="text/javascript", headers=headers)
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)

    context.route(f"{ORIGIN}/**", answer)


@pytest.fixture
def phone_context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone's browser: what it stores lives as long as the test."""
    context = browser.new_context(locale="zh-CN")
    serve(context)
    yield context
    context.close()


@pytest.fixture
def tab(phone_context: BrowserContext) -> Page:
    page = phone_context.new_page()
    page.goto(f"{ORIGIN}/")
    return page


@pytest.fixture
def offline(tab: Page) -> Offline:
    return calls(tab)

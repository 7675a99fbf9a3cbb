"""What every test stands on: a data folder of its own, quick passwords, a real browser that may call nobody but us."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DATA = Path(tempfile.mkdtemp(prefix="banyan-tests-"))
# Set before the settings are read: each worker has a folder of its own.
os.environ["BANYAN_DATA"] = str(_DATA)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.pop("BANYAN_DEMO", None)

import pytest  # noqa: E402  # after the environment
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from playwright.sync_api import Browser, Page, Route, sync_playwright  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, so that two threads can meet in it as two people do; without fsync, since it is thrown away.
        database.setdefault("TEST", {})["NAME"] = str(_DATA / "test.sqlite3")
        database["OPTIONS"] = database["OPTIONS"] | {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(autouse=True)
def lifted_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let transactional tests flush: append-only triggers refuse it, so they are lifted after the test and before the flush.

    The flush emits post_migrate, which puts them back.
    """
    marker = request.node.get_closest_marker("django_db")
    flushes = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if not flushes and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from banyan.core.guards import lift_guards  # apps are ready only now

    lift_guards(connection)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium isn't installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser session; a request to any host but this machine fails the test."""
    foreign: list[str] = []

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    context.route(lambda url: not url.startswith(("http://localhost", "http://127.0.0.1", "data:")), refuse)
    yield context.new_page()
    context.close()
    assert foreign == []

"""What every test stands on: a data folder of its own, quick passwords, a real browser that may call nobody but us."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

_DATA = Path(tempfile.mkdtemp(prefix="banyan-tests-"))
# Settings are read below and not by pytest-django, which reads them before this file: tests would work on the checkout's own ./data.
for _name in [name for name in os.environ if name.startswith("BANYAN_")]:
    del os.environ[_name]
os.environ |= {"BANYAN_DATA": str(_DATA), "DJANGO_SETTINGS_MODULE": "banyan.config.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}

import django  # noqa: E402  # after the environment
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
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
OURS = ("localhost", "127.0.0.1")


def _set_up_django() -> None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, so that two threads can meet in it as two people do; without fsync, since it is thrown away.
        database.setdefault("TEST", {})["NAME"] = str(_DATA / "test.sqlite3")
        database["OPTIONS"] = database["OPTIONS"] | {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    django.setup()
    # The workers of xdist inherit the environment; each has to come here before it reads the settings.
    del os.environ["DJANGO_SETTINGS_MODULE"]


_set_up_django()

from django.db import connection  # noqa: E402  # the apps are ready only now

from banyan.core.guards import lift_guards  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that use the database, and none marked once")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        on_postgres = item.get_closest_marker("postgres") is not None
        uses_database = item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db", "live_server"})
        if on_postgres:
            wanted = connection.vendor == "postgresql"
        else:
            wanted = not config.getoption("database_only") or (uses_database and item.get_closest_marker("once") is None)
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(autouse=True)
def lifted_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let transactional tests flush: append-only triggers refuse it, so they are lifted after the test and before the flush.

    The flush emits post_migrate, which puts them back. ``transactional_db`` is asked for first, so that it is torn down last.
    """
    marker = request.node.get_closest_marker("django_db")
    flushes = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if not flushes and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    lift_guards(connection)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium isn't installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser session; a request to any host but this machine fails the test."""
    foreign: list[str] = []

    def is_foreign(url: str) -> bool:
        return urlsplit(url).scheme not in ("data", "blob", "about") and urlsplit(url).hostname not in OURS

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    context.route(is_foreign, refuse)
    yield context.new_page()
    context.close()
    assert foreign == []

"""What is in order on this machine and what is missing, in words and with what to do."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from banyan.core import jobs
from banyan.core.guards import missing_guards
from banyan.core.keys import KEYS_FILE
from banyan.core.supervisor import waiting_migrations

LEAST_DISK = 1024**3
# Nothing was published before this: an earlier clock is wrong.
BUILT_ON = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: level is "ok", "warn" or "fail"; ``do`` says what mends it."""

    level: str
    what: str
    do: str = ""


def examine() -> list[Finding]:
    """Look at everything."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (_python, _data_folder, _database, _guards, _worker, _fonts, _clock)
    return [finding for check in checks for finding in _safely(check)]


def readiness_problems() -> list[str]:
    """Say why requests can't be served now; nothing when they can. Two queries."""
    try:
        missing = missing_guards(connection)
    except DatabaseError as error:
        return [f"database: {error}"]
    return [f"guard missing: {name}" for name in missing]


def _safely(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except (DatabaseError, OSError, CommandError) as error:
        return [Finding("fail", str(error))]


def _python() -> Iterator[Finding]:
    yield Finding("ok", f"Python {sys.version.split()[0]}")


def _data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK):
        yield Finding("fail", _("The data folder %(folder)s can't be written.") % {"folder": folder}, f"chown -R $(id -u) {folder}")
        return
    yield Finding("ok", _("Data folder %(folder)s") % {"folder": folder})
    if (folder / KEYS_FILE).stat().st_mode & 0o077:
        yield Finding("fail", _("Others on this machine can read the keys."), f"chmod 600 {folder / KEYS_FILE}")
    free = shutil.disk_usage(folder).free
    if free < LEAST_DISK:
        yield Finding(
            "warn", _("Only %(size)d MB are free on the disk.") % {"size": free // 1024**2}, _("Make room, or move the data folder.")
        )


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            yield Finding("ok" if mode == "wal" else "fail", f"SQLite {sqlite3.sqlite_version}, {mode}")
        else:
            cursor.execute("SHOW server_version")
            yield Finding("ok", f"PostgreSQL {cursor.fetchone()[0]}")
    if waiting := waiting_migrations():
        yield Finding("warn", _("%(count)d migrations wait.") % {"count": len(waiting)}, "banyan serve")


def _guards() -> Iterator[Finding]:
    if missing := missing_guards(connection):
        yield Finding("fail", _("The append-only tables are unguarded: %(names)s") % {"names": ", ".join(missing)}, "banyan migrate")
    else:
        yield Finding("ok", _("The audit trail is append-only"))


def _worker() -> Iterator[Finding]:
    beat = jobs.last_beat()
    waiting = jobs.oldest_waiting()
    if waiting is not None and datetime.now(UTC) - waiting > timedelta(minutes=5):
        yield Finding(
            "fail",
            _("A job has waited since %(time)s and no worker takes it.") % {"time": f"{waiting:%Y-%m-%d %H:%M}"},
            "banyan serve / banyan work",
        )
    else:
        yield Finding("ok", _("No job waits for long") + (f" ({beat:%Y-%m-%d %H:%M})" if beat else ""))


def _fonts() -> Iterator[Finding]:
    program = shutil.which("fc-list")
    found = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False).stdout if program else ""
    if found.strip():
        yield Finding("ok", _("Chinese fonts"))
    else:
        yield Finding(
            "warn", _("No Chinese font is installed: printed documents would show boxes."), "apt-get install fontconfig fonts-noto-cjk"
        )


def _clock() -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now < BUILT_ON:
        yield Finding(
            "fail",
            _("The clock of this machine says %(day)s, which is before this program was made.") % {"day": f"{now:%Y-%m-%d}"},
            "timedatectl",
        )
    else:
        yield Finding("ok", _("The clock says %(time)s UTC") % {"time": f"{now:%Y-%m-%d %H:%M}"})

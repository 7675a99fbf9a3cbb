"""What is in order on this machine and what is missing, in words and with what to do."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils.translation import gettext as _

from banyan.core import jobs
from banyan.core.documents.conversion import office_program
from banyan.core.guards import missing_guards
from banyan.core.keys import KEYS_FILE
from banyan.core.models import AuditEntry
from banyan.core.schema import holds_tables, newer_migrations, waiting_migrations

LEAST_DISK = 1024**3
NO_DISK = 64 * 1024**2
LEAST_SQLITE = (3, 35)
# Reading a larger file whole would take minutes.
READ_WHOLE = 2 * 1024**3
# Nothing was published before this: an earlier clock is wrong.
BUILT_ON = datetime(2026, 11, 1, tzinfo=UTC)
LONG_WAIT = timedelta(minutes=5)
# The files are swept once a day, so a worker that lives beats at least that often.
LONG_SILENCE = timedelta(hours=26)
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: level is "ok", "warn" or "fail"; ``do`` says what mends it; ``check`` is its name for machines."""

    level: str
    what: str
    do: str = ""
    check: str = ""


Check = Callable[[], Iterator[Finding]]


def examine() -> list[Finding]:
    """Look at everything."""
    checks: list[Check] = [_python, _data_folder, _disk, _fonts, _office, _clock, _database]
    if _has_data():
        checks += [_migrations, _guards, _worker, _latest_entry]
    return [replace(finding, check=check.__name__.strip("_")) for check in checks for finding in _safely(check)]


def readiness_problems() -> list[str]:
    """Say why requests can't be served now; nothing when they can. One query."""
    problems = []
    try:
        problems += [f"guard missing: {name}" for name in missing_guards(connection)]
    except DatabaseError as error:
        problems.append(f"database: {error}")
    if not os.access(settings.DATA, os.W_OK):
        problems.append("data folder: can't be written")
    elif shutil.disk_usage(settings.DATA).free < NO_DISK:
        problems.append("disk: full")
    return problems


def _safely(check: Check) -> list[Finding]:
    try:
        return list(check())
    except DatabaseError as error:
        return [
            Finding(
                "fail",
                _("The database doesn't answer: %(why)s") % {"why": error},
                _("Check DATABASE_URL; if the database is damaged: banyan restore FILE --data NEW"),
            )
        ]
    except (OSError, CommandError) as error:
        return [Finding("fail", str(error))]


def _has_data() -> bool:
    try:
        return holds_tables()
    except DatabaseError:
        return False


def _python() -> Iterator[Finding]:
    yield Finding("ok", f"Python {sys.version.split()[0]}")


def _data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("fail", _("The data folder %(folder)s can't be written.") % {"folder": folder}, f"chown -R $(id -u) {folder}")
        return
    if folder.stat().st_mode & 0o077:
        yield Finding(
            "warn", _("Others on this machine can look into the data folder %(folder)s.") % {"folder": folder}, f"chmod 700 {folder}"
        )
    else:
        yield Finding("ok", _("Data folder %(folder)s") % {"folder": folder})
    if (folder / KEYS_FILE).stat().st_mode & 0o077:
        yield Finding("fail", _("Others on this machine can read the keys."), f"chmod 600 {folder / KEYS_FILE}")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    if free < LEAST_DISK:
        yield Finding(
            "fail" if free < NO_DISK else "warn",
            _("Only %(size)d MB are free on the disk.") % {"size": free // 1024**2},
            _("Make room, or move the data folder."),
        )
    else:
        yield Finding("ok", _("%(size)d GB are free on the disk") % {"size": free // 1024**3})


def _database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), now()")
            version, now = cursor.fetchone()
        yield Finding("ok", f"PostgreSQL {version}")
        if abs(now - datetime.now(UTC)) > CLOCKS_APART:
            yield Finding("warn", _("The clocks of this machine and of the database differ."), "timedatectl")
        if not holds_tables():
            yield Finding("warn", _("There is no data yet."), "banyan serve")


def _sqlite() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        yield Finding("fail", _("SQLite %(version)s is too old: 3.35 is needed.") % {"version": sqlite3.sqlite_version}, "apt upgrade")
    if not holds_tables():
        yield Finding("warn", _("There is no data yet."), "banyan serve")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pragma_module_list WHERE name = 'fts5'")
        if not cursor.fetchone()[0]:
            yield Finding("fail", _("This SQLite has no full-text search (FTS5)."), "apt-get install --reinstall libsqlite3-0")
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        yield Finding(
            "ok" if mode == "wal" else "fail", f"SQLite {sqlite3.sqlite_version}, {mode}", "" if mode == "wal" else "banyan serve"
        )
        if Path(str(connection.settings_dict["NAME"])).stat().st_size < READ_WHOLE:
            cursor.execute("PRAGMA quick_check(1)")
            if (found := cursor.fetchone()[0]) != "ok":
                yield Finding("fail", _("The database is damaged: %(why)s") % {"why": found}, "banyan restore FILE --data NEW")


def _migrations() -> Iterator[Finding]:
    if newer := newer_migrations():
        names = ", ".join(newer)
        yield Finding("fail", _("This database was made by a newer Banyan (%(names)s).") % {"names": names}, _("Start the newer program."))
    if waiting := waiting_migrations():
        yield Finding("warn", _("%(count)d migrations wait.") % {"count": len(waiting)}, "banyan serve")
    elif not newer:
        yield Finding("ok", _("The database is up to date"))


def _guards() -> Iterator[Finding]:
    if missing := missing_guards(connection):
        yield Finding("fail", _("The append-only tables are unguarded: %(names)s") % {"names": ", ".join(missing)}, "banyan migrate")
    else:
        yield Finding("ok", _("The audit trail is append-only"))


def _worker() -> Iterator[Finding]:
    now, beat, waiting = datetime.now(UTC), jobs.last_beat(), jobs.oldest_waiting()
    mend = "banyan serve / banyan work"
    if waiting is not None and now - waiting > LONG_WAIT:
        yield Finding("fail", _("A job has waited since %(time)s and no worker takes it.") % {"time": f"{waiting:%Y-%m-%d %H:%M}"}, mend)
    elif beat is not None and now - beat > LONG_SILENCE:
        yield Finding("warn", _("No worker has been seen since %(time)s.") % {"time": f"{beat:%Y-%m-%d %H:%M}"}, mend)
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


def _office() -> Iterator[Finding]:
    """Nothing is amiss without it, so it is said and not warned of."""
    if office_program():
        yield Finding("ok", _("LibreOffice reads old Word and WPS files (.doc, .wps)"))
    else:
        text = _("Old Word and WPS files (.doc, .wps) must be saved as .docx first; with LibreOffice (optional) they are read as they are.")
        yield Finding("ok", text, "apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui")


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


def _latest_entry() -> Iterator[Finding]:
    latest = AuditEntry.objects.aggregate(latest=Max("made_at"))["latest"]
    if latest is not None and latest - datetime.now(UTC) > CLOCKS_APART:
        text = _("The audit trail goes on until %(time)s, which is in the future: this machine's clock is or was wrong.")
        yield Finding("fail", text % {"time": f"{latest:%Y-%m-%d %H:%M}"}, "timedatectl")

"""Backup and restore: one file with the database, the stored files and the keys, each with its hash."""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from banyan import __version__
from banyan.core.errors import RuleError
from banyan.core.keys import KEYS_FILE
from banyan.core.models import StoredFile

FORMAT = "banyan-backup-1"
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "banyan.sqlite3", "postgresql": "banyan.pgdump"}


class UnableToBackUp(RuleError):
    """The backup can't be written."""


class UnableToRestore(RuleError):
    """The backup can't be put back."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    files: int
    size: int


def save(target: Path) -> Saved:
    """Write everything to ``target`` (mode 600) while others go on writing; it appears only when whole. Raise UnableToBackUp."""
    if target.exists():
        raise UnableToBackUp(_("%(file)s is there already. Choose another name.") % {"file": target})
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            members = _members(Path(folder))
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as raw:
                _write_archive(raw, members)
                raw.flush()
                os.fsync(raw.fileno())
        with _opened(draft) as archive:
            _checked_manifest(archive)
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise UnableToBackUp(_("The backup could not be written: %(why)s.") % {"why": error}) from error
    finally:
        draft.unlink(missing_ok=True)
    return Saved(files=len(members) - 2, size=target.stat().st_size)


def put_back(source: Path) -> Saved:
    """Put a backup into the empty data folder; nothing is written before every hash was checked. Raise UnableToRestore."""
    if _is_in_use():
        raise UnableToRestore(_("%(folder)s holds data already. Choose an empty folder with --data.") % {"folder": settings.DATA})
    with _opened(source) as archive:
        manifest = _checked_manifest(archive)
        if manifest["engine"] != connection.vendor:
            raise UnableToRestore(
                _("This backup is of %(theirs)s and DATABASE_URL names %(ours)s. Restore it with the same kind of database.")
                % {"theirs": manifest["engine"], "ours": connection.vendor}
            )
        names = [name for name in manifest["members"] if name != DATABASES[connection.vendor]]
        connection.close()
        for name in names:
            _extract(archive, name, settings.DATA / name)
        _restore_database(archive)
    return Saved(files=len(names) - 1, size=source.stat().st_size)


def _members(folder: Path) -> dict[str, Path]:
    """Name in the archive → file on disk. The database is copied first: each file it names is on disk by then."""
    name = DATABASES[connection.vendor]
    copy = folder / name
    if connection.vendor == "postgresql":
        _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
    else:
        connection.ensure_connection()
        with sqlite3.connect(copy) as into:
            connection.connection.backup(into, pages=2000, sleep=0.01)
        into.close()
    members = {name: copy, KEYS_FILE: settings.DATA / KEYS_FILE}
    for path in sorted({file.path for file in StoredFile.objects.only("sha256").iterator()}):
        members[f"files/{path}"] = Path(default_storage.path(path))
    return members


def _write_archive(raw: Any, members: dict[str, Path]) -> None:
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "engine": connection.vendor,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "members": {name: _hash(path) for name, path in members.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
        for name, path in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = path.stat().st_size, 0o600
            with path.open("rb") as stream:
                archive.addfile(info, stream)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError, gzip.BadGzipFile, KeyError, ValueError) as error:
        raise UnableToRestore(
            _("%(file)s can't be read as a backup of Banyan: it is damaged, cut short, or something else.") % {"file": path}
        ) from error


def _checked_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    """Read the manifest and check every member's hash against it; raise ValueError when anything differs."""
    first = archive.extractfile(archive.getmember(MANIFEST))
    manifest: dict[str, Any] = json.load(first) if first else {}
    if manifest.get("format") != FORMAT:
        raise ValueError("not a backup of this format")
    for name, wanted in manifest["members"].items():
        stream = archive.extractfile(archive.getmember(name))
        if Path(name).is_absolute() or ".." in Path(name).parts or stream is None or _digest(stream) != wanted:
            raise ValueError(f"{name} doesn't match its hash")
    return manifest


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    stream = archive.extractfile(name)
    if stream is None:
        raise ValueError(f"{name} is not a file")
    draft = target.with_name(f".{target.name}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        shutil.copyfileobj(stream, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _restore_database(archive: tarfile.TarFile) -> None:
    name = DATABASES[connection.vendor]
    if connection.vendor == "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / name
            _extract(archive, name, dump)
            _run_postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={_postgres_name()}", str(dump))
        return
    _extract(archive, name, Path(str(connection.settings_dict["NAME"])))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        if cursor.fetchall() != [("ok",)]:
            raise ValueError("the database is damaged")


def _is_in_use() -> bool:
    return bool(connection.introspection.table_names()) or any((settings.MEDIA_ROOT).glob("*"))


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return _digest(stream)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def _postgres_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run_postgres(program: str, *words: str) -> None:
    values = connection.settings_dict
    environment = {
        "PGHOST": values["HOST"],
        "PGPORT": str(values["PORT"]),
        "PGUSER": values["USER"],
        "PGPASSWORD": values["PASSWORD"],
        "PGDATABASE": values["NAME"],
    }
    found = shutil.which(program)
    if found is None:
        raise UnableToBackUp(
            _("%(program)s is missing. Install PostgreSQL's client programs (Debian: apt-get install postgresql-client).")
            % {"program": program}
        )
    done = subprocess.run(
        [found, *words],
        env=os.environ | {name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnableToBackUp(f"{program}: {done.stderr.strip()}")

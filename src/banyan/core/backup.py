"""Backup and restore: one file with the database, the stored files and the keys, each with its hash."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from banyan import __version__
from banyan.core.errors import RuleError
from banyan.core.keys import KEYS_FILE
from banyan.core.schema import holds_tables, newer_migrations

FORMAT = "banyan-backup-1"
MANIFEST = "manifest.json"
FILES = "files"
DATABASES = {"sqlite": "banyan.sqlite3", "postgresql": "banyan.pgdump"}
PIECE = 1024 * 1024
A_DAY = 86_400
# While it stands, what lies beside it is an unfinished restore and no data in use.
STAGING = ".restoring"
# Beside the data and in no backup: says that this folder was restored, and by its content when.
RESTORED = "restored"


class UnableToBackUp(RuleError):
    """The backup can't be written."""


class UnableToRestore(RuleError):
    """The backup can't be put back."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds; ``damaged`` counts stored files whose content no longer matches their name."""

    files: int
    size: int
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    files: int
    rows: int
    made_at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: the hash of each member by its name, and how far its database was."""

    engine: str
    made_at: str
    migrations: tuple[str, ...]
    members: dict[str, str]


def save(target: Path) -> Saved:
    """Write everything to ``target`` (mode 600) while others go on writing; it appears only when whole. Raise UnableToBackUp."""
    _refuse_name(target)
    _sweep_broken_off(target.parent)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".banyan-backup-") as folder:
            draft = Path(folder) / "draft"
            members = _write_archive(draft, Path(folder))
            _check(draft)
            _refuse_name(target)
            draft.replace(target)
        _sync_folder(target.parent)
    except (OSError, sqlite3.Error, tarfile.TarError, ValueError) as error:
        raise UnableToBackUp(_("The backup could not be written: %(why)s.") % {"why": error}) from error
    files = {name: digest for name, digest in members.items() if name.startswith(f"{FILES}/")}
    damaged = sum(len(stem) == 64 and stem != digest for name, digest in files.items() if (stem := PurePosixPath(name).name))
    return Saved(files=len(files), size=target.stat().st_size, damaged=damaged)


def put_back(source: Path) -> Restored:
    """Put a backup into the empty data folder; nothing is written before every hash was checked. Raise UnableToRestore."""
    staging: Path = settings.DATA / STAGING
    if holds_tables() or (_has_files(settings.MEDIA_ROOT) and not staging.exists()):
        raise UnableToRestore(_("%(folder)s holds data already. Choose an empty folder with --data.") % {"folder": settings.DATA})
    manifest = checked(source)
    _refuse_unfit(manifest)
    connection.close()
    try:
        with _sole_restore(staging):
            for left in (*staging.iterdir(), settings.MEDIA_ROOT):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
            _unpack(source, staging)
            with _told_as_damaged(source):
                _check_database(staging)
            os.sync()
            _move_in(staging)
    except OSError as error:
        raise UnableToRestore(_("The backup could not be put back: %(why)s.") % {"why": error}) from error
    return Restored(files=sum(name.startswith(f"{FILES}/") for name in manifest.members), rows=_count_rows(), made_at=manifest.made_at)


def restored_mark() -> str:
    """Return what tells the last restore into this data folder from all others; "" when there was none."""
    with suppress(FileNotFoundError):
        return str((settings.DATA / RESTORED).read_text(encoding="ascii"))
    return ""


def checked(source: Path) -> Manifest:
    """Read a backup to its end and compare every hash with its manifest. Raise UnableToRestore when anything differs."""
    with _told_as_damaged(source):
        return _check(source)


def _refuse_name(target: Path) -> None:
    if not target.parent.is_dir():
        raise UnableToBackUp(_("There is no folder %(folder)s. Make it first.") % {"folder": target.parent})
    if target.exists():
        raise UnableToBackUp(_("%(file)s is there already. Choose another name.") % {"file": target})


def _sweep_broken_off(folder: Path) -> None:
    # What a killed backup left behind; a day is longer than any backup that still runs.
    for left in folder.glob(".banyan-backup-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > A_DAY:
                shutil.rmtree(left, ignore_errors=True)


def _write_archive(draft: Path, folder: Path) -> dict[str, str]:
    database = folder / DATABASES[connection.vendor]
    made = MigrationRecorder(connection).applied_migrations()
    _copy_database(database)
    hashes = {}
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            # The files after the database: every file that a row of the copy names is on the disk by now.
            for name, path in [(database.name, database), (KEYS_FILE, settings.DATA / KEYS_FILE), *_stored_files()]:
                with suppress(FileNotFoundError):  # swept meanwhile, as nothing named it
                    hashes[name] = _add(archive, name, path)
            manifest = {
                "format": FORMAT,
                "version": __version__,
                "engine": connection.vendor,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "migrations": sorted(f"{app}.{name}" for app, name in made),
                "members": hashes,
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            archive.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        raw.flush()
        os.fsync(raw.fileno())
    return hashes


def _copy_database(copy: Path) -> None:
    if connection.vendor == "postgresql":
        _run_postgres(UnableToBackUp, "pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as into:
        # In one step: it reads one snapshot and, in WAL mode, stops nobody; in several it starts again whenever somebody writes.
        connection.connection.backup(into)


def _stored_files() -> Iterator[tuple[str, Path]]:
    root: Path = settings.MEDIA_ROOT
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(root).as_posix()}", path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as stream:
        # The size is fixed before reading, so that a file that grows meanwhile is kept as it was.
        reader = _Hashing(stream)
        archive.addfile(_member(name, os.fstat(stream.fileno()).st_size), reader)
    return reader.digest.hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    return info


class _Hashing:
    """A stream that hashes what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self.digest.update(piece)
        return piece


def _members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(source, "r|gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None:
                raise ValueError(f"{member.name} is not a plain file")
            yield member.name, stream


def _check(source: Path) -> Manifest:
    """Read a backup to its end and compare every hash; raise ValueError, or what the archive's readers raise, when anything differs."""
    manifest: dict[str, Any] = {}
    found: dict[str, str] = {}
    for name, stream in _members(source):
        if name in found or (name == MANIFEST and manifest):
            raise ValueError(f"{name} comes twice")
        if name == MANIFEST:
            manifest = json.load(stream)
        else:
            found[name] = _digest(stream)
    if manifest.get("format") != FORMAT or manifest["members"] != found:
        raise ValueError("the members don't match the manifest")
    if not {KEYS_FILE, DATABASES[manifest["engine"]]} <= set(found) or not all(_is_place_of_ours(name) for name in found):
        raise ValueError("the members aren't those of a backup")
    return Manifest(manifest["engine"], str(manifest["made_at"]), tuple(map(str, manifest["migrations"])), found)


def _is_place_of_ours(name: str) -> bool:
    parts = name.split("/")
    inside = len(parts) > 1 and parts[0] == FILES and not any(part in ("", ".", "..") for part in parts)
    return "\0" not in name and (inside or name in (KEYS_FILE, *DATABASES.values()))


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise UnableToRestore(
            _("This backup is of %(theirs)s and DATABASE_URL names %(ours)s. Restore it with the same kind of database.")
            % {"theirs": manifest.engine, "ours": connection.vendor}
        )
    made = [(app, rest) for app, _dot, rest in (name.partition(".") for name in manifest.migrations)]
    if newer := newer_migrations(made):
        raise UnableToRestore(
            _("This backup was made by a newer Banyan (%(names)s). Restore it with that one.") % {"names": ", ".join(newer)}
        )


@contextmanager
def _sole_restore(staging: Path) -> Iterator[None]:
    staging.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(staging, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnableToRestore(_("Another restore into %(folder)s is running.") % {"folder": settings.DATA}) from error
        try:
            yield
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        os.close(descriptor)


def _unpack(source: Path, folder: Path) -> None:
    for name, stream in _members(source):
        if name != MANIFEST:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(stream, file, PIECE)


def _check_database(folder: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / DATABASES["sqlite"])) as database:
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise ValueError("the database is damaged")


def _move_in(staging: Path) -> None:
    """Put the checked parts in place; the database comes last, as it is what makes them data in use."""
    keys: Path = settings.DATA / KEYS_FILE
    before = keys.read_bytes()
    try:
        if (staging / FILES).exists():
            (staging / FILES).replace(settings.MEDIA_ROOT)
        (staging / KEYS_FILE).replace(keys)
        if connection.vendor == "postgresql":
            dump = str(staging / DATABASES["postgresql"])
            name = str(connection.settings_dict["NAME"])
            words = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", dump)
            _run_postgres(UnableToRestore, "pg_restore", *words)
        else:
            database = Path(str(connection.settings_dict["NAME"]))
            for left in (f"{database}-wal", f"{database}-shm"):
                Path(left).unlink(missing_ok=True)
            (staging / DATABASES["sqlite"]).replace(database)
        (settings.DATA / RESTORED).write_text(secrets.token_hex(16), encoding="ascii")
        _sync_folder(settings.DATA)
    except (OSError, RuleError):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        keys.write_bytes(before)
        raise


def _count_rows() -> int:
    with connection.cursor() as cursor:
        total = 0
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a name the database gave us
            total += cursor.fetchone()[0]
    return total


@contextmanager
def _told_as_damaged(source: Path) -> Iterator[None]:
    if not source.is_file():
        raise UnableToRestore(_("There is no file %(file)s.") % {"file": source})
    try:
        yield
    except (tarfile.TarError, EOFError, OSError, zlib.error, sqlite3.Error, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UnableToRestore(
            _("%(file)s can't be read as a backup of Banyan: it is damaged, cut short, or something else.") % {"file": source}
        ) from error


def _has_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# What libpq reads from its environment, by the name that DATABASE_URL's settings have; so no password shows in a list of processes.
_POSTGRES_ENVIRONMENT = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_POSTGRES_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
}


def _run_postgres(refusal: type[RuleError], program: str, *words: str) -> None:
    values: dict[str, Any] = dict(connection.settings_dict)
    environment = {variable: str(values[name]) for name, variable in _POSTGRES_ENVIRONMENT.items() if values.get(name)}
    options: dict[str, Any] = values.get("OPTIONS") or {}
    environment |= {variable: str(options[name]) for name, variable in _POSTGRES_OPTIONS.items() if options.get(name)}
    found = shutil.which(program)
    if found is None:
        raise refusal(
            _("%(program)s is missing. Install PostgreSQL's client programs (Debian: apt-get install postgresql-client).")
            % {"program": program}
        )
    done = subprocess.run([found, *words], env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise refusal(f"{program}: {done.stderr.strip()}")

"""Backup and restore with real processes and real files, on SQLite and, where DATABASE_URL names one, PostgreSQL."""

import hashlib
import io
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import psycopg
import pytest

from banyan.core.backup import UnableToRestore, checked
from tests.starts import run

COMMAND = "from banyan.config.cli import main; main()"
COUNT = """
import hashlib, django; django.setup()
from banyan.core.models import AuditEntry, StoredFile
from banyan.core.guards import missing_guards
from banyan.core import files
from banyan.cases.showcase.models import Case
from django.db import connection
print(AuditEntry.objects.count(), Case.objects.public().count(), sorted(hashlib.sha256(files.content_of(f)).hexdigest() for f in StoredFile.objects.all()), missing_guards(connection))
"""
KEEP = """
import django; django.setup()
from django.db import transaction
from banyan.core import files
from banyan.core.audit import record
with transaction.atomic():
    files.store("榕树".encode(), name="a.txt", kind="text/plain", organisation_code="gd")
    record("test", "file", 1, actor=None)
"""
PREPARE = """
import sys, django; django.setup()
from banyan.core.supervisor import prepare
prepare(sys.stdout)
"""
WRITE = """
import sys, time, django; django.setup()
from django.db import transaction
from banyan.core.audit import record
number = 0
while True:
    with transaction.atomic():
        record("test", "pair", number, actor=None)
        record("test", "pair", number, actor=None)
    number or print("writing", flush=True)
    number += 1
"""
PAIRS = """
import django; django.setup()
from banyan.core.models import AuditEntry
print(AuditEntry.objects.filter(object_kind="pair").count() % 2, AuditEntry.objects.filter(object_kind="pair").exists())
"""


def read(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    assert stream is not None
    return stream.read()


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BANYAN_DEMO")}
    return kept | {"BANYAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}


def banyan(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(COMMAND, *words, "--data", str(data), environment=environment(data))


def python(data: Path, code: str) -> str:
    done = run(code, environment=environment(data))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def data(_installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few rows and a file."""
    folder = Path(shutil.copytree(_installed, tmp_path_factory.mktemp("made") / "data"))
    python(folder, KEEP)
    return folder


@pytest.fixture(scope="module")
def saved(data: Path) -> Path:
    file = data.parent / "all.banyan"
    done = banyan(data, "backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole province."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    made = banyan(folder, "demo", "--no-serve")
    assert made.returncode == 0, made.stderr
    python(folder, KEEP)
    return folder


def test_a_backup_put_back_into_an_empty_folder_gives_the_same_data(demo: Path, tmp_path: Path) -> None:
    saved, fresh = tmp_path / "all.banyan", tmp_path / "fresh"

    assert banyan(demo, "backup", str(saved)).returncode == 0
    restored = banyan(fresh, "restore", str(saved))

    assert restored.returncode == 0, restored.stderr
    assert python(fresh, COUNT) == python(demo, COUNT)
    assert (fresh / "keys.json").read_text() == (demo / "keys.json").read_text()
    for file in (saved, demo / "keys.json", demo / "demo.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_and_the_keys_are_for_their_owner_only(data: Path, saved: Path) -> None:
    for file in (saved, data / "keys.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_is_never_written_over(data: Path, saved: Path) -> None:
    before = saved.read_bytes()

    assert banyan(data, "backup", str(saved)).returncode == 1
    assert saved.read_bytes() == before


def test_nothing_is_restored_over_data_in_use(data: Path, saved: Path) -> None:
    before = python(data, COUNT)

    refused = banyan(data, "restore", str(saved))

    assert refused.returncode == 1
    assert "--data" in refused.stderr
    assert python(data, COUNT) == before


@pytest.mark.parametrize("keep", [0, 10, 2000, -200])
def test_a_backup_cut_short_is_refused_and_leaves_nothing(saved: Path, tmp_path: Path, keep: int) -> None:
    torn = tmp_path / "torn.banyan"
    torn.write_bytes(saved.read_bytes()[:keep])

    refused = banyan(tmp_path / "fresh", "restore", str(torn))

    assert refused.returncode == 1
    assert "torn.banyan" in refused.stderr
    assert not (tmp_path / "fresh" / "files").exists()
    assert banyan(tmp_path / "fresh", "restore", str(saved)).returncode == 0


def test_a_backup_with_a_changed_byte_is_refused(saved: Path, tmp_path: Path) -> None:
    unpacked, changed = tmp_path / "unpacked", tmp_path / "changed.banyan"
    with tarfile.open(saved) as archive:
        archive.extractall(unpacked)
    (unpacked / "keys.json").write_text('{"session": "00", "field": "00"}')
    with tarfile.open(changed, "w:gz") as archive:
        for path in sorted(unpacked.rglob("*")):
            if path.is_file():
                archive.add(path, arcname=str(path.relative_to(unpacked)))

    assert banyan(tmp_path / "fresh", "restore", str(changed)).returncode == 1


def test_any_other_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("您好")

    assert banyan(tmp_path / "fresh", "restore", str(other)).returncode == 1
    assert banyan(tmp_path / "fresh", "restore", str(tmp_path / "nothing")).returncode == 1


def test_a_backup_made_while_others_write_holds_whole_transactions(demo: Path, tmp_path: Path) -> None:
    busy = Path(shutil.copytree(demo, tmp_path / "busy"))
    writer = subprocess.Popen([sys.executable, "-c", WRITE], env=environment(busy), stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        for number in range(3):
            done = banyan(busy, "backup", str(tmp_path / f"{number}.banyan"))
            assert done.returncode == 0, done.stderr
    finally:
        writer.kill()
        writer.wait()

    for number in range(3):
        fresh = tmp_path / f"fresh-{number}"
        assert banyan(fresh, "restore", str(tmp_path / f"{number}.banyan")).returncode == 0
        assert python(fresh, PAIRS) == "0 True"


def packed(target: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """A backup with these members and a manifest that tells their true hashes."""
    manifest = {
        "format": "banyan-backup-1",
        "version": "0.1.0",
        "engine": "sqlite",
        "made_at": "2026-11-23T00:00:00+00:00",
        "migrations": [],
        "members": {info.name: hashlib.sha256(content).hexdigest() for info, content in members},
    }
    text = json.dumps(manifest).encode()
    with tarfile.open(target, "w:gz") as archive:
        for info, content in [*members, (tarfile.TarInfo("manifest.json"), text)]:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "files/../../out.txt", "files//x", "demo.json", "static/x.js"])
def test_a_backup_that_names_a_place_outside_is_refused_and_writes_nothing(saved: Path, tmp_path: Path, name: str) -> None:
    with tarfile.open(saved) as archive:
        real = [(tarfile.TarInfo(part), read(archive, part)) for part in ("banyan.sqlite3", "keys.json")]
    forged = packed(tmp_path / "forged.banyan", [*real, (tarfile.TarInfo(name), b"out")])

    refused = banyan(tmp_path / "fresh", "restore", str(forged))

    assert refused.returncode == 1
    assert sorted(path.name for path in (tmp_path / "fresh").iterdir()) == ["keys.json"]
    assert not (tmp_path / "out.txt").exists()


def test_a_backup_that_holds_a_link_is_refused(saved: Path, tmp_path: Path) -> None:
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(saved) as archive:
        real = [(tarfile.TarInfo(part), read(archive, part)) for part in ("banyan.sqlite3", "keys.json")]

    assert banyan(tmp_path / "fresh", "restore", str(packed(tmp_path / "forged", [*real, (link, b"")]))).returncode == 1


def test_a_backup_of_a_newer_program_is_refused(saved: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.banyan"
    with tarfile.open(saved) as archive, tarfile.open(newer, "w:gz") as changed:
        for member in archive:
            content = read(archive, member.name)
            if member.name == "manifest.json":
                content = content.replace(b'"migrations": [', b'"migrations": ["cases.9999_from_the_future",')
            member.size = len(content)
            changed.addfile(member, io.BytesIO(content))

    refused = banyan(tmp_path / "fresh", "restore", str(newer))

    assert refused.returncode == 1
    assert "9999_from_the_future" in refused.stderr
    assert not (tmp_path / "fresh" / "banyan.sqlite3").exists()


def test_a_restore_killed_half_way_is_done_again(data: Path, saved: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    (fresh / ".restoring" / "files").mkdir(parents=True)
    (fresh / "files" / "aa").mkdir(parents=True)
    (fresh / "files" / "aa" / "half").write_text("written before the kill")

    assert banyan(fresh, "restore", str(saved)).returncode == 0
    assert python(fresh, COUNT) == python(data, COUNT)
    assert not (fresh / ".restoring").exists()
    assert not (fresh / "files" / "aa" / "half").exists()


def test_a_backup_killed_half_way_leaves_no_file_of_that_name(demo: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", COMMAND, "backup", str(tmp_path / "all.banyan"), "--data", str(demo)]
    process = subprocess.Popen(command, env=environment(demo))
    while not list(tmp_path.glob(".banyan-backup-*")) and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()

    assert not (tmp_path / "all.banyan").exists()
    assert banyan(demo, "backup", str(tmp_path / "all.banyan")).returncode == 0


def test_a_damaged_stored_file_does_not_stop_the_backup_and_is_told(data: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "copy"))
    stored = next(path for path in (copy / "files").rglob("*") if path.is_file())
    stored.chmod(0o600)
    stored.write_bytes(b"rotten")

    done = banyan(copy, "backup", str(tmp_path / "all.banyan"))

    assert done.returncode == 0
    assert "1" in done.stderr


def test_whatever_byte_is_damaged_the_restore_is_whole_or_refused(data: Path, saved: Path, tmp_path: Path) -> None:
    whole, chance = saved.read_bytes(), random.Random(20261123)
    outcomes = set()
    for number in range(600):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file = tmp_path / f"{number}.banyan"
        file.write_bytes(damaged)
        try:
            outcomes.add(json.dumps(checked(file).members, sort_keys=True))
        except UnableToRestore:
            continue

    # A flipped bit in the header of the archive changes nothing that is kept; any other is found.
    assert outcomes <= {json.dumps(checked(saved).members, sort_keys=True)}


@pytest.mark.postgres
def test_a_backup_of_postgresql_put_back_into_an_empty_database_gives_the_same_data(tmp_path: Path) -> None:
    here = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{here}/postgres", autocommit=True) as connection:
        for name in ("banyan_one", "banyan_two"):
            connection.execute(f"CREATE DATABASE {name}")

    def at(name: str, *words: str) -> subprocess.CompletedProcess[str]:
        settings = environment(tmp_path / name) | {"DATABASE_URL": f"{here}/{name}"}
        return run(COMMAND, *words, "--data", str(tmp_path / name), environment=settings)

    def count(name: str) -> str:
        counted = run(COUNT, environment=environment(tmp_path / name) | {"DATABASE_URL": f"{here}/{name}"})
        assert counted.returncode == 0, counted.stderr
        return counted.stdout

    assert at("banyan_one", "demo", "--no-serve").returncode == 0
    saved = at("banyan_one", "backup", str(tmp_path / "all.banyan"))
    restored = at("banyan_two", "restore", str(tmp_path / "all.banyan"))

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert count("banyan_two") == count("banyan_one")


@pytest.mark.postgres
def test_postgresql_is_saved_before_waiting_migrations_are_made(tmp_path: Path) -> None:
    here = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{here}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE banyan_old")
    settings = environment(tmp_path) | {"DATABASE_URL": f"{here}/banyan_old"}
    migrated = run(COMMAND, "migrate", "people", "0001", "--data", str(tmp_path), environment=settings)
    assert migrated.returncode == 0, migrated.stderr

    prepared = run(PREPARE, environment=settings)

    assert prepared.returncode == 0, prepared.stderr
    assert len(list(tmp_path.glob("before-migration-*.banyan"))) == 1

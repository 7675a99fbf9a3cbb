"""Backup and restore with real processes and real files, on SQLite and, where DATABASE_URL names one, PostgreSQL."""

import os
import stat
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import psycopg
import pytest

COMMAND = "from banyan.config.cli import main; main()"
COUNT = """
import django; django.setup()
from banyan.core.models import AuditEntry, StoredFile
from banyan.core.guards import missing_guards
from banyan.core import files
from banyan.cases.models import Case
from django.db import connection
print(AuditEntry.objects.count(), Case.objects.public().count(), [files.content_of(f).decode() for f in StoredFile.objects.all()], missing_guards(connection))
"""
KEEP = """
import django; django.setup()
from banyan.core import files
files.store("榕树".encode(), name="a.txt", kind="text/plain", organisation_code="gd")
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
    number += 1
"""
PAIRS = """
import django; django.setup()
from banyan.core.models import AuditEntry
print(AuditEntry.objects.filter(object_kind="pair").count() % 2, AuditEntry.objects.filter(object_kind="pair").exists())
"""


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BANYAN_DEMO")}
    return kept | {"BANYAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}


def banyan(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND, *words, "--data", str(data)]
    return subprocess.run(command, env=environment(data), capture_output=True, text=True, timeout=120, check=False)


def python(data: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=environment(data), capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "data"
    made = banyan(folder, "demo", "--no-serve")
    assert made.returncode == 0, made.stderr
    python(folder, KEEP)
    return folder


@pytest.fixture(scope="module")
def saved(data: Path) -> Path:
    file = data.parent / "all.banyan"
    done = banyan(data, "backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_put_back_into_an_empty_folder_gives_the_same_data(data: Path, saved: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"

    restored = banyan(fresh, "restore", str(saved))

    assert restored.returncode == 0, restored.stderr
    assert python(fresh, COUNT) == python(data, COUNT)
    assert (fresh / "keys.json").read_text() == (data / "keys.json").read_text()


def test_a_backup_and_the_keys_are_for_their_owner_only(data: Path, saved: Path) -> None:
    for file in (saved, data / "keys.json", data / "demo.json"):
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


def test_a_backup_made_while_others_write_holds_whole_transactions(data: Path, tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITE], env=environment(data))
    try:
        time.sleep(3)
        for number in range(3):
            done = banyan(data, "backup", str(tmp_path / f"{number}.banyan"))
            assert done.returncode == 0, done.stderr
    finally:
        writer.kill()
        writer.wait()

    for number in range(3):
        fresh = tmp_path / f"fresh-{number}"
        assert banyan(fresh, "restore", str(tmp_path / f"{number}.banyan")).returncode == 0
        assert python(fresh, PAIRS) == "0 True"


@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="DATABASE_URL names no PostgreSQL")
def test_a_backup_of_postgresql_put_back_into_an_empty_database_gives_the_same_data(tmp_path: Path) -> None:
    here = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{here}/postgres", autocommit=True) as connection:
        for name in ("banyan_one", "banyan_two"):
            connection.execute(f"CREATE DATABASE {name}")

    def at(name: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", COMMAND, *words, "--data", str(tmp_path / name)]
        settings = environment(tmp_path / name) | {"DATABASE_URL": f"{here}/{name}"}
        return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=120, check=False)

    def count(name: str) -> str:
        settings = environment(tmp_path / name) | {"DATABASE_URL": f"{here}/{name}"}
        return subprocess.run([sys.executable, "-c", COUNT], env=settings, capture_output=True, text=True, timeout=120, check=True).stdout

    assert at("banyan_one", "demo", "--no-serve").returncode == 0
    saved = at("banyan_one", "backup", str(tmp_path / "all.banyan"))
    restored = at("banyan_two", "restore", str(tmp_path / "all.banyan"))

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert count("banyan_two") == count("banyan_one")

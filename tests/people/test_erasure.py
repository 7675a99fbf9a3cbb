"""Who was erased stays erased when an older backup is put back: real folders, real backups, real processes."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from banyan.core.erasures import remembered
from tests.core.conftest import _installed
from tests.core.test_backup import COMMAND
from tests.core.test_backup import environment as environment_of
from tests.starts import run

__all__ = ["_installed"]

MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
FILL = """
import django; django.setup()
from banyan.people import actions
town = actions.found_organisation(code="shatian", name="沙田镇", kind="town", parent=None, by=None)
for name in ("曾国华", "梁带喜"):
    person = actions.add_person(town, dict(name=name, phone="13800001234"), by=None)
    actions.change_person(person, dict(phone="13900001234"), version=1, by=None)
"""
ERASE = """
import django; django.setup()
from banyan.people import actions
from banyan.people.models import Person
actions.erase_person(Person.objects.get(name="曾国华"), reason="本人要求", typed_name="曾国华", by=None)
"""
KILLED_WHILE_ERASING = """
import os, signal, django; django.setup()
from django.db import transaction
from banyan.people import actions
from banyan.people.models import Person
with transaction.atomic():
    actions.erase_person(Person.objects.get(name="曾国华"), reason="本人要求", typed_name="曾国华", by=None)
    os.kill(os.getpid(), signal.SIGKILL)
"""
NAMES = """
import django; django.setup()
from banyan.people.models import Person, PersonKey
print(sorted(Person.objects.values_list("name", flat=True)), PersonKey.objects.count())
"""
GO_BACK = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "people", "0005_sealed_roster_rows", verbosity=0)
"""
BOTH, ONE = "['曾国华', '梁带喜'] 2", "['', '梁带喜'] 1"


def environment(data: Path, database: str) -> dict[str, str]:
    return environment_of(data) | ({"DATABASE_URL": database} if database else {})


def banyan(data: Path, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
    return run(COMMAND, *words, "--data", str(data), environment=environment(data, database))


def python(data: Path, code: str, *, exit_code: int = 0, database: str = "") -> str:
    done = run(code, environment=environment(data, database))
    assert done.returncode == exit_code, done.stderr
    return done.stdout.strip()


def lose(data: Path) -> None:
    """What a broken disk takes: all but the list of deletions."""
    for path in data.iterdir():
        if path.name != "erased.jsonl":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture(scope="module")
def made(_installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two persons, one of whom was erased after the backup beside it."""
    folder = tmp_path_factory.mktemp("erasure")
    data = Path(shutil.copytree(_installed, folder / "data"))
    python(data, FILL)
    saved = banyan(data, "backup", str(folder / "before.banyan"))
    assert saved.returncode == 0, saved.stderr
    assert python(data, NAMES) == BOTH
    python(data, ERASE)
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


def test_the_list_is_for_its_owner_names_nobody_and_is_in_no_backup(made: Path) -> None:
    file = made / "data" / "erased.jsonl"

    assert file.stat().st_mode & 0o777 == 0o600
    assert "曾" not in file.read_text()
    assert "erased.jsonl" not in subprocess.run(["tar", "tzf", made / "before.banyan"], capture_output=True, text=True, check=True).stdout


def test_a_backup_put_back_into_its_folder_is_cleared_of_the_erased(made: Path, data: Path) -> None:
    assert python(data, NAMES) == ONE
    lose(data)

    restored = banyan(data, "restore", str(made / "before.banyan"))

    assert restored.returncode == 0, restored.stderr
    assert python(data, NAMES) == ONE
    assert len(remembered(data / "erased.jsonl")) == 1


def test_a_new_folder_takes_over_the_list_of_the_old_one(made: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"

    restored = banyan(fresh, "restore", str(made / "before.banyan"), "--erased", str(made / "data" / "erased.jsonl"))

    assert restored.returncode == 0, restored.stderr
    assert python(fresh, NAMES) == ONE
    assert (fresh / "erased.jsonl").read_text() == (made / "data" / "erased.jsonl").read_text()


def test_without_any_list_the_restore_says_so(made: Path, tmp_path: Path) -> None:
    restored = banyan(tmp_path / "fresh", "restore", str(made / "before.banyan"))

    assert restored.returncode == 0, restored.stderr
    assert "erased.jsonl" in restored.stdout
    assert python(tmp_path / "fresh", NAMES) == BOTH


@pytest.mark.parametrize("content", [None, "您好\n"])
def test_a_list_that_is_none_is_refused_before_anything_is_put_back(made: Path, tmp_path: Path, content: str | None) -> None:
    other = tmp_path / "letter.txt"
    if content is not None:
        other.write_text(content)

    refused = banyan(tmp_path / "fresh", "restore", str(made / "before.banyan"), "--erased", str(other))

    assert refused.returncode == 1
    assert "letter.txt" in refused.stderr
    assert not (tmp_path / "fresh" / "banyan.sqlite3").exists()


def test_a_backup_of_an_older_banyan_is_cleared_once_it_was_brought_up_to_date(made: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    assert banyan(old, "restore", str(made / "before.banyan")).returncode == 0
    python(old, GO_BACK)
    assert banyan(old, "backup", str(tmp_path / "old.banyan")).returncode == 0
    shutil.copy(made / "data" / "erased.jsonl", old)
    lose(old)

    restored = banyan(old, "restore", str(tmp_path / "old.banyan"))
    assert restored.returncode == 0, restored.stderr
    python(old, MIGRATE)

    assert python(old, NAMES) == ONE


def test_a_fall_in_the_middle_leaves_the_person_whole_or_erased(made: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert banyan(data, "restore", str(made / "before.banyan")).returncode == 0

    python(data, KILLED_WHILE_ERASING, exit_code=-signal.SIGKILL)

    assert python(data, NAMES) == BOTH
    assert len(remembered(data / "erased.jsonl")) == 1


def test_a_last_line_cut_off_is_passed_over(tmp_path: Path) -> None:
    line = '{"kind": "person", "uuid": "a", "erased_at": "2026-01-01T00:00:00+00:00"}\n'
    (tmp_path / "list").write_text(line + line[:20])

    assert [erasure.uuid for erasure in remembered(tmp_path / "list")] == ["a"]


@pytest.mark.parametrize("content", ["您好\n", '{"name": "曾国华"}\n', "[1]\n", "\x00\n"])
def test_another_file_is_not_taken_for_a_list(tmp_path: Path, content: str) -> None:
    (tmp_path / "list").write_text(content)

    with pytest.raises(ValueError, match="list"):
        remembered(tmp_path / "list")


@pytest.mark.postgres
def test_on_postgresql_too_the_erased_stay_erased(tmp_path: Path) -> None:
    here = os.environ["DATABASE_URL"].rpartition("/")[0]
    first, second = tmp_path / "first", tmp_path / "second"
    with psycopg.connect(f"{here}/postgres", autocommit=True) as connection:
        for name in ("banyan_erased_one", "banyan_erased_two"):
            connection.execute(f"CREATE DATABASE {name}")
    one, two = f"{here}/banyan_erased_one", f"{here}/banyan_erased_two"
    python(first, MIGRATE, database=one)
    python(first, FILL, database=one)
    assert banyan(first, "backup", str(tmp_path / "before.banyan"), database=one).returncode == 0
    python(first, ERASE, database=one)

    restored = banyan(second, "restore", str(tmp_path / "before.banyan"), "--erased", str(first / "erased.jsonl"), database=two)

    assert restored.returncode == 0, restored.stderr
    assert python(second, NAMES, database=two) == ONE

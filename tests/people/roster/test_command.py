"""`banyan roster` as it is run: real processes, one of them killed half-way."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.core.conftest import _installed
from tests.core.test_backup import COMMAND, banyan, environment, python
from tests.people.roster.files import csv_file, identity, row

__all__ = ["_installed"]

TOWN = """
import django; django.setup()
from banyan.people.actions import found_organisation
found_organisation(code="shatian", name="沙田镇", kind="town", parent=None, by=None)
"""
ROWS = 6000


@pytest.fixture(scope="module")
def data(_installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a town; its tests only add to it."""
    folder = Path(shutil.copytree(_installed, tmp_path_factory.mktemp("roster") / "data"))
    python(folder, TOWN)
    return folder


def roster(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return banyan(data, "roster", *words)


def persons(data: Path) -> int:
    with sqlite3.connect(data / "banyan.sqlite3", timeout=20) as database:
        return int(database.execute("SELECT count(*) FROM people_person").fetchone()[0])


def test_a_roster_is_rehearsed_taken_over_and_given_out(data: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "名册.csv", tmp_path / "out.xlsx"
    file.write_bytes(csv_file(row("李明", 身份证号码=identity(1)), row("张三", 联系电话="1.38E+10"), row("王五", 身份证号码=identity(2))))

    rehearsal = json.loads(roster(data, "import", str(file), "--organisation", "shatian", "--dry-run", "--json").stdout)
    before = persons(data)
    first = json.loads(roster(data, "import", str(file), "--organisation", "shatian", "--json").stdout)
    second = json.loads(roster(data, "import", str(file), "--organisation", "shatian", "--json").stdout)
    given_out = roster(data, "export", str(out), "--organisation", "shatian", "--json")

    assert before == 0
    assert rehearsal == first
    assert {name: first[name] for name in ("rows", "created", "updated", "unchanged")} == {
        "rows": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
    }
    assert {"row": 3, "column": "联系电话", "value": "1.38E+10"}.items() <= first["rejected"][0].items()
    assert (second["created"], second["unchanged"]) == (0, 2)
    assert json.loads(given_out.stdout) == {"persons": 2}
    assert len(CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "missing.csv", "--organisation", "shatian"), 1),
        (("import", "{file}", "--organisation", "nowhere"), 1),
        (("import", "{file}", "--organisation", "shatian", "--as", "nobody"), 1),
        (("export", "{file}/x.xlsx", "--organisation", "shatian"), 1),
        (("export", "{file}.xlsx", "--organisation", "shatian", "--in-full"), 1),
        (("import", "{file}"), 2),
        (("forget",), 2),
    ],
)
def test_a_refusal_is_told_plainly_with_its_exit_code(data: Path, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    file = tmp_path / "名册.csv"
    file.write_bytes(csv_file(row("赵六", 身份证号码=identity(9))))

    done = roster(data, *(word.format(file=file) for word in words))

    assert done.returncode == code
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_refused_file_says_why_in_json_too_and_leaves_nothing(data: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "名册.xlsx", persons(data)
    file.write_bytes("姓名,电话,电话\n李明,1,2\n".encode())

    done = roster(data, "import", str(file), "--organisation", "shatian", "--json")

    assert done.returncode == 1
    assert "B、C" in json.loads(done.stdout)["error"]
    assert persons(data) == before


@pytest.mark.slow
def test_killed_half_way_an_import_has_whole_pieces_alone_and_goes_on_without_doing_anything_twice(data: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "大.csv", persons(data)
    file.write_bytes(
        csv_file(
            *(
                row(f"李{chr(0x4E00 + number)}", 身份证号码=identity(number % 1000, f"19{40 + number // 1000}0312"))
                for number in range(ROWS)
            )
        )
    )
    words = ["roster", "import", str(file), "--organisation", "shatian", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words], env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 90
    while persons(data) == before:
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    half = persons(data) - before

    report = json.loads(banyan(data, *words).stdout)

    assert 0 < half < ROWS
    assert half % 1000 == 0
    assert persons(data) - before == ROWS
    assert (report["created"], report["rows"], report["duplicates"]) == (ROWS, ROWS, [])

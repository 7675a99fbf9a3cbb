"""`banyan notice read`: JSON for machines, a summary for people, exit codes as documented."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOUND = HERE / "notice-2022.txt"


def banyan(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from banyan.config.cli import main; main()", "notice", *words]
    environment = os.environ | {"BANYAN_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60, check=False)


def test_json_is_printed_for_machines(tmp_path: Path) -> None:
    done = banyan("read", str(FOUND), "--json", data=tmp_path)

    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((HERE / "notice-2022.json").read_text(encoding="utf-8"))


def test_a_summary_is_printed_for_people(tmp_path: Path) -> None:
    done = banyan("read", str(FOUND), data=tmp_path)

    assert done.returncode == 0
    assert "乡音传党音 宣讲入人心" in done.stdout
    assert "8 个多月" in done.stdout


def test_a_refusal_says_why_in_words_and_in_json(tmp_path: Path) -> None:
    broken = tmp_path / "notice.pdf"
    broken.write_bytes(b"%PDF-1.4 cut")

    done = banyan("read", str(broken), "--json", data=tmp_path)

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"].startswith("notice.pdf")
    assert done.stderr.strip() == json.loads(done.stdout)["error"]


@pytest.mark.parametrize("words", [(), ("read",), ("write", "x"), ("read", "x", "--wrong")])
def test_wrong_usage_is_code_two(words: tuple[str, ...], tmp_path: Path) -> None:
    assert banyan(*words, data=tmp_path).returncode == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert banyan("read", str(tmp_path / "none.txt"), data=tmp_path).returncode == 1

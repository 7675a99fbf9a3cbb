"""`./banyan` on a machine that has nothing yet: real set-ups in a copy of the checkout."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APART = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "data", "demo-data", "tests")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program, in a folder whose name has a space."""
    return Path(shutil.copytree(ROOT, tmp_path / "a checkout", ignore=APART))


def start(checkout: Path, *words: str, path: str = "") -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BANYAN", "DJANGO", "VIRTUAL_ENV"))}
    environment |= {"PATH": path} if path else {}
    command = [str(checkout / "banyan"), *words]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


@pytest.mark.slow
def test_two_first_starts_at_once_both_work_and_a_third_is_quick(checkout: Path) -> None:
    both = [start(checkout, "help"), start(checkout, "help")]
    said = [process.communicate(timeout=240) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert all("banyan demo" in out for out, _error in said)
    began = time.monotonic()
    assert start(checkout, "help").communicate(timeout=20)[1] == ""
    assert time.monotonic() - began < 5


@pytest.mark.slow
def test_a_set_up_killed_half_way_is_healed_by_the_next_start(checkout: Path) -> None:
    first = start(checkout, "help")
    deadline = time.monotonic() + 60
    while not (checkout / ".venv" / "bin" / "pip").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()

    out, error = start(checkout, "help").communicate(timeout=240)

    assert "banyan demo" in out, error


def test_a_machine_without_the_venv_module_is_told_the_one_line_that_mends_it(checkout: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexit 0\n')
    (programs / "python3").chmod(0o755)

    process = start(checkout, "demo", path=f"{programs}:/usr/bin:/bin")

    assert "apt-get install python3-venv" in process.communicate(timeout=20)[1]
    assert process.returncode == 1


def test_a_machine_without_python_is_told_the_one_line_that_mends_it(checkout: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "readlink", "dirname", "cat", "cksum", "mkdir", "rm"):
        (programs / name).symlink_to(str(shutil.which(name)))

    process = start(checkout, "demo", path=str(programs))

    assert "apt-get install python3 python3-venv" in process.communicate(timeout=20)[1]
    assert process.returncode == 1

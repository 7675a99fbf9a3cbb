"""`./banyan` on a machine that has nothing yet: real set-ups in a copy of the checkout. And what the tests themselves stand on."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from banyan.core.guards import missing_guards

ROOT = Path(__file__).parents[1]
APART = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "data", "demo-data", "tests", "bench", "docs", "vendor"
)
# What an editable install needs; `help` needs no more, so these set-ups are the real ones with a shorter lock.
BUILD = ("editables", "hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program, in a folder whose name has a space."""
    copy = Path(shutil.copytree(ROOT, tmp_path / "a checkout", ignore=APART))
    lock = copy / "requirements" / "run.txt"
    lock.write_text("".join(block for block in re.split(r"(?m)^(?=\S)", lock.read_text()) if block.startswith(BUILD)))
    return copy


def start(checkout: Path, *words: str, path: str = "", program: Path | None = None) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BANYAN", "DJANGO", "VIRTUAL_ENV"))}
    environment |= {"PATH": path} if path else {}
    return subprocess.Popen(
        [str(program or checkout / "banyan"), *words],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
    )


def said(process: subprocess.Popen[str]) -> str:
    out, error = process.communicate(timeout=240)
    assert process.returncode == 0, error
    return out + error


def wait_for(what: Callable[[], object], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


@pytest.mark.slow
def test_two_first_starts_at_once_set_up_once_and_a_third_is_quick(checkout: Path) -> None:
    both = [start(checkout, "help"), start(checkout, "help")]
    first, second = sorted((said(process) for process in both), key=lambda text: "Preparing" not in text)

    assert "Preparing" in first
    assert "Preparing" not in second
    assert "banyan demo" in first
    assert "banyan demo" in second
    assert (checkout / "src/banyan/programmes/study/static/study/offline/vendor/qr/decode.js").exists()
    said(start(checkout, "help"))
    began = time.monotonic()
    assert start(checkout, "help").communicate(timeout=20)[1] == ""
    assert time.monotonic() - began < 1


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["bin/pip", "banyan-unfinished"])
def test_a_set_up_killed_half_way_is_healed_by_the_next_start(checkout: Path, moment: str) -> None:
    first = start(checkout, "help")
    wait_for((checkout / ".venv" / moment).exists)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()

    healed = said(start(checkout, "help"))

    assert "banyan demo" in healed
    assert "Ready" in healed


@pytest.mark.slow
def test_a_moved_checkout_and_a_new_lock_are_set_up_again(checkout: Path) -> None:
    said(start(checkout, "help"))
    moved = checkout.rename(checkout.with_name("moved"))
    link = moved.parent / "link"
    link.symlink_to("moved/banyan")

    assert "Preparing" in said(start(moved, "help", program=link))
    assert (moved / ".venv" / "bin" / "banyan").read_text().startswith(f"#!{moved}")

    with (moved / "requirements" / "run.txt").open("a") as lock:
        lock.write("\n")
    updated = said(start(moved, "help"))
    assert "Updating" in updated
    assert "Preparing" not in updated


def programs(folder: Path, *names: str, **scripts: str) -> str:
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


BARE = ("sh", "readlink", "dirname", "cat", "cksum", "mkdir", "rm")


def test_a_machine_without_the_venv_module_is_told_the_one_line_that_mends_it(checkout: Path, tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", *BARE, python3='case "$*" in *ensurepip*) exit 1;; esac')

    process = start(checkout, "demo", path=path)

    assert "apt-get update && apt-get install -y python3-venv\n" in process.communicate(timeout=20)[1]
    assert process.returncode == 1
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("scripts", [{}, {"python3": "exit 1"}], ids=["none", "too old"])
def test_a_machine_without_a_new_enough_python_is_told_the_one_line_that_mends_it(
    checkout: Path, tmp_path: Path, scripts: dict[str, str]
) -> None:
    process = start(checkout, "demo", path=programs(tmp_path / "bin", *BARE, **scripts))

    assert "apt-get update && apt-get install -y python3 python3-venv\n" in process.communicate(timeout=20)[1]
    assert process.returncode == 1
    assert not (checkout / ".venv").exists()


def test_the_lock_names_no_host() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text()


def test_tests_work_in_a_data_folder_of_their_own() -> None:
    assert Path(os.environ["BANYAN_DATA"]) == settings.DATA
    assert ROOT not in settings.DATA.parents
    assert settings.MEDIA_ROOT.parent == settings.DATA


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_the_guards_are_back_after_the_flush_of_a_transactional_test(time: str) -> None:
    assert missing_guards(connection) == []

"""The command line as people type it: help, wrong words, refusals in words, and no folder made by who only asks."""

import subprocess
import sys
from pathlib import Path

import pytest

from banyan.config.cli import command_names
from tests.core.test_backup import banyan, environment


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 0),
        (["help"], 0),
        (["help", "serve"], 0),
        (["restore", "--help"], 0),
        (["--version"], 0),
        (["nonsense"], 2),
        (["serve", "--nonsense"], 2),
        (["serve", "--port", "70000"], 2),
        (["backup"], 2),
        (["restore", "no-such-file"], 1),
    ],
)
def test_a_command_line_exits_as_promised(tmp_path: Path, words: list[str], code: int) -> None:
    done = banyan(tmp_path / "data", *words)

    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("words", [[], ["help"], ["serve", "--help"], ["help", "backup"], ["nonsense"], ["--version"]])
def test_who_only_asks_gets_no_data_folder(tmp_path: Path, words: list[str]) -> None:
    banyan(tmp_path / "data", *words)

    assert not (tmp_path / "data").exists()


def test_an_unknown_word_is_answered_with_the_nearest_ones(tmp_path: Path) -> None:
    assert "doctor" in banyan(tmp_path / "data", "docter").stderr


def test_the_help_names_every_command_of_ours(tmp_path: Path) -> None:
    helped = banyan(tmp_path / "data", "help").stdout

    assert [name for name in ("demo", "serve", "work", "doctor", "backup", "restore", "notice") if f"banyan {name}" not in helped] == []


def test_commands_are_known_without_reading_the_settings() -> None:
    assert {"serve", "work", "doctor", "backup", "restore", "demo", "migrate", "db_worker", "changepassword"} <= command_names()


def test_data_may_stand_anywhere_and_needs_a_value(tmp_path: Path) -> None:
    before = banyan(tmp_path / "one", "doctor", "--data", "--json")

    assert before.returncode == 2
    assert "--data" in before.stderr


def test_broken_keys_are_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "keys.json").write_text("{")

    refused = banyan(tmp_path / "data", "doctor")

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_a_refusal_is_told_in_its_own_words(tmp_path: Path) -> None:
    # As it is typed: a fresh interpreter. The others are forked from one that has loaded the libraries.
    command = [str(Path(sys.executable).with_name("banyan")), "restore", "no-such-file", "--data", str(tmp_path / "data")]
    refused = subprocess.run(command, env=environment(tmp_path / "data"), capture_output=True, text=True, timeout=120, check=False)

    assert refused.returncode == 1
    assert "no-such-file" in refused.stderr
    assert "CommandError" not in refused.stderr

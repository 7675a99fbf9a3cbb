"""The shore too may be rolled back: after a restore it says so, and devices offer the difference again."""

import json
from pathlib import Path

import pytest

from tests.starts import run

COMMAND = "from banyan.config.cli import main; main()"


@pytest.mark.once
def test_a_restored_shore_gets_again_what_it_forgot(tmp_path: Path) -> None:
    phone, data = tmp_path / "phone", tmp_path / "data"

    def banyan(*words: str, folder: Path = data) -> dict[str, object]:
        environment = {"BANYAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}
        done = run(COMMAND, *words, environment=environment)
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout) if "--json" in words else {}
        return found

    def study(item: str) -> None:
        banyan("device", "record", str(phone), "--learner", "1", "--item", item, "--seconds", "60")

    def hand_over(folder: Path) -> dict[str, object]:
        banyan("device", "export", str(phone), "-o", str(tmp_path / "out.by"))
        return banyan("journal", "merge", str(tmp_path / "out.by"), "--json", folder=folder)

    def acknowledge(folder: Path) -> dict[str, object]:
        banyan("journal", "ack", "--device", ident, "-o", str(tmp_path / "ack.by"), folder=folder)
        return banyan("device", "ack", str(phone), str(tmp_path / "ack.by"), "--json")

    ident = str(banyan("device", "init", str(phone), "--json")["device"])
    study("1")
    hand_over(data)
    banyan("backup", str(tmp_path / "saved.banyan"))
    study("2")
    assert hand_over(data)["events"] == 2
    assert acknowledge(data)["unacknowledged"] == 0

    restored = tmp_path / "restored"
    banyan("restore", str(tmp_path / "saved.banyan"), folder=restored)

    assert acknowledge(restored) == {"unacknowledged": 1, "new_incarnation": False}
    assert hand_over(restored)["events"] == 2
    assert acknowledge(restored)["unacknowledged"] == 0

"""`banyan makeup plan`: a file in, a plan out, and every reason at once where it makes no sense."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from banyan.core.errors import RuleError
from tests.kernels.makeup.test_forms import said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "question.json"


def run(file: Path, content: Any, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    call_command("makeup", "plan", str(file), *words)
    return capsys.readouterr().out


def test_the_plan_is_printed_for_programs_and_for_people(file: Path, capsys: pytest.CaptureFixture[str], in_english: None) -> None:
    found = json.loads(run(file, said(), capsys, "--json"))
    spoken = run(file, said(learners=[said()["learners"][0] | {"owed": 200}]), capsys)

    assert [one["day"] for one in found["sessions"]] == ["2026-05-02"]
    assert "3 sessions:" in spoken
    assert "1001 stays 26 units short: too few days ashore for so much study; carry the study aboard or to the home" in spoken


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (said(most_minutes=90) | {"rooms": []}, 3),
        ("{", 1),
        ("[]", 1),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_every_reason(
    file: Path, capsys: pytest.CaptureFixture[str], in_english: None, content: Any, lines: int
) -> None:
    with pytest.raises(RuleError) as refused:
        run(file, content, capsys, "--json")

    assert len(str(refused.value).splitlines()) >= lines
    assert "question.json" in str(refused.value)
    assert "error" in json.loads(capsys.readouterr().out)


def test_a_file_that_is_not_there_is_said_so(file: Path, in_english: None) -> None:
    with pytest.raises(RuleError, match="can't be opened"):
        call_command("makeup", "plan", str(file))

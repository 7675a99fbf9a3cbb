"""`banyan select FILE`: the answer as JSON and in words, rules that contradict, and files that hold no question."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from banyan.core.errors import RuleError

CASES = [
    {"id": "2022-001", "score_thousandths": 91_250, "category": "发挥作用类", "unit": "沙田镇", "reviews": 3},
    {"id": "2022-002", "score_thousandths": 90_000, "category": "发挥作用类", "unit": "沙田镇", "reviews": 3},
    {"id": "2022-003", "score_thousandths": 84_500, "category": "阵地建设类", "unit": "石排镇", "reviews": 3},
]
QUESTION = {"cases": CASES, "winners": 2, "unit_most": 1, "rules": []}


def written(folder: Path, question: object) -> Path:
    file = folder / "question.json"
    file.write_text(question if isinstance(question, str) else json.dumps(question, ensure_ascii=False), "utf-8")
    return file


def said(file: Path, *more: str) -> str:
    out = StringIO()
    call_command("select", str(file), *more, stdout=out)
    return out.getvalue()


def test_a_question_is_answered_with_proof_and_reasons(tmp_path: Path) -> None:
    file = written(tmp_path, QUESTION)

    answer = json.loads(said(file, "--json"))

    assert [one["id"] for one in answer["winners"]] == ["2022-001", "2022-003"]
    assert answer["total_thousandths"] == 175_750
    assert answer["proof"] == {"status": "optimal", "bound_thousandths": 175_750}
    assert answer["contradictions"] == []
    assert answer["left_out"] == [
        {
            "id": "2022-002",
            "reason": "unit_full",
            "limits": [{"kind": "unit_most", "number": 1, "scope": None, "value": "沙田镇"}],
            "cases": ["2022-001"],
            "by_rule": [],
            "last": "2022-001",
        }
    ]


def test_without_json_the_winners_are_listed_for_a_person(tmp_path: Path) -> None:
    lines = said(written(tmp_path, QUESTION)).splitlines()

    assert "175.750" in lines[0]
    assert lines[1:] == ["2022-001", "2022-003"]


def test_rules_that_contradict_are_named_and_the_command_fails(tmp_path: Path) -> None:
    rule = {"bound": "at_least", "scope": "category", "number": 2, "value": "阵地建设类"}
    file, out = written(tmp_path, QUESTION | {"rules": [rule]}), StringIO()

    with pytest.raises(CommandError, match="at_least 2 category 阵地建设类"):
        call_command("select", str(file), "--json", stdout=out)

    assert json.loads(out.getvalue())["contradictions"] == [
        {
            "limits": [{"kind": "at_least", "number": 2, "scope": "category", "value": "阵地建设类"}],
            "conflict": "too_few",
            "needed": 2,
            "available": 1,
        }
    ]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "question"),
        ('{"winners": 1, "winners": 2, "cases": []}', "winners"),
        (QUESTION | {"winner": 2}, "winner"),
        (QUESTION | {"winners": 0}, "winners"),
        (QUESTION | {"winners": 2.0}, "winners"),
        (QUESTION | {"cases": [*CASES, CASES[0]]}, "cases[3].id"),
        (QUESTION | {"cases": [{"id": "a"}]}, "cases[0].score_thousandths"),
        (QUESTION | {"cases": [{"id": "a", "score_thousandths": 91.25}]}, "cases[0].score_thousandths"),
        (QUESTION | {"rules": [{"bound": "most", "scope": "city", "number": 1}]}, "rules[0].bound"),
    ],
)
def test_a_file_that_holds_no_question_is_refused_and_the_place_named(tmp_path: Path, question: Any, named: str) -> None:
    file, out = written(tmp_path, question), StringIO()

    with pytest.raises(RuleError) as refusal:
        call_command("select", str(file), "--json", stdout=out)

    assert named in str(refusal.value)
    assert json.loads(out.getvalue()) == {"error": str(refusal.value)}


def test_a_file_that_is_not_there_or_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gb.json").write_bytes('{"cases": "沙田镇"}'.encode("gb18030"))

    for name in ("none.json", "gb.json"):
        with pytest.raises(RuleError, match=name):
            call_command("select", str(tmp_path / name))

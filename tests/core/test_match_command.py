"""`banyan match`: what it reads, what it says, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

WHOLE: dict[str, Any] = {
    "left": [{"id": "陈师傅", "capacity": 1}, {"id": "林师傅", "capacity": 1, "minimum": 1}],
    "right": [{"id": "小张"}, {"id": "小李"}, {"id": "小王"}],
    "edges": [
        {"left": "陈师傅", "right": "小张", "quality": 900},
        {"left": "陈师傅", "right": "小李", "quality": 400},
        {"left": "林师傅", "right": "小张", "quality": 500, "existing": True},
    ],
    "bands": [300, 500, 700],
    "seed": 1,
}


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], **changes: Any) -> Any:
    file = tmp_path / "pairs.json"
    file.write_text(json.dumps(WHOLE | changes, ensure_ascii=False))
    call_command("match", str(file), "--json")
    return json.loads(capsys.readouterr().out)


def test_most_places_are_filled_and_everybody_left_out_hears_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(tmp_path, capsys)

    assert [(pair["left"], pair["right"]) for pair in found["pairs"]] == [("陈师傅", "小李"), ("林师傅", "小张")]
    assert (found["filled"], found["bands"], found["total"]) == (2, [0, 1, 1, 0], 900)
    assert [(one["id"], one["reason"]) for one in found["unmatched"]] == [("小王", "no_partner")]


def test_the_person_hears_nothing_of_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edges = [{"left": "陈师傅", "right": name, "quality": quality} for name, quality in (("小张", 900), ("小李", 400))]

    found = run(tmp_path, capsys, left=[{"id": "陈师傅"}], right=WHOLE["right"][:2], edges=edges)

    out = found["unmatched"][0]
    assert (out["id"], out["reason"]) == ("小李", "all_full")
    assert "陈师傅" in out["for_coordinator"]
    assert "陈师傅" not in out["for_person"]


def test_a_fixed_pair_that_blocks_a_place_is_shown_as_a_chain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edges = [
        {"left": "陈师傅", "right": "小张", "quality": 900, "pinned": True},
        {"left": "陈师傅", "right": "小李", "quality": 400},
        {"left": "林师傅", "right": "小张", "quality": 500},
    ]

    found = run(tmp_path, capsys, left=[{"id": "陈师傅"}, {"id": "林师傅"}], right=WHOLE["right"][:2], edges=edges)

    assert found["unmatched"][0]["chain"] == ["陈师傅", "小张", "林师傅"]
    assert found["pairs"][0]["reason"] == "pinned"


def test_equal_ones_are_drawn_by_lot_and_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edges = [{"left": "陈师傅", "right": name, "quality": 500} for name in ("小张", "小李")]

    found = run(tmp_path, capsys, left=[{"id": "陈师傅"}], right=WHOLE["right"][:2], edges=edges)

    assert found["pairs"][0]["reason"] == "lottery"
    assert found["unmatched"][0]["reason"] == "lottery"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"left": [{"capacity": 1}]}, "left[0]"),
        ({"left": [{"id": "甲", "capacity": -1}]}, "left[0].capacity"),
        ({"edges": [{"left": "无名", "right": "小张", "quality": 1}]}, "edges[0].left"),
        ({"edges": [{"left": "陈师傅", "right": "小张", "quality": 1001}]}, "edges[0]"),
        ({"edges": [WHOLE["edges"][0]] * 2}, "edges"),
        ({"bands": [500, 300]}, "bands"),
        ({"seeds": 1}, "seeds"),
        ({"forbidden": [["陈师傅", "无名"]]}, "forbidden[0].right"),
        ({"left": [{"id": "陈师傅", "minimum": 2}]}, "陈师傅"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], where: str
) -> None:
    whole = changes if "edges" in changes or "left" not in changes else changes | {"edges": []}

    with pytest.raises(CommandError) as caught:
        run(tmp_path, capsys, **whole)
    assert where in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", "不是".encode("gb18030")])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)

    with pytest.raises(CommandError):
        call_command("match", str(tmp_path / "x.json"), "--json")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("match", str(tmp_path / "nothing.json"))

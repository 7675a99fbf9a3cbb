"""Notices of other places and other forms; each sample stands beside what a person reads in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from banyan.cases.showcase.notices import NoticeReading, read_notice
from banyan.core.documents import read_document

SAMPLES = Path(__file__).parent / "samples"
FOUND = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")
TEXTS = [path for path in FOUND if path.suffix == ".txt"]


def in_short(reading: NoticeReading) -> dict[str, Any]:
    return {
        "year": reading.year,
        "region": reading.region,
        "selected_total": reading.selected_total,
        "rank": reading.rank,
        "cases": [
            [
                case.town,
                case.category,
                case.title,
                case.subtitle,
                case.programme,
                [f"{figure.value:f}{figure.unit}" for figure in case.figures],
            ]
            for case in reading.cases
        ],
        "warnings": [[warning.line, warning.code] for warning in reading.warnings],
    }


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_a_notice_of_another_form_is_read(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert in_short(read_notice(read_document(path.read_bytes()))) == expected


@pytest.mark.parametrize("coding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_coding_changes_nothing(path: Path, coding: str) -> None:
    text = path.read_text(encoding="utf-8")

    assert in_short(read_notice(read_document(text.encode(coding)))) == in_short(read_notice(read_document(text.encode())))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_line_ends_of_windows_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    windows = text.replace("\n", "\r\n")

    assert in_short(read_notice(read_document(windows.encode()))) == in_short(read_notice(read_document(text.encode())))


def test_a_traditional_notice_in_big5_is_read() -> None:
    text = (
        "佛山市2023年優秀案例展示\n發揮作用類\n禪城區：銀齡宣講 聲入人心\n——佛山市禪城區「祖廟街坊講堂」宣講品牌\n"
        "禪城區組建銀齡宣講團，現有宣講員23名，宣講300場。"
    )

    reading = read_notice(read_document(text.encode("big5")))

    assert in_short(reading) == {
        "year": 2023,
        "region": "佛山市",
        "selected_total": None,
        "rank": None,
        "cases": [["禅城区", "发挥作用类", "银龄宣讲 声入人心", "佛山市禅城区“祖庙街坊讲堂”宣讲品牌", "talks", ["23名", "300场"]]],
        "warnings": [],
    }

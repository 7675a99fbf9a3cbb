"""Reading is idempotent, blind to garbling, loses nothing and never fails."""

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import Style, pinyin

from banyan.cases.showcase.notices import NoticeReading, read_notice
from banyan.core.documents import Document, Line
from banyan.kernels.hanzi import is_han, simplify

HERE = Path(__file__).parent
NOTICES = {path.stem: path.read_text(encoding="utf-8") for path in (*HERE.glob("*.txt"), *HERE.glob("samples/*.txt"))}
TRADITIONAL = OpenCC("s2t")
PIECES = [
    "常平镇",
    "沙田镇",
    "东莞市",
    "发挥作用类",
    "综合类",
    "案例",
    "案例一",
    "序号",
    "单位",
    "案例名称",
    "类别",
    "展示：",
    "2022年",
    "评选出优秀案例",
    "40个",
    "位列全省第二",
    "——",
    "：",
    "《",
    "》",
    "“",
    "”",
    "（",
    "）",
    "(",
    ")",
    ",",
    "。",
    "，",
    "、",
    "|",
    "一、",
    "（一）",
    "1.",
    "①",
    "•",
    "#",
    "**",
    "乡音传党音",
    "宣讲入人心",
    "离退休干部党建工作品牌",
    "组织宣讲300场",
    "党员23名",
    "(rèn)",
    "&nbsp;",
    "图为",
    "来源：",
    "发布时间：2022-12-01",
    "副标题：",
    "申报单位：",
    "合计",
    "\u3000",
    "\t",
    "\n",
    "\n",
    "\n",
]


def read(text: str) -> NoticeReading:
    return read_notice(Document("txt", "utf-8", tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))))


def facts_and_cases(reading: NoticeReading) -> dict[str, Any]:
    return {key: value for key, value in reading.as_json().items() if key != "warnings"}


@pytest.mark.parametrize("name", NOTICES)
def test_reading_what_was_cleaned_gives_the_same(name: str) -> None:
    reading = read(NOTICES[name])

    assert facts_and_cases(read("\n".join(reading.lines))) == facts_and_cases(reading)


@pytest.mark.parametrize("name", NOTICES)
def test_cleaning_what_was_cleaned_gives_the_same(name: str) -> None:
    once = read(NOTICES[name]).lines

    assert read("\n".join(once)).lines == once


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(NOTICES)), st.integers(0, 10**6))
def test_a_garbled_notice_reads_the_same_as_the_clean_one(name: str, seed: int) -> None:
    clean, random = read(NOTICES[name]).lines, Random(seed)

    assert facts_and_cases(read("\n".join(garbled(line, random) for line in clean))) == facts_and_cases(read("\n".join(clean)))


def garbled(line: str, random: Random) -> str:
    """Insert glosses, write stable characters traditional, and space the characters of sentences, as web pages do."""
    written = ""
    for character, after in pairwise([*line, ""]):
        old = TRADITIONAL.convert(character)
        is_stable = len(old) == 1 and simplify(old) == character
        written += old if is_stable and random.random() < 0.4 else character
        if is_han(character) and random.random() < 0.15:
            written += random.choice(["({})", "（{}）"]).format(pinyin(character, style=Style.TONE)[0][0])
        if "。" in line and is_han(character) and is_han(after) and random.random() < 0.1:
            written += random.choice([" ", "\u3000", "\xa0"])
    return written


@pytest.mark.parametrize("name", NOTICES)
def test_every_chinese_character_is_read_or_belongs_to_the_notice_as_a_whole(name: str) -> None:
    reading = read(NOTICES[name])
    whole = "".join(reading.lines)
    read_out = "".join(f"{case.town}{case.category}{case.title}{case.subtitle}{case.body}" for case in reading.cases)

    assert set(filter(is_han, read_out)) <= set(whole)


@settings(deadline=None)
@given(st.lists(st.sampled_from([line for line in NOTICES["notice-2022"].split("\n")[2:] if "。" in line]), min_size=1, max_size=4))
def test_no_character_of_a_text_is_lost(sentences: list[str]) -> None:
    reading = read("常平镇：乡音传党音\n" + "\n".join(sentences))
    cleaned = "".join(reading.lines[1:])

    assert reading.cases[0].body.replace("\n", "") == cleaned


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = read(text)
    lines = text.count("\n") + 1

    assert all(1 <= warning.line <= lines and warning.why for warning in reading.warnings)
    assert reading.cases or "no_case" in {warning.code for warning in reading.warnings}

"""Pinyin glosses go, every other bracket stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import strip_glosses


@pytest.mark.parametrize(
    "glossed",
    [
        "认(rèn)真",
        "认（rèn）真",
        "认(ren)真",
        "认(ren4)真",
        "认( rèn )真",
        "认 (rèn) 真",
        "认[rèn]真",
        "认(rèn)(rèn)真",
        "认(re\u0300n)真",
        "认(rèn)真(zhēn)",
    ],
)
def test_a_gloss_is_taken_out(glossed: str) -> None:
    assert strip_glosses(glossed).replace(" ", "") == "认真"


@pytest.mark.parametrize(
    ("glossed", "clean"),
    [
        ("贯彻(guàn chè)落实", "贯彻落实"),
        ("贯彻(guànchè)落实", "贯彻落实"),
        ("關(ɡuān)于", "關于"),
        ("女(nǚ)同志", "女同志"),
        ("學(xué)習(xí)教育", "學習教育"),
        ("重(chóng)庆", "重庆"),
    ],
)
def test_a_gloss_of_several_syllables_or_odd_letters_is_taken_out(glossed: str, clean: str) -> None:
    assert strip_glosses(glossed) == clean


@pytest.mark.parametrize(
    "text",
    [
        "深圳（Shenzhen）",
        "深圳(shenzhen)",
        "NPO(民办)",
        "案例(2022)",
        "（一）",
        "选项(a)",
        "(rèn)真",
        "商业智能(BI)",
        "各镇街(园区)",
        "党建(PLUS)",
        "认()真",
    ],
)
def test_a_bracket_that_is_no_gloss_stays(text: str) -> None:
    assert strip_glosses(text) == text


@given(st.text())
def test_taking_out_glosses_twice_changes_nothing_more(text: str) -> None:
    once = strip_glosses(text)

    assert strip_glosses(once) == once


@given(st.text(alphabet="认真学习党的建设，。（）()[]园区 "))
def test_nothing_outside_glosses_is_lost(text: str) -> None:
    assert strip_glosses(text) == text

"""A text is as long as Word says."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import count_characters

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "counting.json").read_text(encoding="utf-8"))["vectors"]
WIDE = "榕䶮𬭎，。、“”‘’—…·（）《》【】！？：；％２Ａ〇々"
NARROW = "ab9.,-%+@/()é😀\u0301"
BLANK = " \t\n\r\u00a0\u3000\u200b\u2003\ufeff\u2028"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: repr(vector["text"]))
def test_the_texts_of_the_vectors_are_as_long_as_in_word(vector: dict[str, object]) -> None:
    assert count_characters(str(vector["text"])) == vector["count"]


@given(st.text(alphabet=WIDE + NARROW + BLANK, max_size=60))
def test_each_wide_character_is_one_and_each_run_between_is_one(text: str) -> None:
    counted, in_word = 0, False
    for character in text:
        starts_word = character in NARROW and not in_word
        counted += character in WIDE or starts_word
        in_word = character in NARROW

    assert count_characters(text) == counted


def test_no_blank_of_unicode_counts() -> None:
    blanks = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp")]

    assert [character for character in blanks if count_characters(character)] == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_paragraphs_are_as_long_as_both_together(first: str, second: str) -> None:
    assert count_characters(f"{first}\n{second}") == count_characters(first) + count_characters(second)

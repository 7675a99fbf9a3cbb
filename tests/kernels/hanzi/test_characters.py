"""Single characters: Chinese or not, lost or whole."""

import pytest

from banyan.kernels.hanzi import is_han, is_vague_character, plain_characters


@pytest.mark.parametrize("text", ["汉", "〇", "𠮷", "龥"])
def test_a_chinese_character_is_known(text: str) -> None:
    assert is_han(text)


@pytest.mark.parametrize("text", ["", "a", "，", "汉字", "1"])
def test_anything_else_is_none(text: str) -> None:
    assert not is_han(text)


def test_a_damaged_character_is_seen() -> None:
    assert is_vague_character("常\ufffd镇")
    assert is_vague_character("常\ue123镇")
    assert not is_vague_character("常平镇")


def test_wide_letters_digits_and_blanks_become_plain() -> None:
    assert plain_characters("２０２２年　ＡＢ\xa0％＋\r\n") == "2022年 AB %+\n"

"""Numbers in digits and in Chinese."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import parse_number

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23", "23"),
        ("1,200", "1200"),
        ("1.2万", "12000"),
        ("四十", "40"),
        ("十", "10"),
        ("十二", "12"),
        ("二十三", "23"),
        ("一百零二", "102"),
        ("一百二", "120"),
        ("三千五百", "3500"),
        ("两万", "20000"),
        ("十二万三千", "123000"),
        ("一亿两千万", "120000000"),
        ("二〇二二", "2022"),
        ("八", "8"),
        ("零点五", "0.5"),
    ],
)
def test_a_number_is_read(text: str, value: str) -> None:
    number = parse_number(text)

    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize("text", ["", "百", "千万", "三五", "名", "1,20", "二三", "万一"])
def test_what_is_no_sure_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=1, max_value=9_999))
def test_every_number_written_in_chinese_is_read_back(value: int) -> None:
    number = parse_number(in_chinese(value))

    assert number is not None
    assert number.value == value


def in_chinese(value: int) -> str:
    written = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            written += DIGITS[digit] + unit
        elif written and not written.endswith("零") and value % place:
            written += "零"
    return written

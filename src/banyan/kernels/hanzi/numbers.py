"""Numbers in Chinese text: 23, 1.2万, 四十, 百分之八十, 二〇二二."""

import re
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_CHINESE = r"[〇零○一二两三四五六七八九十百千万亿]{1,16}"
# A number as an expression with the groups "digits" or "chinese".
NUMBER = (
    r"(?:(?P<digits>(?<![0-9.])(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,6})?[百千万亿]{0,2})"
    rf"|(?P<chinese>{_CHINESE}(?:点[〇零○一二三四五六七八九]{{1,6}})?))"
)


class Number(NamedTuple):
    """A number read from text; ``by_digits`` tells 23 from 二十三."""

    value: Decimal
    by_digits: bool


def parse_number(text: str) -> Number | None:
    """Read ``text`` when all of it is one number, in digits (1,200 or 1.2万) or in Chinese (四十, 二〇二二); None otherwise."""
    if found := re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]{1,6})?([百千万亿]{0,2})", text):
        value = Decimal(found[1].replace(",", "") + (found[2] or ""))
        for unit in found[3]:
            value *= _SMALL.get(unit) or _LARGE[unit]
        return Number(value, by_digits=True)
    if found := re.fullmatch(rf"({_CHINESE})(?:点([〇零○一二三四五六七八九]{{1,6}}))?", text):
        whole = _chinese(found[1])
        if whole is None:
            return None
        part = "".join(str(_DIGITS[character]) for character in found[2] or "")
        return Number(Decimal(f"{whole}.{part}") if part else Decimal(whole), by_digits=False)
    return None


def _chinese(text: str) -> int | None:
    if all(character in _DIGITS for character in text):
        # 二〇二二 is read digit by digit; 二三 alone would mean "two or three".
        read = "".join(str(_DIGITS[character]) for character in text)
        return int(read) if len(read) == 1 or len(read) >= 4 else None
    total = section = 0
    digit: int | None = None
    last_unit = 10**9
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _SMALL:
            unit = _SMALL[character]
            if unit >= last_unit or (digit is None and (unit != 10 or section % 100 != 0)):
                return None
            section += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        else:
            section += digit or 0
            if section == 0:
                return None
            total = (total + section) * _LARGE[character] if _LARGE[character] > 10**4 else total + section * _LARGE[character]
            section, digit, last_unit = 0, None, 10**9
    return _ended(total, section, digit, text)


def _ended(total: int, section: int, digit: int | None, text: str) -> int:
    # 一百二 means 120, 三千五 means 3500: the last digit counts in the next smaller unit.
    before = text[-2:-1]
    if digit and before in ("百", "千", "万"):
        digit *= {"百": 10, "千": 100, "万": 1000}[before]
    return total + section + (digit or 0)

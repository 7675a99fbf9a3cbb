"""Telephone numbers as rosters write them: mobile and landline, several in a cell, with the name of whom they reach."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import NOTHING, Reason, plain, text_of

_LOST_DIGITS = re.compile(r"[\d.]+e\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))?([2-9]\d{6,7})(?:(?:转|x|ext\.?|#|分机)(\d{1,5}))?")
_FREE = re.compile(r"(?:400|800)\d{7}")
_SPLIT = re.compile(r"[、,，;；/\n]|或|和|\s{2,}")
_IN_TEXT = re.compile(r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?[2-9]\d{6,7}|[2-9]\d{6,7})(?!\d)")
_MARKS = " 　:：、,，;；/|-—()[]【】"


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers of a cell in their order, and the words that stood beside them."""

    numbers: tuple[str, ...]
    words: str = ""


def read_phones(cell: Cell) -> Phones | Reason | None:
    """Return the telephone numbers of a cell; None for an empty one or a word for none."""
    text = plain(cell)
    if text.lower() in NOTHING:
        return None
    if _LOST_DIGITS.fullmatch(text):
        return Reason(
            _("Excel shortened this number, so digits are lost. Set the column to “text” (设为“文本”) and write the numbers anew.")
        )
    whole = _number(text)
    if whole:
        return Phones((whole,))
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    numbers = [_number(part) for part in parts]
    if numbers and all(numbers):
        return Phones(tuple(dict.fromkeys(number for number in numbers if number)))
    return _numbers_among_words(text) or Reason(_why_no_number(text))


def _number(text: str) -> str:
    """The number that a text is, in its usual form; "" when it is none."""
    digits = re.sub(r"[\s\-()—–.]", "", text)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if _FREE.fullmatch(digits):
        return digits
    # A number cell has no leading zero: 76988881234 is 0769-88881234.
    for candidate in (digits, f"0{digits}" if text.isdigit() and len(digits) in (10, 11) and digits[0] != "1" else ""):
        if found := _LANDLINE.fullmatch(candidate):
            area, local, extension = found.groups()
            return f"{area + '-' if area else ''}{local}{'转' + extension if extension else ''}"
    return ""


def _numbers_among_words(text: str) -> Phones | None:
    """Numbers with words beside them: 13800001234（女儿）."""
    found = [_number(match[0]) for match in _IN_TEXT.finditer(text)]
    words = _IN_TEXT.sub(" ", text)
    if not found or not all(found) or re.search(r"\d", words):
        return None
    return Phones(tuple(dict.fromkeys(found)), " ".join(words.split()).strip(_MARKS))


def _why_no_number(text: str) -> str:
    digits = sum(sign.isdigit() for sign in text)
    if digits == 0:
        return _("There is no telephone number here. Write the number, or 无.")
    if text.strip().startswith("1") and digits != 11:
        return _("A mobile number has 11 digits; this one has %(count)d. Look it up and correct it.") % {"count": digits}
    return _("This is no telephone number that can be called. Write 11 digits, or area code and number as 0769-88881234.")


def read_contact(cell: Cell) -> tuple[str, str] | Reason:
    """Return name and number of a contact written in one cell: 张小明（儿子）13800001234; either may be missing."""
    text = plain(cell)
    found = list(_IN_TEXT.finditer(text))
    numbers = [_number(match[0]) for match in found]
    name = " ".join(_IN_TEXT.sub(" ", text).split()).strip(" 　:：、,，;；/|-—")
    name = re.sub(r"\(\s*\)", "", name).strip()
    if re.search(r"\d{5}", name):
        return Reason(_why_no_number(text_of(cell)))
    return name, "、".join(number for number in numbers if number)

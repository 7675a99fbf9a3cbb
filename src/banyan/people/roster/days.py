"""Days as rosters write them: 1948-03-12, 1948.3, 1948年3月, 194803, 一九四八年三月, a number that Excel shows as a date."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import Reason, tight

_EARLIEST = 1880
_YMD = re.compile(
    r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?)?|年|(\d{2})(\d{2})?)?[月.\-/]?(?:号|生|出生)?(?:[t ]?0?0:00(?::00)?)?"
)
_SERIAL = range(10_000, 73_051)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE = re.compile("([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十元正]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号]?)?)?")


def read_day(cell: Cell, *, today: date, from_1904: bool = False, is_month: bool = False) -> str | Reason:
    """Return a day as 1948, 1948-03 or 1948-03-12, as exactly as it was written; with ``is_month`` a date of the first is a month.

    A number such as 1948.1 is refused: Excel makes it of 1948.10 as well.
    """
    if isinstance(cell, date):
        return _checked(cell.year, cell.month, None if is_month and cell.day == 1 else cell.day, today)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_number(cell, today, from_1904=from_1904, is_month=is_month)
    text = tight(cell)
    if found := _YMD.fullmatch(text):
        year, month, day, joined_month, joined_day = found.groups()
        month, day = month or joined_month, day or joined_day
        return _checked(int(year), int(month) if month else None, int(day) if day else None, today)
    if found := _CHINESE.fullmatch(text):
        return _checked(int(found[1].translate(_DIGITS)), _small_number(found[2]), _small_number(found[3]), today)
    if text.isdigit() and len(text) == 5 and int(text) in _SERIAL:
        return _from_serial(int(text), today, from_1904=from_1904, is_month=is_month)
    return Reason(_("This can't be read as a day. Write it as 1948-03-12, 1948-03 or 1948."))


def _read_number(number: float, today: date, *, from_1904: bool, is_month: bool) -> str | Reason:
    if isinstance(number, int):
        if number in _SERIAL:
            return _from_serial(number, today, from_1904=from_1904, is_month=is_month)
        return read_day(str(number), today=today)
    if not -1e6 < number < 1e6:
        return read_day("?", today=today)
    text = f"{number:.4f}".rstrip("0")
    year, _point, rest = text.partition(".")
    if int(float(year)) in _SERIAL:
        return _from_serial(int(float(year)), today, from_1904=from_1904, is_month=is_month)
    if rest == "1":
        words = _(
            "%(year)s.1 may be January or October: Excel drops the last zero. "
            "Write %(year)s-01 or %(year)s-10, or set the column to “text”."
        )
        return Reason(words % {"year": year}, year=year)
    return read_day(text, today=today)


def _from_serial(number: int, today: date, *, from_1904: bool, is_month: bool) -> str | Reason:
    day = (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=number)
    return read_day(day, today=today, is_month=is_month)


def _small_number(text: str | None) -> int | None:
    if not text:
        return None
    if text in ("元", "正"):
        return 1
    tens, ten, ones = text.rpartition("十")
    return (int((tens or "1").translate(_DIGITS)) * 10 if ten else 0) + (int(ones.translate(_DIGITS)) if ones else 0)


def _checked(year: int, month: int | None, day: int | None, today: date) -> str | Reason:
    if not _EARLIEST <= year <= today.year:
        return Reason(_("The year %(year)d can't be right. Write the year with four digits.") % {"year": year})
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return Reason(_("There is no month %(month)d. Write the day as 1948-03-12, 1948-03 or 1948.") % {"month": month})
    try:
        known = date(year, month, day or 1)
    except ValueError:
        words = _("There is no %(month)d-%(day)d in %(year)d. Look the day up and correct it.")
        return Reason(words % {"year": year, "month": month, "day": day or 0})
    if known > today:
        return Reason(_("This day is still to come. Look it up and correct it."))
    return known.isoformat() if day else f"{year:04d}-{month:02d}"

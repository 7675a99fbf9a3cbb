"""The text of a cell as it was meant: full-width forms, blanks and apostrophes of spreadsheets taken off, nothing else lost."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell

# What people write for "nothing".
NOTHING = frozenset(("", "无", "没有", "不详", "未知", "暂无", "空", "/", "\\", "-", "--", "—", "——", "～", "n/a", "na", "null", "none"))
YES = frozenset(("是", "有", "√", "✓", "✔", "☑", "对", "1", "y", "yes", "true", "会", "能"))
NO = frozenset(("否", "无", "没有", "×", "✗", "✘", "x", "不", "不是", "0", "n", "no", "false", "不会", "没", "☐"))
_BLANKS = re.compile(r"\s+")
# An apostrophe keeps digits text in a spreadsheet; our own sheets write one before = + - @.
_APOSTROPHE = re.compile(r"^['‘’`]+(?=[=+\-@\t\r0-9])")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell can't be taken as it is, and what to do; ``years`` are those that an unclear date may mean."""

    text: str
    year: str = ""

    def __str__(self) -> str:
        return self.text


def text_of(cell: Cell) -> str:
    """Return what a cell shows, without blanks around it."""
    if isinstance(cell, str):
        text = cell.strip()
        return _APOSTROPHE.sub("", text) if text[:1] in "'‘’`" else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.10g}" if isinstance(cell, float) and abs(cell) < 1e10 else str(cell)


def plain(cell: Cell) -> str:
    """Return the text of a cell in plain forms: full-width letters and digits made narrow, one blank between words."""
    text = text_of(cell)
    if text.isascii():
        return _BLANKS.sub(" ", text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).strip()


def tight(cell: Cell) -> str:
    """Return the plain text of a cell without any blank, in small letters."""
    return plain(cell).replace(" ", "").lower()


def is_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty or says that there is nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in NOTHING)


def is_masked(text: str) -> bool:
    """Tell whether a value comes from a sheet in which it was masked: 440***********1234."""
    return "***" in text or "＊＊＊" in text


def read_text(cell: Cell, *, most: int = 300) -> str | Reason:
    """Return free text in one line, of at most ``most`` signs."""
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text_of(cell))).strip()
    if len(text) > most:
        return Reason(_("This text has more than %(most)d signs. Shorten it.") % {"most": most})
    return text


def read_yes(cell: Cell) -> bool | Reason | None:
    """Return whether a cell says yes; None for an empty one."""
    if isinstance(cell, bool) or cell is None:
        return cell
    word = tight(cell)
    if word in YES:
        return True
    if word in NO or word in NOTHING:
        return False if word in NO else None
    return Reason(_("Write 是 or 否 here."))

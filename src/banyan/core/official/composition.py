"""A document made ready for any writer: text cleaned, headings numbered, photos measured, tables joined, signatures placed."""

import io
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from PIL import Image

from banyan.core.official.layout import AREA_WIDTH, PHOTO_LINES, PITCH
from banyan.core.official.model import (
    Block,
    FactsTable,
    Heading,
    OfficialDocument,
    OpinionBox,
    Paragraph,
    Photo,
    UnableToWrite,
)
from banyan.core.official.numbering import numbered
from banyan.core.official.plain import printable

_SUFFIXES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
_WIDEST = AREA_WIDTH * 0.9
# Room between a photo and the lines above and below it.
_AIR = 8.0
_POINTS_A_PIXEL = 72 / 96
_AFTER_DATE, _LEAST_AFTER = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of one paragraph; level 0 is plain text, 1 to 4 a heading with its number."""

    lines: tuple[str, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with its size in print; ``rows`` is how many lines of the page it takes."""

    content: bytes
    suffix: str
    caption: str
    width: float
    height: float
    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a label and either the lines of its value, or room to write in."""

    label: str
    lines: tuple[str, ...]
    room: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Facts and boxes that follow one another, as one table."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below the text, and how many characters stand free at its right."""

    text: str
    free: float


Item = Text | Picture | Sheet


@dataclass(frozen=True, slots=True)
class Composition:
    """All that stands on the pages, from top to bottom."""

    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    items: tuple[Item, ...]
    signatures: tuple[Signature, ...]
    dated_on: date | None


def compose(document: OfficialDocument) -> Composition:
    """Make ``document`` ready to be written; empty blocks are left out. Raise UnableToWrite for a photo that is neither JPEG nor PNG."""
    kept = tuple(block for block in document.blocks if _holds_something(block))
    items: list[Item] = []
    for is_sheet, group in groupby(numbered(kept), key=lambda pair: isinstance(pair[0], FactsTable | OpinionBox)):
        if is_sheet:
            items.append(Sheet(tuple(row for block, _number in group for row in _rows(block))))
        else:
            items += [_item(block, number) for block, number in group]
    return Composition(_lines(document.title), _subtitle(document.subtitle), tuple(items), _signatures(document), document.signed_on)


def chinese_day(day: date) -> str:
    """Write a day as 2022年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in printable(text).split("\n") if line.strip())


def _subtitle(text: str) -> tuple[str, ...]:
    """A subtitle begins with a dash, set here unless it was typed."""
    first, *others = _lines(text) or ("",)
    return (first if first.startswith(("—", "–", "-")) else f"——{first}", *others) if first else ()


def _holds_something(block: Block) -> bool:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return bool(_lines(text))
        case FactsTable(rows=rows):
            return bool(rows)
    return True


def _item(block: Block, number: str) -> Item:
    match block:
        case Heading(level=level, text=text):
            return Text((number + " ".join(_lines(text)),), level)
        case Photo():
            return _picture(block)
        case Paragraph(text=text):
            return Text(_lines(text))
    raise TypeError(block)


def _rows(block: Block) -> tuple[Row, ...]:
    match block:
        case FactsTable(rows=rows):
            return tuple(Row("".join(_lines(label)), _lines(value)) for label, value in rows)
        case OpinionBox(level=level, prompt=prompt, lines=lines):
            return (Row("".join(_lines(level)), _lines(prompt), max(lines, 3)),)
    raise TypeError(block)


def _picture(photo: Photo) -> Picture:
    try:
        with Image.open(io.BytesIO(photo.content), formats=("JPEG", "PNG")) as image:
            suffix, (width, height) = _SUFFIXES[image.format or ""], image.size
            image.load()
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise UnableToWrite(
            _("The photo “%(caption)s” is damaged, or neither JPG nor PNG. Take it out or send it again.") % {"caption": photo.caption}
        ) from error
    highest = PHOTO_LINES * PITCH - _AIR
    scale = min(_WIDEST / width, highest / height, _POINTS_A_PIXEL)
    rows = max(1, round((height * scale + _AIR) / PITCH))
    # A picture that ends on the grid keeps the lines below it there.
    scale = min(scale, (rows * PITCH - _AIR) / height)
    return Picture(photo.content, suffix, " ".join(_lines(photo.caption)), width * scale, height * scale, rows)


def _signatures(document: OfficialDocument) -> tuple[Signature, ...]:
    """The date stands four characters off the right edge, and each signer in the middle above it, as far as the edge lets it."""
    day = chinese_day(document.signed_on) if document.signed_on else ""
    middle = _AFTER_DATE + _width(day) / 2
    signers = [" ".join(_lines(signer)) for signer in document.signers if _lines(signer)]
    placed = [Signature(signer, max(middle - _width(signer) / 2, _LEAST_AFTER)) for signer in signers]
    return (*placed, *([Signature(day, _AFTER_DATE)] if day else []))


def _width(text: str) -> float:
    return sum(0.5 if character.isascii() else 1.0 for character in text)

"""From the lines of a Word file to the parts of a case: each line gets exactly one place."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from banyan.cases.collection.reading.captions import Placed
from banyan.cases.collection.reading.headings import Heading, closes_part, heading_at, level_of, opens_part, part_rank, split_number
from banyan.cases.collection.reading.model import EmbeddedPhoto, Paragraph, PartName, PartText
from banyan.cases.collection.reading.names import Names
from banyan.cases.collection.reading.opening import title_lines
from banyan.cases.collection.reading.tables import is_label
from banyan.core.documents.word_paragraphs import WordParagraph

_DAY = re.compile(
    r"[0-9〇零○一二三四五六七八九]{4}\s*年\s*[0-9一二三四五六七八九十]{1,3}\s*月(?:\s*[0-9一二三四五六七八九十]{1,3}\s*[日号])?"
)
_SENTENCE_END = re.compile("[。；！？，：;!?,:]$")
_MOST_SIGNER = 40
# Where no part is found, a title can only stand among the first lines.
_MOST_LEAD = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line goes: as what, and into which part."""

    kind: Literal["title", "subtitle", "heading", "text", "rest"]
    part: str = ""


def places_of(lines: list[WordParagraph], names: Names) -> list[Place]:
    """Return the place of each line: a part's heading changes where the lines after it go."""
    headings = [heading_at(line, names) for line in lines]
    rank = part_rank([heading for heading in headings if heading])
    first = next((number for number, heading in enumerate(headings) if heading and opens_part(heading, rank)), None)
    title, subtitle = title_lines(lines[: _MOST_LEAD if first is None else first])
    end = max([_signature_start(lines), *(number + 1 for number, heading in enumerate(headings) if heading and opens_part(heading, rank))])
    places: list[Place] = []
    part, in_row = "", False
    for number, (line, heading) in enumerate(zip(lines, headings, strict=True)):
        if number in title or number in subtitle:
            places.append(Place("title" if number in title else "subtitle"))
            continue
        part = "" if in_row and len(line.cells) > 1 else part
        place, part = _place(heading, rank, part)
        in_row = is_label(line) if place.kind == "heading" else in_row
        places.append(Place("rest") if number >= end else place)
    return places


def parts_of(lines: list[WordParagraph], places: list[Place], parts: tuple[PartName, ...]) -> tuple[PartText, ...]:
    """Gather the parts found, in the order of the call."""
    found = []
    for part in parts:
        headings = tuple(line.text.strip() for line, place in zip(lines, places, strict=True) if place == Place("heading", part.name))
        inside = tuple(_paragraph(line) for line, place in zip(lines, places, strict=True) if place == Place("text", part.name))
        if headings:
            found.append(PartText(part.name, headings, inside))
    return tuple(found)


def rest_of(lines: list[WordParagraph], places: list[Place]) -> tuple[Paragraph, ...]:
    """Gather the lines that somebody has to place."""
    return tuple(_paragraph(line) for line, place in zip(lines, places, strict=True) if place.kind == "rest")


def empty_headings(lines: list[WordParagraph], places: list[Place]) -> tuple[str, ...]:
    """Return the headings of parts that no text stands below."""
    pairs = pairwise([*zip([line.text.strip() for line in lines], places, strict=True), ("", Place("rest"))])
    return tuple(text for (text, place), (_next, after) in pairs if place.kind == "heading" and after != Place("text", place.part))


def photos_of(placed: list[Placed], places: list[Place]) -> tuple[EmbeddedPhoto, ...]:
    """Gather the photos, each with the part that it stands in."""
    found, number = [], -1
    for item in placed:
        if item.line is not None:
            number += 1
        else:
            found.append(EmbeddedPhoto(item.photo, item.caption.strip(), places[number].part if number >= 0 else ""))
    return tuple(found)


def _place(heading: Heading | None, rank: int, part: str) -> tuple[Place, str]:
    """The place of the next line, and the part that goes on after it."""
    if heading and heading.part and opens_part(heading, rank):
        return Place("heading", heading.part.name), heading.part.name
    if heading and closes_part(heading, rank):
        part = ""
    return (Place("text", part) if part else Place("rest")), part


def _paragraph(line: WordParagraph) -> Paragraph:
    return Paragraph(line.text.strip(), level_of(line))


def _signature_start(lines: list[WordParagraph]) -> int:
    """Where the lines of the signature begin: a date at the very end, the line above it, and what stands at the right edge."""
    start = len(lines)
    while start and (_is_day(lines[start - 1]) or _is_signer(lines[start - 1], above_day=start < len(lines) and _is_day(lines[start]))):
        start -= 1
    return start


def _is_day(line: WordParagraph) -> bool:
    return _DAY.fullmatch(line.text.strip()) is not None


def _is_signer(line: WordParagraph, *, above_day: bool) -> bool:
    text = line.text.strip()
    at_right = line.look.align in ("right", "end")
    if not (at_right or above_day) or line.cells or len(text) > _MOST_SIGNER or _SENTENCE_END.search(text):
        return False
    return split_number(text)[0] == 0

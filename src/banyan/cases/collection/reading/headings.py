"""Which lines of a Word file are headings, of what rank, and which of them open the parts of a call."""

import re
from collections import Counter
from dataclasses import dataclass

from banyan.cases.collection.reading.model import PartName
from banyan.cases.collection.reading.names import Names
from banyan.core.documents.word_paragraphs import WordParagraph
from banyan.core.official.plain import heading_of

_CHINESE = "[一二三四五六七八九十百]{1,3}"
_NUMBERS = (
    re.compile(rf"(?:第{_CHINESE}(?:部分|章|篇)|{_CHINESE}\s*[、.．])[：:、\s　]*"),
    re.compile(rf"[（(]{_CHINESE}[）)][、.．]?\s*"),
    re.compile(r"[0-9０-９]{1,2}(?:[、．]|\.(?![0-9]))\s*"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]\s*|[①-⑳]\s*"),
)
_INNER_END = re.compile("[。；！？!?].")
_SENTENCE = re.compile("[，；！？,;!?]$")
_MOST_HEADING = 40
# Ranks: 1 to 4 by number or outline; a bold line has no rank of its own.
_BOLD, _PLAIN = 8, 9


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that looks like a heading: its rank, its text without number, and the part that it seems to name."""

    rank: int
    text: str
    part: PartName | None
    sure: bool


def heading_at(paragraph: WordParagraph, names: Names) -> Heading | None:
    """Return what kind of heading ``paragraph`` is, None for text."""
    line = paragraph.text.strip()
    if not line or len(line) > _MOST_HEADING or _INNER_END.search(line) or _SENTENCE.search(line):
        return None
    number, text = split_number(line)
    exact = names.exactly(text)
    rank = number or paragraph.look.outline or (_BOLD if paragraph.look.bold else _PLAIN)
    if rank == _PLAIN and exact is None:
        return None
    return Heading(rank, text, exact or names.loosely(text), exact is not None)


def split_number(line: str) -> tuple[int, str]:
    """Part a line into the rank of its number (0 for none) and its text."""
    for rank, pattern in enumerate(_NUMBERS, 1):
        if found := pattern.match(line):
            return rank, line[found.end() :].strip()
    return 0, line


def part_rank(headings: list[Heading]) -> int:
    """Return the rank on which most parts are named; the highest of several."""
    named = Counter(rank for rank, _part in {(heading.rank, heading.part) for heading in headings if heading.part})
    return min(named, key=lambda rank: (-named[rank], rank), default=1)


def opens_part(heading: Heading, rank: int) -> bool:
    """Tell whether ``heading`` opens a part where parts have ``rank``; lower ones are sub-headings even when they name a part."""
    if heading.part is None:
        return False
    return heading.rank <= rank or (heading.sure and heading.rank >= _BOLD)


def closes_part(heading: Heading, rank: int) -> bool:
    """Tell whether ``heading`` stands beside the parts and names none, so that what follows belongs to none of them."""
    return heading.part is None and heading.rank <= rank < _BOLD


def level_of(paragraph: WordParagraph) -> int:
    """Return the level that a line has inside a part: 2 to 4 for a sub-heading, 0 for text."""
    if paragraph.cells:
        return 0
    if found := heading_of(paragraph.text.strip()):
        return max(found.level, 2)
    outline = paragraph.look.outline
    return min(max(outline, 2), 4) if outline and len(paragraph.text) <= _MOST_HEADING else 0

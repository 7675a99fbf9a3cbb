"""The photos of a Word file and the line below each that says what it shows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from banyan.cases.collection.reading.headings import split_number
from banyan.cases.collection.reading.names import Names
from banyan.core.documents.word_paragraphs import WordParagraph

_LABEL = re.compile(r"(?:图片|照片|图)\s*(?:[0-9０-９一二三四五六七八九十]|[：:])|[▲△↑]")
_SENTENCE_END = re.compile("[；！？，：;!?,:]$")
_MOST_CAPTION = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the file, or a photo with its caption between two lines."""

    line: WordParagraph | None
    photo: bytes = b""
    caption: str = ""


def with_captions(paragraphs: Iterable[WordParagraph], names: Names) -> list[Placed]:
    """Part lines from photos; a caption belongs to the last photo above it and is no line any more."""
    placed: list[Placed] = []
    for paragraph in paragraphs:
        above = placed[-1] if placed else None
        if paragraph.photos and _is_caption(paragraph, names):
            placed += [Placed(None, photo) for photo in paragraph.photos]
            placed[-1] = replace(placed[-1], caption=paragraph.text)
            continue
        if above and above.photo and not above.caption and not paragraph.photos and _is_caption(paragraph, names):
            placed[-1] = replace(above, caption=paragraph.text)
            continue
        if paragraph.text.strip():
            placed.append(Placed(paragraph))
        placed += [Placed(None, photo) for photo in paragraph.photos]
    return placed


def _is_caption(line: WordParagraph, names: Names) -> bool:
    text = line.text.strip()
    if not text or line.cells or len(text) > _MOST_CAPTION or line.look.outline or line.look.style in ("title", "subtitle"):
        return False
    if line.look.style in ("caption", "题注") or _LABEL.match(text):
        return True
    number, bare = split_number(text)
    return line.look.align == "center" and not (line.look.bold or number or names.exactly(bare) or _SENTENCE_END.search(text))

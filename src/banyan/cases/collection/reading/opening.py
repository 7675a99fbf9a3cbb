"""The lines above the first part: the title, its subtitle, and what is neither."""

import re
from collections.abc import Iterator

from banyan.core.documents.word_paragraphs import WordParagraph

_ATTACHMENT = re.compile(r"附\s*件\s*[0-9一二三四五六七八九十]*[：:]?|附[：:]?")
_DASH = re.compile("[—–―─]|--")
_SENTENCE_END = re.compile("[。；！？，：;!?,:]$")
_MOST_TITLE = 60
_LARGE = 18.0


def title_lines(lead: list[WordParagraph]) -> tuple[range, range]:
    """Return which of the lines above the first part are the title and which its subtitle."""
    start = next(_candidates(lead), None)
    if start is None:
        return range(0), range(0)
    end = start + 1
    while end < len(lead) and _goes_on(lead[start], lead[end]):
        end += 1
    last = end
    while last < len(lead) and _is_subtitle(lead[last], first=last == end):
        last += 1
    return range(start, end), range(end, last)


def _candidates(lead: list[WordParagraph]) -> Iterator[int]:
    """Places where the title may begin, the likeliest first: its style, the largest line in the middle, the first short line."""
    short = [place for place, line in enumerate(lead) if _may_be_title(line)]
    yield from (place for place in short if lead[place].look.style == "title")
    centred = [place for place in short if lead[place].look.align == "center"]
    yield from sorted(centred, key=lambda place: -lead[place].look.points)
    yield from short[:1]


def _may_be_title(line: WordParagraph) -> bool:
    text = line.text.strip()
    return (
        bool(text)
        and not line.cells
        and len(text) <= _MOST_TITLE
        and not _ATTACHMENT.fullmatch(text)
        and not _SENTENCE_END.search(text)
        and not _DASH.match(text)
    )


def _goes_on(first: WordParagraph, line: WordParagraph) -> bool:
    """Tell whether a long title goes on in ``line``: of the same style, or as large and in the middle as well."""
    if not _may_be_title(line):
        return False
    if first.look.style == "title" or line.look.style == "title":
        return first.look.style == line.look.style
    return first.look.align == line.look.align == "center" and first.look.points == line.look.points >= _LARGE


def _is_subtitle(line: WordParagraph, *, first: bool) -> bool:
    text = line.text.strip()
    if not text or line.cells or len(text) > _MOST_TITLE:
        return False
    return line.look.style == "subtitle" or (first and _DASH.match(text) is not None)

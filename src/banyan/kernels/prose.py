"""Texts to study as people write them: headings, lists, bold words, paragraphs; everything else is shown as it stands."""

import re
from html import escape
from itertools import groupby

_HEADING = re.compile(r"(#{1,3})\s+(.+?)\s*#*")
_ENTRY = re.compile(r"[-*•]\s+(.+)")
_NUMBERED = re.compile(r"\d{1,3}[.、)）]\s*(.+)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def html_of(text: str, *, top: int = 3) -> str:
    """Return a text as HTML in which nothing but headings (from level ``top`` on), lists, bold words and paragraphs is markup.

    A line that begins with #, ## or ### is a heading, with - or * an entry of a list, with a number and a full stop one of a numbered
    list; an empty line ends a paragraph; ``**so**`` is bold. Whatever else looks like markup is escaped.
    """
    parts: list[str] = []
    for kind, those in groupby(map(_read, text.replace("\r\n", "\n").split("\n")), key=lambda one: one[0]):
        lines = [content for _kind, content in those]
        if kind == "p":
            parts.append(f"<p>{'<br>'.join(lines)}</p>")
        elif kind in ("ul", "ol"):
            parts.append(f"<{kind}>{''.join(f'<li>{line}</li>' for line in lines)}</{kind}>")
        elif kind:
            level = min(top + int(kind[1]) - 1, 6)
            parts += [f"<h{level}>{line}</h{level}>" for line in lines]
    return "\n".join(parts)


def _read(line: str) -> tuple[str, str]:
    """Return the kind of a line ("" for an empty one) and what it says, escaped."""
    line = line.strip()
    if not line:
        return "", ""
    if found := _HEADING.fullmatch(line):
        return f"h{len(found[1])}", _spans(found[2])
    if found := _ENTRY.fullmatch(line):
        return "ul", _spans(found[1])
    if found := _NUMBERED.fullmatch(line):
        return "ol", _spans(found[1])
    return "p", _spans(line)


def _spans(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(text))

"""Text as people type it into a form, and the headings that its numbers make."""

import re

from banyan.core.official.model import Block, Heading, Paragraph

# A line break of any kind; U+000B is Word's own inside a paragraph.
_LINE_END = re.compile("\r\n|[\r\n\v\f\u0085\u2028\u2029]")
# What no XML and no font knows.
_UNPRINTABLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufeff\ufffe\uffff]")
_NUMBER = r"[一二三四五六七八九十百]{1,4}"
_NUMBERED = re.compile(
    rf"(?P<first>{_NUMBER}、)|(?P<second>[（(]{_NUMBER}[）)][、.．]?)|(?P<third>[0-9]{{1,2}}[.．、](?![0-9]))|(?P<fourth>[（(][0-9]{{1,2}}[）)])"
)
_LEVELS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SENTENCE_END = re.compile("[。；！？，：;!?,:]$")
_MOST_HEADING = 40


def printable(text: str) -> str:
    """Drop what can't be printed and the blanks at both ends; line breaks become ``\\n``."""
    return _LINE_END.sub("\n", _UNPRINTABLE.sub("", text)).strip()


def heading_of(line: str) -> Heading | None:
    """Return the heading that a short numbered line without a full stop makes, its number left out; None for any other line."""
    found = _NUMBERED.match(line)
    if found is None or found.lastgroup is None:
        return None
    text = line[found.end() :].strip()
    if not text or len(text) > _MOST_HEADING or _SENTENCE_END.search(text):
        return None
    return Heading(_LEVELS[found.lastgroup], text)  # type: ignore[arg-type]  # the four levels of the table


def blocks_of(text: str) -> tuple[Block, ...]:
    """Turn the text of a form into paragraphs and headings, one a line; blank lines are left out."""
    lines = [line.strip() for line in printable(text).split("\n")]
    return tuple(heading_of(line) or Paragraph(line) for line in lines if line)

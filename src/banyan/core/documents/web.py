"""Web pages: the text that a reader sees, paragraph by paragraph, with the cells of real tables."""

import re

from django.utils.translation import gettext as _
from lxml import etree, html

from banyan.core.documents.lines import DocumentError, Line, Lines

_PAGE = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<head[\s>]", re.IGNORECASE)
_TAGS = re.compile(r"</(?:p|div|table|tr|td|h[1-6]|li|span|strong)>|<br\s*/?>", re.IGNORECASE)
_SKIPPED = {
    "script", "style", "noscript", "template", "svg", "head", "iframe", "select", "button", "textarea", "nav", "footer", "aside", "rt",
    "rp", "object", "audio", "video",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPAN = 200


def is_web_page(text: str) -> bool:
    """Tell whether ``text`` is HTML: a page, or a piece of one with at least two closing tags."""
    return _PAGE.search(text[:4096]) is not None or len(_TAGS.findall(text[:20_000])) >= 2


def web_lines(text: str) -> tuple[Line, ...]:
    """Read the visible paragraphs and tables of a page. Raise DocumentError when nothing can be made of it."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(_("The web page is damaged or empty. Save it again from the browser, or copy its text into a file.")) from error
    reader = _Reader()
    reader.read(root)
    return reader.done()


class _Reader:
    """Walks a page and collects what stands on each line."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._inline: list[str] = []
        self._heading = False

    def done(self) -> tuple[Line, ...]:
        self._flush()
        return self._lines.done()

    def read(self, node: etree._Element) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag or tag in _SKIPPED or "hidden" in node.attrib or _HIDDEN.search(node.get("style", "")):
            return
        if tag == "table" and (rows := _table_rows(node)):
            self._flush()
            self._lines.add_table(rows)
        elif tag == "br":
            self._inline.append("\n")
        else:
            self.read_inside(node, tag)

    def read_inside(self, node: etree._Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._heading = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        self._say(node.text, tag)
        for child in node:
            self.read(child)
            self._say(child.tail, tag)
        if tag in _BLOCKS:
            self._flush()
            self._heading = False

    def _say(self, text: str | None, tag: str) -> None:
        # Blanks of a page's source are one blank; the no-break and the wide blank are the writer's own.
        self._inline.append((text or "") if tag == "pre" else re.sub(r"[ \t\r\n\f]+", " ", text or ""))

    def _flush(self) -> None:
        text = re.sub(" *\n *", "\n", "".join(self._inline)).strip(" \n")
        self._inline.clear()
        if text:
            self._lines.add(text, heading=self._heading)


def _table_rows(table: etree._Element) -> list[list[str]]:
    """The cells of a table of facts, merged ones repeated; nothing for a table that only lays out the page."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    if table.find(".//table") is not None or max((len(_cells(row)) for row in rows), default=0) < 2:
        return []
    filled: dict[tuple[int, int], str] = {}
    for line, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while (line, column) in filled:
                column += 1
            for down in range(_span(cell, "rowspan", len(rows) - line)):
                for across in range(_span(cell, "colspan", 64)):
                    filled[line + down, column + across] = _cell_text(cell)
    return [[filled[place] for place in sorted(filled) if place[0] == line] for line in range(len(rows))]


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: etree._Element, name: str, most: int) -> int:
    number = cell.get(name, "1").strip()
    return max(1, min(int(number) if number.isdecimal() else 1, most, _MOST_SPAN))


def _cell_text(cell: etree._Element) -> str:
    reader = _Reader()
    reader.read_inside(cell, "td")
    return "\n".join(line.text for line in reader.done())

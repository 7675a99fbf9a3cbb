"""PDF files: the words of each page put back into the lines and paragraphs that a reader sees."""

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium_c
from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError, Line
from banyan.kernels.hanzi import HAN, is_vague_character

_MOST_PAGES = 1000
_PAGE_NUMBER = re.compile(r"[\s—–\-·第]*\d{1,4}\s*(?:页)?\s*(?:[/／共]\s*\d{1,4}\s*页?)?[\s—–\-·]*")
_BLANK = re.compile(f"(?<=[{HAN}0-9]) (?=[{HAN}0-9])")
_ROW_BLANKS = 2


@dataclass(slots=True)
class _Row:
    """What stands side by side on a page; lengths are in points from the lower left corner."""

    left: float
    right: float
    low: float
    high: float
    text: str
    page: int = 0
    gaps: int = 0
    indent: bool = field(default=False)

    @property
    def height(self) -> float:
        return max(self.high - self.low, 1.0)


def pdf_lines(content: bytes, progress: Callable[[int, int], None]) -> tuple[Line, ...]:
    """Read the text of every page. Raise DocumentError for damage, a password, or pages that are pictures only."""
    try:
        rows = _all_rows(content, progress)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise DocumentError(_("The PDF is protected by a password. Take the password off and save it again.")) from error
        raise DocumentError(_("The PDF is damaged or cut short. Save it again, or fetch it once more.")) from error
    text = "".join(row.text for row in rows)
    if not text.strip():
        raise DocumentError(_("The PDF holds pictures of pages but no text (a scan). Send the Word file or the web page."))
    if sum(is_vague_character(character) for character in text) * 4 > len(text):
        raise DocumentError(_("The letters of this PDF can't be told from their shapes. Send the Word file or the web page."))
    return tuple(Line(number, piece) for number, piece in enumerate(_paragraphs(rows), 1))


def _all_rows(content: bytes, progress: Callable[[int, int], None]) -> list[_Row]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = len(document)
        if pages > _MOST_PAGES:
            raise DocumentError(_("The PDF has more than %(count)d pages. Send the pages of the notice alone.") % {"count": _MOST_PAGES})
        rows: list[_Row] = []
        for number in range(pages):
            rows += _without_page_number(_page_rows(document[number], number))
            progress(number + 1, pages)
        return rows
    finally:
        document.close()


def _page_rows(page: pypdfium2.PdfPage, number: int) -> list[_Row]:
    """Join the letters of one page into rows, from top to bottom."""
    text_page = page.get_textpage()
    rows: list[_Row] = []
    for letter in _letters(text_page, number):
        if rows and _on_one_row(rows[-1], letter):
            _append(rows[-1], letter)
        elif letter.text.strip():
            rows.append(letter)
    text_page.close()
    page.close()
    return _beside_each_other(rows)


def _letters(text_page: pypdfium2.PdfTextPage, number: int) -> list[_Row]:
    letters = []
    box = [ctypes.c_double() for _side in range(4)]
    for place in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, place)
        if code in (0, 2, 10, 13, 0xFFFE) or (pdfium_c.FPDFText_IsGenerated(text_page, place) == 1 and code != 32):
            continue
        if pdfium_c.FPDFText_GetCharBox(text_page, place, *box):
            left, right, low, high = (side.value for side in box)
            size = pdfium_c.FPDFText_GetFontSize(text_page, place) or 1.0
            letters.append(_letter(chr(code), left, right, low, high, size, number))
    return letters


def _letter(text: str, left: float, right: float, low: float, high: float, size: float, page: int) -> _Row:
    # The box of a comma or dash is small: every letter counts as high as its type, around the box's middle or above its foot.
    middle = (low + high) / 2 if high - low > size * 0.4 else low + size * 0.35
    return _Row(left, right, middle - size / 2, middle + size / 2, text, page)


def _on_one_row(row: _Row, letter: _Row) -> bool:
    if letter.text.isspace():
        return True
    middle = (letter.low + letter.high) / 2
    return row.low - row.height * 0.1 <= middle <= row.high + row.height * 0.1 and letter.left > row.right - row.height * 3


def _append(row: _Row, letter: _Row) -> None:
    if letter.text.isspace():
        row.text += "" if row.text.endswith(" ") else " "
        return
    gap = letter.left - row.right
    if gap > row.height * 1.8:
        row.text, row.gaps = row.text.rstrip() + "\t", row.gaps + 1
    elif gap > row.height * 0.7 and not row.text.endswith((" ", "\t")):
        row.text += " "
    row.text += letter.text
    row.right = max(row.right, letter.right)


def _beside_each_other(rows: list[_Row]) -> list[_Row]:
    """Join rows that stand at one height, as the cells of a table do, and mark those that begin further in."""
    joined: list[_Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and abs((before.low + before.high) - (row.low + row.high)) < row.height * 0.6 and row.left >= before.right:
            before.text = f"{before.text.rstrip()}\t{row.text}"
            before.right, before.gaps = row.right, before.gaps + 1
        else:
            joined.append(row)
    margin = min((row.left for row in joined), default=0.0)
    for row in joined:
        row.indent = row.left > margin + row.height * 1.2
        row.text = row.text.strip()
    return [row for row in joined if row.text]


def _without_page_number(rows: list[_Row]) -> list[_Row]:
    ends = {id(row) for row in (*rows[:1], *rows[-1:]) if _PAGE_NUMBER.fullmatch(row.text)}
    return [row for row in rows if id(row) not in ends]


def _paragraphs(rows: list[_Row]) -> list[str]:
    """Join each row that fills the width with the one after it, unless that begins further in or stands apart."""
    edge = max((row.right for row in rows), default=0.0)
    paragraphs: list[str] = []
    before: _Row | None = None
    for row in rows:
        if before and _goes_on(before, row, edge):
            paragraphs[-1] += row.text
        else:
            paragraphs.append(row.text)
        before = row
    return paragraphs


def _goes_on(before: _Row, row: _Row, edge: float) -> bool:
    if before.right < edge - before.height * 2.2 or before.gaps or row.gaps or row.indent:
        return False
    if abs(before.height - row.height) > before.height * 0.15:
        return False
    # Rows of a narrow table fill the width too; running text holds few blanks.
    if len(_BLANK.findall(before.text)) >= _ROW_BLANKS and len(_BLANK.findall(row.text)) >= _ROW_BLANKS:
        return False
    if before.page != row.page:
        return not before.text.endswith("。")
    return 0 < before.low - row.low < before.height * 2.3

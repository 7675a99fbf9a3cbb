"""Lists as Excel files that are safe to open: text stays text, and no cell can become a formula."""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 10_000
# Excel keeps 15 digits of a number and 32,767 signs of a text.
MOST_DIGITS = 15
LONGEST_TEXT = 32_767
WIDEST = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def safe_text(text: str) -> str:
    """Return ``text`` so that it stays text even when the file is saved as CSV and opened again.

    A cell that begins with = + - @ tab or return gets an apostrophe before it; so does a phone number written +86….
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def sheet_response(name: str, head: Sequence[tuple[str, bool]], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with ``rows`` under ``head`` (label, whether a number) as NAME-DATE.xlsx; rows past the limit are named in a last line."""
    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    sheet = book.add_worksheet()
    _write(sheet, head, rows, _formats(book))
    book.close()
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return response


def workbook(sheets: Iterable[tuple[str, Sequence[tuple[str, bool]], Iterable[Sequence[object]]]], *, made_at: datetime) -> bytes:
    """Write (name, head, rows) as the sheets of one Excel file; the same rows and moment give the same bytes."""
    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    # The moment also goes into the archive that an Excel file is.
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    formats = _formats(book)
    for name, head, rows in sheets:
        _write(book.add_worksheet(name), head, rows, formats)
    book.close()
    return file.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }


def _write(sheet: Worksheet, head: Sequence[tuple[str, bool]], rows: Iterable[Sequence[object]], formats: dict[str, Format]) -> None:
    widths = [_width(label) for label, _number in head]
    for column, (label, _number) in enumerate(head):
        sheet.write_string(0, column, safe_text(label), formats["head"])
    last, all_rows = 0, iter(rows)
    for last, row in enumerate(islice(all_rows, MOST_ROWS), start=1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], _write_cell(sheet, last, column, value, formats))
    if next(all_rows, None) is not None:
        cut = _("Only the first %(limit)d rows are in this file. Filter the list and export it in parts.") % {"limit": MOST_ROWS}
        sheet.write_string(last + 1, 0, cut)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(head) - 1, 0))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 3, WIDEST))


def _write_cell(sheet: Worksheet, row: int, column: int, value: object, formats: dict[str, Format]) -> int:
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(row, column, local.replace(tzinfo=None), formats["moment"])
        return 16
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
        return 10
    if isinstance(value, int | float) and abs(value) < 10**MOST_DIGITS:
        sheet.write_number(row, column, value, formats["number"])
        return len(str(value))
    text = "" if value is None else strip_tags(value) if isinstance(value, SafeString) else str(value)
    text = safe_text(text)[:LONGEST_TEXT]
    sheet.write_string(row, column, text, formats["text"])
    return _width(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)

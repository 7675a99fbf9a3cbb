"""Spreadsheets (.xlsx, .xls, .ods) read by calamine, which loads no macro and opens no link."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets.packages import Facts, SheetFacts
from banyan.core.documents.sheets.workbook import Cell, Kind, Limits, Merged, Row, Sheet, Workbook


def read_spreadsheet(content: bytes, kind: Kind, facts: Facts, limits: Limits) -> Workbook:
    """Read the sheets of a spreadsheet; raise DocumentError when it is damaged, protected or too large."""
    try:
        return _read(content, kind, facts, limits)
    except BaseException as error:
        # calamine's own crash on a damaged file is no Exception in Python.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError(_("The file is damaged or was cut off on its way. Send it again, or open it and save it anew.")) from error


def _read(content: bytes, kind: Kind, facts: Facts, limits: Limits) -> Workbook:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets = tuple(_sheet(book, sheet, facts.sheets.get(sheet.name, SheetFacts()), limits) for sheet in metadata)
    except PasswordError as error:
        reason = _("The file is protected by a password. Open it in Excel or WPS, take the password off and save it again.")
        raise DocumentError(reason) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise DocumentError(_("The file is damaged or was cut off on its way. Send it again, or open it and save it anew.")) from error
    return Workbook(kind, sheets, has_macros=facts.has_macros or _has_macros(content, kind), from_1904=facts.from_1904)


def _has_macros(content: bytes, kind: Kind) -> bool:
    return kind == "xls" and "_VBA_PROJECT".encode("utf-16-le") in content


def _sheet(book: CalamineWorkbook, metadata: Any, facts: SheetFacts, limits: Limits) -> Sheet:
    loaded = book.get_sheet_by_name(metadata.name)
    _refuse_large(loaded, limits)

    def rows() -> Iterator[Row]:
        return _rows(loaded, limits)

    return Sheet(
        name=metadata.name,
        rows=rows,
        hidden=metadata.visible != SheetVisibleEnum.Visible,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        merged=tuple(Merged(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in loaded.merged_cell_ranges or ()),
    )


def _refuse_large(loaded: CalamineSheet, limits: Limits) -> None:
    where = {"sheet": loaded.name, "rows": limits.rows, "columns": limits.columns}
    if loaded.total_height > limits.rows:
        raise DocumentError(_("The sheet “%(sheet)s” has more than %(rows)d rows. Part it and send the parts.") % where)
    if loaded.total_width > limits.columns:
        raise DocumentError(_("The sheet “%(sheet)s” has more than %(columns)d columns. Delete those that aren't needed.") % where)


def _rows(loaded: CalamineSheet, limits: Limits) -> Iterator[Row]:
    if loaded.start is None:
        return
    before: tuple[Cell, ...] = (None,) * loaded.start[1]
    for number, row in enumerate(loaded.iter_rows(), start=1):
        cells = tuple(value if value.__class__ is str and value and not value.isspace() else _cell(value) for value in row)
        if any(cell is not None for cell in cells):
            yield number, before + cells


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, str | int | bool | date) else str(value)

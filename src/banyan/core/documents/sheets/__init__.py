"""Tables as offices hand them in (.xlsx, .xls, .ods, .csv, .tsv), told apart by their content and read into sheets of rows."""

from django.utils.translation import gettext as _

from banyan.core.documents.conversion import converted
from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets import delimited, kinds, packages, spreadsheets
from banyan.core.documents.sheets.workbook import Cell, Limits, Merged, Sheet, Workbook, column_letter

__all__ = ["Cell", "Limits", "Merged", "Sheet", "Workbook", "column_letter", "read_workbook"]


def read_workbook(content: bytes, *, name: str = "", limits: Limits | None = None) -> Workbook:
    """Read a table file into sheets; raise DocumentError, whose text says what is wrong and what to do.

    ``name`` serves messages alone: a file is recognised by its content. Values of formulas are those last calculated; macros are never run.
    """
    try:
        return _read(content, limits or Limits())
    except DocumentError as error:
        raise DocumentError(error.reason, name=name) from error


def _read(content: bytes, limits: Limits) -> Workbook:
    if len(content) > limits.bytes:
        raise DocumentError(_("The file is larger than %(size)d MB. Part it and send the parts.") % {"size": limits.bytes // 2**20})
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(_("The file is empty. Choose another file."))
    workbook = _read_known(content, limits)
    if not any(sheet.has_cells for sheet in workbook.sheets):
        raise DocumentError(_("No sheet of the file holds anything. Choose the file that holds the table."))
    return workbook


def _read_known(content: bytes, limits: Limits) -> Workbook:
    kind = kinds.kind_of(content)
    if isinstance(kind, kinds.Foreign):
        content, kind = _converted(content, kind), "xlsx"
    if kind == "csv":
        return delimited.read_delimited(content, limits)
    facts = packages.facts_of(content, kind, limits) if kind != "xls" else packages.Facts()
    return spreadsheets.read_spreadsheet(content, kind, facts, limits)


def _converted(content: bytes, kind: kinds.Foreign) -> bytes:
    """Have LibreOffice make an .xlsx of a form that only an office suite reads; raise DocumentError where it isn't there or can't."""
    try:
        made = converted(content, "xlsx", ending=kind.ending)
    except DocumentError as error:
        raise DocumentError(kind.reason) from error
    if made is None:
        raise DocumentError(kind.reason)
    return made

"""What the XML of an .ods tells before it is read: how far its cells reach, and which rows are hidden."""

import zipfile

from django.utils.translation import gettext as _
from lxml import etree

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets.workbook import Limits

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def hidden_rows(archive: zipfile.ZipFile, limits: Limits) -> dict[str, set[int]]:
    """Tell the hidden rows of each sheet by its name; raise DocumentError when repeated cells reach past the limits."""
    hidden: dict[str, set[int]] = {}
    rows: set[int] = set()
    row = 0
    with archive.open("content.xml") as stream:
        tags = (f"{_TABLE}table-row", f"{_TABLE}table")
        for _event, element in etree.iterparse(stream, events=("end",), tag=tags, resolve_entities=False, huge_tree=True):
            if element.tag == f"{_TABLE}table":
                hidden[element.get(f"{_TABLE}name") or ""] = rows
                rows, row = set(), 0
                continue
            count = int(element.get(f"{_TABLE}number-rows-repeated") or 1)
            if _width(element) > 0:
                _refuse_large(row + count, _width(element), limits)
                if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                    rows.update(range(row + 1, row + count + 1))
            row += count
            element.clear()
    return hidden


def _width(row: etree._Element) -> int:
    """The last filled column of a row, counted from 1; 0 for a blank row."""
    width = column = 0
    for cell in row:
        column += int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        if len(cell):
            width = column
    return width


def _refuse_large(row: int, width: int, limits: Limits) -> None:
    if row > limits.rows:
        raise DocumentError(_("The table has more than %(most)d rows. Part it and send the parts.") % {"most": limits.rows})
    if width > limits.columns:
        raise DocumentError(_("Row %(row)d has more than %(most)d columns.") % {"row": row, "most": limits.columns})

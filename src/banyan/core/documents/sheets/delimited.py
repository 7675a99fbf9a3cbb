"""Tables as plain text: .csv and .tsv in any coding, with the separator that the file uses."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets.workbook import Cell, Limits, Row, Sheet, Workbook
from banyan.core.documents.text import decode

_SEPARATORS = ",\t;，|"
# A field of a roster is never longer; Python's own limit is 131,072.
_LONGEST_FIELD = 100_000


def read_delimited(content: bytes, limits: Limits) -> Workbook:
    """Read plain text into a workbook of one sheet; raise DocumentError for what is no table."""
    text, encoding = _decoded(content)
    if _is_binary(text):
        raise DocumentError(_("This is neither a table nor text. Send the roster as .xlsx, .xls or .csv."))
    separator, text = _separator(text)

    def rows() -> Iterator[Row]:
        yield from _rows(text, separator, limits)

    sheet = Sheet(name="", rows=rows)
    return Workbook("csv", (sheet,), encoding=encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    if not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Excel's “Unicode text” without its mark: every second byte of separators and digits is zero.
        for name, zeros in (("utf-16-le", content[1:2000:2]), ("utf-16-be", content[0:2000:2])):
            if zeros and zeros.count(0) * 4 > len(zeros):
                return content.decode(name, "replace"), name
    text, encoding = decode(content)
    return text.removeprefix("\ufeff"), encoding


def _is_binary(text: str) -> bool:
    sample = text[:100_000]
    odd = sum(sign == "\ufffd" or (sign < " " and sign not in "\t\r\n\f\v") for sign in sample)
    return "\0" in sample or odd * 20 > len(sample)


def _separator(text: str) -> tuple[str, str]:
    """Tell the separator: what Excel's own first line sep=; says, else the sign that most of the first lines hold equally often."""
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], "\n" + rest
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    # Where one row has a separator, most have: titles and notes have none.
    return max(_SEPARATORS, key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines))), text


def _rows(text: str, separator: str, limits: Limits) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, fields in enumerate(reader, start=1):
            if number > limits.rows:
                raise DocumentError(_("The table has more than %(most)d rows. Part it and send the parts.") % {"most": limits.rows})
            if len(fields) > limits.columns and any(field.strip() for field in fields[limits.columns :]):
                raise DocumentError(_("Row %(row)d has more than %(most)d columns.") % {"row": number, "most": limits.columns})
            cells: tuple[Cell, ...] = tuple(_cell(field) for field in fields[: limits.columns])
            if any(cell is not None for cell in cells):
                yield number, cells
    except csv.Error as error:
        words = _("Row %(row)d can't be read: a quotation mark may be missing. Save the table as .xlsx and send that.")
        raise DocumentError(words % {"row": number + 1}) from error


def _cell(field: str) -> str | None:
    # ="440…" is how Excel's users keep digits in a CSV.
    if field.startswith('="') and field.endswith('"') and len(field) >= 3:
        field = field[2:-1]
    return field if field and not field.isspace() else None

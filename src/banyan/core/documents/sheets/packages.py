"""What the XML inside .xlsx and .ods tells before a table is read: whether it fits, and which rows and columns are hidden.

calamine keeps a sheet as one block from its first to its last filled cell, so two cells at far corners would take all memory: a file is
measured here first.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets import opendocument
from banyan.core.documents.sheets.workbook import Kind, Limits

_BLOCK = 2**20
# Longer than any tag that matters here, so that none is torn between two blocks.
_OVERLAP = 4096
_ROW = re.compile(rb"<row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true|on)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_CELL_WITHOUT_PLACE = re.compile(rb'<c(?=[ />])(?! r="[A-Z]+[0-9]+")')
_FAR_CELL = re.compile(rb'<c r="([A-Z]{2,}[0-9]+)"(?![^>]*/>)')
_LONG_STRING = 2000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)
_LONG_STRINGS_IN_ALL = 256 * 2**20


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What of a sheet is hidden: rows as numbered for the user, columns counted from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the package tells of its sheets, by name."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    has_macros: bool = False
    from_1904: bool = False


def facts_of(content: bytes, kind: Kind, limits: Limits) -> Facts:
    """Measure a package without loading it; raise DocumentError when it is damaged or unpacks to more than the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive, limits)
            if kind == "ods":
                sheets = opendocument.hidden_rows(archive, limits)
                return Facts({name: SheetFacts(frozenset(rows)) for name, rows in sheets.items()})
            return _facts_of_xlsx(archive, limits)
    except _DAMAGE as error:
        raise DocumentError(_("The file is damaged or was cut off on its way. Send it again, or open it and save it anew.")) from error


def _refuse_bomb(archive: zipfile.ZipFile, limits: Limits) -> None:
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise DocumentError(_("The file is protected by a password. Open it in Excel or WPS, take the password off and save it again."))
    # A reader stops where an entry said that it ends and compares the sum, so an entry that lies is damaged, not large.
    if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked or len(archive.infolist()) > 5000:
        raise DocumentError(_("The file unpacks to far more than a roster holds, so it isn't opened. Copy the table into a new file."))


def _facts_of_xlsx(archive: zipfile.ZipFile, limits: Limits) -> Facts:
    book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    properties = book.find("{*}workbookPr")
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {
        link.get("Id") or "": _path_of(link.get("Target") or "") for link in links if (link.get("Type") or "").endswith("/worksheet")
    }
    _refuse_repeated_text(archive)
    sheets = {}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in sheet.items() if str(key).endswith("}id")), "")
        if path := targets.get(str(link)):
            sheets[str(sheet.get("name") or "")] = _facts_of_sheet(archive, path, limits)
    return Facts(
        sheets,
        has_macros="xl/vbaProject.bin" in archive.namelist(),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
    )


def _path_of(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _blocks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """Read an entry in blocks cut at the end of a tag."""
    left = b""
    with archive.open(path) as stream:
        while block := stream.read(_BLOCK):
            block = left + block
            cut = block.rfind(b">") + 1
            left = block[cut:]
            if len(left) > _OVERLAP * 64:
                left = left[-_OVERLAP:]
            yield block[:cut]


def _facts_of_sheet(archive: zipfile.ZipFile, path: str, limits: Limits) -> SheetFacts:
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = 0
    for block in _blocks(archive, path):
        # Written otherwise than by Excel and WPS: a place left out, or another name for the element.
        if _CELL_WITHOUT_PLACE.search(block) or b":row" in block:
            return _facts_read_slowly(archive, path, limits)
        for found in _HIDDEN_COLUMN.finditer(block):
            hidden_columns |= _columns_of(found[0])
        for found in _ROW.finditer(block):
            number = _ROW_NUMBER.search(found[1])
            row = int(number[1]) if number else row + 1
            if _HIDDEN.search(found[1]):
                hidden_rows.add(row)
            # An empty element is a row of format alone.
            if row > limits.rows and not found[1].endswith(b"/"):
                _refuse_filled(block[found.end() :], limits)
        for found in _FAR_CELL.finditer(block):
            _refuse_far(found[1], limits)
    return SheetFacts(frozenset(hidden_rows), frozenset(hidden_columns))


def _refuse_filled(rest: bytes, limits: Limits) -> None:
    """Refuse a row past the limit unless its cells are formatted alone."""
    if b"<v>" in rest.partition(b"</row>")[0] or b"<is>" in rest.partition(b"</row>")[0]:
        raise DocumentError(_("The table has more than %(most)d rows. Part it and send the parts.") % {"most": limits.rows})


def _columns_of(tag: bytes) -> set[int]:
    first, last = re.search(rb'\bmin="(\d+)"', tag), re.search(rb'\bmax="(\d+)"', tag)
    return set(range(int(first[1]) - 1, min(int(last[1]), 16_384))) if first and last else set()


def _refuse_far(place: bytes, limits: Limits) -> None:
    column = 0
    for letter in place.rstrip(b"0123456789"):
        column = column * 26 + letter - ord("A") + 1
    if column > limits.columns:
        words = _("The cell %(cell)s lies past column %(most)d. Delete what stands so far to the right.")
        raise DocumentError(words % {"cell": place.decode(), "most": limits.columns})


def _facts_read_slowly(archive: zipfile.ZipFile, path: str, limits: Limits) -> SheetFacts:
    hidden: set[int] = set()
    row = 0
    with archive.open(path) as stream:
        for _event, element in etree.iterparse(stream, events=("end",), tag=("{*}row",), resolve_entities=False, huge_tree=True):
            row = int(element.get("r") or row + 1)
            if element.get("hidden") in ("1", "true"):
                hidden.add(row)
            filled = [index for index, cell in enumerate(element) if len(cell)]
            if filled and row > limits.rows:
                raise DocumentError(_("The table has more than %(most)d rows. Part it and send the parts.") % {"most": limits.rows})
            if filled and filled[-1] >= limits.columns:
                words = _("Row %(row)d has more than %(most)d columns.")
                raise DocumentError(words % {"row": row, "most": limits.columns})
            for index in filled:
                _refuse_far((element[index].get("r") or "A1").encode(), limits)
            element.clear()
    return SheetFacts(frozenset(hidden))


def _refuse_repeated_text(archive: zipfile.ZipFile) -> None:
    """Refuse a file whose few long texts stand in many cells: each cell gets a copy when it is read."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    longest = before = 0
    left = b""
    for block in _blocks(archive, "xl/sharedStrings.xml"):
        *whole, left = (left + block).split(b"</si>")
        longest = max([longest, *map(len, whole)])
        before = max(before, len(left))
        left = left[-_BLOCK:]
    if max(longest, before) <= _LONG_STRING:
        return
    cells = 0
    for path in archive.namelist():
        if path.startswith("xl/worksheets/"):
            cells += sum(block.count(b't="s"') for block in _blocks(archive, path))
    # A list of long remarks is no bomb: it has as many texts as cells.
    if cells * longest > max(_LONG_STRINGS_IN_ALL, 40 * archive.getinfo("xl/sharedStrings.xml").file_size):
        raise DocumentError(_("The file unpacks to far more than a roster holds, so it isn't opened. Copy the table into a new file."))

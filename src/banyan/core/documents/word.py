"""Word files (.docx): paragraphs and tables in the order of the page."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import etree

from banyan.core.documents.lines import DocumentError, Line, Lines

_DAMAGED = _("The Word file is damaged or cut short. Save it again in Word or WPS, or fetch it once more.")
_PASSWORD = _("The file is protected by a password. Open it in Word or WPS, take the password off and save it again.")
_CHANGED = _("The file holds tracked changes. Accept or reject them all in Word or WPS, save and send it again.")
_TOO_FULL = _("The file unpacks to far more than a document can hold, so it was not opened. Save the text in a new file.")
_MAIN = "word/document.xml"
_MOST_XML = 64 * 1024 * 1024
_MOST_FACTOR = 200
_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
# Fallback repeats what a choice holds; ruby's rt is the gloss over a character.
_SKIPPED = {"del", "delText", "instrText", "Fallback", "rt", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "moveFrom"}


def word_lines(content: bytes) -> tuple[Line, ...]:
    """Read the paragraphs and tables of a .docx. Raise DocumentError for other zip files, damage, tracked changes."""
    body = word_body(content)
    lines = Lines()
    for block in blocks_below(body):
        if name_of(block) == "tbl":
            lines.add_table(rows_of(block))
        else:
            lines.add(text_of(block), heading=_is_heading(block))
    return lines.done()


def word_body(content: bytes) -> etree._Element:
    """Return the body of a .docx as XML. Raise DocumentError for other zip files, damage, tracked changes."""
    main = part_of(content, _MAIN)
    root = tree_of(main or b"")
    body = next((node for node in root if name_of(node) == "body"), root)
    if any(name_of(node) in _CHANGES and len(node) for node in body.iter()):
        raise DocumentError(str(_CHANGED))
    return body


def part_of(content: bytes, part: str, *, most_bytes: int = _MOST_XML) -> bytes | None:
    """Return one file inside a .docx, or None. Raise DocumentError for other zip files, damage, and what unpacks to far too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if _MAIN not in names:
                raise DocumentError(_why_not_word(names))
            if part not in names:
                return None
            entry = archive.getinfo(part)
            if entry.flag_bits & 1:
                raise DocumentError(str(_PASSWORD))
            if entry.file_size > most_bytes or entry.file_size > _MOST_FACTOR * max(entry.compress_size, 1024):
                raise DocumentError(str(_TOO_FULL))
            with archive.open(entry) as stream:
                return stream.read(most_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise DocumentError(str(_DAMAGED)) from error


def _why_not_word(names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return gettext("This is an Excel table. Save the text as Word (.docx) and send that.")
    if any(name.startswith("ppt/") for name in names):
        return gettext("These are slides. Save the text as Word (.docx) and send that.")
    if "content.xml" in names:
        return gettext("This is an OpenDocument file. Save it as .docx and send that.")
    return gettext("This is an archive. Unpack it and send the document itself.")


def tree_of(xml: bytes) -> etree._Element:
    """Parse a file inside a .docx, following nothing that it points to. Raise DocumentError for damage."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(str(_DAMAGED)) from error


def name_of(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def blocks_below(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables below ``node``, also those inside content controls and the like."""
    for child in node:
        if name_of(child) in ("p", "tbl"):
            yield child
        elif name_of(child) not in _SKIPPED:
            yield from blocks_below(child)


def text_of(node: etree._Element) -> str:
    """The text of a paragraph; text boxes anchored in it follow on lines of their own."""
    inline: list[str] = []
    boxes: list[str] = []
    for child in node:
        name = name_of(child)
        if name == "t":
            inline.append(child.text or "")
        elif name == "tab":
            inline.append("\t")
        elif name in ("br", "cr"):
            inline.append("\n")
        elif name == "noBreakHyphen":
            inline.append("-")
        elif name == "txbxContent":
            boxes += [text_of(block) for block in blocks_below(child)]
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(child)):
            first, *rest = text_of(child).split("\f")
            inline.append(first)
            boxes += rest
    return "\f".join(["".join(inline), *boxes]) if name_of(node) != "p" else "\n".join(["".join(inline), *boxes])


def _is_hidden(run: etree._Element) -> bool:
    return any(
        name_of(mark) == "vanish" and value_of(mark) not in ("0", "false") for part in run if name_of(part) == "rPr" for mark in part
    )


def _is_heading(paragraph: etree._Element) -> bool:
    marks = {name_of(node): value_of(node).lower() for node in paragraph.iter()}
    return "outlineLvl" in marks or marks.get("pStyle", "").startswith("heading")


def rows_of(table: etree._Element) -> list[list[str]]:
    """Cells of each row, cells merged across or down repeated in every place they cover."""
    rows: list[list[str]] = []
    for row in (node for node in table.iter() if name_of(node) == "tr" and _owner(node) is table):
        cells: list[str] = []
        for cell in (node for node in row.iter() if name_of(node) == "tc" and _owner_row(node) is row):
            marks = {name_of(mark): mark for part in cell if name_of(part) == "tcPr" for mark in part}
            text = "\n".join(text_of(block) for block in _blocks_of_cell(cell))
            if "vMerge" in marks and value_of(marks["vMerge"]) != "restart" and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            span = value_of(marks["gridSpan"]) if "gridSpan" in marks else "1"
            cells += [text] * (min(int(span), 64) if span.isdigit() else 1)
        rows.append(cells)
    return rows


def _blocks_of_cell(cell: etree._Element) -> Iterator[etree._Element]:
    for block in blocks_below(cell):
        if name_of(block) == "p":
            yield block
        else:
            yield from (inner for inner in block.iter() if name_of(inner) == "p")


def _owner(node: etree._Element) -> etree._Element | None:
    return next((parent for parent in node.iterancestors() if name_of(parent) == "tbl"), None)


def _owner_row(node: etree._Element) -> etree._Element | None:
    return next((parent for parent in node.iterancestors() if name_of(parent) == "tr"), None)


def value_of(node: etree._Element) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == "val"), "")

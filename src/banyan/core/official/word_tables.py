"""Forms in Word: rows of label and value, and boxes to be filled in by hand."""

from banyan.core.official.composition import Row, Sheet
from banyan.core.official.layout import AREA_WIDTH, CHARACTER_PITCH, LABEL_MM, MM, PITCH, twips
from banyan.core.official.model import DATE_HERE, SIGN_HERE
from banyan.core.official.word_styles import CELL
from banyan.core.official.word_xml import Element, paragraph, run, tag

_LABEL, _VALUE = twips(LABEL_MM * MM), twips(AREA_WIDTH - LABEL_MM * MM)
_PADDING = 120
# Above and below the lines of a cell.
_AIR = 60


def table(sheet: Sheet) -> Element:
    """Make the table of a sheet: two columns as wide as the type area."""
    borders = tag(
        "tblBorders",
        *(tag(side, val="single", sz=4, space=0, color="auto") for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
    )
    margins = tag(
        "tblCellMar",
        tag("top", w=_AIR, type="dxa"),
        tag("left", w=_PADDING, type="dxa"),
        tag("bottom", w=_AIR, type="dxa"),
        tag("right", w=_PADDING, type="dxa"),
    )
    properties = tag(
        "tblPr", tag("tblW", w=_LABEL + _VALUE, type="dxa"), tag("jc", val="center"), borders, tag("tblLayout", type="fixed"), margins
    )
    grid = tag("tblGrid", tag("gridCol", w=_LABEL), tag("gridCol", w=_VALUE))
    return tag("tbl", properties, grid, *(_row(row) for row in sheet.rows))


def _row(row: Row) -> Element:
    label = _cell(_LABEL, [paragraph(CELL, run((row.label,)), properties=(tag("jc", val="center"),))], middle=True)
    if not row.room:
        return tag("tr", label, _cell(_VALUE, [paragraph(CELL, run((line,))) for line in row.lines or ("",)], middle=True))
    height = tag("trHeight", val=twips(row.room * PITCH) + 2 * _AIR, hRule="atLeast")
    return tag("tr", tag("trPr", tag("cantSplit"), height), label, _cell(_VALUE, _box(row), middle=False))


def _box(row: Row) -> list[Element]:
    """The prompt on top, blank lines to write on, and signature, seal and date at the bottom."""
    prompt = [paragraph(CELL, run((line,))) for line in row.lines]
    blank = [paragraph(CELL) for _line in range(max(row.room - len(row.lines) - 2, 1))]
    return [*prompt, *blank, _at_right(SIGN_HERE), _at_right(DATE_HERE)]


def _at_right(line: str) -> Element:
    return paragraph(CELL, run((line,)), properties=(tag("ind", rightChars=100, right=twips(CHARACTER_PITCH)), tag("jc", val="right")))


def _cell(width: int, paragraphs: list[Element], *, middle: bool) -> Element:
    properties = tag("tcPr", tag("tcW", w=width, type="dxa"), tag("vAlign", val="center") if middle else None)
    return tag("tc", properties, *paragraphs)

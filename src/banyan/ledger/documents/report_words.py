"""The report of a place's year as a Word file."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from banyan.core.official.layout import FANGSONG, HEITI, MM, SONGTI, XIAOBIAOSONG, Face, twips
from banyan.core.official.word_xml import Element, letters, run, tag
from banyan.ledger.documents.reports import report_data
from banyan.ledger.queries import Report

PERSON_WIDTHS = (11, 32, 44, 28, 15, 30, 14)
ACTIVITY_WIDTHS = (11, 16, 58, 22, 13, 27, 27)
_TEXTS = {1, 2}
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own properties are without a zone


def report_word(report: Report, *, made_by: str, made_at: datetime) -> bytes:
    """Write the report as .docx, with room for signatures and seal."""
    data = report_data(report, made_by=made_by, made_at=made_at)
    word = docx.Document()
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    end = word.element.body.sectPr
    for element in _elements(data):
        end.addprevious(element)
    section.footer.paragraphs[0]._p.getparent().replace(section.footer.paragraphs[0]._p, _page_numbers())
    properties = word.core_properties
    properties.title, properties.author, properties.comments = data["title"][:255], "", ""
    properties.created = properties.modified = _NO_DAY
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _elements(data: dict[str, Any]) -> list[Element]:
    rows = [*data["persons"], data["persons_sum"]] if data["persons"] else []
    return [
        _line(data["title"], XIAOBIAOSONG, 20, align="center", after=8),
        *(_line(f"{label}：{value}", FANGSONG, 12) for label, value in data["facts"]),
        _line(data["persons_title"], HEITI, 14, before=8, after=3, keeps=True),
        *_table(data["person_heads"], rows, PERSON_WIDTHS, data["nothing"]),
        _line(data["activities_title"], HEITI, 14, before=10, after=3, keeps=True),
        *_table(data["activity_heads"], data["activities"], ACTIVITY_WIDTHS, data["nothing"]),
        _line(data["note"], FANGSONG, 10.5, before=4),
        _line(data["made"], FANGSONG, 12, before=8, keeps=True),
        _line("　　　　".join(data["signatures"]), FANGSONG, 12, before=14, after=70),
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], nothing: str) -> list[Element]:
    if not rows:
        return [_line(nothing, FANGSONG, 12)]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = tag("tblBorders", *(tag(side, val="single", sz=4, space=0, color="auto") for side in sides))
    total = sum(twips(width * MM) for width in widths)
    properties = tag("tblPr", tag("tblW", w=total, type="dxa"), tag("jc", val="center"), borders, tag("tblLayout", type="fixed"))
    grid = tag("tblGrid", *(tag("gridCol", w=twips(width * MM)) for width in widths))
    return [tag("tbl", properties, grid, _row(heads, widths, HEITI, is_head=True), *(_row(row, widths, FANGSONG) for row in rows))]


def _row(texts: Sequence[str], widths: Sequence[int], face: Face, *, is_head: bool = False) -> Element:
    cells = []
    for place, (text, width) in enumerate(zip(texts, widths, strict=True)):
        properties = tag("tcPr", tag("tcW", w=twips(width * MM), type="dxa"), tag("vAlign", val="center"))
        align = "left" if place in _TEXTS and not is_head else "center"
        cells.append(tag("tc", properties, _line(text, face, 10.5, align=align)))
    return tag("tr", tag("trPr", tag("cantSplit"), tag("tblHeader") if is_head else None), *cells)


def _line(  # a line has these settings, and all but three are named by the caller
    text: str, face: Face, size: float, *, align: str = "left", before: int = 0, after: int = 0, keeps: bool = False
) -> Element:
    spacing = tag(
        "spacing", before=before * 20, after=after * 20, line=320 if size < 16 else 480, lineRule="auto" if size > 16 else "atLeast"
    )
    return tag(
        "p",
        tag("pPr", tag("keepNext") if keeps else None, spacing, tag("jc", val=align)),
        run((text,), face, size, bold=face is XIAOBIAOSONG),
    )


def _page_numbers() -> Element:
    """第 n 页，共 m 页."""
    pieces = [
        run(("第 ",), SONGTI, 10.5),
        _field("PAGE"),
        run((" 页，共 ",), SONGTI, 10.5),
        _field("NUMPAGES"),
        run((" 页",), SONGTI, 10.5),
    ]
    return tag("p", tag("pPr", tag("jc", val="center")), *pieces)


def _field(name: str) -> Element:
    number = tag("t")
    number.text = "1"
    return tag("fldSimple", tag("r", letters(SONGTI, 10.5), number), instr=f" {name} ")

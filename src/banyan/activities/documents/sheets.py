"""The sheet to sign by hand (签到表): who is expected, empty lines for others, and the code of the day, as PDF and for Word."""

import io
import json
from base64 import b64decode
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import segno
import typst
from django.urls import reverse
from django.utils import timezone, translation
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from banyan.activities.codes import day_for_paper, paper_code
from banyan.activities.models import Activity
from banyan.activities.queries.checkin import names_for_sheet
from banyan.core.official.composition import chinese_day
from banyan.core.official.layout import FANGSONG, HEITI, SONGTI, XIAOBIAOSONG, Face
from banyan.core.official.pdf import families, fonts
from banyan.core.official.plain import printable
from banyan.core.official.word_xml import letters, run, tag
from banyan.web.words import say_hours

# Documents are in Chinese whatever the language of the page that makes them.
COLUMNS = ("序号", "姓名", "支部（单位）", "签名", "备注")
WIDTHS_MM, HEAD_MM = (13, 32, 55, 46, 24), (134, 36)
CODE_WORDS = "手机扫码也可签到\n（当日有效）"
CLOSING = "应到　　　人，实到　　　人，请假　　　人　　　　负责人签名："
# Whoever comes unexpected finds a line, on a first page that is filled.
LINES_OF_FIRST_PAGE, LEAST_EMPTY = 18, 5
_TEMPLATE = Path(__file__).with_name("sheet.typ")
_ROW_MM = 10.2
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own properties are without a zone


def sheet_pdf(activity: Activity, *, origin: str, today: date) -> bytes:
    """Write the sheet as PDF; ``origin`` is where this installation is reached, as https://example.org."""
    code = _code(activity, origin, today)
    data = {
        "title": f"签到表 {activity.title}",
        "heading": printable(f"{activity.title}签到表"),
        "facts": _facts(activity),
        # An image by itself, not part of a page, so it names its language.
        "code": code.svg_inline(border=1).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1),
        "code_words": CODE_WORDS,
        "columns": COLUMNS,
        "rows": _rows(activity),
        "closing": CLOSING,
        "fonts": families(),
    }
    moment = datetime.combine(activity.on, time(), UTC)
    with TemporaryDirectory(prefix="banyan-pdf-") as folder:
        compiler = typst.Compiler(_TEMPLATE.read_bytes(), root=folder, font_paths=fonts())
        written = compiler.compile(format="pdf", sys_inputs={"document": json.dumps(data, ensure_ascii=False)}, timestamp=moment)
    if not isinstance(written, bytes):
        raise TypeError(written)
    return written


def sheet_word(activity: Activity, *, origin: str, today: date) -> bytes:
    """Write the sheet as a Word file."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _write(document.add_paragraph(), f"{activity.title}签到表", XIAOBIAOSONG, 22, bold=True)
    _head(document, activity, _code(activity, origin, today))
    # Two tables without a line between them become one, and its first row wouldn't be repeated.
    _write(document.add_paragraph(), "", FANGSONG, 6)
    _list(document, _rows(activity))
    _write(document.add_paragraph(), CLOSING, FANGSONG, 12, align=WD_ALIGN_PARAGRAPH.LEFT)
    _page_numbers(section.footer.paragraphs[0])
    properties = document.core_properties
    properties.title, properties.author, properties.comments = f"签到表 {activity.title}"[:255], "", ""
    properties.created = properties.modified = _NO_DAY
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _code(activity: Activity, origin: str, today: date) -> segno.QRCode:
    address = reverse("check_in", args=[paper_code(activity, day_for_paper(activity, today))])
    return segno.make_qr(f"{origin}{address}", error="m")


def _facts(activity: Activity) -> list[tuple[str, str]]:
    begins, ends = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{chinese_day(ends.date())}{ends:%H:%M}"
    with translation.override("zh-hans"):
        length, kind = say_hours(activity.minutes), str(activity.get_kind_display())
    place = activity.place
    facts = [
        ("时间：", f"{chinese_day(begins.date())}（星期{'一二三四五六日'[begins.weekday()]}）{begins:%H:%M}–{until}，{length}"),
        ("地点：", f"{place.name}　{place.address}".strip() if place else ""),
        ("组织单位：", activity.organisation.name),
        ("活动类别：", kind),
    ]
    return [(label, printable(value)) for label, value in facts]


def _rows(activity: Activity) -> list[tuple[str, str, str]]:
    named = names_for_sheet(activity)
    empty = max(LEAST_EMPTY, LINES_OF_FIRST_PAGE - len(named))
    rows = [*((printable(name), printable(home)) for name, home in named), *[("", "")] * empty]
    return [(str(number), name, home) for number, (name, home) in enumerate(rows, 1)]


def _head(document: Any, activity: Activity, code: segno.QRCode) -> None:
    """What, when and where at the left, the code at the right."""
    grid = document.add_table(rows=1, cols=2)
    left, right = grid.rows[0].cells
    _set_widths(grid, HEAD_MM)
    for place, (label, value) in enumerate(_facts(activity)):
        line = left.paragraphs[0] if place == 0 else left.add_paragraph()
        line._p.append(run((label,), HEITI, 13))
        _write(line, value, FANGSONG, 13, align=WD_ALIGN_PARAGRAPH.LEFT)
    picture = io.BytesIO(b64decode(code.png_data_uri(scale=8, border=1).partition(",")[2]))
    right.paragraphs[0].add_run().add_picture(picture, Mm(30), Mm(30))
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words in CODE_WORDS.split("\n"):
        _write(right.add_paragraph(), words, SONGTI, 9)


def _list(document: Any, rows: list[tuple[str, str, str]]) -> None:
    grid = document.add_table(rows=0, cols=len(COLUMNS))
    grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for number, texts in enumerate([COLUMNS, *((*row, "", "") for row in rows)]):
        row = grid.add_row()
        row.height, row.height_rule = Mm(_ROW_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(tag("tblHeader", val="true") if number == 0 else tag("cantSplit", val="true"))
        for cell, text in zip(row.cells, texts, strict=True):
            cell._tc.get_or_add_tcPr().append(tag("vAlign", val="center"))
            _write(cell.paragraphs[0], text, FANGSONG if number else HEITI, 13 if len(text) <= 6 else 11)
    _set_widths(grid, WIDTHS_MM)


def _set_widths(grid: Any, widths: tuple[int, ...]) -> None:
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _write(line: Any, text: str, face: Face, size: float, *, bold: bool = False, align: Any = WD_ALIGN_PARAGRAPH.CENTER) -> None:
    line.alignment = align
    line.paragraph_format.space_after = line.paragraph_format.space_before = Mm(0.6)
    line._p.append(run((printable(text),), face, size, bold=bold))


def _page_numbers(line: Any) -> None:
    """第 n 页，共 m 页."""
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        line._p.append(run((text,), SONGTI, 10.5))
        if field:
            line._p.append(tag("fldSimple", tag("r", letters(SONGTI, 10.5), _one()), instr=f" {field} "))


def _one() -> Any:
    number = tag("t")
    number.text = "1"
    return number

"""A Word file has the page, the grid and the fonts of the standard, and holds the text as written."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.core.documents import read_document
from banyan.core.official import OfficialDocument, OpinionBox, Paragraph, as_word
from tests.core.official.samples import SIGNS, TEXT, case, form

# python-docx's elements have no types.
WORD = as_word(case())
BODY = docx.Document(io.BytesIO(WORD)).element.body
STYLES = docx.Document(io.BytesIO(WORD)).styles.element


def value(node: Any, path: str, attribute: str = "val") -> str | None:
    found: Any = node.find(path, {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"})
    return None if found is None else found.get(qn(f"w:{attribute}"))


def millimetres(node: Any, side: str) -> float:
    return round(int(node.get(qn(f"w:{side}"), "0")) / 20 / 72 * 25.4, 1)


def style(name: str) -> Any:
    return next(node for node in STYLES if node.get(qn("w:styleId")) == name)


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    size, margins = BODY.sectPr.find(qn("w:pgSz")), BODY.sectPr.find(qn("w:pgMar"))

    assert [millimetres(size, side) for side in ("w", "h")] == [210, 297]
    assert [millimetres(margins, side) for side in ("top", "left", "bottom", "right")] == [37, 28, 35, 26]


def test_the_grid_holds_22_lines_of_28_characters_and_no_more() -> None:
    width, height = 156 / 25.4 * 72, 225 / 25.4 * 72
    grid = BODY.sectPr.find(qn("w:docGrid"))
    pitch, space = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))

    assert grid.get(qn("w:type")) == "linesAndChars"
    assert (pitch, space) == (579, -848)
    assert height // (pitch / 20) == 22
    assert width // (16 + space / 4096) == 28
    # The characters themselves are drawn in by as much, so that 28 stand in a line off the grid as well.
    assert width // (16 + int(value(style("BodyText"), "w:rPr/w:spacing") or 0) / 20) == 28


@pytest.mark.parametrize(
    ("name", "font", "half_points", "bold"),
    [
        ("BodyText", "仿宋", "32", False),
        ("Title", "方正小标宋简体", "44", False),
        ("Subtitle", "楷体", "32", False),
        ("Heading1", "黑体", "32", False),
        ("Heading2", "楷体", "32", False),
        ("Heading3", "仿宋", "32", True),
        ("Heading4", "仿宋", "32", False),
        ("Footer", "宋体", "28", False),
    ],
)
def test_each_style_names_its_chinese_font_and_size(name: str, font: str, half_points: str, bold: bool) -> None:
    assert value(style(name), "w:rPr/w:rFonts", "eastAsia") == font
    assert value(style(name), "w:rPr/w:sz") == half_points
    assert (style(name).find(f"{qn('w:rPr')}/{qn('w:b')}") is not None) == bold


def test_each_run_names_the_chinese_font_of_its_style() -> None:
    paragraphs = [node for node in BODY.iter(qn("w:p")) if node.find(f"{qn('w:r')}/{qn('w:t')}") is not None]

    for paragraph in paragraphs:
        wanted = value(style(value(paragraph, "w:pPr/w:pStyle") or ""), "w:rPr/w:rFonts", "eastAsia")
        assert {value(run, "w:rPr/w:rFonts", "eastAsia") for run in paragraph.iter(qn("w:r"))} == {wanted}


def test_lines_have_the_exact_pitch_and_two_characters_of_indent() -> None:
    for name in ("BodyText", "Title", "Heading1", "Heading4"):
        assert value(style(name), "w:pPr/w:spacing", "line") == "579"
        assert value(style(name), "w:pPr/w:spacing", "lineRule") == "exact"
    assert value(style("BodyText"), "w:pPr/w:ind", "firstLineChars") == "200"
    assert value(style("Normal"), "w:pPr/w:kinsoku") == "1"
    assert value(style("Normal"), "w:pPr/w:widowControl") == "0"


def test_headings_are_known_to_word_as_an_outline() -> None:
    levels = {f"Heading{level}": level for level in range(1, 5)}

    found = [
        (levels[name], "".join(part.text for part in node.iter(qn("w:t"))))
        for node in BODY
        if (name := value(node, "w:pPr/w:pStyle") or "") in levels
    ]
    assert found[:5] == [(1, "一、背景"), (1, "二、做法"), (2, "（一）建强队伍"), (3, "1.选好人"), (4, "（1）定期轮换")]
    assert [(value(style(name), "w:name"), value(style(name), "w:pPr/w:outlineLvl")) for name in levels] == [
        (f"heading {level}", str(level - 1)) for level in levels.values()
    ]


def test_page_numbers_stand_outside_in_turn() -> None:
    read = docx.Document(io.BytesIO(WORD))
    odd, even = read.sections[0].footer.paragraphs[0], read.sections[0].even_page_footer.paragraphs[0]

    assert read.settings.odd_and_even_pages_header_footer
    assert [value(one._p, "w:pPr/w:jc") for one in (odd, even)] == ["right", "left"]
    assert [value(one._p, "w:fldSimple", "instr") for one in (odd, even)] == [" PAGE ", " PAGE "]
    assert [run.text for run in odd.runs] == ["— ", " —"]


def test_text_with_signs_of_markup_comes_out_as_written() -> None:
    rare = "𬭎䶮😀阿依·买买提"

    lines = read_document(as_word(OfficialDocument(SIGNS, "", (Paragraph(SIGNS), Paragraph(rare), OpinionBox(SIGNS))))).lines

    assert [line.text for line in lines[:3]] == [SIGNS, SIGNS, rare]
    assert lines[3].cells[0] == SIGNS


def test_a_form_is_one_table_and_a_paragraph_stands_below_it() -> None:
    read = docx.Document(io.BytesIO(as_word(form())))

    assert len(read.tables) == 1
    assert [row.cells[0].text for row in read.tables[0].rows] == ["案例名称", "联系人", "简介", "镇街意见", "市级意见"]
    assert all(words in read.tables[0].rows[3].cells[1].text for words in ("推荐意见：", "签名：", "（盖章）", "年　　月　　日"))
    assert read.element.body[-2].tag == qn("w:p")


@pytest.mark.parametrize(
    "document", [OfficialDocument(""), OfficialDocument("题"), OfficialDocument("很长的题目" * 60), OfficialDocument("", "副题")]
)
def test_documents_with_almost_nothing_or_very_much_are_written(document: OfficialDocument) -> None:
    docx.Document(io.BytesIO(as_word(document)))


def test_the_same_document_gives_the_same_bytes_without_a_clock() -> None:
    assert as_word(case()) == WORD
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name or "customXml" in name for name in archive.namelist())
    assert docx.Document(io.BytesIO(WORD)).core_properties.created.date() == date(2022, 11, 3)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_can_be_written(texts: list[str]) -> None:
    content = as_word(OfficialDocument("题", "", tuple(Paragraph(text) for text in [*texts, TEXT])))

    assert read_document(content).lines[-1].text == TEXT

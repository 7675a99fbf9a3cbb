"""A Word file is read with the numbers that Word sets, the looks that its styles give, and its photos."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from PIL import Image

from banyan.core.documents.word_paragraphs import MOST_PHOTOS, WordFile, read_word

LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
    ("bullet", "●"),
    ("upperLetter", "%6)"),
)


def reading(word: "docx.document.Document") -> WordFile:
    stream = io.BytesIO()
    word.save(stream)
    return read_word(stream.getvalue())


def numbered(word: "docx.document.Document", text: str, depth: int, number: int = 90) -> None:
    paragraph = word.add_paragraph(text)
    mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(mark))


def with_lists(word: "docx.document.Document") -> None:
    """Two lists of one definition, the second told to start anew."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(LEVELS)
    )
    lists = word.part.numbering_part.element
    lists.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    lists.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/>{anew}</w:num>'))


def photo(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), (shade, shade, shade)).save(stream, "PNG")
    return stream.getvalue()


def test_numbers_that_word_sets_by_itself_are_read() -> None:
    word = docx.Document()
    with_lists(word)
    for text, depth in (
        ("背景", 0),
        ("做法", 0),
        ("甲", 1),
        ("子", 2),
        ("丑", 2),
        ("寅", 3),
        ("乙", 1),
        ("卯", 2),
        ("点", 4),
        ("字", 5),
        ("成效", 0),
    ):
        numbered(word, text, depth)
    numbered(word, "另起", 0, number=91)
    numbered(word, "无", 0, number=99)
    numbered(word, "", 0)

    texts = [paragraph.text for paragraph in reading(word).paragraphs]

    expected = ["一、背景", "二、做法", "（一）甲", "1.子", "2.丑", "①寅", "（二）乙", "1.卯", "点", "A)字", "三、成效", "一、另起", "无"]
    assert texts == expected


def test_looks_come_from_the_style_and_its_ancestors_and_from_the_paragraph() -> None:
    word = docx.Document()
    own = word.styles.add_style("章", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = word.styles["Heading 2"]
    own.font.size = Pt(22)
    word.add_paragraph("一", style="章").alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph("二").add_run("粗").bold = True
    word.add_paragraph("").add_run("全粗").bold = True

    first, second, third = (paragraph.look for paragraph in reading(word).paragraphs)

    assert (first.style, first.outline, first.align, first.points) == ("章", 2, "center", 22.0)
    assert (second.outline, second.bold, third.bold) == (None, False, True)


def test_styles_that_stand_on_each_other_in_a_circle_are_read() -> None:
    word = docx.Document()
    first, second = (word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in "甲乙")
    first.base_style, second.base_style = second, first
    word.add_paragraph("文", style="甲")

    assert [paragraph.text for paragraph in reading(word).paragraphs] == ["文"]


def test_photos_come_where_they_stand() -> None:
    word = docx.Document()
    word.add_paragraph("前")
    word.add_picture(io.BytesIO(photo(1)))
    word.add_paragraph("后").add_run().add_picture(io.BytesIO(photo(2)))
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "表"
    table.cell(0, 1).paragraphs[0].add_run().add_picture(io.BytesIO(photo(3)))

    found = [(paragraph.text, paragraph.photos) for paragraph in reading(word).paragraphs]

    assert found == [("前", ()), ("", (photo(1),)), ("后", (photo(2),)), ("表", ()), ("", (photo(3),))]


@pytest.mark.parametrize("target", ["https://example.org/a.png", "file:///etc/passwd"])
def test_a_photo_outside_the_file_is_never_fetched_and_counts_as_lost(target: str) -> None:
    word = docx.Document()
    word.add_picture(io.BytesIO(photo(1)))
    relation = next(one for one in word.part.rels.values() if one.reltype.endswith("/image"))
    relation._is_external, relation._target = True, target

    found = reading(word)

    assert (found.lost_photos, [paragraph.photos for paragraph in found.paragraphs if paragraph.photos]) == (1, [])


def test_photos_above_the_limit_count_as_lost() -> None:
    word = docx.Document()
    for _photo in range(MOST_PHOTOS + 2):
        word.add_picture(io.BytesIO(photo(1)))

    assert reading(word).lost_photos == 2

"""A case sent as a Word file falls into the parts of its call, and no line of it gets lost."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date

import docx
import pytest
from django.utils.translation import override
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from banyan.cases.collection.reading import Paragraph, PartName, SubmissionReading, read_submission
from banyan.core.official import Block, Heading, OfficialDocument, Photo, as_word, blocks_of
from banyan.core.official import Paragraph as Printed

PARTS = (PartName("背景"), PartName("做法"), PartName("成效"), PartName("启示"))
TEXT = "东莞市沙田镇机关退休干部党支部现有党员23名，与先锋村党支部结对帮带。"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def word_file(*lines: str, bold: tuple[str, ...] = ()) -> bytes:
    word = docx.Document()
    for line in lines:
        word.add_paragraph().add_run(line).bold = line in bold or None
    return saved(word)


def saved(word: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def read(content: bytes, parts: tuple[PartName, ...] = PARTS) -> SubmissionReading:
    return read_submission(content, name="案例.docx", parts=parts)


def texts(reading: SubmissionReading) -> dict[str, str]:
    return {part.name: part.text for part in reading.parts}


def photo(shade: int = 90) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 90)).save(stream, "JPEG")
    return stream.getvalue()


def test_what_we_print_is_read_back_part_by_part() -> None:
    written = {
        "背景": TEXT,
        "做法": f"（一）建强队伍\n{TEXT}\n1.选好人\n{TEXT}\n（二）送学上船\n{TEXT}",
        "成效": f"{TEXT}\n{TEXT}",
        "启示": TEXT,
    }
    blocks: list[Block] = []
    for name, text in written.items():
        blocks += [Heading(1, name), *blocks_of(text)]
    document = OfficialDocument(
        "海上送学+岸上补学",
        "结对帮带渔村党员",
        (*blocks, Photo(photo(), "图1 老同志在码头")),
        ("沙田镇老干部工作办公室",),
        date(2022, 11, 3),
    )

    reading = read(as_word(document))

    assert (reading.title, reading.subtitle) == ("海上送学+岸上补学", "结对帮带渔村党员")
    assert texts(reading) == written
    assert [paragraph.level for paragraph in reading.parts[1].paragraphs] == [2, 0, 3, 0, 2, 0]
    assert [(one.caption, one.part) for one in reading.photos] == [("图1 老同志在码头", "启示")]
    assert [paragraph.text for paragraph in reading.rest] == ["沙田镇老干部工作办公室", "2022年11月3日"]
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "headings",
    [
        ("一、背景", "二、做法", "三、成效", "四、启示"),
        ("一、背景情况", "二、主要做法", "三、取得的成效", "四、经验与启示"),
        ("（一）基本情况", "（二）具体做法", "（三）工作成效", "（四）几点启示"),
        ("第一部分 工作背景", "第二部分 创新做法", "第三部分 主要成果", "第四部分 启示思考"),
        ("1.案例背景", "2.主要举措", "3.实施效果", "4.经验启示"),
        ("背景", "做法", "成效", "启示"),
        ("背景：", "做法：", "成效：", "启示："),
        ("【背景】", "【做法】", "【成效】", "【启示】"),
        ("一、案例实施的社会背景", "二、我们的做法", "三、成效明显", "四、体会"),
    ],
)
def test_parts_are_found_by_the_usual_headings(headings: tuple[str, ...]) -> None:
    lines = [line for number, heading in enumerate(headings) for line in (heading, f"第{number}段。{TEXT}")]

    reading = read(word_file("沙田镇：海上送学", *lines))

    assert [part.headings for part in reading.parts] == [(heading,) for heading in headings]
    assert [part.text for part in reading.parts] == [f"第{number}段。{TEXT}" for number in range(4)]
    assert reading.rest == ()


def test_parts_are_found_by_the_heading_styles_of_word() -> None:
    word = docx.Document()
    word.add_heading("海上送学", 0)
    for name in ("背景情况", "主要做法"):
        word.add_heading(name, 1)
        word.add_heading("建强队伍", 2)
        word.add_paragraph(TEXT)

    reading = read(saved(word))

    assert reading.title == "海上送学"
    assert [part.paragraphs for part in reading.parts] == [(Paragraph("建强队伍", 2), Paragraph(TEXT))] * 2


def test_short_bold_lines_that_name_a_part_are_headings() -> None:
    reading = read(word_file("海上送学", "取得的主要成效", TEXT, "我们的做法", TEXT, bold=("取得的主要成效", "我们的做法")))

    assert texts(reading) == {"做法": TEXT, "成效": TEXT}


def test_parts_have_the_names_of_the_call() -> None:
    parts = (PartName("主要做法"), PartName("创新点", ("亮点特色",)), PartName("推广价值"))

    reading = read(word_file("题目", "一、做法", TEXT, "二、亮点特色", TEXT, "三、推广价值", TEXT), parts)

    assert [part.name for part in reading.parts] == ["主要做法", "创新点", "推广价值"]


def test_a_sub_heading_that_sounds_like_a_part_stays_where_it_is() -> None:
    reading = read(word_file("题目", "一、背景", TEXT, "二、做法", "（一）工作成效", TEXT, "三、成效", TEXT))

    assert texts(reading) == {"背景": TEXT, "做法": f"（一）工作成效\n{TEXT}", "成效": TEXT}


def test_a_heading_that_names_two_parts_is_left_to_a_person() -> None:
    reading = read(word_file("题目", "一、背景", TEXT, "二、做法与成效", "甲。", "三、启示", TEXT))

    assert [paragraph.text for paragraph in reading.rest] == ["二、做法与成效", "甲。"]
    assert list(texts(reading)) == ["背景", "启示"]


def test_a_chapter_beside_the_parts_is_left_to_a_person() -> None:
    reading = read(word_file("题目", "一、背景", TEXT, "二、下一步打算", "乙。", "三、启示", TEXT))

    assert [paragraph.text for paragraph in reading.rest] == ["二、下一步打算", "乙。"]


def test_a_file_without_headings_is_all_left_to_a_person() -> None:
    reading = read(word_file("海上送学", TEXT, TEXT))

    assert reading.title == "海上送学"
    assert reading.parts == ()
    assert [paragraph.text for paragraph in reading.rest] == [TEXT, TEXT]


def test_lines_above_the_title_and_between_it_and_the_text_are_left_to_a_person() -> None:
    word = docx.Document()
    for text, size in (("附件2", 16), ("海上送学到渔家", 22), ("岸上补学暖人心", 22), ("——沙田镇老干办", 16), ("（2022年8月）", 16)):
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if text == "附件2" else WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).font.size = Pt(size)
    word.add_paragraph("一、背景")
    word.add_paragraph(TEXT)

    reading = read(saved(word))

    assert reading.title_lines == ("海上送学到渔家", "岸上补学暖人心")
    assert reading.subtitle == "沙田镇老干办"
    assert [paragraph.text for paragraph in reading.rest] == ["附件2", "（2022年8月）"]


def test_a_heading_that_comes_twice_is_joined_and_told() -> None:
    reading = read(word_file("题目", "一、背景", "甲。", "二、做法", "乙。", "三、背景情况", "丙。"))

    assert texts(reading)["背景"] == "甲。\n丙。"
    assert reading.warnings == ("The part “背景” has 2 headings: 一、背景 / 三、背景情况. What stands below them was joined.",)


def test_a_heading_without_text_is_told() -> None:
    reading = read(word_file("题目", "一、背景", "二、做法", TEXT, "三、成效"))

    assert reading.warnings == ("There is no text below the heading “一、背景”.", "There is no text below the heading “三、成效”.")


def test_photos_come_with_their_captions_and_parts() -> None:
    word = docx.Document()
    word.add_paragraph("题目")
    word.add_paragraph("一、背景")
    word.add_paragraph(TEXT)
    word.add_picture(io.BytesIO(photo(10)))
    word.add_paragraph("图1：码头上的党课")
    word.add_paragraph("二、做法")
    word.add_picture(io.BytesIO(photo(200)))
    word.add_paragraph(TEXT)

    reading = read(saved(word))

    assert [(one.content, one.caption, one.part) for one in reading.photos] == [
        (photo(10), "图1：码头上的党课", "背景"),
        (photo(200), "", "做法"),
    ]
    assert texts(reading) == {"背景": TEXT, "做法": TEXT}


def test_a_form_gives_its_parts_and_its_title_by_the_labels_of_its_rows() -> None:
    word = docx.Document()
    word.add_paragraph("创新案例申报表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = (("案例名称", "海上送学"), ("联系人", "曾小明"), ("案例背景", f"{TEXT}\n{TEXT}"), ("主要做法", TEXT), ("备注", "无"))
    table = word.add_table(rows=0, cols=2)
    for row in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = row

    reading = read(saved(word))

    assert reading.title == "海上送学"
    assert texts(reading) == {"背景": f"{TEXT}\n{TEXT}", "做法": TEXT}
    assert [paragraph.text for paragraph in reading.rest] == ["创新案例申报表", "联系人\t曾小明", "备注\t无"]


def test_a_unit_and_a_day_below_the_text_are_no_part_of_it() -> None:
    reading = read(word_file("题目", "一、背景", TEXT, "　　　　　　沙田镇老干部工作办公室", "二〇二二年十一月三日"))

    assert texts(reading) == {"背景": TEXT}
    assert [paragraph.text for paragraph in reading.rest] == ["沙田镇老干部工作办公室", "二〇二二年十一月三日"]


def test_text_below_a_photo_is_no_caption() -> None:
    word = docx.Document()
    for line in ("题目", "一、背景"):
        word.add_paragraph(line)
    word.add_picture(io.BytesIO(photo()))
    word.add_paragraph("图书馆里，老同志每周宣讲。")
    word.add_picture(io.BytesIO(photo()))
    word.add_paragraph("二、做法").alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph(TEXT)

    reading = read(saved(word))

    assert [one.caption for one in reading.photos] == ["", ""]
    assert texts(reading) == {"背景": "图书馆里，老同志每周宣讲。", "做法": TEXT}


def test_rows_of_a_table_stay_in_their_part() -> None:
    word = docx.Document()
    word.add_paragraph("题目")
    word.add_paragraph("一、成效")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "宣讲", "20场"

    assert texts(read(saved(word))) == {"成效": "宣讲\t20场"}


LINES = st.sampled_from(
    [
        "一、背景",
        "二、做法",
        "（一）做法",
        "三、成效",
        "启示",
        "一、别的",
        "建强队伍",
        "——副题",
        "2022年11月3日",
        "附件1",
        "图1 合影",
        TEXT,
        "短。",
        "背景情况",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(LINES, st.booleans(), st.sampled_from(["", "center", "right"]), st.sampled_from(["", "Heading 1", "Heading 2", "Title"])),
        max_size=14,
    )
)
def test_each_line_comes_out_exactly_once(lines: list[tuple[str, bool, str, str]]) -> None:
    word = docx.Document()
    for text, bold, align, style in [*lines, ("末段。", False, "", "")]:
        paragraph = word.add_paragraph(style=style or None)
        paragraph.add_run(text).bold = bold
        if align:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if align == "center" else WD_ALIGN_PARAGRAPH.RIGHT

    reading = read(saved(word))

    inside = [text for part in reading.parts for text in (*part.headings, *(paragraph.text for paragraph in part.paragraphs))]
    found = [*reading.title_lines, *reading.subtitle_lines, *inside, *(paragraph.text for paragraph in reading.rest)]
    assert Counter(found) == Counter([line[0] for line in lines] + ["末段。"])


@given(
    st.dictionaries(
        st.sampled_from([part.name for part in PARTS]),
        st.lists(st.text("榕树下的声音老同志宣讲 ，。#*_$[]<>&\\\"'😀𬭎", min_size=1, max_size=60), min_size=1, max_size=4),
        min_size=1,
    )
)
@settings(deadline=None, max_examples=50)
def test_any_text_that_we_print_is_read_back(written: dict[str, list[str]]) -> None:
    wanted = {name: [f"{text.strip()}。" for text in lines] for name, lines in written.items()}
    blocks: list[Block] = []
    for name, lines in wanted.items():
        blocks += [Heading(1, name), *map(Printed, lines)]

    reading = read(as_word(OfficialDocument("题目", "", tuple(blocks))))

    assert {part.name: [paragraph.text for paragraph in part.paragraphs] for part in reading.parts} == wanted

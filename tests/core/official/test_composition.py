"""What stands on the pages is the same whatever the writer."""

from datetime import date

import pytest
from django.utils.translation import override

from banyan.core.official import Block, Heading, OfficialDocument, Paragraph, Photo, UnableToWrite, blocks_of
from banyan.core.official.composition import Picture, Sheet, Text, compose
from banyan.core.official.layout import AREA_WIDTH, PITCH
from banyan.core.official.numbering import chinese_number
from tests.core.official.samples import form, photo


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_are_written_in_chinese(number: int, written: str) -> None:
    assert chinese_number(number) == written


def test_headings_are_numbered_and_a_higher_one_starts_the_lower_anew() -> None:
    levels = (1, 2, 3, 4, 4, 3, 2, 1, 2)

    items = compose(OfficialDocument("", blocks=tuple(Heading(level, "题") for level in levels))).items  # type: ignore[arg-type]  # ints from a tuple

    numbers = ["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "二、", "（一）"]
    assert [item.lines for item in items if isinstance(item, Text)] == [(f"{number}题",) for number in numbers]


@pytest.mark.parametrize("block", [Paragraph(""), Paragraph(" 　\n"), Heading(2, ""), Heading(1, "\u0007\ufeff")])
def test_an_empty_block_takes_no_line_and_no_number(block: Block) -> None:
    items = compose(OfficialDocument("题", blocks=(block, Heading(1, "背景"), Heading(2, "甲")))).items

    assert items == (Text(("一、背景",), 1), Text(("（一）甲",), 2))


def test_what_no_font_knows_is_dropped_and_line_breaks_stay() -> None:
    items = compose(OfficialDocument("", blocks=(Paragraph("　　甲\u0000\ud800乙\r\n丙\u2028丁\v戊 "),))).items

    assert items == (Text(("甲乙", "丙", "丁", "戊")),)


def test_facts_and_boxes_that_follow_one_another_are_one_table() -> None:
    (sheet,) = compose(form()).items

    assert isinstance(sheet, Sheet)
    assert [(row.label, row.room) for row in sheet.rows] == [("案例名称", 0), ("联系人", 0), ("简介", 0), ("镇街意见", 7), ("市级意见", 5)]


@pytest.mark.parametrize("size", [(80, 60), (4000, 3000), (3000, 4000), (5000, 200), (100, 5000), (1, 1)])
def test_a_photo_fits_the_page_keeps_its_shape_and_ends_on_the_grid(size: tuple[int, int]) -> None:
    (picture,) = compose(OfficialDocument("", blocks=(Photo(photo(*size), ""),))).items

    assert isinstance(picture, Picture)
    assert picture.width <= AREA_WIDTH
    assert picture.height <= picture.rows * PITCH <= 12 * PITCH
    assert picture.width / picture.height == pytest.approx(size[0] / size[1])


@pytest.mark.parametrize("content", [b"", b"no photo", photo(form="GIF"), photo(form="WEBP"), photo()[:500]])
def test_a_photo_that_is_neither_jpeg_nor_png_is_refused(content: bytes) -> None:
    with override("en"), pytest.raises(UnableToWrite, match="合影” is damaged, or neither JPG nor PNG"):
        compose(OfficialDocument("", blocks=(Photo(content, "合影"),)))


def test_the_signer_stands_in_the_middle_above_the_date() -> None:
    short, long = (
        compose(OfficialDocument("", signers=(signer,), signed_on=date(2022, 11, 3))).signatures
        for signer in ("沙田镇", "东莞市沙田镇老干部工作办公室")
    )

    assert [(line.text, line.free) for line in short] == [("沙田镇", 5.75), ("2022年11月3日", 4.0)]
    assert long[0].free == 2.0


def test_a_subtitle_begins_with_one_dash_however_it_was_typed() -> None:
    typed = ("副题", "——副题", "")

    assert [compose(OfficialDocument("题", subtitle)).subtitle for subtitle in typed] == [("——副题",), ("——副题",), ()]


def test_text_of_a_form_becomes_paragraphs_and_headings() -> None:
    text = "一、总述\n（一）建强队伍\n 正文。 \n\n1.选好人\n（1）轮换\n1.他们选好人，送学上船。\n2022年的事\n3.5万人"

    assert blocks_of(text) == (
        Heading(1, "总述"),
        Heading(2, "建强队伍"),
        Paragraph("正文。"),
        Heading(3, "选好人"),
        Heading(4, "轮换"),
        Paragraph("1.他们选好人，送学上船。"),
        Paragraph("2022年的事"),
        Paragraph("3.5万人"),
    )

"""A PDF has 22 lines of 28 characters on a full page, in the margins of the standard, and the text as written."""

import shutil
import subprocess
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.core.official import FactsTable, Heading, OfficialDocument, Paragraph, Photo, as_pdf
from banyan.core.official.layout import MM
from tests.core.official.samples import SIGNS, case, form, photo

Box = tuple[float, float, float, float]


def pages(document: OfficialDocument) -> list[list[tuple[str, Box]]]:
    """The characters of each page with their boxes (left, bottom, right, top) in points."""
    found = []
    for page in pypdfium2.PdfDocument(as_pdf(document)):
        text = page.get_textpage()
        found.append([(text.get_text_range(place, 1), text.get_charbox(place, loose=True)) for place in range(text.count_chars())])
    return found


def lines(page: list[tuple[str, Box]]) -> list[str]:
    """The characters of a page grouped by their height, page number left out."""
    rows: dict[int, str] = {}
    for character, box in page:
        if box[1] > 35 * MM - 1 and character.strip():
            key = next((row for row in rows if abs(row - box[1]) < 6), round(box[1]))
            rows[key] = rows.get(key, "") + character
    return [rows[key] for key in sorted(rows, reverse=True)]


def text_of(document: OfficialDocument) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(as_pdf(document)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    first, second, third = pages(OfficialDocument("", blocks=(Paragraph("汉" * (22 * 28 - 2 + 22 * 28 + 1)),)))

    assert [len(line) for line in lines(first)] == [26] + [28] * 21
    assert [len(line) for line in lines(second)] == [28] * 22
    assert lines(third) == ["汉"]


def test_the_text_fills_the_margins_of_the_standard() -> None:
    _first, page, _third = pages(OfficialDocument("", blocks=(Paragraph("汉" * (22 * 28 * 2)),)))
    boxes = [box for character, box in page if character == "汉"]
    heights = sorted({round(box[1], 1) for box in boxes}, reverse=True)

    assert min(box[0] for box in boxes) == pytest.approx(28 * MM, abs=1)
    assert max(box[2] for box in boxes) == pytest.approx((210 - 26) * MM, abs=1)
    assert [above - below for above, below in pairwise(heights)] == pytest.approx([28.99] * 21, abs=0.15)
    # The first line stands in the middle of its row, as the last does.
    assert heights[0] == pytest.approx((297 - 37) * MM - 28.99 / 2 - 8, abs=4)
    assert heights[-1] == pytest.approx(35 * MM + 28.99 / 2 - 8, abs=4)


def test_headings_and_photos_keep_the_lines_on_the_grid() -> None:
    blocks = (
        Heading(1, "背景"),
        Paragraph("甲。"),
        Heading(2, "队伍"),
        Heading(3, "人"),
        Photo(photo(900, 300)),
        Paragraph("汉" * 28 * 30),
    )

    page = pages(OfficialDocument("题", "副题", blocks))[0]

    tops = (297 - 37) * MM
    lows = {round((tops - box[1]) / 28.99, 2) % 1 for character, box in page if character == "汉"}
    assert max(lows) - min(lows) < 0.05


def test_page_numbers_stand_outside_in_turn_below_the_text() -> None:
    numbers = [[box for character, box in page if box[3] < 35 * MM and character.strip()] for page in pages(case())]

    assert len(numbers) >= 2
    assert min(box[0] for box in numbers[0]) > 150 * MM
    assert max(box[2] for box in numbers[1]) < 50 * MM
    assert all(20 * MM < box[1] < 30 * MM for one in numbers for box in one)


def test_text_with_signs_of_markup_comes_out_as_written() -> None:
    signs = squeezed(SIGNS)

    found = squeezed(
        text_of(OfficialDocument(SIGNS, SIGNS, (Heading(1, SIGNS), Paragraph(SIGNS), Photo(photo(), SIGNS)), (SIGNS,), date(2022, 1, 2)))
    )

    assert found.count(signs) == 6


def test_rare_characters_and_signs_of_chat_are_kept() -> None:
    rare = "𬭎䶮、阿依·买买提、“引”‘号’……——"

    assert squeezed(rare) in squeezed(text_of(OfficialDocument("", blocks=(Paragraph(rare + "😀"),))))


def drawn(text: str) -> bytes:
    """What stands on the page in ink."""
    page = pypdfium2.PdfDocument(as_pdf(OfficialDocument("", blocks=(Paragraph(text),))))[0]
    return bytes(page.render(scale=1, grayscale=True).to_pil().crop((80, 100, 400, 140)).tobytes())


@pytest.mark.parametrize("character", ["𬭎", "䶮", "𠮷", "㙍"])
def test_a_rare_character_that_a_font_has_is_no_box(character: str) -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", f":charset={ord(character):x}"], capture_output=True, check=True).stdout
    ):
        pytest.skip("no font of this machine has it")

    # No font has a character that isn't one.
    assert drawn(character) not in (drawn("\U0003fffd"), drawn(""))


def test_all_of_a_case_and_of_a_form_is_printed() -> None:
    text = squeezed(text_of(case()))
    assert all(
        piece in text
        for piece in ("海上送学+岸上补学", "——沙田镇结对帮带渔村党员", "一、背景", "（一）建强队伍", "1.选好人", "（1）定期轮换")
    )
    assert all(piece in text for piece in ("图1码头上的党课", "沙田镇老干部工作办公室", "2022年11月3日"))

    text = squeezed(text_of(form()))
    assert all(
        piece in text for piece in ("案例申报表", "案例名称", "海上送学+岸上补学", "镇街意见", "推荐意见：", "签名：", "（盖章）", "年月日")
    )


def test_a_very_long_title_stays_between_the_margins() -> None:
    page = pages(OfficialDocument("退休干部宣讲团" * 30))[0]
    boxes = [box for character, box in page if character.strip() and box[1] > 35 * MM]

    assert len(boxes) == 210
    assert min(box[0] for box in boxes) >= 28 * MM - 1
    assert max(box[2] for box in boxes) <= (210 - 26) * MM + 1


ADDRESS = "https://example.org/" + "a" * 200


@pytest.mark.parametrize(
    "document",
    [
        OfficialDocument(ADDRESS),
        OfficialDocument("", "", (Paragraph(ADDRESS),)),
        OfficialDocument("", "", (FactsTable((("网址", ADDRESS),)),)),
    ],
)
def test_an_address_longer_than_a_line_stays_between_the_margins(document: OfficialDocument) -> None:
    (page,) = pages(document)

    assert max(box[2] for character, box in page if character.strip()) <= (210 - 26) * MM + 1
    assert ADDRESS in squeezed("".join(character for character, _box in page))


@pytest.mark.parametrize(
    "document", [OfficialDocument(""), OfficialDocument("", "", (Paragraph(""), Heading(1, " "))), OfficialDocument("", "副题")]
)
def test_a_document_with_almost_nothing_is_one_page(document: OfficialDocument) -> None:
    assert len(pypdfium2.PdfDocument(as_pdf(document))) == 1


def test_the_same_document_gives_the_same_bytes() -> None:
    assert as_pdf(case()) == as_pdf(case())
    assert as_pdf(form()) == as_pdf(form())


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60), st.text(alphabet="汉，。（）“”a1 #$*_[]<>\\@`=-+/~", max_size=120))
def test_any_text_can_be_printed(anything: str, text: str) -> None:
    found = squeezed(text_of(OfficialDocument(anything, "", (Paragraph(anything), Paragraph("始" + text + "终")))))

    assert squeezed("始" + text + "终") in found

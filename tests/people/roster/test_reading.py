"""Rosters are read whatever the order, wording and place of their headings; what isn't a person is left out and told."""

import io
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import xlsxwriter
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from banyan.core.documents import DocumentError
from banyan.people.roster.fields import FIELDS, field_of
from banyan.people.roster.mapping import mapping_from_json
from banyan.people.roster.reading import RosterReading, read_roster
from tests.people.roster.files import HEAD, csv_file, identity, row

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def read(content: bytes) -> RosterReading:
    return read_roster(content, name="名册.xlsx", today=TODAY)


def lines(*texts: str) -> RosterReading:
    return read("\n".join(texts).encode())


def sheet(fill: Callable[[Worksheet, xlsxwriter.Workbook], None]) -> RosterReading:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        fill(book.add_worksheet("花名册"), book)
    return read(stream.getvalue())


def meanings(reading: RosterReading) -> list[str | None]:
    return [column.field for column in reading.mapping.columns]


def names(reading: RosterReading) -> list[str]:
    return [one.values["name"] for one in reading.rows]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓 名", "name"),
        ("姓\n名", "name"),
        ("*姓名：", "name"),
        ("出生年月（岁）", "born"),
        ("公民身份号码", "identity_number"),
        ("身份证号码（18位）", "identity_number"),
        ("离（退）休时间", "retired_on"),
        ("离退休类别", "status"),
        ("原职务／职级", "former_post"),
        ("所在党支部名称", "branch"),
        ("联系电话（手机）", "phone"),
        ("家属联系电话", "emergency_phone"),
        ("紧急联系人及电话", "emergency"),
        ("是否有智能手机", "has_phone"),
        ("困难情况（高龄、独居、空巢、失能）", "care_tags"),
        ("是否独居", "is_lives_alone"),
        ("会讲何种方言", "dialects"),
        ("民族", "ethnicity"),
        ("星座", None),
        ("沙田镇离退休干部党支部党员基本情况登记表", None),
    ],
)
def test_a_heading_is_known_in_its_usual_wordings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_every_usual_heading_means_its_own_field() -> None:
    assert [(heading, field_of(heading)) for field in FIELDS for heading in field.headings if field_of(heading) != field.name] == []


@given(st.permutations(HEAD))
def test_the_order_of_columns_does_not_matter(head: list[str]) -> None:
    cells = dict(zip(HEAD, row("李明", 身份证号码=identity(), 联系电话="13800001234"), strict=True))

    reading = read(csv_file([cells[heading] for heading in head], head=head))

    assert reading.rows[0].values == read(csv_file(row("李明", 身份证号码=identity(), 联系电话="13800001234"))).rows[0].values


def test_a_title_above_and_totals_and_notes_below_are_no_persons() -> None:
    reading = lines("沙田镇花名册,,", "序号,姓名,性别", "1,李明,男", "合计,1,", "注：本表一式两份,,", "填表人：王五,,")

    assert names(reading) == ["李明"]
    assert reading.rows[0].number == 3
    assert "4、5、6" in reading.warnings[0]


def test_headings_repeated_on_each_page_and_headlines_between_are_no_persons() -> None:
    reading = lines("姓名,性别", "一、离休干部（1人）,", "李明,男", "姓名,性别", "张三,女")

    assert names(reading) == ["李明", "张三"]


def test_numbered_blank_lines_are_left_out_silently() -> None:
    reading = lines("序号,姓名,性别", "1,李明,男", "2,,", "3,,")

    assert (names(reading), reading.count, reading.rejected) == (["李明"], 1, ())


def test_a_row_without_a_name_is_kept_for_repair() -> None:
    reading = lines("姓名,性别,联系电话", ",男,13800001234")

    assert [(one.row, one.column, one.reason) for one in reading.rejected] == [(2, "姓名", "The name is missing.")]


def test_headings_over_two_rows_are_joined() -> None:
    def fill(page: Worksheet, _book: xlsxwriter.Workbook) -> None:
        page.merge_range(0, 0, 1, 0, "姓名")
        page.merge_range(0, 1, 0, 2, "紧急联系人")
        page.write_row(1, 1, ["姓名", "电话"])
        page.merge_range(0, 3, 0, 4, "基本情况")
        page.write_row(1, 3, ["性别", "出生日期"])
        page.write_row(2, 0, ["李明", "李华", "13800001234", "男", "1948-03-12"])

    reading = sheet(fill)

    assert meanings(reading) == ["name", "emergency_name", "emergency_phone", "sex", "born"]
    assert reading.rows[0].values["emergency_phone"] == "13800001234"


def test_headings_over_two_rows_are_joined_in_a_csv_without_merged_cells() -> None:
    reading = lines("姓名,紧急联系人,,性别", ",姓名,电话,", "李明,李华,13800001234,男")

    assert meanings(reading) == ["name", "emergency_name", "emergency_phone", "sex"]


def test_a_heading_that_stands_twice_is_refused_with_its_columns() -> None:
    with pytest.raises(DocumentError, match="B、C"):
        lines("姓名,联系电话,联系电话", "李明,13800001234,13900001234")


def test_a_table_without_names_says_what_to_write() -> None:
    with pytest.raises(DocumentError, match="Write 姓名"):
        lines("性别,出生日期", "男,1948")
    with pytest.raises(DocumentError, match="No row of headings"):
        lines("甲,乙", "丙,丁")


def test_columns_that_mean_nothing_are_told() -> None:
    reading = lines("姓名,性别,星座", "李明,男,双鱼")

    assert "C 星座" in reading.warnings[0]


def test_columns_can_be_given_their_meaning_by_hand() -> None:
    content = "姓名,性别,电联\n李明,男,13800001234\n".encode()
    mapping = read(content).mapping.with_fields({"C": "phone"})

    reading = read_roster(content, today=TODAY, mapping=mapping_from_json(mapping.as_json()))

    assert reading.rows[0].values["phone"] == "13800001234"


def test_the_birth_date_must_agree_with_the_identity_number() -> None:
    reading = read(csv_file(row("李明", 出生年月="1948.4", 身份证号码=identity()), row("张三", 出生年月="1948.3", 身份证号码=identity(2))))

    assert [(one.row, one.column) for one in reading.rejected] == [(2, "出生年月")]
    assert reading.rows[0].values["born"] == "1948-03-12"


def test_an_unclear_month_is_settled_by_the_identity_number() -> None:
    def fill(page: Worksheet, _book: xlsxwriter.Workbook) -> None:
        page.write_row(0, 0, ["姓名", "出生年月", "身份证号"])
        page.write_row(1, 0, ["李明", 1948.1])
        page.write_string(1, 2, identity(1, "19481012"))
        page.write_row(2, 0, ["张三", 1948.1])

    reading = sheet(fill)

    assert reading.rows[0].values["born"] == "1948-10-12"
    assert [one.row for one in reading.rejected] == [3]


def test_a_row_may_have_several_problems_and_each_names_its_cell() -> None:
    reading = read(csv_file(row("李明", 出生年月="2月30日", 联系电话="1.38E+10", 离退休类别="离退休")))

    assert [one.letter for one in reading.rejected] == ["C", "F", "G"]
    assert reading.rows == ()


def test_a_masked_cell_says_nothing() -> None:
    reading = read(csv_file(row("李明", 身份证号码="440***********1234", 联系电话="138****1234", 关爱标签="***")))

    assert reading.rejected == ()
    assert set(reading.rows[0].values) == {"name", "party", "status"}


def test_text_that_has_no_field_is_kept_in_the_remark() -> None:
    reading = read(csv_file(row("李明", 联系电话="13800001234/0769-88881234", 关爱标签="独居、糖尿病", 备注="子女在外")))

    assert reading.rows[0].values["care_tags"] == ["lives_alone"]
    assert reading.rows[0].values["remark"] == "联系电话：0769-88881234；关爱标签：糖尿病；子女在外"


def test_hidden_rows_are_read_and_told() -> None:
    def fill(page: Worksheet, _book: xlsxwriter.Workbook) -> None:
        for number, line in enumerate([["姓名", "性别"], ["李明", "男"], ["张三", "女"]]):
            page.write_row(number, 0, line)
        page.set_row(2, None, None, {"hidden": True})

    reading = sheet(fill)

    assert names(reading) == ["李明", "张三"]
    assert "row 3" in reading.warnings[0]


def test_a_cell_merged_downward_counts_for_each_row_where_that_makes_sense() -> None:
    def fill(page: Worksheet, _book: xlsxwriter.Workbook) -> None:
        page.write_row(0, 0, ["姓名", "所在支部", "联系电话"])
        page.merge_range(1, 1, 2, 1, "机关支部")
        page.merge_range(1, 2, 2, 2, "13800001234")
        page.write_string(1, 0, "李明")
        page.write_string(2, 0, "张三")

    reading = sheet(fill)

    assert [one.values["branch"] for one in reading.rows] == ["机关支部", "机关支部"]
    assert [one.values.get("phone") for one in reading.rows] == ["13800001234", None]
    assert "所在支部" in reading.warnings[0]
    assert "联系电话" in reading.warnings[1]


def test_the_sheet_whose_headings_are_known_is_read_and_the_others_are_named() -> None:
    def fill(page: Worksheet, book: xlsxwriter.Workbook) -> None:
        page.write_row(0, 0, ["填表说明"])
        book.add_worksheet("名单").write_row(0, 0, ["姓名", "性别"])
        book.worksheets()[1].write_row(1, 0, ["李明", "男"])

    reading = sheet(fill)

    assert reading.mapping.sheet == "名单"
    assert "“花名册”" in reading.warnings[0]


def test_under_year_and_month_a_date_of_the_first_is_a_month() -> None:
    def fill(page: Worksheet, book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": 'yyyy"年"m"月"'})
        page.write_row(0, 0, ["姓名", "出生年月", "退休时间"])
        page.write_string(1, 0, "李明")
        page.write_datetime(1, 1, date(1948, 3, 1), day)
        page.write_datetime(1, 2, date(2008, 4, 1), day)

    reading = sheet(fill)

    assert (reading.rows[0].values["born"], reading.rows[0].values["retired_on"]) == ("1948-03", "2008-04-01")


def test_who_has_a_branch_counts_as_a_member_where_the_party_status_is_not_written() -> None:
    reading = lines("姓名,所在支部", "李明,机关支部", "张三,")

    assert [one.values.get("party") for one in reading.rows] == ["member", None]
    assert any("party status" in warning for warning in reading.warnings)

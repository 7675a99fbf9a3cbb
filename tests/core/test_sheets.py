"""Tables are known by their content, read as the user sees them, and refused with a reason that helps."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from banyan.core.documents import DocumentError
from banyan.core.documents.sheets import Limits, Merged, Workbook, column_letter, read_workbook

ROWS = [["姓名", "电话"], ["李明", "13800000000"], ["𬭎龑", "0769-88881234"]]
TEXT = "\n".join(",".join(row) for row in ROWS) + "\n"
OLD_EXCEL = Path(__file__).parents[1] / "people/roster/samples/old-excel.xls"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Without LibreOffice, whatever is on this machine: a foreign form is refused at once.
    monkeypatch.setenv("PATH", "")
    with override("en"):
        yield


def xlsx(fill: Callable[[Worksheet, xlsxwriter.Workbook], None], **options: object) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        fill(book.add_worksheet("花名册"), book)
    return stream.getvalue()


def plain(sheet: Worksheet, _book: xlsxwriter.Workbook) -> None:
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one entry changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: change(archive.read(name)) if name == path else archive.read(name) for name in archive.namelist()})


def ods(rows: str) -> bytes:
    head = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="表">'
    )
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": kind, "content.xml": (head + rows + tail).encode(), "META-INF/manifest.xml": manifest})


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def rows_of(workbook: Workbook) -> list[tuple[int, tuple[object, ...]]]:
    return list(workbook.sheets[0].rows())


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_any_coding(coding: str) -> None:
    workbook = read_workbook(TEXT.encode(coding))

    assert workbook.kind == "csv"
    assert rows_of(workbook) == [(number, tuple(row)) for number, row in enumerate(ROWS, start=1)]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_csv_may_use_any_usual_separator(separator: str) -> None:
    assert rows_of(read_workbook(TEXT.replace(",", separator).encode()))[1] == (2, ("李明", "13800000000"))


def test_blank_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    assert [number for number, _cells in rows_of(read_workbook("姓名,电话\n\n,,\n李明,1\n".encode()))] == [1, 4]


def test_digits_that_excel_users_keep_as_a_formula_are_text() -> None:
    assert rows_of(read_workbook('姓名,证\n李明,="0012"\n'.encode()))[1] == (2, ("李明", "0012"))


def test_an_xlsx_is_read_with_its_kinds_of_cells() -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 1, ["姓名", 13800000000, 1.5, True])
        sheet.write_datetime(1, 5, date(1948, 3, 12), day)
        sheet.write_formula(1, 6, "=1+1", None, 2)
        sheet.write_string(1, 7, "=1+1")

    assert rows_of(read_workbook(xlsx(fill))) == [(2, (None, "姓名", 13800000000, 1.5, True, date(1948, 3, 12), 2, "=1+1"))]


def test_days_counted_from_1904_are_read_right() -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        sheet.write_datetime(0, 0, date(1948, 3, 12), book.add_format({"num_format": "yyyy-mm-dd"}))

    workbook = read_workbook(xlsx(fill, date_1904=True))

    assert workbook.from_1904
    assert rows_of(workbook) == [(1, (date(1948, 3, 12),))]


def test_hidden_rows_columns_and_sheets_and_merged_cells_are_told() -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        plain(sheet, book)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.merge_range(4, 0, 5, 1, "合")
        book.add_worksheet("旧").hide()

    workbook = read_workbook(xlsx(fill))

    assert [(sheet.name, sheet.hidden) for sheet in workbook.sheets] == [("花名册", False), ("旧", True)]
    assert workbook.sheets[0].hidden_rows == {2}
    assert workbook.sheets[0].hidden_columns == {1}
    assert workbook.sheets[0].merged == (Merged(5, 6, 0, 1),)


def test_an_old_xls_is_read() -> None:
    workbook = read_workbook(OLD_EXCEL.read_bytes(), name="名册.xlsx")

    assert workbook.kind == "xls"
    assert rows_of(workbook) == [(1, ("姓名", "出生日期", "联系电话")), (2, ("李明", date(1948, 3, 12), 13800000000))]


def test_an_ods_is_read_with_its_hidden_rows() -> None:
    rows = (
        f"<table:table-row>{cell('姓名')}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("李明")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    workbook = read_workbook(ods(rows))

    assert workbook.kind == "ods"
    assert rows_of(workbook) == [(1, ("姓名",)), (2, ("李明",))]
    assert workbook.sheets[0].hidden_rows == {2}


def test_macros_are_noticed_and_not_run() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(plain))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | {"xl/vbaProject.bin": b"x"}

    workbook = read_workbook(zipped(files))

    assert workbook.has_macros
    assert len(rows_of(workbook)) == 3


def far_cells(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
    plain(sheet, book)
    sheet.write_string(1_048_575, 16_383, "x")


def far_right(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
    plain(sheet, book)
    sheet.write_string(1, 300, "x")


def far_down(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
    plain(sheet, book)
    sheet.write_string(300_000, 0, "x")


def test_cells_of_format_alone_may_lie_anywhere() -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        plain(sheet, book)
        sheet.write_blank(1_000_000, 400, None, book.add_format({"bold": True}))

    assert len(rows_of(read_workbook(xlsx(fill)))) == 3


def without_places(content: bytes) -> bytes:
    """Cells whose place isn't written, as some programs leave them; a thousand in a row."""
    return content.replace(b"</sheetData>", b'<row r="9">' + b"<c><v>1</v></c>" * 1000 + b"</row></sheetData>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (xlsx(lambda _sheet, _book: None), "No sheet"),
        (xlsx(plain)[:2000], "damaged"),
        (zipped({"xl/workbook.xml": b"<x>", "xl/_rels/workbook.xml.rels": b"<x/>"}), "damaged"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE2 + "Workbook".encode("utf-16-le"), "damaged"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE2 + b"other", ".et"),
        (zipped({"Index/Document.iwa": b"x"}), "Numbers"),
        (zipped({"word/document.xml": b"x"}), "Word"),
        (zipped({"ppt/presentation.xml": b"x"}), "slides"),
        (zipped({"xl/workbook.bin": b"x"}), ".xlsb"),
        (zipped({"a.txt": b"x"}), "archive"),
        (b"%PDF-1.4\nx", "PDF"),
        (b"{\\rtf1 x}", "rich text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        (b"Rar!\x1a\x07\x00" + b"x" * 50, "archive"),
        (bytes(range(256)) * 8, "neither"),
        (zipped({"xl/workbook.xml": b" " * 500_000_000}), "unpacks"),
        (xlsx(far_cells), "more than 200000 rows"),
        (xlsx(far_right), "past column 200"),
        (xlsx(far_down), "more than 200000 rows"),
        (changed(xlsx(plain), "xl/worksheets/sheet1.xml", without_places), "more than 200 columns"),
        (ods(f'<table:table-row table:number-rows-repeated="900000">{cell("x")}</table:table-row>'), "more than 200000 rows"),
        (
            ods(f"<table:table-row>{cell('x', ' table:number-columns-repeated=' + chr(34) + '9000' + chr(34))}</table:table-row>"),
            "200 columns",
        ),
        (("姓名\n" + "李明\n" * 5).encode() + b'"' + b"x" * 200_000, "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        rows_of(read_workbook(content, name="名册.xlsx"))

    assert words in refusal.value.reason


def test_the_name_of_a_file_stands_before_the_reason() -> None:
    with pytest.raises(DocumentError, match=r"^名册\.xlsx: "):
        read_workbook(b"", name="名册.xlsx")


def test_a_file_above_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        read_workbook(b"x" * 2_000_000, limits=Limits(bytes=2**20))


def test_long_texts_that_stand_in_very_many_cells_are_refused() -> None:
    def fill(sheet: Worksheet, _book: xlsxwriter.Workbook) -> None:
        for number in range(20_000):
            sheet.write_string(number, 0, "长" * 30_000)

    with pytest.raises(DocumentError, match="unpacks"):
        read_workbook(xlsx(fill))


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_a_spreadsheet_names_them(index: int, letter: str) -> None:
    assert column_letter(index) == letter


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(start: bytes, rest: bytes) -> None:
    assert read_or_reason(start + rest) is not None


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(st.integers(min_value=1, max_value=30_000), st.integers(min_value=0, max_value=255))
def test_a_damaged_xlsx_is_read_or_refused(place: int, value: int) -> None:
    content = bytearray(xlsx(plain))
    content[place % len(content)] = value

    assert read_or_reason(bytes(content)) is not None


def read_or_reason(content: bytes) -> object:
    try:
        return [list(sheet.rows()) for sheet in read_workbook(content).sheets]
    except DocumentError as refusal:
        return str(refusal)

"""The same notice as Word, web page and PDF."""

import io
import shutil
import subprocess
from html import escape
from pathlib import Path

import docx
import pytest

from banyan.cases.showcase.notices import read_notice
from banyan.core.documents import read_document

HERE = Path(__file__).parent
FOUND = (HERE / "notice-2022.txt").read_text(encoding="utf-8")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROWS = (
    ("序号", "单位", "类别", "案例名称"),
    ("1", "虎门镇", "发挥作用类", "老兵讲堂 声入人心"),
    ("2", "长安镇", "综合类", "师徒同行 薪火相传"),
)
IN_TABLE = [("虎门镇", "发挥作用类", "老兵讲堂 声入人心"), ("长安镇", "综合类", "师徒同行 薪火相传")]


def word_file(text: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    word = docx.Document()
    for line in text.split("\n"):
        word.add_paragraph(line)
    if rows:
        table = word.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                table.cell(row, column).text = cell
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def web_page(text: str, rows: tuple[tuple[str, ...], ...] = ()) -> str:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<!DOCTYPE html><meta charset=utf-8><body>"
        + "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
        + f"<table>{table}</table>"
    )


def printed(page: str, folder: Path) -> bytes:
    source, made = folder / "page.html", folder / "made.pdf"
    source.write_text(page, encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={made}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made.read_bytes()


def in_table(content: bytes) -> list[tuple[str | None, str | None, str]]:
    return [(case.town, case.category, case.title) for case in read_notice(read_document(content)).cases]


def test_a_word_file_reads_like_the_text() -> None:
    assert read_notice(read_document(word_file(FOUND))).as_json() == read_notice(read_document(FOUND.encode())).as_json()


def test_a_web_page_reads_like_the_text() -> None:
    assert read_notice(read_document(web_page(FOUND).encode())).as_json() == read_notice(read_document(FOUND.encode())).as_json()


def test_a_table_is_read_in_word_and_on_a_web_page() -> None:
    assert in_table(word_file("东莞市2023年优秀案例名单", ROWS)) == IN_TABLE
    assert in_table(web_page("东莞市2023年优秀案例名单", ROWS).encode()) == IN_TABLE


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium to make a PDF with")
def test_a_pdf_reads_like_the_text(tmp_path: Path) -> None:
    reading = read_notice(read_document(printed(web_page(FOUND), tmp_path)))

    assert reading.as_json() == read_notice(read_document(FOUND.encode())).as_json()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium to make a PDF with")
def test_a_table_of_one_line_rows_is_read_in_a_pdf(tmp_path: Path) -> None:
    assert in_table(printed(web_page("东莞市2023年优秀案例名单", ROWS), tmp_path)) == IN_TABLE

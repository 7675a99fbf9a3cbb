"""Files are known by their content, read into lines, and refused with a reason that helps."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from django.utils.translation import override
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.core.documents import Document, DocumentError, read_document

TEXT = "东莞市2022年优秀案例展示\n常平镇：乡音传党音 宣讲入人心\n——榕树下的声音\n老同志宣讲二十场。"
TRADITIONAL = "東莞市優秀案例展示\n常平鎮：鄉音傳黨音\n老同志宣講二十場，聽眾很多。"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def word_file(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_file(text: str = "Hello 12") -> bytes:
    """A PDF of one page by hand: enough for what has no Chinese in it."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be-mark"])
def test_text_is_read_in_any_coding(coding: str) -> None:
    content = b"\xfe\xff" + TEXT.encode("utf-16-be") if coding == "utf-16-be-mark" else TEXT.encode(coding)

    document = read_document(content)

    assert document.kind == "txt"
    assert texts(document) == TEXT.split("\n")


def test_big5_is_told_from_gb18030() -> None:
    assert read_document(TRADITIONAL.encode("big5")).encoding == "big5hkscs"
    assert texts(read_document(TRADITIONAL.encode("big5"))) == TRADITIONAL.split("\n")
    assert texts(read_document(TRADITIONAL.encode("gb18030"))) == TRADITIONAL.split("\n")


@given(st.text(alphabet="东莞市常平镇沙田乡音传党宣讲入人心送学到渔家退休干部支部员的一是在有和为", min_size=8, max_size=60))
def test_plain_chinese_in_gb18030_is_read_back(text: str) -> None:
    assert texts(read_document(text.encode("gb18030"))) == [text]


def test_a_cut_off_last_character_is_no_reason_to_refuse() -> None:
    document = read_document(TEXT.encode()[:-1])

    assert document.encoding == "utf-8"
    assert texts(document)[1] == "常平镇：乡音传党音 宣讲入人心"


def test_line_numbers_agree_with_an_editor() -> None:
    document = read_document("一\r\n\r\n三\n".encode())

    assert [(line.number, line.text) for line in document.lines] == [(1, "一"), (2, ""), (3, "三"), (4, "")]


def test_the_name_of_a_file_says_nothing() -> None:
    assert read_document(TEXT.encode(), name="notice.pdf").kind == "txt"


def test_a_web_page_is_read_as_a_reader_sees_it() -> None:
    page = """<!DOCTYPE html><html><head><meta charset="gbk"><title>题</title><style>p{}</style></head><body><nav>菜单</nav>
    <h1>案例展示</h1><p>常平镇：<b>乡音</b>传党音<ruby>学<rt>xué</rt></ruby></p><p style="display:none">隐</p>第一行<br>第二行<!-- 注 -->
    <script>var x = 1;</script></body></html>"""

    document = read_document(page.encode("gb18030"))

    assert document.kind == "html"
    assert document.encoding == "gb18030"
    assert [(line.text, line.heading) for line in document.lines] == [
        ("案例展示", True),
        ("常平镇：乡音传党音学", False),
        ("第一行", False),
        ("第二行", False),
    ]


def test_merged_cells_of_a_web_table_stand_in_every_row() -> None:
    page = "<table><tr><td rowspan=2>综合类<td>常平镇<td>甲<br>——乙</tr><tr><td>沙田镇<td>丙</tr></table><p>完</p>"

    document = read_document(page.encode())

    assert [line.cells for line in document.lines] == [("综合类", "常平镇", "甲\n——乙"), ("综合类", "沙田镇", "丙"), ()]
    assert {line.table for line in document.lines[:2]} == {1}


def test_a_table_that_only_lays_out_a_page_is_plain_lines() -> None:
    page = "<html><table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table><table><tr><td><p>乙</p><p>丙</p></td></tr></table></html>"

    assert [(line.text, line.cells) for line in read_document(page.encode()).lines] == [("甲", ()), ("乙", ()), ("丙", ())]


def test_a_word_file_is_read_in_the_order_of_the_page() -> None:
    word = docx.Document()
    word.add_heading("案例展示", 1)
    word.add_paragraph("前\n后")
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "综合类"
    table.cell(0, 1).text, table.cell(1, 1).text = "常平镇", "沙田镇"
    word.add_paragraph("完")

    document = read_document(word_file(word))

    assert document.kind == "docx"
    assert texts(document) == ["案例展示", "前", "后", "综合类\t常平镇", "综合类\t沙田镇", "完"]
    assert [line.cells for line in document.lines if line.cells] == [("综合类", "常平镇"), ("综合类", "沙田镇")]
    assert document.lines[0].heading


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium to make a PDF with")
def test_paragraphs_of_a_pdf_are_whole_again(tmp_path: Path) -> None:
    long = "东莞市沙田镇机关退休干部党支部由镇各部门的退休干部党员组成，现有党员二十三名，与先锋村党支部结对帮带。" * 4
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset=utf-8><h2>常平镇：乡音传党音 宣讲入人心</h2><p>{long}</p><p>综合类</p>", encoding="utf-8")
    made = tmp_path / "made.pdf"
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={made}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    heard: list[tuple[int, int]] = []

    document = read_document(made.read_bytes(), progress=lambda page, pages: heard.append((page, pages)))

    assert document.kind == "pdf"
    assert texts(document) == ["常平镇：乡音传党音 宣讲入人心", long, "综合类"]
    assert heard == [(1, 1)]


def test_a_pdf_made_by_hand_is_read() -> None:
    assert texts(read_document(pdf_file())) == ["Hello 12"]


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_tracked_changes() -> bytes:
    word = docx.Document()
    paragraph = word.add_paragraph("常平镇")
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>'))
    return word_file(word)


OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOMB = zipped({"word/document.xml": b"<w:document>" + b" " * 80_000_000})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (b"<html><body><script>x</script></body></html>", "no text"),
        (OLE2 + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE2 + "Workbook".encode("utf-16-le"), "Excel"),
        (b"{\\rtf1 text}", ".rtf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        (b"Rar!\x1a\x07\x00" + b"x" * 50, "archive"),
        (BOMB, "unpacks"),
        (zipped({"xl/workbook.xml": b"x"}), "Excel"),
        (zipped({"ppt/presentation.xml": b"x"}), "slides"),
        (zipped({"content.xml": b"x"}), "OpenDocument"),
        (zipped({"a.txt": b"x"}), "archive"),
        (zipped({"word/document.xml": b"<a><b></a>"}), "damaged"),
        (word_file(docx.Document())[:900], "damaged"),
        (with_tracked_changes(), "tracked changes"),
        (b"%PDF-1.4\nnothing", "damaged"),
        (pdf_file(" "), "scan"),
        (bytes(range(256)) * 8, "not text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_document(content, name="通知.docx")

    assert words in refusal.value.reason
    assert str(refusal.value).startswith("通知.docx: ")


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(DocumentError, match="larger than 1 KB"):
        read_document(b"x" * 2000, most_bytes=1024)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<html><p>", b"\xff\xfe", b"{\\rt"]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(start: bytes, rest: bytes) -> None:
    assert lines_or_reason(start + rest)


@given(st.integers(min_value=1, max_value=30_000), st.integers(min_value=0, max_value=255))
def test_a_damaged_word_file_is_read_or_refused(place: int, value: int) -> None:
    content = bytearray(WORD)
    content[place % len(content)] = value

    assert lines_or_reason(bytes(content))


def lines_or_reason(content: bytes) -> object:
    try:
        return read_document(content).lines
    except DocumentError as refusal:
        return str(refusal)


def _plain_word_file() -> bytes:
    word = docx.Document()
    word.add_paragraph("常平镇：乡音传党音")
    return word_file(word)


WORD = _plain_word_file()

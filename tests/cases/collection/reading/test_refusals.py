"""A file that is no Word file of today is refused with what it is and what to do; macros are left alone."""

import io
import zipfile
from collections.abc import Iterator

import docx
import pytest
from django.utils.translation import override
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from banyan.cases.collection.reading import PartName, read_submission
from banyan.core.documents import DocumentError
from banyan.core.official import OfficialDocument, as_pdf

PARTS = (PartName("背景"), PartName("做法"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def word_file(*lines: str, changed: bool = False) -> bytes:
    word, stream = docx.Document(), io.BytesIO()
    for line in lines:
        word.add_paragraph(line)
    if changed:
        word.paragraphs[0]._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'))
    word.save(stream)
    return stream.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_file(content: bytes, name: str, more: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, more)
    return stream.getvalue()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


GOOD = word_file("题目", "一、背景", "甲。", "二、做法", "乙。")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\0" * 50, "empty"),
        (word_file(), "no text"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "old Word or WPS file"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE2 + "Workbook".encode("utf-16-le"), "Excel"),
        (b"{\\rtf1 text}", ".rtf"),
        (as_pdf(OfficialDocument("题目")), "This is a PDF"),
        (picture(), "no Word file"),
        ("一、背景".encode(), "no Word file"),
        (zipped({"xl/workbook.xml": b"x"}), "Excel"),
        (zipped({"content.xml": b"x"}), "OpenDocument"),
        (zipped({"案例.docx": b"x"}), "archive"),
        (zipped({"word/document.xml": b"<w:document>" + b" " * 80_000_000}), "unpacks"),
        (with_file(zipped({"word/document.xml": b"<document/>"}), "word/styles.xml", b"<w:styles>" + b" " * 80_000_000), "unpacks"),
        (with_file(zipped({"word/document.xml": b"<document/>"}), "word/numbering.xml", b"<w:numbering"), "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (word_file("题目", changed=True), "tracked changes"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_submission(content, name="案例.docx", parts=PARTS)

    assert words in refusal.value.reason
    assert str(refusal.value).startswith("案例.docx: ")


def test_a_file_above_twenty_megabytes_is_refused() -> None:
    with pytest.raises(DocumentError, match="larger than 20 MB"):
        read_submission(b"PK" + b"x" * (20 * 1024 * 1024), name="a", parts=PARTS)


def test_a_file_with_macros_is_read_without_them() -> None:
    content = with_file(GOOD, "word/vbaProject.bin", b"\xcc\x61macro")

    reading = read_submission(content, name="案例.docm", parts=PARTS)

    assert [part.text for part in reading.parts] == ["甲。", "乙。"]
    assert reading.warnings == ("The file holds macros. They were not opened; the text was read without them.",)


@settings(deadline=None)
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused(place: int, change: bytes) -> None:
    content = bytearray(GOOD)
    content[place % len(content) : place % len(content) + len(change)] = change

    assert read_or_refused(bytes(content))


def read_or_refused(content: bytes) -> object:
    try:
        return read_submission(content, name="a", parts=PARTS)
    except DocumentError as refusal:
        return str(refusal)

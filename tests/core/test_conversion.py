"""Old Word, WPS and table files, through LibreOffice itself; where it hangs or fails, a script of that name stands in its place."""

import io
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from banyan.core.documents import DocumentError, read_document
from banyan.core.documents.conversion import converted

LINES = ["榕树下的声音", "一、背景情况", "老同志在榕树下用家乡话讲身边事，𬭎、䶮也读得出。"]
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
# A text of LibreOffice's own form, in one file, with a picture that lies elsewhere.
LINKED = """<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>before</text:p><text:p>
 <draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="http://127.0.0.1:PORT/a.png"/></draw:frame>
 </text:p></office:text></office:body></office:document>"""
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice isn't installed: apt-get install libreoffice-writer-nogui"
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def word_file(*lines: str) -> bytes:
    made, file = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


def as_old(content: bytes, ending: str, folder: Path, *, to: str = "doc") -> bytes:
    """The same file in the form of before 2007, as Word, Excel and WPS still write it."""
    source = folder / f"source.{ending}"
    source.write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    made = folder / f"source.{to}"
    if not made.exists():
        pytest.skip(f"this LibreOffice can't write .{to}: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
    return made.read_bytes()


def put_first(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a program named soffice before the real one."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@needs_office
def test_an_old_word_file_is_read_as_its_new_form_would_be(tmp_path: Path) -> None:
    new = word_file(*LINES)

    document = read_document(as_old(new, "docx", tmp_path), name="案例.wps")

    assert [line.text for line in document.lines] == LINES
    assert document == read_document(new)


@needs_office
def test_an_old_table_becomes_one_that_can_be_read(tmp_path: Path) -> None:
    old = as_old("姓名,电话\n曾国华,13800000000\n".encode(), "csv", tmp_path, to="xls")

    made = converted(old, "xlsx")

    assert made is not None
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert (len(sheet), sheet[1][1]) == (2, 13800000000.0)


@needs_office
def test_a_damaged_old_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"案例\.doc: .* damaged or has a password. Save it as \.docx"):
        read_document(OLD_WORD, name="案例.doc")


def test_without_libreoffice_an_old_file_is_to_be_saved_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert converted(OLD_WORD, "docx") is None
    with pytest.raises(DocumentError, match=r"old Word or WPS file .* save it as \.docx"):
        read_document(OLD_WORD)


def test_a_libreoffice_that_hangs_is_stopped_with_all_that_it_began(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_first(monkeypatch, tmp_path, f"sleep 600 & echo $! > {tmp_path}/child\nsleep 600")
    began = time.monotonic()

    with pytest.raises(DocumentError, match=r"longer than 1 seconds and was stopped. Save it as \.docx"):
        converted(OLD_WORD, "docx", most_seconds=1)

    assert time.monotonic() - began < 20
    assert has_ended(int((tmp_path / "child").read_text()))


@pytest.mark.parametrize("script", ["exit 1", "kill -SEGV $$", "mkdir made; : > made/file.docx; : > made/file.xlsx", "exit 0"])
def test_a_libreoffice_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    put_first(monkeypatch, tmp_path, script)

    with pytest.raises(DocumentError, match=r"old Word or WPS file: .* Save it as \.docx"):
        converted(OLD_WORD, "docx")
    with pytest.raises(DocumentError, match=r"this table: .* Save it as \.xlsx"):
        converted(OLD_WORD, "xlsx")


def test_a_file_that_wants_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = "__import__('pathlib').Path('made').mkdir(); open('made/file.docx', 'w').write('made')"
    put_first(monkeypatch, tmp_path, f'exec python3 -c "bytearray(4 << 30); {made}"')

    with pytest.raises(DocumentError, match="could not open"):
        converted(OLD_WORD, "docx")


@needs_office
def test_a_picture_that_is_only_linked_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the standard library's
            return

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        linked = LINKED.replace("PORT", str(server.server_port))
        old = as_old(linked.encode(), "fodt", tmp_path)
        assert b"/a.png" in old or "/a.png".encode("utf-16-le") in old
        asked.clear()

        document = read_document(old)

        server.shutdown()
    assert [line.text for line in document.lines] == ["before"]
    assert asked == []


def has_ended(process: int) -> bool:
    """Whether a process is gone, or dead and waits only for whoever adopted it."""
    status = Path(f"/proc/{process}/stat")
    for _attempt in range(50):
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False

"""The notice of 2022, as found on the web, is read complete and exact."""

import json
from pathlib import Path

from banyan.cases.showcase.notices import NoticeReading, read_notice
from banyan.core.documents import read_document

HERE = Path(__file__).parent
FOUND = (HERE / "notice-2022.txt").read_bytes()
# Written by eye from the page, not by the program.
EXPECTED = json.loads((HERE / "notice-2022.json").read_text(encoding="utf-8"))


def read(content: bytes) -> NoticeReading:
    return read_notice(read_document(content))


def test_the_notice_is_read_complete_and_exact() -> None:
    assert read(FOUND).as_json() == EXPECTED


def test_the_clean_notice_is_read_like_the_one_found() -> None:
    clean = "\n".join(read(FOUND).lines)

    assert read(clean.encode("gb18030")).as_json() == EXPECTED


def test_a_heading_keeps_its_line() -> None:
    assert [case.line for case in read(FOUND).cases] == [5, 9, 13, 16]

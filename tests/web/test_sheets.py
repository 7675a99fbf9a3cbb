import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from banyan.web.sheets import MOST_ROWS, safe_text, sheet_response


def read(rows: list[list[object]]) -> tuple[list[list[Any]], bytes]:
    with translation.override("en"):
        content = sheet_response("cases", [("Title", False)], rows).content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(), content


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")'])
def test_no_cell_can_become_a_formula(text: str) -> None:
    rows, content = read([[text]])

    assert rows[1][0].startswith("'")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@given(st.text())
def test_safe_text_never_begins_like_a_formula_and_loses_nothing(text: str) -> None:
    safe = safe_text(text)

    assert safe[:1] not in ("=", "+", "-", "@", "\t", "\r") or not safe
    assert safe.removeprefix("'") == text.removeprefix("'")


def test_identity_numbers_and_phones_stay_text_with_all_their_digits() -> None:
    rows, _content = read([["441900195001011234"], ["013800000000"], [441900195001011234]])

    assert [row[0] for row in rows[1:]] == ["441900195001011234", "013800000000", "441900195001011234"]


def test_web_addresses_stay_text() -> None:
    _rows, content = read([["https://example.org/"]])

    assert b"hyperlink" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_numbers_days_and_moments_are_real_ones_in_the_time_of_the_office() -> None:
    rows, _content = read([[12], [date(2026, 12, 2)], [datetime(2026, 12, 2, 11, 30, tzinfo=UTC)], [True], [None]])

    assert [str(row[0]) for row in rows[1:5]] == ["12.0", "2026-12-02", "2026-12-02 19:30:00", "Yes"]


def test_markup_is_dropped_from_a_cell() -> None:
    rows, _content = read([[format_html("<b>{}</b>", "常平镇")]])

    assert rows[1][0] == "常平镇"


def test_a_file_ends_after_ten_thousand_rows_and_says_so() -> None:
    rows, _content = read([["row"]] * (MOST_ROWS + 5))

    assert len(rows) == MOST_ROWS + 2
    assert "Only the first 10000 rows" in rows[-1][0]


def test_a_file_of_exactly_ten_thousand_rows_is_whole() -> None:
    rows, _content = read([["row"]] * MOST_ROWS)

    assert len(rows) == MOST_ROWS + 1


def test_the_file_is_named_after_the_list_and_the_day() -> None:
    answer = sheet_response("案例", [("Title", False)], [])

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%A1%88%E4%BE%8B-20")

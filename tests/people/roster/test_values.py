"""Values of rosters are read in all their forms, and refused with a reason that helps when they can't be right."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import Reason, read_yes, text_of
from banyan.people.roster.days import read_day
from banyan.people.roster.identity import IdentityNumber, check_digit
from banyan.people.roster.names import read_name
from banyan.people.roster.phones import Phones, read_contact, read_phones
from banyan.people.roster.values import (
    Words,
    read_care_tags,
    read_dialects,
    read_identity,
    read_party,
    read_remark,
    read_sex,
    read_skills,
    read_status,
)

TODAY = date(2026, 11, 23)
WITH_X = "44010719480312001" + check_digit("44010719480312001")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def number_with(last: str) -> str:
    """An identity number whose check digit is ``last``."""
    first = next(f"44010719480312{order:03d}" for order in range(1000) if check_digit(f"44010719480312{order:03d}") == last)
    return first + last


@pytest.mark.parametrize(
    "written",
    [
        WITH_X,
        f" {WITH_X} ",
        f"'{WITH_X}",
        f"‘{WITH_X}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in WITH_X),
        f"{WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]}",
    ],
)
def test_an_identity_number_is_read_however_it_is_written(written: str) -> None:
    assert read_identity(written) == IdentityNumber(WITH_X, "1948-03-12", "male" if int(WITH_X[16]) % 2 else "female")


@pytest.mark.parametrize("written", ["x", "X", "×", "Х", "ｘ"])
def test_an_x_may_be_any_sign_that_looks_like_one(written: str) -> None:
    number = number_with("X")

    assert read_identity(number[:17] + written) == IdentityNumber(number, "1948-03-12", read_sex_of(number))


def read_sex_of(number: str) -> str:
    return "male" if int(number[16]) % 2 else "female"


def test_an_old_number_of_15_digits_becomes_one_of_18() -> None:
    found = read_identity(440107480312001)

    assert isinstance(found, IdentityNumber)
    assert found.number[:17] == "44010719480312001"
    assert found == read_identity("440107480312001")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (4.40107194803120e17, "Set the column to “text”"),
        (440107194803120013, "Set the column to “text”"),
        ("4.40107E+17", "Set the column to “text”"),
        ("440107194803120000", "Set the column to “text”"),
        (WITH_X[:17] + ("0" if WITH_X[17] != "0" else "1"), "check digit"),
        (WITH_X[:17], "this one has 17"),
        ("44010719480312A01X", "digits alone"),
        ("44010719480230001" + check_digit("44010719480230001"), "does not exist"),
        ("粤军字第12345号", "18 signs"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_its_reason(written: Cell, words: str) -> None:
    found = read_identity(written)

    assert isinstance(found, Reason)
    assert words in found.text


@given(
    st.integers(min_value=0, max_value=999), st.dates(date(1900, 1, 1), TODAY), st.integers(min_value=0, max_value=16), st.integers(1, 9)
)
def test_a_mistyped_digit_is_always_noticed(order: int, born: date, place: int, more: int) -> None:
    first = f"441900{born:%Y%m%d}{order:03d}"
    number = first + check_digit(first)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    assert isinstance(read_identity(number), IdentityNumber)
    assert isinstance(read_identity(wrong), Reason)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1948-03-12", "1948-03-12"),
        ("1948/3/12", "1948-03-12"),
        ("1948.3.12", "1948-03-12"),
        ("1948年3月12日", "1948-03-12"),
        ("1948 年 3 月 12 日生", "1948-03-12"),
        ("１９４８．０３．１２", "1948-03-12"),
        ("一九四八年三月十二日", "1948-03-12"),
        ("一九四八年十一月", "1948-11"),
        ("二〇〇一年元月", "2001-01"),
        ("19480312", "1948-03-12"),
        (19480312, "1948-03-12"),
        (17604, "1948-03-12"),
        ("1948-03-12 00:00:00", "1948-03-12"),
        (date(1948, 3, 12), "1948-03-12"),
        ("1948.3", "1948-03"),
        (1948.3, "1948-03"),
        (1948.12, "1948-12"),
        (1948.03, "1948-03"),
        ("1948.1", "1948-01"),
        ("1948.10", "1948-10"),
        ("1948年3月", "1948-03"),
        ("194803", "1948-03"),
        (194803, "1948-03"),
        ("1948", "1948"),
        (1948, "1948"),
        ("1948年", "1948"),
    ],
)
def test_a_day_is_read_as_exactly_as_it_was_written(written: Cell, day: str) -> None:
    assert read_day(written, today=TODAY) == day


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1948年2月30日", "no 2-30 in 1948"),
        ("1949-02-29", "no 2-29 in 1949"),
        ("1948.13", "no month 13"),
        ("48.3", "can't be read"),
        ("2048-01-01", "year 2048"),
        ("2026-12-01", "still to come"),
        (1948.1, "January or October"),
        ("不详年", "can't be read"),
        ("480312", "year 4803"),
        (True, "can't be read"),
    ],
)
def test_a_day_that_cannot_be_is_refused(written: Cell, words: str) -> None:
    found = read_day(written, today=TODAY)

    assert isinstance(found, Reason)
    assert words in found.text


def test_a_number_that_excel_shows_as_a_day_counts_from_the_year_of_its_file() -> None:
    assert read_day(16142, today=TODAY, from_1904=True) == "1948-03-12"


def test_a_date_of_the_first_is_a_month_where_months_are_asked_for() -> None:
    assert read_day(date(1948, 3, 1), today=TODAY, is_month=True) == "1948-03"
    assert read_day(date(1948, 3, 2), today=TODAY, is_month=True) == "1948-03-02"


@given(st.dates(date(1900, 3, 1), TODAY))
def test_every_day_is_read_back_in_each_way_of_writing(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways: list[Cell] = [day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", day, f"{day.year}.{day.month}.{day.day}"]

    assert {read_day(way, today=TODAY) for way in ways} == {day.isoformat()}
    assert serial < 10_000 or read_day(serial, today=TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("13800001234", ("13800001234",)),
        (13800001234, ("13800001234",)),
        ("138-0000-1234", ("13800001234",)),
        ("１３８００００１２３４", ("13800001234",)),
        ("+86 138 0000 1234", ("13800001234",)),
        ("8613800001234", ("13800001234",)),
        ("0769-88881234", ("0769-88881234",)),
        ("(0769)88881234", ("0769-88881234",)),
        ("076988881234", ("0769-88881234",)),
        (76988881234, ("0769-88881234",)),
        ("020 81234567", ("020-81234567",)),
        ("88881234", ("88881234",)),
        ("0769-88881234转801", ("0769-88881234转801",)),
        ("13800001234/0769-88881234", ("13800001234", "0769-88881234")),
        ("13800001234、13900001234", ("13800001234", "13900001234")),
    ],
)
def test_a_telephone_number_is_read_in_its_usual_form(written: Cell, numbers: tuple[str, ...]) -> None:
    assert read_phones(written) == Phones(numbers)


def test_words_beside_a_number_are_kept() -> None:
    assert read_phones("13800001234（女儿）") == Phones(("13800001234",), "女儿")


@pytest.mark.parametrize("written", ["", "无", None, "—"])
def test_no_number_is_no_reason_to_refuse(written: Cell) -> None:
    assert read_phones(written) is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1.38E+10", "Set the column to “text”"),
        ("1380000123", "this one has 10"),
        ("找村委", "no telephone number here"),
        ("12345", "11 digits"),
    ],
)
def test_what_cannot_be_called_is_refused(written: str, words: str) -> None:
    found = read_phones(written)

    assert isinstance(found, Reason)
    assert words in found.text


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("陈小明13800001234", ("陈小明", "13800001234")),
        ("陈小明（儿子） 138-0000-1234", ("陈小明(儿子)", "13800001234")),
        ("陈小明", ("陈小明", "")),
        ("0769-88881234", ("", "0769-88881234")),
    ],
)
def test_a_contact_in_one_cell_is_parted(written: str, contact: tuple[str, str]) -> None:
    assert read_contact(written) == contact


@pytest.mark.parametrize(("written", "sex"), [("男", "male"), ("女", "female"), (" 女 ", "female"), (1, "male"), ("", None)])
def test_the_sex_is_read(written: Cell, sex: str | None) -> None:
    assert read_sex(written) == sex


@pytest.mark.parametrize(
    ("written", "party"),
    [
        ("中共党员", "member"),
        ("党员", "member"),
        ("中共预备党员", "probationary_member"),
        ("群众", "none"),
        ("民盟盟员", "other_party"),
        ("九三学社社员", "other_party"),
        ("01", "member"),
        ("", None),
    ],
)
def test_the_party_status_is_read(written: str, party: str | None) -> None:
    assert read_party(written) == party


def test_lixiu_and_retired_are_never_merged() -> None:
    assert read_status("离休干部") == "lixiu"
    assert read_status("退休") == "retired"
    assert isinstance(read_status("离退休"), Reason)


@pytest.mark.parametrize("read", [read_sex, read_party, read_status, read_yes])
def test_an_unknown_word_is_refused(read: object) -> None:
    assert isinstance(read("某某"), Reason)  # type: ignore[operator]  # one of several functions of the same form


def test_dialects_are_known_by_their_usual_names() -> None:
    assert read_dialects("东莞话、客家话/水上话 普通话") == Words(("yue-dongguan", "hakka", "tanka", "cmn"))
    assert read_dialects("潮汕话，白话") == Words(("teochew", "yue"))
    assert read_dialects("闽南话，白话") == Words(("yue",), ("闽南话",))


def test_care_tags_are_read_together_or_apart_and_the_rest_is_kept() -> None:
    assert read_care_tags("高龄独居") == Words(("advanced_age", "lives_alone"))
    assert read_care_tags("空巢、半失能、糖尿病") == Words(("empty_nest", "disabled"), ("糖尿病",))
    assert read_care_tags("无") == Words(())


def test_a_remark_is_kept_as_it_is_unless_it_holds_tags_alone() -> None:
    assert read_remark("独居，高龄") == Words(("lives_alone", "advanced_age"))
    assert read_remark("子女在外，不独居") == Words((), ("子女在外，不独居",))


def test_skills_are_parted() -> None:
    assert read_skills("书法、唱歌 摄影；书法") == ("书法", "唱歌", "摄影")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("李　明", "李明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("𬭎龑", "𬭎龑"),
        ("李䶮", "李䶮"),
        ("=HYPERLINK(李)", "=HYPERLINK(李)"),
        ("'=1+李", "=1+李"),
        ("John  Smith", "John Smith"),
        ("李明（大）", "李明（大）"),
    ],
)
def test_a_name_is_kept(written: str, name: str) -> None:
    assert read_name(written) == name


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("李😀", "pictures"),
        ("李?", "was lost"),
        ("李□", "was lost"),
        ("李\ue123", "shows only on the computer"),
        ("123", "no name"),
        ("", "missing"),
        ("李" * 61, "at most 60"),
    ],
)
def test_a_name_that_lost_a_sign_is_refused(written: str, words: str) -> None:
    found = read_name(written)

    assert isinstance(found, Reason)
    assert words in found.text


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF)


@given(st.text(HAN, min_size=1, max_size=20))
def test_a_name_never_loses_a_sign(name: str) -> None:
    assert read_name(name) == name
    assert read_name("　".join(name)) == name


@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=False), st.integers(), st.booleans(), st.none()))
def test_any_cell_is_read_or_refused(cell: Cell) -> None:
    for read in (read_identity, read_phones, read_sex, read_party, read_status, read_name, read_contact, read_yes):
        read(cell)
    assert isinstance(read_day(cell, today=TODAY), str | Reason)
    assert isinstance(text_of(cell), str)

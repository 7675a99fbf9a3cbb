"""Minutes into credit, and sessions over new year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hours import CreditRule, credit_quarters, split_by_year

RULE = CreditRule()


@pytest.mark.parametrize(
    ("minutes", "quarters"), [(0, 0), (11, 0), (12, 1), (45, 4), (90, 8), (179, 15), (180, 16), (359, 31), (360, 32), (900, 32)]
)
def test_a_unit_is_45_minutes_half_a_day_counts_4_and_a_day_8_at_most(minutes: int, quarters: int) -> None:
    assert credit_quarters(minutes, RULE) == quarters


def test_half_a_day_counts_4_units_where_a_unit_is_an_hour() -> None:
    assert credit_quarters(180, CreditRule(unit_minutes=60)) == 16


def test_minutes_below_zero_are_no_session() -> None:
    with pytest.raises(ValueError, match="less than no time"):
        credit_quarters(-1, RULE)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_more_minutes_never_count_less(some: int, more: int) -> None:
    assert credit_quarters(some, RULE) <= credit_quarters(some + more, RULE)


def test_a_session_over_new_year_counts_in_both_years() -> None:
    starts = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)

    assert split_by_year(starts, starts + timedelta(hours=3), 180) == [(starts.date(), 90), (date(2026, 1, 1), 90)]


def test_who_was_there_for_a_part_has_that_part_shared_out() -> None:
    starts = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)

    assert [minutes for _on, minutes in split_by_year(starts, starts + timedelta(hours=2), 61)] == [30, 31]


@given(
    st.integers(0, 60 * 24 * 3650).map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.integers(1, 60 * 24 * 800),
    st.integers(1, 10_000),
)
def test_the_parts_sum_to_the_whole_and_each_lies_in_a_year_of_its_own(starts: datetime, length: int, minutes: int) -> None:
    parts = split_by_year(starts, starts + timedelta(minutes=length), minutes)

    assert sum(part for _on, part in parts) == minutes
    assert len({on.year for on, _part in parts}) == len(parts)
    assert all(part > 0 for _on, part in parts)


def test_a_session_that_ends_before_it_starts_is_refused() -> None:
    starts = datetime(2025, 5, 1, tzinfo=UTC)

    with pytest.raises(ValueError, match="ends after"):
        split_by_year(starts, starts, 10)

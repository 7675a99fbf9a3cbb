from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from banyan.web.words import say_clock, say_day, say_elder_day, say_hours, say_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_day_of_another_year_is_said_with_its_year() -> None:
    with translation.override("en"):
        assert say_day(date(2020, 12, 2)) == "Wed 2 Dec 2020"


def test_a_day_of_this_year_is_said_without_it() -> None:
    this_year = timezone.localdate().replace(month=12, day=2)

    with translation.override("en"):
        assert say_day(this_year).endswith(" 2 Dec")


def test_a_moment_is_said_in_the_time_of_the_office_whatever_the_zone_it_is_kept_in() -> None:
    kept = datetime(2020, 12, 2, 11, 30, tzinfo=ZoneInfo("UTC"))

    with translation.override("en"):
        assert say_moment(kept) == "Wed 2 Dec 2020, 19:30"
        assert say_clock(kept) == "half past 7 in the evening"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 5, "12:05 in the small hours"),
        (6, 0, "6 o'clock early in the morning"),
        (9, 30, "half past 9 in the morning"),
        (12, 0, "12 o'clock at midday"),
        (15, 15, "3:15 in the afternoon"),
        (19, 30, "half past 7 in the evening"),
    ],
)
def test_an_elder_hears_the_part_of_the_day_and_no_24_hour_clock(hour: int, minute: int, said: str) -> None:
    with translation.override("en"):
        assert say_clock(datetime(2020, 12, 2, hour, minute, tzinfo=SHANGHAI)) == said


def test_near_days_are_called_by_name_and_far_ones_get_their_date() -> None:
    today = timezone.localdate()

    with translation.override("en"):
        assert say_elder_day(today).startswith("Today, ")
        assert say_elder_day(today - timedelta(days=1)).startswith("Yesterday, ")
        assert say_elder_day(today + timedelta(days=1)).startswith("Tomorrow, ")
        assert say_elder_day(today + timedelta(days=3)) == f"{today + timedelta(days=3):%A}"
        assert say_elder_day(date(2020, 12, 2)) == "Wednesday 2 Dec 2020"


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (-90, "−1 h 30 min")])
def test_minutes_are_said_as_hours(minutes: int, said: str) -> None:
    with translation.override("en"):
        assert say_hours(minutes) == said


@given(st.integers(min_value=0, max_value=10**6))
def test_no_minute_is_lost_in_the_words(minutes: int) -> None:
    with translation.override("en"):
        said = say_hours(minutes)

    numbers = {unit: int(number) for number, unit in zip(said.split()[::2], said.split()[1::2], strict=True)}
    assert numbers.get("h", 0) * 60 + numbers.get("min", 0) == minutes

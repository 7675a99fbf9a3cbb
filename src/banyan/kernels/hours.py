"""Time given and time studied: whole minutes, quarters of a credit unit, and the split at new year."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

Minutes = NewType("Minutes", int)
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class CreditRule:
    """How study becomes credit: minutes of a unit, and what half a day and a whole day count at least (units), a day also at most."""

    unit_minutes: int = 45
    half_day_minutes: int = 180
    half_day_units: int = 4
    day_minutes: int = 360
    day_units: int = 8


def credit_quarters(minutes: int, rule: CreditRule) -> int:
    """Return the credit of a session in quarters of a unit, rounded down; raise ValueError for minutes below zero."""
    if minutes < 0:
        raise ValueError("a session can't last less than no time")
    quarters = minutes * QUARTERS // rule.unit_minutes
    if minutes >= rule.day_minutes:
        quarters = max(quarters, rule.day_units * QUARTERS)
    elif minutes >= rule.half_day_minutes:
        quarters = max(quarters, rule.half_day_units * QUARTERS)
    return min(quarters, rule.day_units * QUARTERS)


def split_by_year(starts_at: datetime, ends_at: datetime, minutes: int) -> list[tuple[date, Minutes]]:
    """Share ``minutes`` out among the calendar years that the session lies in, each with the day on which its part begins.

    Years are those of the datetimes' own time zone; the parts sum to ``minutes``. Raise ValueError when it ends before it starts.
    """
    if ends_at <= starts_at:
        raise ValueError("a session ends after it starts")
    whole = int((ends_at - starts_at).total_seconds())
    parts: list[tuple[date, Minutes]] = []
    begin, given = starts_at, 0
    while begin < ends_at:
        new_year = begin.replace(year=begin.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        end = min(new_year, ends_at)
        upto = minutes * int((end - starts_at).total_seconds()) // whole
        if upto > given:
            parts.append((begin.date(), Minutes(upto - given)))
        begin, given = end, upto
    return parts

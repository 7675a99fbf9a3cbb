"""Which days a boat is out and its crew ashore: pure functions of voyages and of the times in port."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from banyan.kernels.makeup import Span
from banyan.programmes.study.models import Season, Vessel, Voyage

DAY = timedelta(days=1)


def voyage_days(voyage: Voyage, today: date) -> Span:
    """Return the days of a voyage as far as they are known: real ones before expected ones; a boat that is overdue is out today."""
    first = voyage.left_on or voyage.expected_from
    if voyage.returned_on is not None:
        return Span(first, voyage.returned_on)
    last = max(voyage.expected_to, first)
    return Span(first, max(last, today) if voyage.left_on is not None else last)


def whole_days(season: Season) -> Span | None:
    """Return the whole days of a time in port, None when there is none: a ban from noon leaves that morning to the sea."""
    begins, ends = timezone.localtime(season.begins_at), timezone.localtime(season.ends_at)
    first = begins.date() if begins == begins.replace(hour=0, minute=0, second=0, microsecond=0) else begins.date() + DAY
    last = ends.date() - DAY
    return Span(first, last) if first <= last else None


def holds_for(season: Season, vessel: Vessel) -> bool:
    """Say whether a time in port is one of this vessel's: noted at its organisation or above, and for its waters."""
    if season.waters and season.waters != vessel.waters:
        return False
    return vessel.organisation is None or vessel.organisation.path.startswith(season.organisation.path)


def days_ashore(out: Sequence[Span], in_port: Sequence[Span], first: date, last: date) -> tuple[Span, ...]:
    """Return the days from ``first`` to ``last`` on which a crew is surely ashore.

    Between voyages that are noted it is; before the first and after the last of them nobody knows, so only times in port count.
    """
    known = Span(min(one.first for one in out), max(one.last for one in out)) if out else None
    days = (first + DAY * number for number in range((last - first).days + 1))
    return joined(
        day
        for day in days
        if not any(day in one for one in out) and ((known is not None and day in known) or any(day in one for one in in_port))
    )


def joined(days: Iterable[date]) -> tuple[Span, ...]:
    """Join days in rising order to the fewest spans."""
    spans: list[Span] = []
    for day in days:
        if spans and spans[-1].last + DAY == day:
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span(day, day))
    return tuple(spans)

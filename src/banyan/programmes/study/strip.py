"""The year of a vessel as a strip: bans behind, voyages as bars, deliveries and sessions as marks, all in days from the year's first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banyan.kernels.makeup import Span
from banyan.programmes.study.models import Season
from banyan.web.words import say_day

# Pixels a day, so that a year is as wide as a page's column; the picture scales with the page.
SCALE = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days: ``kind`` names how it is drawn (ban, festival, real, expected), ``said`` is read out."""

    x: int
    width: int
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What to draw; ``today`` is empty in years other than this one."""

    bars: tuple[Bar, ...]
    marks: tuple[Bar, ...]
    months: tuple[Bar, ...]
    today: int | None
    width: int


def strip_of(
    year: int,
    voyages: Sequence[tuple[Span, bool]],
    in_port: Sequence[tuple[str, Span]],
    deliveries: Sequence[date],
    sessions: Sequence[date],
    *,
    today: date,
) -> Strip:
    """Draw a year: ``voyages`` with whether they really began, ``in_port`` with the kind of season."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    bars = [
        _bar(span, "ban" if kind == Season.Kind.FISHING_BAN else "festival", str(Season.Kind(kind).label), year) for kind, span in in_port
    ]
    bars += [_bar(span, "real" if real else "expected", _("at sea") if real else _("expected at sea"), year) for span, real in voyages]
    marks = [_mark(on, "delivery", _("study carried aboard"), first) for on in deliveries if on.year == year]
    marks += [_mark(on, "session", _("make-up study"), first) for on in sessions if on.year == year]
    months = [Bar((date(year, month, 1) - first).days * SCALE, 0, "month", str(month)) for month in range(1, 13)]
    return Strip(
        tuple(bar for bar in bars if bar.width > 0),
        tuple(marks),
        tuple(months),
        (today - first).days * SCALE if today.year == year else None,
        ((last - first).days + 1) * SCALE,
    )


def _bar(span: Span, kind: str, words: str, year: int) -> Bar:
    first, last = max(span.first, date(year, 1, 1)), min(span.last, date(year, 12, 31))
    said = _("%(what)s from %(first)s to %(last)s") % {"what": words, "first": say_day(span.first), "last": say_day(span.last)}
    return Bar((first - date(year, 1, 1)).days * SCALE, ((last - first).days + 1) * SCALE, kind, said)


def _mark(on: date, kind: str, words: str, first: date) -> Bar:
    return Bar((on - first).days * SCALE, SCALE, kind, f"{words} {say_day(on)}")

"""The year of a vessel as a strip: bans behind, voyages as bars, deliveries and sessions as marks, all in hundredths of its width."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banyan.kernels.makeup import Span
from banyan.programmes.study.models import Season
from banyan.web.words import say_day


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days, ``x`` and ``width`` in per cent of the year as texts: the picture is as wide as its page and always as high.

    ``kind`` names how it is drawn (ban, festival, real, expected), ``said`` is read out.
    """

    x: str
    width: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What to draw; ``today`` is empty in years other than this one."""

    bars: tuple[Bar, ...]
    marks: tuple[Bar, ...]
    months: tuple[Bar, ...]
    today: str | None


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
    first = date(year, 1, 1)
    bars = [
        _bar(span, "ban" if kind == Season.Kind.FISHING_BAN else "festival", str(Season.Kind(kind).label), year) for kind, span in in_port
    ]
    bars += [_bar(span, "real" if real else "expected", _("at sea") if real else _("expected at sea"), year) for span, real in voyages]
    marks = [_mark(on, "delivery", _("study carried aboard"), first) for on in deliveries if on.year == year]
    marks += [_mark(on, "session", _("make-up study"), first) for on in sessions if on.year == year]
    months = [Bar(_share((date(year, month, 1) - first).days, year), "", "month", str(month)) for month in range(1, 13)]
    return Strip(
        tuple(bar for bar in bars if bar is not None),
        tuple(marks),
        tuple(months),
        _share((today - first).days, year) if today.year == year else None,
    )


def _bar(span: Span, kind: str, words: str, year: int) -> Bar | None:
    first, last = max(span.first, date(year, 1, 1)), min(span.last, date(year, 12, 31))
    if last < first:
        return None
    said = _("%(what)s from %(first)s to %(last)s") % {"what": words, "first": say_day(span.first), "last": say_day(span.last)}
    return Bar(_share((first - date(year, 1, 1)).days, year), _share((last - first).days + 1, year), kind, said)


def _mark(on: date, kind: str, words: str, first: date) -> Bar:
    return Bar(_share((on - first).days, first.year), "", kind, f"{words} {say_day(on)}")


def _share(days: int, year: int) -> str:
    return f"{100 * days / (date(year + 1, 1, 1) - date(year, 1, 1)).days:.2f}%"

"""Whether a speaker can give an ordered talk at a time, and how well the two fit: plain figures, each with its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.kernels.places import kilometres
from banyan.programmes.talks.models import DayPart

# Parts of the quality of a pair, 1000 together.
DIALECT, DISTANCE, PRACTICE, DAY = 400, 300, 150, 150
# A place without a position is neither near nor far.
UNKNOWN_DISTANCE = DISTANCE // 2


class Hindrance(IntEnum):
    """Why somebody can't give a talk at a time, in the order in which it is asked."""

    TOPIC = 1
    FORM = 2
    DIALECT = 3
    RESTING = 4
    INDOORS_ONLY = 5
    TOO_FAR = 6
    WEEKDAY = 7
    MONTH_FULL = 8
    BUSY = 9


HINDRANCES = {
    Hindrance.TOPIC: _("doesn't speak about this topic"),
    Hindrance.FORM: _("doesn't perform in this form"),
    Hindrance.DIALECT: _("doesn't speak the dialect well enough"),
    Hindrance.RESTING: _("rests on that day"),
    Hindrance.INDOORS_ONLY: _("speaks indoors only"),
    Hindrance.TOO_FAR: _("doesn't go so far"),
    Hindrance.WEEKDAY: _("doesn't speak at that time of the week"),
    Hindrance.MONTH_FULL: _("has as many talks in that month as agreed"),
    Hindrance.BUSY: _("speaks or is expected elsewhere on that day"),
}


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """What decides about a speaker: topics (ids), forms, dialects with level, home, reach, weekly times, pauses and engagements."""

    pk: int
    person_pk: int
    name: str
    topics: frozenset[int]
    forms: frozenset[str]
    dialects: Mapping[str, int]
    home: tuple[float, float] | None
    reach_km: int
    a_month: int
    indoors_only: bool
    available: frozenset[tuple[int, str]]
    pauses: tuple[tuple[date, date | None], ...]
    busy: frozenset[date] = frozenset()
    by_month: Mapping[tuple[int, int], int] = field(default_factory=dict)
    this_year: int = 0
    given: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """What decides about an ordered talk: topic, form, dialect, where, how well the dialect has to be spoken, and its times."""

    order_pk: int
    topic: int
    form: str
    dialect: str
    position: tuple[float, float] | None
    outdoors: bool
    least_level: int
    times: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two fit, part by part (see the constants), and the way in kilometres (None: unknown)."""

    dialect: int
    distance: int
    practice: int
    day: int
    km: float | None

    @property
    def total(self) -> int:
        return self.dialect + self.distance + self.practice + self.day

    def as_json(self) -> dict[str, int | float | None]:
        """What a dispatch keeps of it."""
        km = None if self.km is None else round(self.km, 1)
        return {"dialect": self.dialect, "distance": self.distance, "practice": self.practice, "day": self.day, "km": km}


def part_of_day(moment: datetime) -> str:
    """Return whether a moment lies in the morning, afternoon or evening here."""
    hour = timezone.localtime(moment).hour
    return DayPart.MORNING if hour < 12 else DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def hindrance(speaker: SpeakerFacts, talk: TalkFacts, starts_at: datetime) -> Hindrance | None:
    """Return the first reason why the speaker can't give the talk at that time; None when it can be."""
    day = timezone.localdate(starts_at)
    far = talk.position is not None and speaker.home is not None and kilometres(speaker.home, talk.position) > speaker.reach_km
    checks = (
        (talk.topic in speaker.topics, Hindrance.TOPIC),
        (talk.form in speaker.forms, Hindrance.FORM),
        (speaker.dialects.get(talk.dialect, 0) >= talk.least_level, Hindrance.DIALECT),
        (not any(first <= day and (last is None or day <= last) for first, last in speaker.pauses), Hindrance.RESTING),
        (not (talk.outdoors and speaker.indoors_only), Hindrance.INDOORS_ONLY),
        (not far, Hindrance.TOO_FAR),
        (not speaker.available or (day.weekday(), part_of_day(starts_at)) in speaker.available, Hindrance.WEEKDAY),
        (speaker.by_month.get((day.year, day.month), 0) < speaker.a_month, Hindrance.MONTH_FULL),
        (day not in speaker.busy, Hindrance.BUSY),
    )
    return next((reason for holds, reason in checks if not holds), None)


def fit(speaker: SpeakerFacts, talk: TalkFacts, starts_at: datetime) -> Fit:
    """Return how well they fit: dialect by its level, distance by the share of the reach, practice, and room around the day."""
    km = kilometres(speaker.home, talk.position) if speaker.home and talk.position else None
    near = UNKNOWN_DISTANCE if km is None else max(round(DISTANCE * (1 - km / max(speaker.reach_km, 1))), 0)
    day = timezone.localdate(starts_at)
    free_around = sum(day + timedelta(days=step) not in speaker.busy for step in (-1, 1))
    return Fit(
        dialect=DIALECT * speaker.dialects.get(talk.dialect, 0) // 3,
        distance=near,
        practice=min(PRACTICE, PRACTICE // 3 * speaker.given.get(talk.topic, 0)),
        day=DAY * free_around // 2,
        km=km,
    )

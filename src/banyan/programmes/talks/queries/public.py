"""What the public page and the poster of a programme of talks show: what comes, this month, what can be heard, the year in figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, ExtractMonth, NullIf, Trim
from django.utils import timezone

from banyan.activities.models import Activity, ActivityQuerySet, Kind, Place, Programme, Series
from banyan.kernels.hours import Minutes
from banyan.programmes.talks.models import Audience
from banyan.programmes.talks.queries.menu import KIND
from banyan.programmes.talks.queries.recordings import Listed, listed, public_recordings

MOST_COMING, MOST_RECORDINGS = 4, 3
HELD = (Activity.State.HELD, Activity.State.CONFIRMED)
# Ordered for a class, a workshop or a branch: not for whoever passes by, and nobody else's business when pupils sit where.
NOT_FOR_EVERYBODY = (Audience.SCHOOL, Audience.WORKERS, Audience.MEMBERS)


@dataclass(frozen=True, slots=True)
class PublicTalk:
    """A talk as anybody may know it: without who speaks, who ordered it and why it was cancelled."""

    starts_at: datetime
    ends_at: datetime
    title: str
    tongue: str
    form: str
    place: Place | None
    listeners: int | None
    is_cancelled: bool
    is_held: bool


@dataclass(frozen=True, slots=True)
class TalkFigures:
    """What a programme did in a year; ``months`` are talks held in each of its twelve months."""

    year: int
    talks: int
    listeners: int
    places: int
    minutes: Minutes
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PublicFront:
    """All that the public page shows of a programme; ``figures`` is None before its first talk."""

    coming: list[PublicTalk]
    month: list[PublicTalk]
    slots: list[Series]
    recordings: list[Listed]
    figures: TalkFigures | None


def running_programmes() -> QuerySet[Programme]:
    """Programmes of talks that anybody can come to, the oldest first."""
    return Programme.objects.filter(kind=KIND, ended_on=None).select_related("organisation").order_by("begun_on", "pk")


def public_front(programme: Programme, now: datetime) -> PublicFront:
    """What the public page shows, in seven queries however much there is; an ended programme has nothing ahead."""
    today = timezone.localdate(now)
    runs = programme.ended_on is None
    return PublicFront(
        coming=coming_talks(programme, now) if runs else [],
        month=talks_of_month(programme, today) if runs else [],
        slots=slots_on(programme, today) if runs else [],
        recordings=listed(public_recordings(programme)[:MOST_RECORDINGS]),
        figures=latest_figures(programme, now),
    )


def coming_talks(programme: Programme, now: datetime) -> list[PublicTalk]:
    """The next announced talks that anybody may come to, the one that goes on just now first."""
    ahead = _for_everybody(programme).filter(state=Activity.State.OPEN, ends_at__gt=now)
    return _public(ahead.order_by("starts_at", "pk")[:MOST_COMING])


def talks_of_month(programme: Programme, today: date) -> list[PublicTalk]:
    """The month's talks, past and to come, by day; a cancelled one stands as cancelled unless its slot was filled again."""
    first = today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = list(_for_everybody(programme).on_days(first, last).order_by("starts_at", "pk"))
    filled = {(row.series_id, row.starts_at) for row in rows if row.series_id and row.state != Activity.State.CANCELLED}
    return _public(row for row in rows if row.state != Activity.State.CANCELLED or (row.series_id, row.starts_at) not in filled)


def slots_on(programme: Programme, today: date) -> list[Series]:
    """The weekly slots of a programme that haven't come to their end."""
    slots = Series.objects.filter(Q(to_on=None) | Q(to_on__gte=today), programme=programme, kind=Kind.TALK)
    return list(slots.select_related("place").order_by("weekday", "begins", "pk"))


def latest_figures(programme: Programme, now: datetime) -> TalkFigures | None:
    """The figures of the year in which a talk was last held; None before the first. Three queries."""
    held = Activity.objects.filter(programme=programme, kind=Kind.TALK, state__in=HELD).order_by()
    latest = held.filter(starts_at__lte=now).order_by("-starts_at").values_list("starts_at", flat=True).first()
    if latest is None:
        return None
    year = timezone.localtime(latest).year
    held = held.on_days(date(year, 1, 1), date(year, 12, 31))
    # Where a talk was ordered to a place that the office doesn't keep, its words tell it apart.
    where = Coalesce("place__name", NullIf(Trim("order__place_text"), Value("")))
    places = held.aggregate(n=Count(where, distinct=True))["n"]
    lasting = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    months = held.annotate(month=ExtractMonth("starts_at")).values("month")
    sums = {row["month"]: row for row in months.annotate(n=Count("pk"), heard=Sum("audience_count"), time=Sum(lasting))}
    return TalkFigures(
        year=year,
        talks=sum(row["n"] for row in sums.values()),
        listeners=sum(row["heard"] or 0 for row in sums.values()),
        places=places,
        minutes=Minutes(int(sum((row["time"] for row in sums.values()), timedelta()).total_seconds()) // 60),
        months=tuple(sums[month]["n"] if month in sums else 0 for month in range(1, 13)),
    )


def _for_everybody(programme: Programme) -> ActivityQuerySet:
    """Talks that were announced to everybody, with their topics and places."""
    announced = Q(state__in=(Activity.State.OPEN, *HELD))
    # An order that is withdrawn or given to another speaker leaves a cancelled activity that nobody planned; who ordered it was told.
    called_off = Q(Q(series__isnull=False) | Q(made_by__isnull=False), state=Activity.State.CANCELLED)
    rows = Activity.objects.filter(announced | called_off, programme=programme, kind=Kind.TALK)
    rows = rows.exclude(order__talk__audience__in=NOT_FOR_EVERYBODY)
    found: ActivityQuerySet = rows.select_related("place", "talk__topic")
    return found


def _public(rows: Iterable[Activity] | QuerySet[Activity]) -> list[PublicTalk]:
    return [_as_public(row) for row in rows]


def _as_public(row: Activity) -> PublicTalk:
    # A slot that nobody has filled yet is an activity without a talk.
    talk = getattr(row, "talk", None)
    topic = talk.topic if talk else None
    return PublicTalk(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=topic.title if topic else row.title,
        tongue=str(talk.get_dialect_display()) if talk else "",
        form=str(topic.get_form_display()) if topic else "",
        place=row.place,
        listeners=row.audience_count if row.state in HELD else None,
        is_cancelled=row.state == Activity.State.CANCELLED,
        is_held=row.state in HELD,
    )

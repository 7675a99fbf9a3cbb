"""What pages read of speakers: the list, what each has given this year and has agreed to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from banyan.activities.models import Activity, Place
from banyan.orders.models import Dispatch
from banyan.people.models import Account, Person
from banyan.programmes.talks.models import Pause, Speaker, Talk
from banyan.programmes.talks.queries.menu import talk_programmes

AHEAD = (Activity.State.PLANNED, Activity.State.OPEN)
DONE = (Activity.State.HELD, Activity.State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Engagement:
    """Something that a speaker has agreed to or was asked for: when, what, where to look, and whether the answer is still out."""

    starts_at: datetime
    what: str
    url: str
    is_asked: bool


def speakers_for(account: Account) -> QuerySet[Speaker]:
    """Speakers of the programmes that the account keeps, those who stopped included."""
    kept = Speaker.objects.filter(programme__in=talk_programmes(account).order_by())
    return kept.select_related("programme__organisation", "person", "home")


def speakers_with_year(account: Account, today: date) -> QuerySet[Speaker]:
    """The same with ``talks_this_year`` (agreed ones included) and their dialects, and whether they rest today (``rests``)."""
    first = first_moment(today.replace(month=1, day=1))
    this_year = Q(talks__activity__starts_at__gte=first) & ~Q(talks__activity__state=Activity.State.CANCELLED)
    resting = Pause.objects.filter(Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today)
    return (
        speakers_for(account)
        .annotate(
            talks_this_year=Count("talks", filter=this_year, distinct=True),
            rests=Count("pauses", filter=Q(pauses__in=resting), distinct=True),
        )
        .prefetch_related("spoken")
        .order_by("person__name_key", "person__name", "pk")
    )


def narrowed_by_state(speakers: QuerySet[Speaker], state: str, today: date) -> QuerySet[Speaker]:
    """Those who are active, rest or have stopped on a day."""
    active = Speaker.objects.active_on(today)
    if state == "active":
        return speakers.filter(pk__in=active.values("pk"))
    going_on = speakers.filter(ended_on=None, person__died_on=None, person__left_on=None)
    if state == "resting":
        return going_on.exclude(pk__in=active.values("pk"))
    return speakers.exclude(pk__in=going_on.order_by().values("pk"))


def named_like(speakers: QuerySet[Speaker], words: list[str]) -> QuerySet[Speaker]:
    """Those whose name holds each word, by characters or pinyin as lists of persons do."""
    return speakers.filter(person__in=Person.objects.all().named_like(" ".join(words)).order_by())


def talks_of_year(speaker: Speaker, year: int) -> QuerySet[Talk]:
    """What a speaker gives in a year, the newest first; cancelled talks left out."""
    first, last = first_moment(date(year, 1, 1)), first_moment(date(year + 1, 1, 1))
    talks = Talk.objects.filter(speaker=speaker, activity__starts_at__gte=first, activity__starts_at__lt=last)
    return (
        talks.exclude(activity__state=Activity.State.CANCELLED).select_related("activity__place", "topic").order_by("-activity__starts_at")
    )


def engagements(speaker: Speaker, first: date, last: date | None) -> list[Engagement]:
    """What a speaker has agreed to or was asked for between two days (both included; without a last one, from the first on)."""
    begin, end = first_moment(first), first_moment(last + timedelta(days=1)) if last else None
    talks = Talk.objects.filter(speaker=speaker, activity__state__in=AHEAD, activity__starts_at__gte=begin)
    asked = Dispatch.objects.filter(
        person=speaker.person, order__programme=speaker.programme, state=Dispatch.State.SENT, time__starts_at__gte=begin
    )
    if end is not None:
        talks, asked = talks.filter(activity__starts_at__lt=end), asked.filter(time__starts_at__lt=end)
    agreed = [_agreed(talk) for talk in talks.select_related("activity__order", "topic").order_by("activity__starts_at")]
    waiting = [
        Engagement(row.time.starts_at, str(row.order), row.order.get_absolute_url(), is_asked=True)
        for row in asked.select_related("order", "time")
    ]
    return sorted([*agreed, *waiting], key=lambda one: one.starts_at)


def agreed_while_resting(speaker: Speaker, today: date) -> list[Engagement]:
    """What a speaker has agreed to on days on which they rest, from today on."""
    found = [engagements(speaker, max(pause.from_on, today), pause.to_on) for pause in speaker.pauses.exclude(to_on__lt=today)]
    return sorted((one for group in found for one in group), key=lambda one: one.starts_at)


def homes_for(account: Account) -> QuerySet[Place]:
    """Places from which a speaker can set out: those in use of the organisations whose programmes the account keeps."""
    kept = talk_programmes(account).order_by().values("organisation")
    return Place.objects.filter(organisation__in=kept, closed_on=None).select_related("organisation")


def _agreed(talk: Talk) -> Engagement:
    order = getattr(talk.activity, "order", None)
    return Engagement(talk.activity.starts_at, str(talk), (order or talk.activity).get_absolute_url(), is_asked=False)


def first_moment(day: date) -> datetime:
    """The moment at which a day begins here."""
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())

"""What pages read of programmes and places: which an account sees, the figures of a year, what takes place next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from banyan.activities.models import Activity, ActivityQuerySet, Attendance, Place, Programme, Series
from banyan.activities.permissions import RUNNERS
from banyan.kernels.hours import Minutes
from banyan.ledger.models import Entry, LedgerAccount
from banyan.people.models import Account
from banyan.people.queries import visible_to

MOST_NEXT = 10
AHEAD = (Activity.State.PLANNED, Activity.State.OPEN)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a programme did in a year: activities that took place, persons who came to them, listeners, minutes in the ledger."""

    year: int
    activities: int
    persons: int
    listeners: int
    credit_minutes: Minutes
    volunteer_minutes: Minutes


def programmes_for(account: Account) -> QuerySet[Programme]:
    """Programmes of the organisations that the account runs, and of all below them."""
    return Programme.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related(
        "organisation", "home_place", "template"
    )


def places_for(account: Account) -> QuerySet[Place]:
    """Places of the organisations that the account runs, and of all below them."""
    return Place.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related("organisation", "way_photo")


def activities_at(place: Place) -> ActivityQuerySet:
    """What takes place somewhere, whoever organises it."""
    found: ActivityQuerySet = Activity.objects.filter(place=place)
    return found


def activities_of_series(series: Series) -> ActivityQuerySet:
    """What a weekly slot has planned."""
    found: ActivityQuerySet = Activity.objects.filter(series=series)
    return found


def next_activities(activities: ActivityQuerySet) -> list[Activity]:
    """What of these is planned or announced and isn't over, the nearest first, at most 10."""
    ahead = activities.filter(state__in=AHEAD, ends_at__gte=timezone.now()).select_related("organisation", "place")
    return list(ahead.order_by("starts_at", "pk")[:MOST_NEXT])


def figures_of_year(programme: Programme, year: int) -> YearFigures:
    """Count what a programme did in a year, in three queries."""
    held = Activity.objects.filter(programme=programme, state__in=(Activity.State.HELD, Activity.State.CONFIRMED))
    held = held.on_days(date(year, 1, 1), date(year, 12, 31)).order_by()
    sums = held.aggregate(activities=Count("pk"), listeners=Sum("audience_count"))
    came = Attendance.objects.filter(activity__in=held, state=Attendance.State.ATTENDED)
    entries = Entry.objects.filter(source_uuid__in=Activity.objects.filter(programme=programme).order_by().values("uuid"))
    minutes = entries.between(date(year, 1, 1), date(year, 12, 31)).aggregate(
        credit=Sum("minutes", filter=Q(account=LedgerAccount.CREDIT)), volunteer=Sum("minutes", filter=Q(account=LedgerAccount.VOLUNTEER))
    )
    return YearFigures(
        year=year,
        activities=sums["activities"],
        persons=came.aggregate(n=Count("person", distinct=True))["n"],
        listeners=sums["listeners"] or 0,
        credit_minutes=Minutes(minutes["credit"] or 0),
        volunteer_minutes=Minutes(minutes["volunteer"] or 0),
    )

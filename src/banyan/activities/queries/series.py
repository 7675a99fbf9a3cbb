"""What pages read of weekly slots: which an account sees, their coming days, and the days without anything in the open."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from banyan.activities.models import Activity, NoOutdoorDay, Series
from banyan.activities.permissions import RUNNERS
from banyan.people.models import Account, Organisation
from banyan.people.queries import rule, visible_to


@dataclass(frozen=True, slots=True)
class Slot:
    """One coming day of a weekly slot: its activity, or why it is left out, or neither when it isn't planned yet."""

    on: date
    activity: Activity | None
    left_out: str


def series_for(account: Account) -> QuerySet[Series]:
    """Weekly slots of the organisations that the account runs, and of all below them."""
    return Series.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related(
        "organisation", "programme", "place"
    )


def coming_slots(series: Series, today: date) -> list[Slot]:
    """The days of a slot as far ahead as slots are planned, with what is planned or left out, in three queries."""
    last = today + timedelta(weeks=rule("series_weeks_ahead", series.organisation, today))
    last = min(series.to_on, last) if series.to_on else last
    first = max(series.from_on, today)
    day = first + timedelta(days=(series.weekday - first.weekday()) % 7)
    planned = {timezone.localdate(row.starts_at): row for row in _by_use(series, today)}
    left_out = dict(series.exceptions.filter(on__gte=today).values_list("on", "reason"))
    slots = []
    while day <= last:
        slots.append(Slot(day, planned.get(day), left_out.get(day, "")))
        day += timedelta(weeks=1)
    return slots


def _by_use(series: Series, today: date) -> list[Activity]:
    """Activities of the slot from today on; where a day has several, the one that takes place comes last."""
    rows = series.activities.filter(starts_at__date__gte=today)
    return sorted(rows, key=lambda row: row.state != Activity.State.CANCELLED)


def no_outdoor_days_for(account: Account) -> QuerySet[NoOutdoorDay]:
    """Marked days of the organisations that the account runs and of those below, and of the offices above that hold for them."""
    step = Organisation.steplen
    tops = [grant.organisation.path for grant in account.grants_now if grant.role in RUNNERS]
    above = [path[:end] for path in tops for end in range(step, len(path), step)]
    seen = NoOutdoorDay.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by())
    return (seen | NoOutdoorDay.objects.filter(organisation__path__in=above)).select_related("organisation")

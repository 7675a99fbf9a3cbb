"""What calendars show: of whom or what, which activities, and when each was changed last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from banyan.activities.models import Activity, ActivityQuerySet, Attendance, FeedAddress, Place
from banyan.activities.permissions import RUNNERS
from banyan.core.models import AuditEntry
from banyan.people.models import Account, Organisation, OrganisationQuerySet
from banyan.people.queries import visible_to

BACK, AHEAD = timedelta(days=60), timedelta(days=366)
# What a telephone still takes in one go; beyond that the nearest ones count.
MOST_EVENTS = 2000
# What others see of an activity changes by these alone.
CHANGES = ("plan_activity", "change_activity", "announce_activity", "cancel_activity")


@dataclass(frozen=True, slots=True)
class Change:
    """When an activity was changed last, and how often after it was planned."""

    at: datetime
    count: int


def open_feed_of(secret: str) -> FeedAddress | None:
    """Return the address as long as it isn't withdrawn and its person is living; None else."""
    found = FeedAddress.objects.filter(secret=secret, withdrawn_at=None).select_related("person", "organisation", "place")
    return found.filter(Q(person=None) | Q(person__died_on=None, person__erased_at=None)).first()


def activities_of_feed(feed: FeedAddress, now: datetime) -> list[Activity]:
    """Activities of 60 days back to a year ahead, the cancelled ones too; a person's own are those announced on whose list they are."""
    near = Activity.objects.filter(ends_at__gte=now - BACK, starts_at__lte=now + AHEAD).select_related("organisation", "place")
    rows = _of(feed, near).order_by("starts_at", "pk")
    return list(rows[:MOST_EVENTS])


def changes_of_activities(activities: list[Activity]) -> dict[str, Change]:
    """When and how often each was changed, by its uuid, in one query for 500 of them."""
    ids, found = [str(activity.uuid) for activity in activities], {}
    for start in range(0, len(ids), 500):
        entries = AuditEntry.objects.filter(object_kind="activity", object_id__in=ids[start : start + 500], verb__in=CHANGES)
        for id_, at, count in entries.order_by().values_list("object_id").annotate(at=Max("made_at"), n=Count("pk")):
            found[id_] = Change(at.replace(microsecond=0), max(count - 1, 0))
    return found


def feeds_for(account: Account) -> QuerySet[FeedAddress]:
    """Open addresses that the account may withdraw: its own person's, and those of what it runs."""
    run = visible_to(account, *RUNNERS).order_by()
    mine = Q(organisation__in=run) | Q(place__organisation__in=run)
    if account.person_id:
        mine |= Q(person=account.person_id)
    return FeedAddress.objects.filter(mine, withdrawn_at=None).select_related("person", "organisation", "place", "made_by")


def organisations_with_calendar(account: Account) -> OrganisationQuerySet:
    """Offices and branches that the account runs."""
    found: OrganisationQuerySet = visible_to(account, *RUNNERS)
    return found


def places_with_calendar(account: Account) -> QuerySet[Place]:
    """Places in use of what the account runs."""
    return Place.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by(), closed_on=None).select_related("organisation")


def name_of_feed(feed: FeedAddress) -> str:
    """Return what the calendar is called on a telephone."""
    return str(feed.person or feed.organisation or feed.place)


def _of(feed: FeedAddress, near: ActivityQuerySet) -> ActivityQuerySet:
    if feed.person is not None:
        on_list = Attendance.objects.filter(person=feed.person).exclude(state=Attendance.State.EXCUSED)
        known = near.exclude(state=Activity.State.PLANNED)
        mine: ActivityQuerySet = known.filter(pk__in=on_list.order_by().values("activity"))
        return mine
    if feed.organisation is not None:
        below: ActivityQuerySet = near.filter(organisation__in=Organisation.objects.under(feed.organisation).order_by())
        return below
    there: ActivityQuerySet = near.filter(place=feed.place)
    return there

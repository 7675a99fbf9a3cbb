"""What pages read of activities: which an account sees, who is on the list, who can be put on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Q, When
from django.utils import timezone

from banyan.activities.models import Activity, ActivityQuerySet, Attendance, Place, Programme
from banyan.activities.permissions import RUNNERS
from banyan.people.models import Account, Organisation, OrganisationQuerySet, Person, Role
from banyan.people.permissions import KEEPERS
from banyan.people.queries import around, branches_under, found_by, persons_at, persons_for, visible_to

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """How many stand on the list of an activity (应到), how many came (实到), how many are excused (请假)."""

    expected: int
    attended: int
    excused: int


def activities_for(account: Account) -> ActivityQuerySet:
    """Activities of the organisations that the account runs, and of all below them."""
    found: ActivityQuerySet = Activity.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related(
        "organisation", "programme", "place"
    )
    return found


def nearest_first(activities: ActivityQuerySet, now: datetime) -> ActivityQuerySet:
    """What isn't over yet in the order in which it comes, then what is over, the latest first."""
    comes = When(ends_at__gte=now, then=F("starts_at"))
    return activities.order_by(Case(comes).asc(nulls_last=True), "-starts_at")


def activities_when(activities: ActivityQuerySet, when: str, today: date) -> ActivityQuerySet:
    """Those that are still "coming", in the order in which they come, those of this "week", or those that are "past"."""
    if when == "week":
        monday = today - timedelta(days=today.weekday())
        return activities.on_days(monday, monday + timedelta(days=6)).order_by("starts_at")
    if when == "coming":
        return activities.filter(ends_at__gte=timezone.now()).order_by("starts_at")
    return activities.filter(ends_at__lt=timezone.now())


def attendance_counts(activity: Activity) -> AttendanceCounts:
    """Count the list of an activity in one query; whoever stands on it was expected."""
    state = Attendance.State
    counted = activity.attendances.aggregate(
        expected=Count("pk"), attended=Count("pk", filter=Q(state=state.ATTENDED)), excused=Count("pk", filter=Q(state=state.EXCUSED))
    )
    return AttendanceCounts(**counted)


def people_of(activity: Activity) -> dict[str, list[Attendance]]:
    """Who is on the list of an activity, by state, in the order of names."""
    rows: dict[str, list[Attendance]] = {state: [] for state in Attendance.State.values}
    for row in activity.attendances.select_related("person"):
        rows[row.state].append(row)
    return rows


def persons_to_expect(account: Account, activity: Activity, words: Sequence[str]) -> list[Person]:
    """Living persons whom the account sees, whom the words find and who aren't on the list yet, at most 30."""
    there = activity.attendances.order_by().values("person")
    found = found_by(persons_for(account).living(), words).exclude(pk__in=there).select_related("organisation")
    return list(found[:MOST_FOUND])


def branches_to_expect(account: Account, activity: Activity) -> OrganisationQuerySet:
    """Branches at or below the activity's organisation whose members the account sees, each with ``member_count``."""
    found: OrganisationQuerySet = branches_under(activity.organisation).filter(
        pk__in=visible_to(account, *KEEPERS, Role.BRANCH_SECRETARY).order_by().values("pk")
    )
    return found


def members_to_expect(account: Account, branch: Organisation) -> list[Person]:
    """The living members of a branch whom the account sees."""
    return list(persons_at(persons_for(account).living(), branch))


def organisations_to_run(account: Account, chosen: str = "") -> list[Organisation]:
    """Whose activities the account may plan: the chosen organisation (by code) or its own ones, with those above and right below them."""
    seen = visible_to(account, *RUNNERS)
    start = list(seen.filter(code=chosen)) or [grant.organisation for grant in account.grants_now if grant.role in RUNNERS]
    return around(seen, start)


def places_to_meet(organisations: Sequence[Organisation]) -> list[Place]:
    """Places in use of these organisations and of those above them."""
    return list(Place.objects.filter(organisation__path__in=_with_above(organisations), closed_on=None).select_related("organisation"))


def programmes_to_join(organisations: Sequence[Organisation]) -> list[Programme]:
    """Programmes that go on, of these organisations and of those above them."""
    return list(Programme.objects.filter(organisation__path__in=_with_above(organisations), ended_on=None).select_related("organisation"))


def _with_above(organisations: Sequence[Organisation]) -> set[str]:
    step = Organisation.steplen
    return {place.path[:end] for place in organisations for end in range(step, len(place.path) + 1, step)}

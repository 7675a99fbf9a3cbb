"""Which regular meetings (三会一课, 主题党日) branches owe in a quarter, which took place and which are missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse

from banyan.activities.models import Activity, Kind
from banyan.activities.permissions import RUNNERS
from banyan.activities.rules import RHYTHM
from banyan.people.models import Account, Organisation
from banyan.people.queries import RuleBook, branches_under, visible_to
from banyan.web.words import MONTHS

COMMITTEE_FROM = "branch_committee_from"
TOOK_PLACE = (Activity.State.HELD, Activity.State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class MeetingsDue:
    """How often a branch has to meet in a way until the end of the current month or quarter, and how often it has.

    ``months`` are the first days of the months in which a meeting is missing; a rule of the whole quarter names all three.
    """

    branch: Organisation
    kind: Kind
    needed: int
    held: int
    planned: int
    missing: int
    months: tuple[date, ...]
    late: int

    @property
    def is_late(self) -> bool:
        """Whether a month or quarter is over in which a meeting is missing."""
        return self.late > 0

    @property
    def said(self) -> str:
        """The months in which one is missing."""
        return "、".join(str(MONTHS[month.month - 1]) for month in self.months)

    @property
    def url(self) -> str:
        """Where the missing meeting is planned, or entered afterwards when its month is over; else where those held are listed."""
        if not self.missing:
            return f"{reverse('activities')}?{urlencode({'kind': self.kind.value, 'q': self.branch.name})}"
        query = {"organisation": self.branch.code, "kind": self.kind.value}
        if self.is_late:
            query["on"] = self.months[0].isoformat()
        return f"{reverse('activity_new')}?{urlencode(query)}"


Counted = dict[tuple[int, str, date, bool], int]


def missing_meetings(account: Account, today: date) -> list[MeetingsDue]:
    """What is missing this quarter in the branches that the account runs, the late ones first, in three queries."""
    return [due for due in meetings_due(account, quarter_of(today), today) if due.missing]


def meetings_due(account: Account, quarter: date, today: date) -> list[MeetingsDue]:
    """What each branch that the account runs owes in the quarter that begins on a day; what is missing comes first, late before due."""
    tops = [grant.organisation for grant in account.grants_now if grant.role in RUNNERS]
    branches = {branch.pk: branch for top in tops for branch in branches_under(top)}.values()
    book = RuleBook((*(name for name, _months in RHYTHM.values()), COMMITTEE_FROM), min(today, _last_day(quarter)))
    counted = _counted(account, quarter)
    found = [due for branch in branches for due in _of_branch(branch, book, counted, quarter, today)]
    return sorted(found, key=lambda due: (not due.missing, not due.is_late))


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that holds a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_before(quarter: date) -> date:
    """Return the first day of the quarter before."""
    return _month_after(quarter, -3)


def _month_after(month: date, count: int) -> date:
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _last_day(quarter: date) -> date:
    return date.fromordinal(_month_after(quarter, 3).toordinal() - 1)


def _counted(account: Account, quarter: date) -> Counted:
    meetings = Activity.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by(), kind__in=list(RHYTHM)).taking_place()
    rows = (
        meetings.on_days(quarter, _last_day(quarter))
        .order_by()
        .annotate(month=TruncMonth("starts_at"))
        .values_list("organisation", "kind", "month", "state")
        .annotate(n=Count("pk"))
    )
    counted: Counted = {}
    for branch, kind, month, state, number in rows:
        key = (branch, kind, month.date().replace(day=1), state in TOOK_PLACE)
        counted[key] = counted.get(key, 0) + number
    return counted


def _of_branch(branch: Organisation, book: RuleBook, counted: Counted, quarter: date, today: date) -> Iterable[MeetingsDue]:
    for kind, (name, length) in RHYTHM.items():
        # A branch with few members has a secretary and no committee.
        if kind == Kind.COMMITTEE_MEETING and branch.member_count < book.value(COMMITTEE_FROM, branch):
            continue
        times = book.value(name, branch)
        if times:
            yield _of_kind(branch, kind, counted, _periods(quarter, length, today), times, today)


def _periods(quarter: date, length: int, today: date) -> list[tuple[date, ...]]:
    """The months that are looked at together; of a rule for months only those that have begun."""
    months = [_month_after(quarter, number) for number in range(3)]
    return [tuple(months)] if length > 1 else [(month,) for month in months if month <= today] or [(months[0],)]


def _of_kind(branch: Organisation, kind: Kind, counted: Counted, periods: list[tuple[date, ...]], times: int, today: date) -> MeetingsDue:
    held = planned = missing = 0
    late = 0
    open_months: list[date] = []
    for months in periods:
        here = sum(counted.get((branch.pk, kind, month, True), 0) for month in months)
        ahead = sum(counted.get((branch.pk, kind, month, False), 0) for month in months)
        held, planned = held + here, planned + ahead
        if (short := max(times - here - ahead, 0)) > 0:
            missing += short
            open_months.extend(months)
            late += short if _month_after(months[-1], 1) <= today else 0
    return MeetingsDue(branch, kind, times * len(periods), held, planned, missing, tuple(open_months), late)

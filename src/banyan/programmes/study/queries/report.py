"""What happened in a quarter: voyages, deliveries, records from the sea, sessions ashore, credit, and who is still short."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from banyan.activities.models import Activity, Attendance, AttendanceRole, Kind
from banyan.kernels.makeup import Span
from banyan.ledger.models import Entry, LedgerAccount
from banyan.people.models import Organisation
from banyan.programmes.study.models import Aboard, Delivery, Device, Event, Handout, Vessel
from banyan.programmes.study.queries.ashore import years_of
from banyan.programmes.study.queries.makeup import Owing, learners_at, owing_of


@dataclass(frozen=True, slots=True)
class VesselRow:
    """A vessel in the quarter; ``learners`` are aboard now."""

    code: str
    days_at_sea: int
    deliveries: int
    records: int
    learners: int


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """A quarter in numbers; credit in quarters of a unit. ``short`` are learners in the order of their numbers, for the whole year."""

    organisation: Organisation
    year: int
    quarter: int
    vessels: tuple[VesselRow, ...]
    voyages: int
    carriers: int
    out: int
    returned: int
    lost: int
    sea_credit: int
    makeup_credit: int
    sessions: int
    attendances: int
    learners: int
    short: tuple[Owing, ...]


def days_of(year: int, quarter: int) -> Span:
    """Return the days of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return Span(first, after - timedelta(days=1))


def quarter_report(organisation: Organisation, year: int, quarter: int, *, today: date) -> QuarterReport:
    """Sum the quarter up, in a constant number of queries."""
    days = days_of(year, quarter)
    seen = Organisation.objects.under(organisation).order_by()
    vessels = list(Vessel.objects.filter(organisation__in=seen, ended_on=None).order_by("code"))
    years = years_of(vessels, days.first, days.last, today)
    real = {vessel.pk: [span for voyage, span in years[vessel.pk].voyages if voyage.left_on is not None] for vessel in vessels}
    done = Delivery.objects.filter(vessel__in=vessels, state=Delivery.State.DONE, on__range=(days.first, days.last))
    things = Counter(Handout.objects.filter(delivery__vessel__in=vessels, is_lent=True).values_list("state", flat=True))
    sessions = Activity.objects.on_days(days.first, days.last).filter(
        organisation__in=seen, kind=Kind.MAKEUP_STUDY, state__in=(Activity.State.HELD, Activity.State.CONFIRMED)
    )
    came = Attendance.objects.filter(activity__in=sessions, role=AttendanceRole.PARTICIPANT, state=Attendance.State.ATTENDED)
    entries = Entry.objects.filter(organisation__in=seen, account=LedgerAccount.CREDIT, kind__in=("sea_study", Kind.MAKEUP_STUDY))
    credit = dict(entries.between(days.first, days.last).order_by().values_list("kind").annotate(q=Sum("quarters")))
    owing = owing_of(learners_at(organisation, days.first), year)
    return QuarterReport(
        organisation=organisation,
        year=year,
        quarter=quarter,
        vessels=_rows(vessels, real, done.values_list("vessel", flat=True), days, today),
        voyages=sum(days.first <= span.first <= days.last for spans in real.values() for span in spans),
        carriers=done.values("carrier").distinct().count(),
        out=things[Handout.State.OUT],
        returned=things[Handout.State.RETURNED],
        lost=things[Handout.State.LOST],
        sea_credit=credit.get("sea_study", 0),
        makeup_credit=credit.get(Kind.MAKEUP_STUDY, 0),
        sessions=sessions.count(),
        attendances=came.count(),
        learners=len(owing),
        short=tuple(one for one in owing if one.missing),
    )


def _rows(
    vessels: Sequence[Vessel], real: dict[int, list[Span]], delivered: Iterable[int], days: Span, today: date
) -> tuple[VesselRow, ...]:
    deliveries, records = Counter(delivered), _records(vessels, days)
    aboard = Counter(Aboard.objects.now().filter(vessel__in=vessels).values_list("vessel", flat=True))
    until = min(days.last, today)
    return tuple(
        VesselRow(one.code, _days_at_sea(real[one.pk], days.first, until), deliveries[one.pk], records[one.pk], aboard[one.pk])
        for one in vessels
    )


def _records(vessels: Sequence[Vessel], days: Span) -> Counter[int]:
    """How many study records of each vessel were taken in on these days."""
    devices = dict(Device.objects.filter(vessel__in=vessels).values_list("ident", "vessel"))
    taken = Event.objects.filter(writer__in=devices, batch__received_at__date__range=(days.first, days.last)).order_by()
    counted: Counter[int] = Counter()
    for writer, count in taken.values_list("writer").annotate(n=Count("pk")):
        counted[devices[writer]] += count
    return counted


def _days_at_sea(spans: Sequence[Span], first: date, last: date) -> int:
    days: set[int] = set()
    for span in spans:
        days.update(range(max(span.first, first).toordinal(), min(span.last, last).toordinal() + 1))
    return len(days)

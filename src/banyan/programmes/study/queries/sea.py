"""The programme at a glance: each boat's and learner's state, ashore or at sea since when, last heard, and what is owed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from banyan.activities.models import Activity, Kind
from banyan.activities.permissions import KEEPERS
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Aboard, Batch, Delivery, Device, Event, Handout, Learner, Vessel, Voyage
from banyan.programmes.study.queries.ashore import years_of
from banyan.programmes.study.queries.devices import vessels_for
from banyan.programmes.study.queries.makeup import Owing, owing_of
from banyan.programmes.study.strip import Strip, strip_of

# What the panel on top sums up; more learners than these have the list.
MOST_LEARNERS = 2000


@dataclass(frozen=True, slots=True)
class Boat:
    """A vessel today: the voyage it is on (None: in port), when its devices were last heard, who is aboard, units owed, and its year."""

    vessel: Vessel
    out: Voyage | None
    heard_at: datetime | None
    learners: int
    owed: float
    strip: Strip


@dataclass(frozen=True, slots=True)
class Glance:
    """All vessels of an account in numbers; ``owed`` in units."""

    vessels: int
    at_sea: int
    learners: int
    short: int
    owed: float
    lent: int


def sailing_for(account: Account) -> QuerySet[Vessel]:
    """Vessels of the account that still sail."""
    return vessels_for(account).filter(ended_on=None)


def glance_of(account: Account, today: date) -> Glance:
    """Sum up the vessels of an account; at most 2,000 learners are reckoned."""
    vessels = sailing_for(account).order_by()
    aboard = Aboard.objects.now().filter(vessel__in=vessels).values("learner")
    learners = list(Learner.objects.filter(pk__in=aboard).select_related("person")[:MOST_LEARNERS])
    owing = [one.missing for one in owing_of(learners, today.year)]
    return Glance(
        vessels=vessels.count(),
        at_sea=Voyage.objects.out().filter(vessel__in=vessels).values("vessel").distinct().count(),
        learners=len(learners),
        short=sum(missing > 0 for missing in owing),
        owed=sum(owing) / 4,
        lent=Handout.objects.out().filter(delivery__vessel__in=vessels).count(),
    )


def boats_of(vessels: Sequence[Vessel], today: date) -> list[Boat]:
    """Return each of these vessels as it stands today, with its year; in a constant number of queries."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    years = years_of(vessels, first, last, today)
    aboard: defaultdict[int, list[Learner]] = defaultdict(list)
    for one in Aboard.objects.now().filter(vessel__in=vessels).select_related("learner__person"):
        aboard[one.vessel_id].append(one.learner)
    owing = owing_of([learner for those in aboard.values() for learner in those], today.year)
    missing = {one.learner.pk: one.missing for one in owing}
    deliveries: defaultdict[int, list[date]] = defaultdict(list)
    for pk, on in Delivery.objects.filter(vessel__in=vessels, state=Delivery.State.DONE, on__gte=first).values_list("vessel", "on"):
        deliveries[pk].append(on)
    sessions = _sessions(vessels, first, last)
    heard = _heard(vessels)
    found = []
    for vessel in vessels:
        year = years[vessel.pk]
        voyages = [(span, voyage.left_on is not None) for voyage, span in year.voyages]
        in_port = [(season.kind, span) for season, span in year.in_port]
        strip = strip_of(today.year, voyages, in_port, deliveries[vessel.pk], sessions[vessel.home_port_id or 0], today=today)
        crew = aboard[vessel.pk]
        owed = sum(missing[learner.pk] for learner in crew) / 4
        found.append(Boat(vessel, year.out, heard.get(vessel.pk), len(crew), owed, strip))
    return found


def _sessions(vessels: Sequence[Vessel], first: date, last: date) -> defaultdict[int, list[date]]:
    """Days of make-up study at each port of these vessels."""
    ports = {vessel.home_port_id for vessel in vessels if vessel.home_port_id}
    rows = Activity.objects.taking_place().on_days(first, last).filter(kind=Kind.MAKEUP_STUDY, place__ports__in=ports)
    found: defaultdict[int, list[date]] = defaultdict(list)
    for port, starts_at in rows.values_list("place__ports", "starts_at"):
        found[port].append(timezone.localdate(starts_at))
    return found


def _heard(vessels: Sequence[Vessel]) -> dict[int, datetime]:
    """When something was last received of each vessel."""
    devices = dict(Device.objects.filter(vessel__in=vessels).values_list("ident", "vessel"))
    newest = Batch.objects.filter(writer__in=devices).order_by().values("writer").annotate(at=Max("received_at"))
    found: dict[int, datetime] = {}
    for row in newest:
        vessel = devices[row["writer"]]
        found[vessel] = max(row["at"], found.get(vessel, row["at"]))
    return found


def learners_for(account: Account) -> QuerySet[Learner]:
    """Learners who are or were on crews of the account's vessels, with ``heard_at``, when something of theirs last came."""
    seen = visible_to(account, *KEEPERS).order_by()
    there = Aboard.objects.filter(vessel__organisation__in=seen).values("learner")
    newest = Event.objects.filter(learner=OuterRef("ident")).order_by().values("learner").annotate(at=Max("batch__received_at"))
    kept = Learner.objects.filter(pk__in=there, person__died_on=None, person__left_on=None)
    return kept.annotate(heard_at=Subquery(newest.values("at"))).select_related("person__organisation")


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner today: the study of the year, and the voyage the boat is on (None: ashore, or on no crew)."""

    owing: Owing
    out: Voyage | None


def standings_of(learners: Sequence[Learner], today: date) -> dict[int, Standing]:
    """Return how these learners stand today, by their keys; in a constant number of queries."""
    owing = owing_of(learners, today.year)
    vessels = [one.aboard.vessel_id for one in owing if one.aboard]
    out = {voyage.vessel_id: voyage for voyage in Voyage.objects.out().filter(vessel__in=vessels)}
    return {one.learner.pk: Standing(one, out.get(one.aboard.vessel_id) if one.aboard else None) for one in owing}

"""Ports, times in port and voyages that an account looks after, and when which crew is ashore."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from banyan.activities.permissions import KEEPERS
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.ashore import days_ashore, holds_for, voyage_days, whole_days
from banyan.programmes.study.models import Port, Season, StudyTeacher, Vessel, Voyage
from banyan.programmes.study.queries.devices import vessels_for

# Voyages that began so long before the days that are asked about may still reach into them.
LONGEST_VOYAGE = timedelta(days=400)


def ports_for(account: Account) -> QuerySet[Port]:
    """Ports that the account keeps."""
    return Port.objects.filter(organisation__in=visible_to(account, *KEEPERS).order_by()).select_related("organisation")


def seasons_for(account: Account) -> QuerySet[Season]:
    """Times in port that the account noted or that hold for it: of its places and of those above them."""
    seen = visible_to(account, *KEEPERS).order_by()
    above = {path[:end] for path in account_paths(account) for end in range(Organisation.steplen, len(path), Organisation.steplen)}
    return Season.objects.filter(Q(organisation__in=seen) | Q(organisation__path__in=above)).select_related("organisation")


def account_paths(account: Account) -> list[str]:
    """Where the account's roles of a keeper are held, as paths of the tree."""
    return [grant.organisation.path for grant in account.grants_now if grant.role in KEEPERS]


def teachers_for(account: Account) -> QuerySet[StudyTeacher]:
    """Teachers of make-up study that the account keeps, with their days and ports."""
    kept = StudyTeacher.objects.filter(organisation__in=visible_to(account, *KEEPERS).order_by())
    return kept.select_related("person", "organisation").prefetch_related("days", "ports")


def voyages_for(account: Account) -> QuerySet[Voyage]:
    """Voyages of the vessels that the account keeps."""
    return Voyage.objects.filter(vessel__in=vessels_for(account).order_by()).select_related("vessel__organisation")


def seasons_between(first: date, last: date) -> list[Season]:
    """All times in port that touch these days."""
    zone = timezone.get_default_timezone()
    begin, end = datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
    return list(Season.objects.filter(begins_at__lt=end, ends_at__gt=begin).select_related("organisation").order_by("begins_at", "pk"))


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a vessel in a stretch of days: its voyages with their days, its times in port, and the days surely ashore."""

    vessel: Vessel
    voyages: tuple[tuple[Voyage, Span], ...]
    in_port: tuple[tuple[Season, Span], ...]
    ashore: tuple[Span, ...]

    @property
    def out(self) -> Voyage | None:
        """The voyage that the boat is on, None when it lies in port."""
        return next((voyage for voyage, _days in self.voyages if voyage.left_on is not None and voyage.returned_on is None), None)


def years_of(vessels: Iterable[Vessel], first: date, last: date, today: date) -> dict[int, Year]:
    """Return what is known of each of these vessels from one day to another, by its key, in two queries."""
    those = list(vessels)
    near = Voyage.objects.standing().filter(vessel__in=those, expected_from__gte=first - LONGEST_VOYAGE, expected_from__lte=last)
    voyages: defaultdict[int, list[tuple[Voyage, Span]]] = defaultdict(list)
    for voyage in near.order_by("expected_from", "pk"):
        voyages[voyage.vessel_id].append((voyage, voyage_days(voyage, today)))
    seasons = [(season, days) for season in seasons_between(first, last) if (days := whole_days(season))]
    return {vessel.pk: _year(vessel, voyages[vessel.pk], seasons, first, last) for vessel in those}


def _year(vessel: Vessel, voyages: Sequence[tuple[Voyage, Span]], seasons: Sequence[tuple[Season, Span]], first: date, last: date) -> Year:
    in_port = tuple((season, days) for season, days in seasons if holds_for(season, vessel))
    ashore = days_ashore([days for _voyage, days in voyages], [days for _season, days in in_port], first, last)
    return Year(vessel, tuple(voyages), in_port, ashore)


def with_rooms(ports: QuerySet[Port]) -> QuerySet[Port]:
    """The same with their rooms and vessels that still sail, two queries more."""
    return ports.prefetch_related("rooms", Prefetch("vessels", Vessel.objects.filter(ended_on=None), to_attr="sailing"))

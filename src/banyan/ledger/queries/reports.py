"""What stands in a ledger report (台账): a year of a place, summed for each person and for each thing that happened."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from banyan.ledger.models import Entry, EntryQuerySet, LedgerAccount, Total
from banyan.ledger.queries.totals import COUNTED, Totals, side_of, totals_of_place
from banyan.people.models import Organisation, Person

_CREDIT, _SERVICE = Q(account=LedgerAccount.CREDIT), Q(account=LedgerAccount.VOLUNTEER)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's year."""

    name: str
    branch: str
    study_minutes: int
    quarters: int
    service_minutes: int
    facts: int


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One thing that happened: how many persons have facts of it, and their minutes together."""

    on: date
    label: str
    kind: str
    persons: int
    study_minutes: int
    service_minutes: int


@dataclass(frozen=True, slots=True)
class Report:
    """A year of a place as it is printed; ``side`` says whose facts are counted."""

    place: Organisation
    year: int
    side: str
    totals: Totals
    persons: list[PersonLine]
    activities: list[ActivityLine]


def report_of(place: Organisation, year: int) -> Report:
    """Read a year of the place: of a branch what its members did, of an office what was organised there and below; in four queries."""
    side = side_of(place)
    entries = _entries(place, year, side)
    totals = totals_of_place(place, year, side)
    return Report(place, year, side, totals, _persons(entries), _activities(entries))


def _entries(place: Organisation, year: int, side: str) -> EntryQuerySet:
    field = "branch" if side == Total.Side.BRANCH else "organisation"
    there = Organisation.objects.under(place).order_by().values("pk")
    return Entry.objects.filter(**{f"{field}__in": there}).between(date(year, 1, 1), date(year, 12, 31)).order_by()


def _persons(entries: EntryQuerySet) -> list[PersonLine]:
    rows = entries.values("person").annotate(
        branch_name=Max("branch__name"),
        study=Sum("minutes", filter=_CREDIT, default=0),
        units=Sum("quarters"),
        service=Sum("minutes", filter=_SERVICE, default=0),
        n=Sum(COUNTED),
    )
    sums = {row["person"]: row for row in rows if row["n"] or row["study"] or row["service"]}
    # By the rows rather than by their ids, which may be more than a statement takes.
    persons = Person.objects.filter(pk__in=entries.values("person")).only("name", "name_key", "tombstone")
    return [
        PersonLine(str(person), row["branch_name"] or "", row["study"], row["units"], row["service"], row["n"])
        for person in persons
        if (row := sums.get(person.pk))
    ]


def _activities(entries: EntryQuerySet) -> list[ActivityLine]:
    found = entries.standing().values_list("on", "label", "kind", "source_uuid")
    rows = found.annotate(
        n=Count("person", distinct=True),
        study=Sum("minutes", filter=_CREDIT, default=0),
        service=Sum("minutes", filter=_SERVICE, default=0),
    )
    return [ActivityLine(on, label, kind, *sums) for on, label, kind, _source, *sums in rows.order_by("on", "label", "source_uuid")]

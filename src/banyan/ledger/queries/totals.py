"""Totals of a year: of any place from the table of totals, of a person from the facts, each in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Substr, TruncMonth

from banyan.ledger.models import Entry, LedgerAccount, Total
from banyan.people.models import Organisation, Person

YEARS = 6
_SUMS = ("minutes", "quarters", "facts")
# A reversal takes its fact off the count.
COUNTED = Case(When(minutes__gt=0, then=Value(1)), default=Value(-1), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Sums:
    """Minutes, credit in quarters of a unit, and how many facts stand."""

    minutes: int = 0
    quarters: int = 0
    facts: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.minutes + other.minutes, self.quarters + other.quarters, self.facts + other.facts)


@dataclass(slots=True)
class Totals:
    """A year's sums of either account: together, by month (1 to 12) and by kind. The accounts are never added up."""

    all: dict[str, Sums] = field(default_factory=dict)
    by_month: dict[tuple[str, int], Sums] = field(default_factory=dict)
    by_kind: dict[tuple[str, str], Sums] = field(default_factory=dict)

    def of(self, account: str) -> Sums:
        """The year's sums of one account."""
        return self.all.get(account, Sums())

    @property
    def credit(self) -> Sums:
        return self.of(LedgerAccount.CREDIT)

    @property
    def volunteer(self) -> Sums:
        return self.of(LedgerAccount.VOLUNTEER)

    @property
    def kinds(self) -> list[tuple[str, Sums, Sums]]:
        """Each kind with its study and its service, the most time first."""
        found = {kind for _account, kind in self.by_kind}
        study, service = LedgerAccount.CREDIT, LedgerAccount.VOLUNTEER
        rows = [(kind, self.by_kind.get((study, kind), Sums()), self.by_kind.get((service, kind), Sums())) for kind in found]
        return sorted(rows, key=lambda row: (-row[1].minutes - row[2].minutes, row[0]))


def side_of(place: Organisation) -> str:
    """Whose facts a page of the place tells when nothing else is asked: a branch's members, or what an office organised."""
    return Total.Side.BRANCH if place.kind == Organisation.Kind.BRANCH else Total.Side.ORGANISER


def totals_of_place(place: Organisation, year: int, side: str) -> Totals:
    """Sum a year of the place and all below it, in one query."""
    rows = _totals_at(place, year, side).values_list("account", "month", "kind", *_summed())
    return _totals((account, month.month, kind, Sums(*sums)) for account, month, kind, *sums in rows)


def totals_of_person(person: Person, year: int) -> Totals:
    """Sum a year of one person, in one query."""
    entries = Entry.objects.of(person).between(date(year, 1, 1), date(year, 12, 31)).order_by()
    rows = entries.values(month=TruncMonth("on")).annotate(m=Sum("minutes"), q=Sum("quarters"), n=Sum(COUNTED))
    found = rows.values_list("account", "month", "kind", "m", "q", "n")
    return _totals((account, month.month, kind, Sums(*sums)) for account, month, kind, *sums in found)


def totals_below(place: Organisation, year: int, side: str) -> dict[str, dict[str, Sums]]:
    """Sum a year for each place right below this one, with all below it: by its path, then by account, in one query."""
    width = Organisation.steplen * (place.depth + 1)
    rows = _totals_at(place, year, side).annotate(node=Substr("place__path", 1, width)).values("node")
    found: dict[str, dict[str, Sums]] = {}
    for node, account, *sums in rows.values_list("node", "account", *_summed()):
        found.setdefault(node, {})[account] = Sums(*sums)
    return found


def years_to_choose(today: date) -> list[int]:
    """The years that pages offer, this one first."""
    return list(range(today.year, today.year - YEARS, -1))


def _totals_at(place: Organisation, year: int, side: str) -> QuerySet[Total]:
    # Both accounts by name, so that the index serves the months too.
    return Total.objects.filter(
        place__path__gte=place.path,
        place__path__lt=place.path + "~",
        side=side,
        account__in=LedgerAccount.values,
        month__gte=date(year, 1, 1),
        month__lte=date(year, 12, 1),
    ).order_by()


def _summed() -> list[Any]:
    return [Sum(name) for name in _SUMS]


def _totals(rows: Iterable[tuple[str, int, str, Sums]]) -> Totals:
    totals = Totals()
    for account, month, kind, sums in rows:
        totals.all[account] = totals.of(account) + sums
        totals.by_month[account, month] = totals.by_month.get((account, month), Sums()) + sums
        if sums != Sums():
            totals.by_kind[account, kind] = totals.by_kind.get((account, kind), Sums()) + sums
    return totals

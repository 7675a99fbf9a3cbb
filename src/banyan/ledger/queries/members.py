"""Members of a branch with their study and service of a year, beside the target of the year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils import timezone

from banyan.kernels.hours import QUARTERS
from banyan.ledger.models import Entry, LedgerAccount
from banyan.ledger.rules import TARGET_RULES
from banyan.people.models import Account, Affiliation, Organisation, Person, Role, RoleGrant
from banyan.people.queries import RuleBook


@dataclass(frozen=True, slots=True)
class MemberCredit:
    """A member, whether secretary, study in quarters of a unit with the target in units, and minutes of service."""

    person: Person
    is_secretary: bool
    quarters: int
    target: int
    service_minutes: int

    @property
    def is_reached(self) -> bool:
        return self.quarters >= self.target * QUARTERS

    @property
    def missing_quarters(self) -> int:
        return max(self.target * QUARTERS - self.quarters, 0)


def credit_of_members(branch: Organisation, year: int) -> list[MemberCredit]:
    """The branch's living members of today in the order of names, with what the ledger holds of them in a year; in four queries."""
    open_ones = Affiliation.objects.filter(branch=branch, to_on=None).order_by()
    persons = list(Person.objects.living().filter(pk__in=open_ones.values("person")))
    return _credits(persons, {person.pk: branch for person in persons}, _secretaries(persons).filter(organisation=branch), year)


def credit_of(persons: Sequence[Person], year: int) -> list[MemberCredit]:
    """What the ledger holds of these persons in a year beside their targets, in the order given; nothing is asked of who is no member."""
    open_ones = Affiliation.objects.filter(person__in=persons, to_on=None).select_related("branch").order_by("pk")
    homes = {one.person_id: one.branch for one in open_ones}
    without = Organisation.objects.in_bulk({person.organisation_id for person in persons if person.pk not in homes})
    places = {person.pk: homes.get(person.pk) or without[person.organisation_id] for person in persons}
    return _credits(persons, places, _secretaries(persons), year)


def _secretaries(persons: Sequence[Person]) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.in_force().filter(role=Role.BRANCH_SECRETARY, account__person__in=persons).order_by()


def _credits(persons: Sequence[Person], places: Mapping[int, Organisation], grants: QuerySet[RoleGrant], year: int) -> list[MemberCredit]:
    sums = _sums(persons, year)
    secretaries = set(grants.values_list("account__person", flat=True))
    book = RuleBook(TARGET_RULES, _target_day(year))
    found = []
    for person in persons:
        name = "credit_target_secretary" if person.pk in secretaries else "credit_target_member"
        target = book.value(name, places[person.pk]) if person.is_member else 0
        quarters = sums.get((person.pk, LedgerAccount.CREDIT), (0, 0))[1]
        service = sums.get((person.pk, LedgerAccount.VOLUNTEER), (0, 0))[0]
        found.append(MemberCredit(person, person.pk in secretaries, quarters, target, service))
    return found


def target_of(person: Person, year: int) -> int | None:
    """The study in units that is asked of the person in a year; None for who is no member."""
    if not person.is_member:
        return None
    open_one = Affiliation.objects.filter(person=person, to_on=None).select_related("branch").first()
    place = open_one.branch if open_one else person.organisation
    account = Account.objects.filter(person=person).first()
    # Held at a branch, whichever; the target is the person's and not the branch's.
    is_secretary = account is not None and account.has_role(Role.BRANCH_SECRETARY)
    name = "credit_target_secretary" if is_secretary else "credit_target_member"
    value: int = RuleBook([name], _target_day(year)).value(name, place)
    return value


def _sums(persons: Sequence[Person], year: int) -> dict[tuple[int, str], tuple[int, int]]:
    entries = Entry.objects.filter(person__in=persons).between(date(year, 1, 1), date(year, 12, 31)).order_by()
    rows = entries.values("person", "account").annotate(m=Sum("minutes"), q=Sum("quarters"))
    return {(row["person"], row["account"]): (row["m"], row["q"]) for row in rows}


def _target_day(year: int) -> date:
    """The day whose rules hold: today in this year, else the year's last."""
    today = timezone.localdate()
    return today if today.year == year else date(year, 12, 31)

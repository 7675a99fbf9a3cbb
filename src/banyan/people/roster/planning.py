"""What taking over a row would do: a new person, a change, nothing, or a doubt that a person has to decide. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from banyan.kernels.hanzi import pinyin_key
from banyan.people.models import (
    Affiliation,
    Organisation,
    PartyStatus,
    Person,
    RosterImport,
    RosterRow,
    index_of_identity,
    index_of_phone,
)
from banyan.people.roster.branches import branches_below
from banyan.people.roster.rows import INFERRED

_MEMBERS = (PartyStatus.MEMBER, PartyStatus.PROBATIONARY_MEMBER)
_PARTIAL_DAYS = ("born", "joined_on", "retired_on")
_SETS = ("dialects", "skills", "care_tags")
# Not fields of the person.
_OTHER = frozenset(("branch", INFERRED))


class Outcome(Enum):
    """What becomes of a row."""

    CREATE = "created"
    UPDATE = "updated"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits: its number and its values, with the look-ups that are made of them."""

    number: int
    values: Mapping[str, Any]
    identity_index: str
    name_key: str
    pk: int | None = None


@dataclass(slots=True)
class Plan:
    """What becomes of one row: the new values of a person, or the persons it may mean and why that is to be decided."""

    row: WaitingRow
    outcome: Outcome
    person: Person | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    branch: Organisation | None = None
    candidates: tuple[Person, ...] = ()
    reason: str = ""
    note: str = ""
    before: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Write the changes into the person, not saved, and keep what stood there before."""
        if self.person is None or not self.changes:
            return
        for name, value in self.changes.items():
            self.before[name] = getattr(self.person, name)
            setattr(self.person, name, value)
        if "name" in self.changes:
            self.person.name_key = self.row.name_key
        if "identity_number" in self.changes:
            self.person.identity_index = self.row.identity_index
        if "phone" in self.changes:
            self.person.phone_index = index_of_phone(self.person.phone)


def waiting_row(number: int, values: Mapping[str, Any], pk: int | None = None) -> WaitingRow:
    """Return a row with its look-ups; they take time, so they are made before the database is locked."""
    return WaitingRow(number, values, index_of_identity(values.get("identity_number", "")), pinyin_key(values["name"]), pk)


def changes_of(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the values of a row would change in a person; a day that is only less exact changes nothing."""
    changes = {}
    for name, value in values.items():
        if name in _OTHER:
            continue
        known = getattr(person, name)
        if known == value or (name in _PARTIAL_DAYS and known.startswith(value)) or (name in _SETS and set(known) == set(value)):
            continue
        if name == "party" and INFERRED in values and known in _MEMBERS:
            continue
        changes[name] = value
    return changes


class Planner:
    """Plans rows of one roster in their order, and remembers whom earlier rows of it wrote: in this run, or before (``roster``)."""

    def __init__(self, organisation: Organisation, roster: RosterImport | None = None) -> None:
        self._organisation, self._roster = organisation, roster
        self._branches = branches_below(organisation)
        self._by_identity: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = {}
        self._persons: dict[int, Person] = {}
        self._branch_of: dict[int, int] = {}
        # By identity of the object, since persons that are new have no number yet.
        self._touched: dict[int, int] = {}

    def plan(self, rows: list[WaitingRow]) -> list[Plan]:
        """Say what becomes of each row, looking persons up for all of them at once."""
        self._look_up(rows)
        return [self._keep(self._plan(row)) for row in rows]

    def _look_up(self, rows: list[WaitingRow]) -> None:
        numbers = {row.identity_index for row in rows if row.identity_index} - self._by_identity.keys()
        known = set(self._persons)
        for person in Person.objects.filter(identity_index__in=numbers).select_related("organisation"):
            self._by_identity[person.identity_index] = self._persons.setdefault(person.pk, person)
        # A row whose number is on record needs no look at its name.
        unknown = [row for row in rows if row.identity_index not in self._by_identity]
        wanted = self._namesakes(unknown)
        for person in Person.objects.filter(pk__in=wanted).select_related("organisation").order_by("pk"):
            self._persons.setdefault(person.pk, person)
        for pk in sorted(wanted):
            person = self._persons[pk]
            if all(other is not person for other in self._by_name.setdefault(person.name, [])):
                self._by_name[person.name].append(person)
        self._look_up_what_hangs_on(set(self._persons) - known)

    def _namesakes(self, rows: list[WaitingRow]) -> set[int]:
        """The numbers of the persons whom these rows may mean, by name and birth date: few of those who share a name."""
        places = Organisation.objects.under(self._organisation).order_by().values("pk")
        born: dict[str, list[str]] = {}
        for row in rows:
            born.setdefault(row.values["name"], []).append(row.values.get("born", ""))
        keys = {row.name_key for row in rows}
        found = Person.objects.filter(name_key__in=keys, name__in=born, organisation__in=places, erased_at=None)
        return {pk for pk, name, day in found.order_by().values_list("pk", "name", "born") if any(_agree(day, one) for one in born[name])}

    def _look_up_what_hangs_on(self, persons: set[int]) -> None:
        self._branch_of |= dict(Affiliation.objects.filter(person__in=persons, to_on=None).values_list("person", "branch"))
        if self._roster is not None:
            # Asked without the roster, since SQLite would walk all its rows instead of those of the persons.
            rows = RosterRow.objects.filter(person__in=persons).order_by("-number").values_list("person", "number", "roster")
            self._touched |= {id(self._persons[person]): number for person, number, roster in rows if roster == self._roster.pk}

    def _plan(self, row: WaitingRow) -> Plan:
        person = self._by_identity.get(row.identity_index) if row.identity_index else None
        return self._plan_by_name(row) if person is None else self._plan_by_number(row, person)

    def _plan_by_number(self, row: WaitingRow, person: Person) -> Plan:
        if not person.organisation.path.startswith(self._organisation.path):
            words = _("Somebody on the roster of %(place)s has this identity number already. Ask that office, or correct the number.")
            return Plan(row, Outcome.REJECTED, reason=words % {"place": person.organisation})
        plan = self._change(row, person)
        if plan.outcome == Outcome.UNCHANGED:
            return plan
        if person.name != row.values["name"]:
            return self._doubt(row, _("The identity number is on record under another name."), person)
        if person.died_on or person.left_on:
            return self._doubt(row, _("This person is on record as dead or as having left the roster."), person)
        if earlier := self._touched.get(id(person)):
            return self._doubt(row, _("Row %(row)d of this file says otherwise of the same person.") % {"row": earlier}, person)
        return plan

    def _plan_by_name(self, row: WaitingRow) -> Plan:
        candidates = [person for person in self._by_name.get(row.values["name"], ()) if _may_be(row.values, person)]
        if not candidates:
            return self._create(row)
        for person in candidates:
            if self._change(row, person).outcome == Outcome.UNCHANGED:
                return self._change(row, person)
        earlier = next((self._touched[id(person)] for person in candidates if id(person) in self._touched), None)
        if earlier is not None:
            reason = _("Row %(row)d of this file has the same name and birth date.") % {"row": earlier}
        else:
            reason = _("A person with the same name and birth date is on the roster.")
        return self._doubt(row, reason, *candidates)

    def _doubt(self, row: WaitingRow, reason: str, *candidates: Person) -> Plan:
        return Plan(row, Outcome.DOUBTFUL, candidates=candidates, reason=reason)

    def change(self, row: WaitingRow, person: Person) -> Plan:
        """Plan a row for a person whom somebody chose."""
        self._persons[person.pk] = person
        self._look_up_what_hangs_on({person.pk})
        plan = self._change(row, person)
        plan.write()
        return plan

    def create(self, row: WaitingRow) -> Plan:
        """Plan a row for somebody new."""
        return self._create(row)

    def _change(self, row: WaitingRow, person: Person) -> Plan:
        changes = changes_of(person, row.values)
        branch, note = self._branch(row, changes.get("party", person.party))
        if branch is not None and branch.pk == self._branch_of.get(person.pk):
            branch = None
        outcome = Outcome.UPDATE if changes or branch else Outcome.UNCHANGED
        return Plan(row, outcome, person=person, changes=changes, branch=branch, note=note)

    def _create(self, row: WaitingRow) -> Plan:
        values = {name: value for name, value in row.values.items() if name not in _OTHER}
        person = Person(
            organisation=self._organisation,
            name_key=row.name_key,
            identity_index=row.identity_index,
            phone_index=index_of_phone(values.get("phone", "")),
            **values,
        )
        branch, note = self._branch(row, person.party)
        return Plan(row, Outcome.CREATE, person=person, branch=branch, note=note)

    def _branch(self, row: WaitingRow, party: str) -> tuple[Organisation | None, str]:
        """The branch that a row names, and what is to be said when it can't be recorded."""
        name = row.values.get("branch")
        if not name:
            return None, ""
        if party not in _MEMBERS:
            return None, _("No party member, so the branch wasn't recorded.")
        branch = self._branches.named(name)
        if branch is None:
            words = _(
                "The branch “%(branch)s” isn't in the tree below %(place)s, so it wasn't recorded. "
                "Add it, then hand the same file in again."
            )
            return None, words % {"branch": name, "place": self._organisation}
        return branch, ""

    def _keep(self, plan: Plan) -> Plan:
        """Write the plan into its person (not saved), so that a later row of the same person or name is told from a new one."""
        person = plan.person
        if person is None:
            return plan
        self._touched[id(person)] = plan.row.number
        plan.write()
        if plan.branch is not None and person.pk is not None:
            self._branch_of[person.pk] = plan.branch.pk
        if plan.outcome == Outcome.CREATE:
            self._by_name.setdefault(person.name, []).append(person)
        if plan.row.identity_index:
            self._by_identity[plan.row.identity_index] = person
        return plan


def _may_be(values: Mapping[str, Any], person: Person) -> bool:
    """Tell whether a row of the same name may mean this person: their birth dates agree as far as both are known."""
    return _agree(values.get("born", ""), person.born)


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)

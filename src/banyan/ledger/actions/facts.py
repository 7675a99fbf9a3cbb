"""Facts: what stands for something that happened is made equal to what it ought to be, and a wrong fact is reversed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.hours import credit_quarters, split_by_year
from banyan.ledger.actions.totals import add_to_totals
from banyan.ledger.models import Entry, LedgerAccount
from banyan.ledger.permissions import why_not_confirm, why_not_reverse
from banyan.ledger.rules import credit_rule
from banyan.people.models import Account, Affiliation, Organisation, Person

name_verbs({"settle_facts": gettext_lazy("wrote facts to the ledger"), "reverse_entry": gettext_lazy("reversed a fact")})


class UnableToRecord(RuleError):
    """The facts can't be written so."""


@dataclass(frozen=True, slots=True)
class Source:
    """What happened, as the ledger keeps it: kind and uuid of its row, its kind of activity, words, who organised, from when to when."""

    source_kind: str
    uuid: UUID
    kind: str
    label: str
    organisation: Organisation
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """What one person did there: on which account it counts, in which role, how many minutes, and who recorded it."""

    person: Person
    account: str
    role: str
    minutes: int
    recorded_by: UUID | None


@transaction.atomic
def settle_facts(source: Source, facts: Sequence[Fact], *, by: Account | None, reason: str = "") -> list[Entry]:
    """Make what stands in the ledger for ``source`` equal to ``facts``: reverse what differs, record what is missing, leave the rest.

    Returns the new entries; calling it again with the same facts writes nothing. The caller holds the source's row under lock.
    A session over new year becomes an entry in either year. Raise UnableToRecord.
    """
    if by is not None and (reason_not := why_not_confirm(by, source.organisation)):
        raise UnableToRecord(reason_not)
    _refuse(source, facts)
    standing = list(Entry.objects.select_for_update(of=("self",)).filter(source_uuid=source.uuid).standing().select_related("person"))
    wanted = _wanted(source, facts, by)
    kept = {_key(entry) for entry in wanted} & {_key(entry) for entry in standing}
    gone = [entry for entry in standing if _key(entry) not in kept]
    reversals = [_reversal(entry, by, reason or str(_("what was recorded was corrected"))) for entry in gone]
    entries = [*reversals, *(entry for entry in wanted if _key(entry) not in kept)]
    if not entries:
        return []
    written = Entry.objects.bulk_create(entries)
    add_to_totals(written)
    record(
        "settle_facts",
        source.source_kind,
        source.uuid,
        actor=by.uuid if by else None,
        label=source.label,
        organisation_code=source.organisation.code,
        difference={"recorded": len(entries) - len(gone), "reversed": len(gone), "minutes": sum(entry.minutes for entry in entries)},
    )
    return written


@transaction.atomic
def reverse_entry(entry: Entry, *, by: Account, reason: str) -> Entry:
    """Take one fact back by an entry of the opposite sign; what happened stays as it is recorded there. Raise UnableToRecord."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=entry.pk)
    if why := why_not_reverse(by, entry.organisation):
        raise UnableToRecord(why)
    if entry.reverses_id is not None:
        raise UnableToRecord(_("This entry takes another one back. Record what happened again instead."))
    if Entry.objects.filter(reverses=entry).exists():
        raise UnableToRecord(_("This fact was reversed before."))
    if not reason.strip():
        raise UnableToRecord(_("Say why the fact is reversed; the reason stays in the ledger."))
    (reversal,) = Entry.objects.bulk_create([_reversal(entry, by, reason.strip())])
    add_to_totals([reversal])
    record(
        "reverse_entry",
        "ledger_entry",
        entry.uuid,
        actor=by.uuid,
        label=entry.label,
        organisation_code=entry.organisation.code,
        subject=entry.person.uuid,
        difference={"minutes": entry.minutes, "reason": reversal.reason},
    )
    return reversal


def _refuse(source: Source, facts: Sequence[Fact]) -> None:
    longest = int((source.ends_at - source.starts_at).total_seconds()) // 60
    for fact in facts:
        if not 0 < fact.minutes <= longest:
            raise UnableToRecord(
                _("“%(what)s” lasted %(longest)d minutes, so %(name)s can't have %(minutes)d. Correct the minutes.")
                % {"what": source.label, "longest": longest, "name": fact.person, "minutes": fact.minutes}
            )
        if fact.person.died_on and fact.person.died_on < timezone.localdate(source.starts_at):
            raise UnableToRecord(
                _("%(name)s died before “%(what)s”. Take the name off the list of those who came.")
                % {"name": fact.person, "what": source.label}
            )
    names = [(fact.person.pk, fact.account, fact.role) for fact in facts]
    if len(set(names)) < len(names):
        raise UnableToRecord(_("A person stands twice on the list of “%(what)s”. Keep one of the two lines.") % {"what": source.label})


def _wanted(source: Source, facts: Sequence[Fact], by: Account | None) -> list[Entry]:
    starts, ends = timezone.localtime(source.starts_at), timezone.localtime(source.ends_at)
    branches = _branches([fact.person for fact in facts], starts.date())
    rules = {on: credit_rule(source.organisation, on) for on, _part in split_by_year(starts, ends, len_minutes(source))}
    entries = []
    for fact in facts:
        for on, minutes in split_by_year(starts, ends, fact.minutes):
            entry = _entry(source, fact, on, minutes, branches.get(fact.person.pk))
            entry.confirmed_by = by.uuid if by else None
            if fact.account == LedgerAccount.CREDIT:
                rule, entry.rule = rules[on]
                entry.quarters = credit_quarters(minutes, rule)
            entries.append(entry)
    return entries


def len_minutes(source: Source) -> int:
    """Return how many whole minutes the source lasted."""
    return int((source.ends_at - source.starts_at).total_seconds()) // 60


def _entry(source: Source, fact: Fact, on: date, minutes: int, branch: int | None) -> Entry:
    return Entry(
        account=fact.account,
        person=fact.person,
        organisation=source.organisation,
        branch_id=branch,
        role=fact.role,
        kind=source.kind,
        on=on,
        minutes=minutes,
        label=source.label[:200],
        source_kind=source.source_kind,
        source_uuid=source.uuid,
        recorded_by=fact.recorded_by,
    )


def _branches(persons: Sequence[Person], on: date) -> dict[int, int]:
    """The formal branch of each person on a day."""
    then = Affiliation.objects.filter(person__in=persons, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gte=on))
    return dict(then.order_by("from_on").values_list("person_id", "branch_id"))


def _reversal(entry: Entry, by: Account | None, reason: str) -> Entry:
    same = ("account", "person_id", "organisation_id", "branch_id", "role", "kind", "on", "label", "source_kind", "source_uuid", "rule")
    return Entry(
        **{name: getattr(entry, name) for name in same},
        minutes=-entry.minutes,
        quarters=-entry.quarters,
        recorded_by=by.uuid if by else None,
        confirmed_by=by.uuid if by else None,
        reverses=entry,
        reason=reason[:200],
    )


def _key(entry: Entry) -> tuple[object, ...]:
    names = ("person_id", "account", "role", "kind", "on", "minutes", "quarters", "organisation_id", "branch_id", "label")
    return tuple(getattr(entry, name) for name in names)

"""Rows that a person decides: the same person, somebody else, or put aside."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.audit import record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, Person, RosterImport, RosterRow
from banyan.people.permissions import why_not_keep
from banyan.people.roster.actions.writing import write_plans
from banyan.people.roster.mapping import mapping_from_json
from banyan.people.roster.planning import Outcome, Plan, Planner, waiting_row
from banyan.people.roster.staged import values_of

State = RosterRow.State
OPEN = (State.REJECTED, State.DOUBTFUL)


class UnableToDecide(RuleError):
    """The row can't be settled so."""


@transaction.atomic
def decide_row(row: RosterRow, *, same_as: Person | None, by: Account | None) -> RosterRow:
    """Settle a doubtful row: it means ``same_as``, whose record takes its values, or (None) somebody new. Raise UnableToDecide."""
    row = _locked(row, by)
    if row.state != State.DOUBTFUL:
        raise UnableToDecide(_("Row %(row)d is settled already.") % {"row": row.number})
    if same_as is not None and same_as.pk not in row.candidates:
        raise UnableToDecide(_("Row %(row)d wasn't taken for this person. Open the list again.") % {"row": row.number})
    roster = row.roster
    plan = _plan(row, same_as)
    try:
        with transaction.atomic():
            write_plans(roster, [plan], mapping_from_json(roster.mapping), {}, on=timezone.localdate())
    except IntegrityError as error:
        raise UnableToDecide(_("This identity number is on record already, so there can't be a second person with it.")) from error
    _count(roster, plan.outcome)
    _record("decide_roster_row", roster, by, {"row": row.number, "outcome": plan.outcome.value}, subject=plan.person)
    return RosterRow.objects.get(pk=row.pk)


@transaction.atomic
def dismiss_rows(roster: RosterImport, *, rows: list[int] | None = None, state: str = State.REJECTED, by: Account | None) -> int:
    """Put rows aside that aren't settled (all of a state, or those of these numbers) and let go of what they held; return how many.

    Raise UnableToDecide when there is none.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=roster.pk)
    _refuse(roster, by)
    found = roster.staged.filter(state__in=OPEN, number__in=rows) if rows is not None else roster.staged.filter(state=state)
    count = found.update(state=State.DISMISSED, values="", cells="", problems="", candidates=[])
    if not count:
        raise UnableToDecide(_("No row is left to be put aside."))
    _record("dismiss_roster_rows", roster, by, {"rows": count})
    return count


def _plan(row: RosterRow, same_as: Person | None) -> Plan:
    list(Organisation.objects.select_for_update().filter(depth=1).order_by("path"))
    planner, waiting = Planner(row.roster.organisation, row.roster), waiting_row(row.number, values_of(row), row.pk)
    if same_as is None:
        return planner.create(waiting)
    person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=same_as.pk)
    if person.erased_at is not None or not person.organisation.path.startswith(row.roster.organisation.path):
        raise UnableToDecide(_("This person is no longer on the roster of %(place)s.") % {"place": row.roster.organisation})
    return planner.change(waiting, person)


def _count(roster: RosterImport, outcome: Outcome) -> None:
    setattr(roster, outcome.value, getattr(roster, outcome.value) + 1)
    roster.save(update_fields=[outcome.value])


def _locked(row: RosterRow, by: Account | None) -> RosterRow:
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.roster_id)
    _refuse(roster, by)
    row = RosterRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.roster = roster
    return row


def _refuse(roster: RosterImport, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep(Account.objects.get(pk=by.pk), roster.organisation)):
        raise UnableToDecide(reason)
    if roster.state != RosterImport.State.DONE:
        raise UnableToDecide(_("“%(roster)s” isn't taken over yet. Wait until it is.") % {"roster": roster})


def _record(verb: str, roster: RosterImport, by: Account | None, difference: dict[str, Any], subject: Person | None = None) -> None:
    record(
        verb,
        "roster",
        roster.uuid,
        actor=by.uuid if by else None,
        subject=subject.uuid if subject else None,
        label=roster.file_name,
        organisation_code=roster.organisation.code,
        difference=difference,
    )

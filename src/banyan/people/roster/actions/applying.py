"""Rows of a roster taken over, some at a time: each piece is whole or not there, and the lock on the database is short."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.audit import record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, RosterImport, RosterRow
from banyan.people.permissions import why_not_keep
from banyan.people.roster.actions.writing import write_plans
from banyan.people.roster.mapping import mapping_from_json
from banyan.people.roster.planning import Outcome, Planner, WaitingRow
from banyan.people.roster.rows import Problem

State = RosterImport.State


class UnableToApply(RuleError):
    """The rows can't be taken over."""


@transaction.atomic
def apply_rows(roster: RosterImport, rows: Sequence[WaitingRow], *, notes: dict[int, list[Problem]]) -> RosterImport:
    """Take over rows that still wait. Raise UnableToApply when the roster isn't being taken over, or its sender may no longer do so."""
    roster = _locked(roster)
    # Two rosters at once may hold the same persons. (SQLite has taken its lock at the transaction's start.)
    list(Organisation.objects.select_for_update().filter(depth=1).order_by("path"))
    numbers = [row.number for row in rows]
    waiting = set(
        RosterRow.objects.filter(roster=roster, number__in=numbers, state=RosterRow.State.WAITING).values_list("number", flat=True)
    )
    plans = Planner(roster.organisation, roster).plan([row for row in rows if row.number in waiting])
    write_plans(roster, plans, mapping_from_json(roster.mapping), notes, on=timezone.localdate())
    counts = Counter(plan.outcome for plan in plans)
    roster.applied_rows += len(plans)
    roster.created += counts[Outcome.CREATE]
    roster.updated += counts[Outcome.UPDATE]
    roster.unchanged += counts[Outcome.UNCHANGED]
    roster.save(update_fields=["applied_rows", "created", "updated", "unchanged"])
    return roster


@transaction.atomic
def finish_roster(roster: RosterImport) -> RosterImport:
    """Say that no row waits any more, let the file go, and put the import on the audit trail. Raise UnableToApply."""
    roster = _locked(roster)
    if roster.staged.filter(state=RosterRow.State.WAITING).exists():
        raise UnableToApply(_("Rows of “%(roster)s” still wait.") % {"roster": roster})
    roster.state, roster.file, roster.samples = State.DONE, None, ""
    roster.save(update_fields=["state", "file", "samples"])
    record(
        "import_roster",
        "roster",
        roster.uuid,
        actor=roster.imported_by.uuid if roster.imported_by else None,
        label=roster.file_name,
        organisation_code=roster.organisation.code,
        difference={name: getattr(roster, name) for name in ("rows", "created", "updated", "unchanged")} | {"sha256": roster.file_hash},
    )
    return roster


def _locked(roster: RosterImport) -> RosterImport:
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("organisation", "imported_by").get(pk=roster.pk)
    if roster.state != State.APPLYING:
        raise UnableToApply(_("“%(roster)s” isn't being taken over now.") % {"roster": roster})
    if roster.imported_by is not None:
        reason = why_not_keep(Account.objects.get(pk=roster.imported_by.pk), roster.organisation)
        if reason:
            raise UnableToApply(reason)
    return roster

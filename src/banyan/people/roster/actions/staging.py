"""Rows of a roster put where they wait: in pieces, so that nobody else waits long, and again from the start for another mapping."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banyan.people.models import RosterImport, RosterRow
from banyan.people.roster.actions.bulk import insert_many
from banyan.people.roster.actions.imports import UnableToImport
from banyan.people.roster.rows import ReadRow
from banyan.people.roster.staged import packed, staged_row

_DELETED_AT_ONCE = 5000


@transaction.atomic
def drop_staged_rows(roster: RosterImport, *, round_: int) -> bool:
    """Delete some rows of an earlier reading; tell whether there may be more. Raise UnableToImport when the reading isn't this one."""
    roster = _being_read(roster, round_)
    if roster.staged_round == round_:
        return False
    some = list(roster.staged.order_by("number").values_list("pk", flat=True)[:_DELETED_AT_ONCE])
    RosterRow.objects.filter(pk__in=some).delete()
    return len(some) == _DELETED_AT_ONCE


@transaction.atomic
def begin_round(roster: RosterImport, *, round_: int, mapping: dict[str, Any], sheets: Sequence[str], samples: Any) -> RosterImport:
    """Say what this reading goes by. Raise UnableToImport when the reading isn't this one."""
    roster = _being_read(roster, round_)
    roster.mapping, roster.sheets, roster.samples, roster.staged_round = mapping, list(sheets), packed(samples), round_
    roster.save(update_fields=["mapping", "sheets", "samples", "staged_round"])
    return roster


@transaction.atomic
def stage_rows(roster: RosterImport, rows: Sequence[ReadRow], *, round_: int) -> None:
    """Keep rows as read until they are settled. Raise UnableToImport when the reading isn't this one."""
    roster = _being_read(roster, round_)
    insert_many(RosterRow, [staged_row(roster, row) for row in rows])


@transaction.atomic
def finish_reading(roster: RosterImport, *, round_: int, rows: int, warnings: Sequence[str]) -> RosterImport:
    """Say that all rows are read, and wait for somebody to check the columns. Raise UnableToImport when the reading isn't this one."""
    roster = _being_read(roster, round_)
    roster.state, roster.rows, roster.warnings = RosterImport.State.MAPPING, rows, list(warnings)
    roster.save(update_fields=["state", "rows", "warnings"])
    return roster


def _being_read(roster: RosterImport, round_: int) -> RosterImport:
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=roster.pk)
    if roster.state != RosterImport.State.READING or roster.round != round_:
        raise UnableToImport(_("“%(roster)s” is no longer being read so: it was discarded or is read anew.") % {"roster": roster})
    return roster

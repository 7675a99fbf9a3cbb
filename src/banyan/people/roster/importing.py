"""A roster read and taken over from its file to the last row, by the worker or on the terminal; it goes on where it was broken off."""

import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import IntegrityError
from django.utils import timezone

from banyan.core import files
from banyan.people.models import Organisation, RosterImport
from banyan.people.roster import actions
from banyan.people.roster.actions.bulk import room_for_many
from banyan.people.roster.mapping import mapping_from_json, why_not_readable
from banyan.people.roster.planning import Plan, Planner, waiting_row
from banyan.people.roster.queries import last_staged, waiting_rows
from banyan.people.roster.reading import RosterFile
from banyan.people.roster.rows import ReadRow

# So many rows are written in some 0.3 s, during which nobody else can write.
STAGED_AT_ONCE = 2000
APPLIED_AT_ONCE = 1000
# Another writer looks every tenth of a second whether the database is free (SQLite): leave it as long.
PAUSE = 0.1
_MOST_TRIES = 5

Say = Callable[[int, int], None]


def read_into(roster: RosterImport, *, round_: int, say: Say) -> RosterImport:
    """Read the file of a roster and keep its rows; go on after the last one kept. Raise DocumentError when it can't be read."""
    if roster.file is None:
        return roster
    with room_for_many():
        return _read_into(roster, files.content_of(roster.file), round_, say)


def _read_into(roster: RosterImport, content: bytes, round_: int, say: Say) -> RosterImport:
    kept = mapping_from_json(roster.mapping) if roster.mapping.get("columns") else None
    sheet = None if kept else roster.mapping.get("sheet")
    file = RosterFile(content, name=roster.file_name, today=timezone.localdate(), mapping=kept, sheet=sheet)
    begun = last_staged(roster, round_)
    while actions.drop_staged_rows(roster, round_=round_):
        pass
    roster = actions.begin_round(roster, round_=round_, mapping=file.mapping.as_json(), sheets=file.sheets, samples=file.samples())
    if reason := why_not_readable(file.mapping):
        return actions.finish_reading(roster, round_=round_, rows=0, warnings=[reason, *file.warnings()])
    count = 0
    for rows in _pieces(file.rows(), STAGED_AT_ONCE):
        count += len(rows)
        if new := [row for row in rows if row.number > begun]:
            actions.stage_rows(roster, new, round_=round_)
        say(count, 0)
    return actions.finish_reading(roster, round_=round_, rows=count, warnings=file.warnings())


def apply_all(roster: RosterImport, *, say: Say) -> RosterImport:
    """Take over all rows of a roster that wait, piece by piece."""
    with room_for_many():
        return _apply_all(roster, say)


def _apply_all(roster: RosterImport, say: Say) -> RosterImport:
    total = roster.applied_rows + roster.staged.filter(state="waiting").count()
    pause = 0.0
    while True:
        began = time.monotonic()
        rows, notes = waiting_rows(roster, APPLIED_AT_ONCE)
        if not rows:
            return actions.finish_roster(roster)
        # Between two pieces only: a small roster doesn't wait at all.
        time.sleep(max(0.0, pause - (time.monotonic() - began)))
        pause = PAUSE
        for left in reversed(range(_MOST_TRIES)):
            try:
                roster = actions.apply_rows(roster, rows, notes=notes)
                break
            except IntegrityError:
                # Somebody entered one of these identity numbers meanwhile: the rows are planned anew.
                if not left:
                    raise
        say(roster.applied_rows, total)


def plans_of(file: RosterFile, organisation: Organisation) -> Iterator[tuple[ReadRow, Plan | None]]:
    """Say what becomes of each row without writing anything; rows that can't be taken over have no plan."""
    planner = Planner(organisation)
    for rows in _pieces(file.rows(), STAGED_AT_ONCE):
        good = [waiting_row(row.number, row.values) for row in rows if not row.problems]
        plans = {plan.row.number: plan for plan in planner.plan(good)}
        yield from ((row, plans.get(row.number)) for row in rows)


def _pieces(rows: Iterator[ReadRow], size: int) -> Iterator[list[ReadRow]]:
    while piece := list(islice(rows, size)):
        yield piece

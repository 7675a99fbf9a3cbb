"""How rows are kept until they are settled: as JSON, encrypted by their columns."""

import json
from collections.abc import Iterable
from typing import Any

from banyan.people.models import RosterImport, RosterRow
from banyan.people.roster.fields import BY_NAME
from banyan.people.roster.mapping import Mapping
from banyan.people.roster.rows import Problem, ReadRow
from banyan.people.roster.words import in_words


def packed(value: Any) -> str:
    """Return a value as it is kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def values_of(row: RosterRow) -> dict[str, Any]:
    """Return the values of a row that waits for its settlement."""
    values: dict[str, Any] = json.loads(row.values) if row.values else {}
    return values


def problems_of(row: RosterRow) -> list[Problem]:
    """Return what is to be mended or looked at in a row."""
    return unpacked_problems(row.problems)


def unpacked_problems(kept: str) -> list[Problem]:
    """Return problems from what is kept of them."""
    return [Problem(*problem) for problem in json.loads(kept)] if kept else []


def cells_of(row: RosterRow, mapping: Mapping) -> list[str]:
    """Return what stood in the cells of a row, in the columns of the file; made from the values where the cells weren't kept."""
    if row.cells:
        cells: list[str] = json.loads(row.cells)
        return cells
    values = values_of(row)
    width = max((column.index for column in mapping.columns), default=-1) + 1
    made = [""] * width
    for column in mapping.columns:
        if column.field in values:
            made[column.index] = in_words(column.field, values[column.field])
    return made


def packed_problems(problems: Iterable[Problem]) -> str:
    """Return problems as they are kept."""
    return packed([[problem.letter, problem.heading, problem.value, problem.reason] for problem in problems])


def staged_row(roster: RosterImport, row: ReadRow) -> RosterRow:
    """Return a row as it is kept until it is settled (not saved)."""
    problems = row.problems or row.notes
    return RosterRow(
        roster=roster,
        number=row.number,
        state=RosterRow.State.REJECTED if row.problems else RosterRow.State.WAITING,
        values="" if row.problems else packed(row.values),
        cells=packed(row.cells) if row.problems else "",
        problems=packed_problems(problems),
        has_note=bool(row.notes and not row.problems),
    )


def problem_at(mapping: Mapping, field: str, value: str, reason: str) -> Problem:
    """Return a problem that belongs to the column of a field, wherever that stands."""
    column = mapping.column_of(field)
    return Problem(column.letter, column.heading, value, reason) if column else Problem("", str(BY_NAME[field].label), value, reason)

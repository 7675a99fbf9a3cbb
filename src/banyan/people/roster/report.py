"""What came of an import, for a person or for a machine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError
from banyan.people.models import Organisation, RosterImport
from banyan.people.roster.importing import plans_of
from banyan.people.roster.planning import Outcome
from banyan.people.roster.queries import State, rows_of
from banyan.people.roster.reading import Rejection, RosterFile, rejections
from banyan.people.roster.rows import Problem
from banyan.people.roster.staged import problem_at, problems_of


@dataclass(slots=True)
class Report:
    """How many rows there were and what became of them; ``rejected`` and ``doubtful`` tell each cell."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    doubtful: list[Rejection] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as written in docs/formats.md."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [_as_json(one) for one in self.rejected],
            "duplicates": [_as_json(one) for one in self.doubtful],
            "warnings": self.warnings,
        }

    def lines(self, most: int = 20) -> list[str]:
        """Return the report as lines for a person, with the first cells to be mended."""
        numbers = {"rows": self.rows, "created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        lines = [_("%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged.") % numbers]
        for title, cells in ((_("To be repaired:"), self.rejected), (_("To be decided, as the person may be on record:"), self.doubtful)):
            if cells:
                lines += ["", f"{title} {len({cell.row for cell in cells})}"]
                words = _("Row %(row)d, %(column)s “%(value)s”: %(reason)s")
                lines += [words % {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason} for one in cells[:most]]
                lines += ["…"] if len(cells) > most else []
        return [*lines, *(["", _("Noticed:"), *self.warnings] if self.warnings else [])]


def report_of(roster: RosterImport) -> Report:
    """Return the report of an import that is done."""
    report = Report(roster.rows, roster.created, roster.updated, roster.unchanged, warnings=list(roster.warnings))
    for row in rows_of(roster, State.REJECTED, State.DOUBTFUL).iterator(chunk_size=2000):
        found = rejections(row.number, tuple(problems_of(row)))
        (report.rejected if row.state == State.REJECTED else report.doubtful).extend(found)
    return report


def rehearse(file: RosterFile, organisation: Organisation) -> Report:
    """Return the report that an import would give, and write nothing; raise DocumentError when the file can't be read."""
    report = Report()
    try:
        for row, plan in plans_of(file, organisation):
            report.rows += 1
            if plan is None:
                report.rejected += rejections(row.number, row.problems)
            elif plan.outcome in (Outcome.REJECTED, Outcome.DOUBTFUL):
                name = "identity_number" if plan.row.identity_index else "name"
                problems: Iterable[Problem] = [problem_at(file.mapping, name, str(row.values.get(name, "")), plan.reason), *row.notes]
                cells = report.rejected if plan.outcome == Outcome.REJECTED else report.doubtful
                cells.extend(rejections(row.number, tuple(problems)))
            else:
                setattr(report, plan.outcome.value, getattr(report, plan.outcome.value) + 1)
    except DocumentError as error:
        raise DocumentError(error.reason) from error
    report.warnings = list(file.warnings())
    return report


def _as_json(cell: Rejection) -> dict[str, Any]:
    return {"row": cell.row, "column": cell.column, "cell": f"{cell.letter}{cell.row}", "value": cell.value, "reason": cell.reason}

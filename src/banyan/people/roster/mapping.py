"""What each column of a roster means: found from the headings, shown to the clerk, changed by hand where it is wrong."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets import Sheet, Workbook
from banyan.people.roster.fields import BY_NAME
from banyan.people.roster.headings import Column, Heading, find_heading


@dataclass(frozen=True, slots=True)
class Mapping:
    """The sheet that is read, the rows of its heading, and its columns; ``repeated`` are columns of one meaning, not yet decided."""

    sheet: str
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    repeated: tuple[tuple[Column, ...], ...] = ()

    def column_of(self, field: str) -> Column | None:
        """Return the column that holds a field; None when there is none."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns if column.field)

    def with_fields(self, fields: dict[str, str]) -> "Mapping":
        """Return the mapping as decided by hand: letter → field ("" for none). Columns that aren't named stay."""
        columns = tuple(
            replace(column, field=fields[column.letter] or None) if column.letter in fields else column for column in self.columns
        )
        return replace(self, columns=columns, repeated=_repeated(columns))

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as it is kept in the database."""
        columns = [{"index": column.index, "heading": column.heading, "field": column.field} for column in self.columns]
        return {"sheet": self.sheet, "first_row": self.first_row, "last_row": self.last_row, "columns": columns}


def mapping_from_json(kept: dict[str, Any]) -> Mapping:
    """Return the mapping that ``Mapping.as_json`` gave."""
    columns = tuple(Column(**column) for column in kept["columns"])
    return Mapping(kept["sheet"], kept["first_row"], kept["last_row"], columns, _repeated(columns))


def why_not_readable(mapping: Mapping) -> str | None:
    """Say why rows can't be read with this mapping and what to do; None when they can."""
    for group in mapping.repeated:
        label = BY_NAME[group[0].field].label if group[0].field else group[0].heading
        places = "、".join(column.letter for column in group)
        words = _("“%(field)s” stands in several columns (%(columns)s). Keep one, and delete or rename the others.")
        return words % {"field": label, "columns": places}
    if mapping.column_of("name") is None:
        return _("No column holds the names. Write 姓名 above it, or say which column it is.")
    return None


def mapping_of(sheet: Sheet, heading: Heading) -> Mapping:
    """Return what the headings of a sheet say."""
    return Mapping(sheet.name, heading.first_row, heading.last_row, heading.columns, _repeated(heading.columns))


def choose_sheet(workbook: Workbook, *, sheet: str | None = None) -> tuple[Sheet, Heading, list[str]]:
    """Choose the sheet whose headings are known best, and say which were left; raise DocumentError when none has headings."""
    found = [(one, heading) for one in workbook.sheets if (sheet is None or one.name == sheet) and (heading := find_heading(one))]
    if not found:
        raise DocumentError(_("No row of headings was found. Write 姓名, 性别, 出生年月 … above the columns, each in a cell of its own."))
    chosen, heading = max(found, key=lambda pair: (not pair[0].hidden, pair[1].has_name, pair[1].known))
    left = [one for one in workbook.sheets if one is not chosen and one.has_cells]
    warnings = []
    if left and sheet is None:
        words = _("The file has several sheets. “%(sheet)s” is read; not read: %(left)s.")
        names = "、".join(f"“{one.name}”" + (_(" (hidden)") if one.hidden else "") for one in left)
        warnings.append(words % {"sheet": chosen.name, "left": names})
    if chosen.hidden:
        warnings.append(_("The sheet “%(sheet)s” is hidden in the file; it is read all the same.") % {"sheet": chosen.name})
    return chosen, heading, warnings


def _repeated(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], ...]:
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.field and BY_NAME[column.field].is_kept:
            groups.setdefault(column.field, []).append(column)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)

"""Where a roster's headings stand and what each column means, whatever its order, over one row or two, below any title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from banyan.core.documents.sheets import Cell, Merged, Sheet, column_letter
from banyan.people.roster.fields import BY_NAME, field_of, plain_heading

_ROWS_LOOKED_AT = 30
_FEWEST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, what is written above it, and the field it means (None: nothing that Banyan knows)."""

    index: int
    heading: str
    field: str | None

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table: its first and last row, its columns, and the headings that stand over more than one column."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    repeated: tuple[tuple[Column, ...], ...] = ()

    @property
    def known(self) -> int:
        return len({column.field for column in self.columns if column.field})

    @property
    def has_name(self) -> bool:
        return any(column.field == "name" for column in self.columns)


Rows = Sequence[tuple[int, tuple[Cell, ...]]]


def find_heading(sheet: Sheet) -> Heading | None:
    """Find the heading among the first rows of a sheet; None when none has the names or two columns that are known."""
    rows = []
    for number, cells in sheet.rows():
        rows.append((number, cells))
        if len(rows) == _ROWS_LOOKED_AT:
            break
    candidates = [heading for place in range(len(rows)) for heading in _candidates(rows, place, sheet.merged)]
    # The first row that says as much as any below it; two rows only when the second one adds something.
    return max(candidates, key=lambda heading: (heading.has_name, heading.known, -heading.last_row, heading.first_row), default=None)


def _candidates(rows: Rows, place: int, merged: Sequence[Merged]) -> list[Heading]:
    number, cells = rows[place]
    above = _spread(number, cells, merged)
    found = []
    one = _heading(number, number, above)
    if (one.known >= _FEWEST_KNOWN or one.has_name) and _is_text(cells):
        found.append(one)
    if place + 1 < len(rows) and rows[place + 1][0] == number + 1 and _is_text(cells) and _is_text(rows[place + 1][1]):
        two = _two_rows(number, above, rows[place + 1][1], merged)
        # A title stands above, too, but holds no heading itself.
        if two is not None and one.known > 0 and two.known > max(one.known, _FEWEST_KNOWN - 1):
            found.append(two)
    return found


def _is_text(cells: Sequence[Cell]) -> bool:
    """Headings are short words; a row with a number, a date or a long text is no heading."""
    return all(cell is None or (isinstance(cell, str) and len(cell) <= 60) for cell in cells)


def _spread(number: int, cells: Sequence[Cell], merged: Sequence[Merged]) -> list[str]:
    """The texts of a row, a merged one in each column that it covers."""
    texts = [str(cell) if cell is not None else "" for cell in cells]
    for span in merged:
        if span.first_row <= number <= span.last_row and span.first_column < len(texts) and texts[span.first_column]:
            texts += [""] * (span.last_column + 1 - len(texts))
            for column in range(span.first_column, span.last_column + 1):
                texts[column] = texts[span.first_column]
    return texts


def _two_rows(number: int, above: list[str], second: Sequence[Cell], merged: Sequence[Merged]) -> Heading | None:
    """Join a heading of two rows; None when the second one is a row of data, having something below 姓名."""
    below = _spread(number + 1, second, merged)
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    if any(upper and lower and upper != lower and field_of(upper) == "name" for upper, lower in zip(above, below, strict=True)):
        return None
    # Where cells aren't merged (CSV), a group's name stands over its first column only.
    group, joined = "", []
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        joined.append((group if lower or upper else "", lower if lower != upper else ""))
    return _heading(number, number + 1, [f"{upper} {lower}".strip() for upper, lower in joined], [lower for _upper, lower in joined])


def _heading(first: int, last: int, texts: list[str], below: list[str] | None = None) -> Heading:
    columns = []
    for index, text in enumerate(texts):
        if text.strip():
            field = field_of(text) or (field_of(below[index]) if below and below[index] else None)
            columns.append(Column(index, re.sub(r"\s+", " ", text).strip(), field))
    return Heading(first, last, tuple(columns), _repeated(columns))


def _repeated(columns: list[Column]) -> tuple[tuple[Column, ...], ...]:
    """The columns that share their heading or their meaning, where the meaning allows only one."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.field is None or BY_NAME[column.field].is_kept:
            groups.setdefault(column.field or plain_heading(column.heading), []).append(column)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)

"""What a table file becomes: sheets of rows, with the numbers and letters that the user sees beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Cell = str | int | float | bool | date | datetime | None
Kind = Literal["xlsx", "xls", "ods", "csv"]
Row = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is read: a file must fit into the memory of a small server."""

    bytes: int = 20 * 2**20
    unpacked: int = 400 * 2**20
    rows: int = 200_000
    columns: int = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells merged into one; rows count from 1 as the user sees them, columns from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows`` reads its rows from the top, blank ones left out, each cell at the place of its column."""

    name: str
    rows: Callable[[], Iterator[Row]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merged, ...] = ()

    @property
    def has_cells(self) -> bool:
        return next(self.rows(), None) is not None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A table file read: what it was, how its characters were coded, its sheets in order."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    has_macros: bool = False
    from_1904: bool = False


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0, as a spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""What a file becomes: lines, numbered as a person would count them, and the cells of table rows."""

from dataclasses import dataclass
from typing import Literal

from banyan.core.errors import RuleError

Kind = Literal["txt", "html", "docx", "pdf"]


class DocumentError(RuleError):
    """The file can't be read; the text says why and what to do."""

    def __init__(self, reason: str, *, name: str = "") -> None:
        super().__init__(f"{name}: {reason}" if name else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph; of a table row also the cells, merged ones repeated, and which table it is."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    table: int | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file read: what it was, how its characters were coded, and its lines from top to bottom."""

    kind: Kind
    encoding: str
    lines: tuple[Line, ...]


class Lines:
    """Lines being collected: numbers them and keeps the cells of rows."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._tables = 0

    def add(self, text: str, *, heading: bool = False) -> None:
        """Add a paragraph, one line for each line break in it; blank ones are left out."""
        for piece in text.split("\n"):
            if piece.strip():
                self._lines.append(Line(len(self._lines) + 1, piece, heading=heading))

    def add_table(self, rows: list[list[str]]) -> None:
        """Add a table, one line a row; a table of one column is plain paragraphs."""
        if max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                self.add("\n".join(row))
            return
        self._tables += 1
        for row in rows:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                # A merged cell stands in the text once.
                shown = [cell for place, cell in enumerate(cells) if cell and (place == 0 or cell != cells[place - 1])]
                self._lines.append(Line(len(self._lines) + 1, "\t".join(cell.replace("\n", " ") for cell in shown), cells, self._tables))

    def done(self) -> tuple[Line, ...]:
        """Return the lines collected."""
        return tuple(self._lines)

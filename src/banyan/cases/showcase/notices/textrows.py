"""Tables written as plain text: cells parted by tabs, bars or wide gaps below a line of column heads."""

import re
from dataclasses import replace

from banyan.cases.showcase.notices.headings import category_of, is_unit
from banyan.cases.showcase.notices.lines import CleanLine, Role
from banyan.cases.showcase.notices.tables import Columns, columns_of
from banyan.core.documents import Document
from banyan.kernels.hanzi import clean_text

_BARS = re.compile(r"[|│┃｜]")
_WIDE_GAP = re.compile(r"\t+| {2,}|\u3000+|\u00a0{2,}")
_ANY_GAP = re.compile(r"[\s\u3000\u00a0]+")
_FIRST_TABLE = 1_000_000


def find_rows(document: Document, lines: list[CleanLine]) -> list[CleanLine]:
    """Turn the lines below a row of column heads into rows of cells, as long as they can be parted."""
    raw = {line.number: line.text for line in document.lines}
    found: list[CleanLine] = []
    columns: Columns | None = None
    table, width = _FIRST_TABLE, 0
    for line in lines:
        pieces = _pieces(raw[line.number]) if line.role != Role.ROW else []
        if heads := columns_of(pieces):
            columns, table, width = heads, table + 1, len(pieces)
        cells = _fitted(pieces, columns, width) if columns and line.role != Role.FURNITURE else None
        if not cells and line.role != Role.FURNITURE:
            columns = None
        found.append(replace(line, role=Role.ROW, cells=tuple(cells), table=table) if cells else line)
    return found


def _pieces(text: str) -> list[str]:
    if len(_BARS.findall(text)) >= 2:
        parts = _BARS.split(text.strip().strip("|│┃｜"))
    else:
        parts = next((parts for gap in (_WIDE_GAP, _ANY_GAP) if len(parts := gap.split(text.strip())) > 1), [text])
        if not columns_of(parts) and len(_WIDE_GAP.split(text.strip())) < 3:
            parts = _ANY_GAP.split(text.strip())
    return [clean_text(part, headline=True) for part in parts]


def _fitted(pieces: list[str], columns: Columns, width: int) -> list[str] | None:
    """Return one cell a column: surplus pieces belong to the title, which may hold blanks; None when they don't fit."""
    if columns_of(pieces):
        return pieces
    surplus = len(pieces) - width
    at = next((place for place, field in columns.items() if field == "title"), None)
    if surplus < 0 or len(pieces) < 2 or (surplus and at is None):
        return None
    if surplus and at is not None:
        pieces = [*pieces[:at], " ".join(pieces[at : at + surplus + 1]), *pieces[at + surplus + 1 :]]
    towns = [pieces[place] for place, field in columns.items() if field == "town" and place < len(pieces)]
    kinds = [pieces[place] for place, field in columns.items() if field == "category" and place < len(pieces)]
    if surplus and not (all(map(is_unit, towns)) and all(map(category_of, filter(None, kinds)))):
        return None
    return pieces

"""Cases in a table: which column is the town, the title, the category, and the rows below."""

import re
from collections.abc import Sequence

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.cases.showcase.notices.drafts import Draft
from banyan.cases.showcase.notices.headings import category_of, is_unit, may_be_title, subtitle_of, titled
from banyan.cases.showcase.notices.labels import field_of
from banyan.cases.showcase.notices.lines import CleanLine

_LEAST_LABELS = 2
_NUMBER = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[）).、]?|[①-⑳]")
_SUM = re.compile("合计|总计|小计|共计|备注")
Columns = dict[int, str]


def columns_of(cells: Sequence[str]) -> Columns | None:
    """Return the field of each column when ``cells`` are the heads of a table of cases; None otherwise."""
    found = {place: field for place, cell in enumerate(cells) if (field := field_of(cell))}
    named = [field for field in found.values() if field in ("title", "town", "category", "body", "subtitle", "recommender")]
    if len(found) < _LEAST_LABELS or ("title" not in named and not {"town", "body"} <= set(named)):
        return None
    if "town" not in named:
        found = {place: "town" if field == "recommender" else field for place, field in found.items()}
    return found


def columns_by_content(rows: Sequence[CleanLine]) -> Columns | None:
    """Guess nothing: name the columns of a table without heads only when one holds units alone and one titles alone."""
    width = len(rows[0].cells)
    if len(rows) < 2 or any(len(row.cells) != width for row in rows):
        return None
    found: Columns = {}
    for place in range(width):
        cells = [row.cells[place] for row in rows]
        if all(_NUMBER.fullmatch(cell) for cell in cells):
            found[place] = "index"
        elif all(is_unit(cell) for cell in cells):
            found[place] = "town"
        elif all(category_of(cell) for cell in cells):
            found[place] = "category"
        elif all(may_be_title(cell.split("\n")[0]) for cell in cells):
            found[place] = "title"
        elif all("。" in cell for cell in cells):
            found[place] = "body"
    fields = list(found.values())
    return found if fields.count("title") == fields.count("town") == 1 and len(fields) == width else None


def read_table(rows: Sequence[CleanLine], category: str | None) -> tuple[list[Draft], list[Doubt]]:
    """Read the rows of one table into cases; a row that holds one text alone is a category for those below it."""
    columns = columns_of(rows[0].cells) if rows else None
    below = rows[1:] if columns else rows
    columns = columns or (columns_by_content(rows) if rows else None)
    if not columns:
        return _vertical(rows, category)
    columns = _with_town(columns, below)
    drafts: list[Draft] = []
    doubts: list[Doubt] = []
    for row in below:
        texts = {cell for cell in row.cells if cell}
        if columns_of(row.cells) or _SUM.match(next(filter(None, row.cells), "")):
            continue
        if len(texts) == 1 and (len(row.cells) > 1):
            category = _category_in(texts.pop(), category)
            continue
        draft = _row_draft(row, columns, category)
        if draft is None:
            continue
        drafts.append(draft)
        if "category" in columns.values() and draft.category is None:
            doubts.append(Doubt(row.number, row.text, "category_missing"))
    return drafts, doubts


def _with_town(columns: Columns, rows: Sequence[CleanLine]) -> Columns:
    """Where no column's head names the town, a column that holds units alone is it."""
    if "town" in columns.values():
        return columns
    for place in range(max((len(row.cells) for row in rows), default=0)):
        cells = [row.cells[place] for row in rows if place < len(row.cells)]
        if place not in columns and cells and all(is_unit(cell) for cell in cells):
            return columns | {place: "town"}
    return columns


def _category_in(text: str, before: str | None) -> str | None:
    return category_of(text) or (text.strip("：:") if len(text) <= 16 and may_be_title(text) else before)


def _row_draft(row: CleanLine, columns: Columns, category: str | None) -> Draft | None:
    values: dict[str, str] = {}
    for place, field in columns.items():
        if place < len(row.cells) and row.cells[place]:
            values.setdefault(field, row.cells[place])
    title, subtitle = _title_and_subtitle(values.get("title", ""))
    if not title and not values.get("town"):
        return None
    own = values.get("category", "").replace("\n", "")
    return Draft(
        row.number,
        row.text,
        title=title,
        town=values.get("town", "").replace("\n", "") or None,
        category=(category_of(own) or own or None) if "category" in columns.values() else category,
        subtitle=values.get("subtitle", "").lstrip("—") or subtitle,
        body=[piece for piece in values.get("body", "").split("\n") if piece],
    )


def _title_and_subtitle(cell: str) -> tuple[str, str | None]:
    pieces = cell.split("\n")
    at = next((place for place, piece in enumerate(pieces) if place and subtitle_of(piece)), len(pieces))
    heading = titled(" ".join(pieces[:at]) if at == len(pieces) or at > 1 else pieces[0])
    return heading.title, "".join([subtitle_of(piece) or piece for piece in pieces[at:]]) or heading.subtitle


def _vertical(rows: Sequence[CleanLine], category: str | None) -> tuple[list[Draft], list[Doubt]]:
    """Read a table whose first column holds the labels: 案例名称 | …, one case after the other."""
    drafts: list[Draft] = []
    unread = False
    for row in rows:
        pairs = [
            (field_of(label), value) for label, value in zip(row.cells[::2], row.cells[1::2], strict=False) if value and label != value
        ]
        for field, value in pairs:
            if (field == "title" and (not drafts or drafts[-1].title)) or (field == "town" and (not drafts or drafts[-1].town)):
                drafts.append(Draft(row.number, row.text, category=category))
            unread |= not (drafts and field and fill(drafts[-1], field, value))
    whole = [draft for draft in drafts if draft.title]
    return whole, [Doubt(rows[0].number, rows[0].text, "table_unread")] if not whole or (unread and not drafts) else []


def fill(draft: Draft, field: str, value: str) -> bool:
    """Put a labelled value into its place; False when the label names nothing that is kept."""
    if field == "title":
        draft.title, subtitle = _title_and_subtitle(value)
        draft.subtitle = subtitle or draft.subtitle
    elif field == "town":
        draft.town = value
    elif field == "category":
        draft.category = category_of(value) or value
    elif field == "subtitle":
        draft.subtitle = value.lstrip("—")
    elif field == "body":
        draft.body += [piece for piece in value.split("\n") if piece]
    return field not in ("index", "other")

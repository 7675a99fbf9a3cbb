"""A roster file read: which rows hold persons, what they say, which can't be taken over and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets import Cell, Merged, Sheet, read_workbook
from banyan.people.roster.cells import text_of
from banyan.people.roster.fields import plain_heading
from banyan.people.roster.headings import find_heading
from banyan.people.roster.mapping import Mapping, choose_sheet, mapping_of, why_not_readable
from banyan.people.roster.rows import Problem, ReadRow, RowReader

# A cell merged over several rows says the same of each of them, in these columns.
_SHARED = frozenset(("branch", "former_unit", "status", "party", "address"))
_UNKEPT = frozenset(("serial", "age", "ethnicity", "native_place", "education", "party_age", "worked_since", None))
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数|人数)|^共\d+[人名]")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|填报|制表|审核|负责人|单位负责人|联系人|填写|报送|附|以上|经办|日期|复核|盖章)[^\n]{0,8}[:：]|^注\d|^(?:填表|填报)说明|单位.{0,3}盖章"
)
_SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]\d+[人名][)）]$|(?:支部|总支|小组|人员|干部)[:：]?$")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A cell that keeps its row from being taken over."""

    row: int
    column: str
    value: str
    reason: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What a roster file says: its columns, the rows that can be taken over, those that can't, and what was noticed."""

    mapping: Mapping
    rows: tuple[ReadRow, ...]
    rejected: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    count: int


class RosterFile:
    """A roster file opened: the chosen sheet and its mapping; its rows are read one at a time, so that a large file fits in memory."""

    def __init__(self, content: bytes, *, name: str = "", today: date, mapping: Mapping | None = None, sheet: str | None = None) -> None:
        workbook = read_workbook(content, name=name)
        try:
            self.sheet, heading, warnings = choose_sheet(workbook, sheet=mapping.sheet if mapping else sheet)
        except DocumentError as error:
            raise DocumentError(error.reason, name=name) from error
        self.sheets = tuple(sheet.name for sheet in workbook.sheets if find_heading(sheet))
        self.mapping = mapping or mapping_of(self.sheet, heading)
        self._today, self._from_1904 = today, workbook.from_1904
        self._warnings = warnings
        if workbook.has_macros:
            self._warnings.append(_("The file holds macros. They were not run; only values were read."))
        self._left_out: list[int] = []

    def rows(self) -> Iterator[ReadRow]:
        """Read the rows of persons from the top; raise DocumentError when the mapping doesn't say where the names are."""
        if reason := why_not_readable(self.mapping):
            raise DocumentError(reason)
        self._left_out.clear()
        reader = RowReader(self.mapping, today=self._today, from_1904=self._from_1904)
        kinds = _RowKinds(self.mapping)
        shared = _SharedCells(self.sheet, self.mapping)
        for number, cells in self.sheet.rows():
            if number <= self.mapping.last_row:
                continue
            if kinds.is_person(cells):
                yield reader.read(number, shared.fill(number, cells))
            elif not kinds.is_blank(cells):
                self._left_out.append(number)

    def samples(self, most: int = 3) -> dict[str, list[str]]:
        """Return the first texts of each column by its letter, to recognise it by."""
        samples: dict[str, list[str]] = {column.letter: [] for column in self.mapping.columns}
        for number, cells in islice(self.sheet.rows(), self.mapping.last_row + 50):
            for column in self.mapping.columns:
                found = samples[column.letter]
                if number > self.mapping.last_row and column.index < len(cells) and cells[column.index] is not None and len(found) < most:
                    found.append(text_of(cells[column.index])[:40])
        return samples

    def warnings(self) -> tuple[str, ...]:
        """Say what was noticed; what concerns single rows is complete once ``rows`` was read to the end."""
        return (
            *self._warnings,
            *_hidden(self.sheet, self.mapping),
            *_merged(self.sheet, self.mapping),
            *self._of_rows(),
            *_of_columns(self.mapping),
        )

    def _of_rows(self) -> Iterator[str]:
        if self._left_out:
            shown = "、".join(str(number) for number in self._left_out[:10]) + ("…" if len(self._left_out) > 10 else "")
            words = ngettext(
                "%(count)d row is a total, a note or a headline and was left out: row %(rows)s.",
                "%(count)d rows are totals, notes or headlines and were left out: rows %(rows)s.",
                len(self._left_out),
            )
            yield words % {"count": len(self._left_out), "rows": shown}


def read_roster(content: bytes, *, name: str = "", today: date, mapping: Mapping | None = None) -> RosterReading:
    """Read a whole roster; raise DocumentError when it is no table or its headings don't say where the names are."""
    file = RosterFile(content, name=name, today=today, mapping=mapping)
    rows: list[ReadRow] = []
    rejected: list[Rejection] = []
    count = 0
    for row in file.rows():
        count += 1
        if row.problems:
            rejected += rejections(row.number, row.problems)
        else:
            rows.append(row)
    return RosterReading(file.mapping, tuple(rows), tuple(rejected), file.warnings(), count)


def rejections(number: int, problems: tuple[Problem, ...]) -> list[Rejection]:
    """Return the problems of a row as the report of an import tells them."""
    return [Rejection(number, problem.heading, problem.value, problem.reason, problem.letter) for problem in problems]


class _RowKinds:
    """Tells rows of persons from totals, notes, headlines and blank lines."""

    def __init__(self, mapping: Mapping) -> None:
        name = mapping.column_of("name")
        self._name = name.index if name else 0
        self._heading = plain_heading(name.heading) if name else ""
        self._kept = [column.index for column in mapping.columns if column.field not in _UNKEPT]

    def is_blank(self, cells: tuple[Cell, ...]) -> bool:
        """A row that holds a number of the list at most."""
        width = len(cells)
        unkept = [cell for index, cell in enumerate(cells) if index not in self._kept and cell is not None]
        kept = any(index < width and cells[index] is not None for index in self._kept)
        return not kept and all(not isinstance(cell, str) or cell.strip().isdigit() for cell in unkept)

    def is_person(self, cells: tuple[Cell, ...]) -> bool:
        width = len(cells)
        name = cells[self._name] if self._name < width else None
        if name is None:
            return self._is_nameless_person(cells)
        if not isinstance(name, str):
            return True
        words = "".join(name.split())
        if words == self._heading or plain_heading(words) in (self._heading, "姓名"):
            return False
        first = next((text_of(cell) for cell in cells if cell is not None), "")
        if _TOTAL.match("".join(first.split())) or _TOTAL.match(words):
            return False
        is_alone = sum(cell is not None for cell in cells) == 1
        return not (is_alone and (_NOTE.search(words) or _SECTION.search(words) or len(words) > 20))

    def _is_nameless_person(self, cells: tuple[Cell, ...]) -> bool:
        filled = [index for index in self._kept if index < len(cells) and cells[index] is not None]
        first = "".join(next((text_of(cell) for cell in cells if cell is not None), "").split())
        return len(filled) >= 2 and not (_TOTAL.match(first) or _NOTE.search(first) or _SECTION.search(first))


class _SharedCells:
    """Gives each row what a cell merged over several rows says."""

    def __init__(self, sheet: Sheet, mapping: Mapping) -> None:
        columns = {column.index for column in mapping.columns if column.field in _SHARED}
        self._spans = {
            (span.first_row, span.first_column): span
            for span in sheet.merged
            if span.first_row > mapping.last_row and span.first_column in columns and span.last_row > span.first_row
        }
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        if not self._spans:
            return cells
        filled = list(cells)
        for (row, column), span in self._spans.items():
            if row == number and column < len(cells):
                self._open[column] = (span.last_row, cells[column])
        for column, (last, value) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column < len(filled) and filled[column] is None:
                filled[column] = value
        return tuple(filled)


def _hidden(sheet: Sheet, mapping: Mapping) -> Iterator[str]:
    rows = sorted(row for row in sheet.hidden_rows if row > mapping.last_row)
    if rows:
        words = ngettext(
            "%(count)d row is hidden in the file (row %(first)d). It is read as well; delete it from the file if it doesn't belong.",
            "%(count)d rows are hidden in the file (the first is row %(first)d). They are read as well; "
            "delete them from the file if they don't belong.",
            len(rows),
        )
        yield words % {"count": len(rows), "first": rows[0]}
    columns = [column for column in mapping.columns if column.index in sheet.hidden_columns and column.field]
    if columns:
        words = _("Hidden columns are read as well: %(columns)s.")
        yield words % {"columns": "、".join(f"{column.letter} {column.heading}" for column in columns)}


def _merged(sheet: Sheet, mapping: Mapping) -> Iterator[str]:
    spans = [span for span in sheet.merged if span.last_row > mapping.last_row and span.last_row > mapping.first_row]
    by_index = {column.index: column for column in mapping.columns}
    downward = [span for span in spans if span.last_row > span.first_row and span.first_row > mapping.last_row]
    for is_shared in (True, False):
        found = [
            span
            for span in downward
            if ((by_index[span.first_column].field if span.first_column in by_index else None) in _SHARED) == is_shared
        ]
        columns = "、".join(dict.fromkeys(by_index[span.first_column].heading for span in found if span.first_column in by_index))
        if columns:
            words = (
                _("Merged cells under %(columns)s count for each of their rows.")
                if is_shared
                else _(
                    "Merged cells under %(columns)s count for their first row only. "
                    "Part them in the file if they belong to several persons."
                )
            )
            yield words % {"columns": columns}
    yield from _merged_across(spans, mapping)


def _merged_across(spans: list[Merged], mapping: Mapping) -> Iterator[str]:
    kept = {column.index for column in mapping.columns if column.field}
    across = [
        span
        for span in spans
        if span.last_column > span.first_column and len(kept & set(range(span.first_column, span.last_column + 1))) > 1
    ]
    rows = [span.first_row for span in across if span.last_column - span.first_column < len(mapping.columns) - 1]
    if rows:
        yield _("Cells are merged across columns in row %(row)d; what stands there counts for the first column only.") % {"row": rows[0]}


def _of_columns(mapping: Mapping) -> Iterator[str]:
    unknown = [column for column in mapping.columns if column.field is None]
    if unknown:
        words = _("These columns aren't taken over: %(columns)s.")
        yield words % {"columns": "、".join(f"{column.letter} {column.heading}" for column in unknown)}
    if "party" not in mapping.fields and mapping.fields & {"joined_on", "branch"}:
        yield _("There is no column for the party status: who has a branch or a day of joining counts as a party member.")
    if "status" not in mapping.fields:
        yield _("There is no column for 离休 or 退休: new persons count as 退休.")

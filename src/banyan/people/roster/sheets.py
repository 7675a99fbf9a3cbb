"""Rosters as Excel files: all persons, masked or in full; and the rows of an import that have to be mended, each cell marked."""

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from banyan.core.documents.sheets import column_letter
from banyan.people.masking import masked
from banyan.people.models import Person, PersonQuerySet, RosterRow
from banyan.people.roster.fields import BY_NAME, field_of
from banyan.people.roster.mapping import Mapping
from banyan.people.roster.staged import cells_of, problems_of
from banyan.people.roster.words import in_words
from banyan.web.sheets import safe_text

# Every cell is written as text of the type string, so no option of xlsxwriter may make anything else of it.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_STARS = "***"
_PERSONS_AT_ONCE = 2000
_WIDTHS = {
    "name": 12,
    "identity_number": 22,
    "phone": 16,
    "address": 32,
    "former_unit": 24,
    "branch": 28,
    "remark": 32,
    "emergency_phone": 16,
}


def _whole(number: str) -> str:
    return number


def _columns(hide: Callable[[str], str], stars: Callable[[str], str]) -> dict[str, Callable[[Person], str]]:
    """What stands in each column; the headings and words are those that are read when the file comes in again."""

    def plain(field: str) -> Callable[[Person], str]:
        return lambda person: in_words(field, getattr(person, field))

    def branch(person: Person) -> str:
        now: list[Any] = getattr(person, "affiliations_now", [])
        return now[0].branch.name if now else ""

    columns: dict[str, Callable[[Person], str]] = {name: plain(name) for name in ("name", "sex", "born")}
    columns["identity_number"] = lambda person: hide(person.identity_number)
    columns |= {name: plain(name) for name in ("status", "retired_on", "former_unit", "former_post", "party", "joined_on")}
    columns["branch"] = branch
    columns["mobile_member"] = plain("mobile_member")
    columns["phone"] = lambda person: hide(person.phone)
    columns["has_phone"] = lambda person: in_words("without_phone", person.without_phone)
    columns |= {name: plain(name) for name in ("address", "dialects", "skills")}
    columns["care_tags"] = lambda person: stars(in_words("care_tags", person.care_tags))
    columns["emergency_name"] = plain("emergency_name")
    columns["emergency_phone"] = lambda person: hide(person.emergency_phone)
    columns["remark"] = lambda person: stars(person.remark)
    return columns


def write_roster(stream: IO[bytes], persons: PersonQuerySet, *, in_full: bool = False) -> int:
    """Write persons as an .xlsx into ``stream``, numbers, care tags and remarks masked unless ``in_full``; return how many they are."""
    columns = _columns(_whole, _whole) if in_full else _columns(masked, lambda _text: _STARS)
    count = 0
    with Workbook(stream, _OPTIONS | {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        _prepare(book, sheet, columns)
        text = book.add_format({"num_format": "@", "valign": "top"})
        for count, person in enumerate(persons.iterator(chunk_size=_PERSONS_AT_ONCE), start=1):
            for column, value in enumerate(columns.values()):
                sheet.write_string(count, column, safe_text(value(person)), text)
        if count:
            sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


def _prepare(book: Workbook, sheet: Worksheet, columns: Iterable[str]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 12))
        sheet.write_string(0, place, BY_NAME[name].headings[0], head)


def write_repairs(stream: IO[bytes], rows: Iterable[RosterRow], mapping: Mapping) -> int:
    """Write the rows to be mended into ``stream`` as an .xlsx of the file's own columns, the reason beside each row, wrong cells marked.

    Mended, the file can be handed in as it is: the column of reasons means nothing to the reading. Return how many rows there are.
    """
    count = 0
    with Workbook(stream, _OPTIONS | {"in_memory": True}) as book:
        sheet = book.add_worksheet("待修正")
        formats = _repair_formats(book)
        width = _repair_head(sheet, mapping, formats["head"])
        for count, row in enumerate(rows, start=1):
            _repair_row(sheet, count, row, cells_of(row, mapping), width, formats)
        sheet.freeze_panes(1, 0)
    return count


def _repair_formats(book: Workbook) -> dict[str, Any]:
    marked = {"num_format": "@", "valign": "top", "bg_color": "#f7e7e3", "font_color": "#a8322a", "border": 1, "border_color": "#a8322a"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "reason": book.add_format({"valign": "top", "text_wrap": True, "font_color": "#a8322a"}),
        "marked": book.add_format(marked),
    }


def _repair_head(sheet: Worksheet, mapping: Mapping, head: Any) -> int:
    width = max((column.index for column in mapping.columns), default=-1) + 1
    for column in mapping.columns:
        sheet.write_string(0, column.index, safe_text(_heading(column.field, column.heading)), head)
        sheet.set_column(column.index, column.index, _WIDTHS.get(column.field or "", 12))
    for place, label in enumerate((_("Row in your file"), _("What to mend"))):
        sheet.write_string(0, width + place, label, head)
    sheet.set_column(width + 1, width + 1, 60)
    return width


def _heading(field: str | None, heading: str) -> str:
    """A column that was given its meaning by hand gets its usual heading, so that nobody has to say it again."""
    return heading if field is None or field_of(heading) == field else BY_NAME[field].headings[0]


def _repair_row(sheet: Worksheet, place: int, row: RosterRow, cells: Sequence[str], width: int, formats: dict[str, Any]) -> None:
    problems = problems_of(row)
    wrong = {problem.letter for problem in problems}
    for column in range(width):
        is_wrong = column_letter(column) in wrong
        text = safe_text(cells[column]) if column < len(cells) else ""
        if text or is_wrong:
            sheet.write_string(place, column, text, formats["marked" if is_wrong else "text"])
    sheet.write_number(place, width, row.number)
    sheet.write_string(place, width + 1, "\n".join(f"{problem.heading}：{problem.reason}" for problem in problems), formats["reason"])

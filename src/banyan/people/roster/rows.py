"""One row of a roster: its cells read into values, each doubt with its column and the reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import Reason, is_masked, is_nothing, read_text, read_yes, text_of
from banyan.people.roster.days import read_day
from banyan.people.roster.headings import Column
from banyan.people.roster.identity import IdentityNumber
from banyan.people.roster.mapping import Mapping
from banyan.people.roster.names import read_name
from banyan.people.roster.phones import read_contact, read_phones
from banyan.people.roster.values import (
    Words,
    read_care_tags,
    read_dialects,
    read_identity,
    read_party,
    read_remark,
    read_sex,
    read_skills,
    read_status,
)

_LONGEST = {"former_unit": 100, "former_post": 100, "branch": 60, "address": 200, "emergency_name": 60}
_LONGEST_SKILLS = 290
# Set where the party status follows from a branch or a day of joining and wasn't written.
INFERRED = "party_inferred"


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that can't be taken as it is, or that needs an eye: where it stands, what it holds, why."""

    letter: str
    heading: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read: its values by field (empty cells have none), what forbids taking it over, and what only needs an eye."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    cells: tuple[str, ...] = ()


class RowReader:
    """Reads rows with one mapping."""

    def __init__(self, mapping: Mapping, *, today: date, from_1904: bool = False) -> None:
        self._today, self._from_1904 = today, from_1904
        self._columns = [(column, self._reader(column)) for column in sorted(mapping.columns, key=_order) if column.field in _READERS]
        self._has_party = "party" in mapping.fields
        self._width = max((column.index for column in mapping.columns), default=0) + 1

    def _reader(self, column: Column) -> "Callable[[_Draft, Column, Cell], None]":
        reader = _READERS[column.field or ""]
        if reader is not _take_day:
            return reader
        # Under 出生年月 a date of the first is a month that Excel made a day of.
        is_month = "年月" in column.heading and "日" not in column.heading
        today, from_1904 = self._today, self._from_1904

        def take(draft: "_Draft", column: Column, cell: Cell) -> None:
            draft.take(column, cell, read_day(cell, today=today, from_1904=from_1904, is_month=is_month))

        return take

    def read(self, number: int, cells: tuple[Cell, ...]) -> ReadRow:
        """Read one row; ``problems`` say what has to be mended before it can be taken over."""
        draft = _Draft()
        width = len(cells)
        for column, take in self._columns:
            cell = cells[column.index] if column.index < width else None
            if column.field == "name" or (cell is not None and not is_nothing(cell)):
                if isinstance(cell, str) and is_masked(cell):
                    draft.note(column, cell, _("This value is masked, so what is on record stays."))
                    continue
                take(draft, column, cell)
        draft.finish(has_party=self._has_party)
        kept = tuple(text_of(cell) for cell in cells[: self._width]) if draft.problems else ()
        return ReadRow(number, draft.values, tuple(draft.problems), tuple(draft.notes), kept)


def _order(column: Column) -> tuple[bool, int]:
    # The identity number is read first, since it tells what an unclear birth date means.
    return column.field != "identity_number", column.index


class _Draft:
    """A row being read."""

    __slots__ = ("_extra", "_has_phone", "_identity", "_tags", "notes", "problems", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self._identity: tuple[Column, Cell, IdentityNumber] | None = None
        self._extra: list[str] = []
        self._tags: list[str] = []
        self._has_phone: bool | None = None

    def refuse(self, column: Column, cell: Cell, reason: Reason) -> None:
        self.problems.append(Problem(column.letter, column.heading, text_of(cell), reason.text))

    def note(self, column: Column, cell: Cell, reason: str) -> None:
        self.notes.append(Problem(column.letter, column.heading, text_of(cell), reason))

    def take(self, column: Column, cell: Cell, value: Any) -> None:
        """Keep a value, or the reason why there is none."""
        if isinstance(value, Reason):
            if column.field == "born" and value.year and self._identity and self._identity[2].born.startswith(value.year):
                return
            self.refuse(column, cell, value)
        elif column.field == "born":
            self._take_born(column, cell, value)
        elif value not in (None, ""):
            self.values[column.field or ""] = value

    def _take_born(self, column: Column, cell: Cell, value: str) -> None:
        if self._identity is None:
            self.values["born"] = value
        elif not self._identity[2].born.startswith(value):
            self.refuse(column, cell, Reason(_("This is not the birth date inside the identity number. Look both up and correct one.")))

    def take_identity(self, column: Column, cell: Cell, value: IdentityNumber) -> None:
        self._identity = (column, cell, value)
        self.values["identity_number"], self.values["born"] = value.number, value.born

    def remember(self, *texts: str) -> None:
        """Keep text that has no field of its own for the remark."""
        self._extra += [text for text in texts if text and text not in self._extra]

    def tag(self, tags: Iterable[str]) -> None:
        self._tags += [tag for tag in tags if tag not in self._tags]

    def tell_phone(self, has_phone: bool) -> None:
        self._has_phone = has_phone

    def finish(self, *, has_party: bool) -> None:
        """Draw what follows from several cells together."""
        values = self.values
        if self._identity and "sex" not in values:
            values["sex"] = self._identity[2].sex
        elif self._identity and values["sex"] != self._identity[2].sex:
            self.note(self._identity[0], "", _("The identity number is that of the other sex. Look both up."))
        if self._tags:
            values["care_tags"] = sorted(self._tags)
        if self._extra:
            values["remark"] = "；".join(self._extra)
        if self._has_phone is not None:
            values["without_phone"] = not (self._has_phone or "phone" in values)
        elif "phone" in values:
            values["without_phone"] = False
        if not has_party and ("joined_on" in values or "branch" in values):
            values["party"], values[INFERRED] = "member", True


def _take_name(draft: _Draft, column: Column, cell: Cell) -> None:
    draft.take(column, cell, read_name(cell))


def _take_identity(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_identity(cell)
    if isinstance(value, IdentityNumber):
        draft.take_identity(column, cell, value)
    elif isinstance(value, Reason):
        draft.refuse(column, cell, value)


def _take_day(draft: _Draft, column: Column, cell: Cell) -> None:
    raise NotImplementedError


def _taking(read: Callable[[Cell], Any]) -> "Callable[[_Draft, Column, Cell], None]":
    def take(draft: _Draft, column: Column, cell: Cell) -> None:
        draft.take(column, cell, read(cell))

    return take


def _take_text(draft: _Draft, column: Column, cell: Cell) -> None:
    draft.take(column, cell, read_text(cell, most=_LONGEST[column.field or ""]))


def _take_phone(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_phones(cell)
    if isinstance(value, Reason):
        draft.refuse(column, cell, value)
    elif value is not None:
        first, *others = value.numbers
        if "phone" in draft.values:
            others = [number for number in value.numbers if number != draft.values["phone"]]
        else:
            draft.values["phone"] = first
        draft.remember(*(f"{column.heading}：{number}" for number in others))
        if value.words:
            draft.remember(f"{column.heading}：{text_of(cell)}")


def _take_has_phone(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_yes(cell)
    if isinstance(value, Reason):
        draft.refuse(column, cell, value)
    elif value is not None:
        draft.tell_phone(value)


def _take_words(read: Callable[[Cell], Words], field: str) -> "Callable[[_Draft, Column, Cell], None]":
    def take(draft: _Draft, column: Column, cell: Cell) -> None:
        words = read(cell)
        if field == "care_tags":
            draft.tag(words.known)
        elif words.known:
            draft.values[field] = list(words.known)
        if words.rest and column.field == "remark":
            draft.remember(read_remark_text(draft, column, cell))
        elif words.rest:
            draft.remember(f"{column.heading}：{'、'.join(words.rest)}")

    return take


def read_remark_text(draft: _Draft, column: Column, cell: Cell) -> str:
    """Return the remark of a row in one line; one that is too long is a problem of its row."""
    value = read_text(cell, most=2000)
    if isinstance(value, Reason):
        draft.refuse(column, cell, value)
        return ""
    return value


def _take_skills(draft: _Draft, column: Column, cell: Cell) -> None:
    skills = list(read_skills(cell))
    if len(",".join(skills)) > _LONGEST_SKILLS:
        draft.refuse(column, cell, Reason(_("This text has more than %(most)d signs. Shorten it.") % {"most": _LONGEST_SKILLS}))
    elif skills:
        draft.values["skills"] = skills


def _take_tag(tag: str) -> "Callable[[_Draft, Column, Cell], None]":
    def take(draft: _Draft, column: Column, cell: Cell) -> None:
        value = read_yes(cell)
        if isinstance(value, Reason):
            # 独居 under the heading 独居 says yes as well.
            found = read_care_tags(cell)
            if found.known:
                draft.tag(found.known)
                draft.remember(*found.rest)
            else:
                draft.refuse(column, cell, value)
        elif value:
            draft.tag((tag,))

    return take


def _take_emergency(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_contact(cell)
    if isinstance(value, Reason):
        draft.refuse(column, cell, value)
        return
    name, number = value
    if len(name) > _LONGEST["emergency_name"]:
        draft.refuse(column, cell, Reason(_("This text has more than %(most)d signs. Shorten it.") % {"most": _LONGEST["emergency_name"]}))
        return
    draft.values.update({field: text for field, text in (("emergency_name", name), ("emergency_phone", number)) if text})


def _take_emergency_phone(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_phones(cell)
    if isinstance(value, Reason):
        draft.refuse(column, cell, value)
    elif value is not None:
        draft.values["emergency_phone"] = "、".join(value.numbers)
        if value.words:
            draft.remember(f"{column.heading}：{text_of(cell)}")


def _take_mobile(draft: _Draft, column: Column, cell: Cell) -> None:
    value = read_yes(cell)
    # Where they are is written there too: 出海, 深圳.
    if isinstance(value, Reason):
        draft.remember(f"{column.heading}：{text_of(cell)}")
        value = True
    draft.take(column, cell, value)


_READERS: "dict[str, Callable[[_Draft, Column, Cell], None]]" = {
    "name": _take_name,
    "sex": _taking(read_sex),
    "born": _take_day,
    "identity_number": _take_identity,
    "party": _taking(read_party),
    "joined_on": _take_day,
    "status": _taking(read_status),
    "retired_on": _take_day,
    "former_unit": _take_text,
    "former_post": _take_text,
    "branch": _take_text,
    "phone": _take_phone,
    "other_phone": _take_phone,
    "has_phone": _take_has_phone,
    "address": _take_text,
    "dialects": _take_words(read_dialects, "dialects"),
    "skills": _take_skills,
    "care_tags": _take_words(read_care_tags, "care_tags"),
    "is_advanced_age": _take_tag("advanced_age"),
    "is_lives_alone": _take_tag("lives_alone"),
    "is_empty_nest": _take_tag("empty_nest"),
    "is_disabled": _take_tag("disabled"),
    "is_hardship": _take_tag("hardship"),
    "emergency_name": _take_text,
    "emergency_phone": _take_emergency_phone,
    "emergency": _take_emergency,
    "mobile_member": _take_mobile,
    "remark": _take_words(read_remark, "care_tags"),
}

"""List pages: search, filters, sort, 50 a page, export; all of it in the address, so that a list can be sent to a colleague."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banyan.web.sheets import MOST_ROWS, sheet_response
from banyan.web.words import say_day, say_moment

PAGE_SIZE = 50
# Up to so many choices stand as chips; more become a drop-down in the search form.
MOST_CHIPS = 8
MOST_WORDS = 8
LONGEST_SEARCH = 100

Text = str | Promise
Search = Callable[[QuerySet[Any], list[str]], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``text`` says what stands there (else the field ``name``), ``export`` what the sheet gets, ``sort`` the field to sort by.

    ``url`` makes it a link, ``tone`` a tag ("quiet", "green", "amber", "seal"), ``number`` sets it right.
    """

    name: str
    label: Text
    sort: str = ""
    url: Callable[[Any], str] | None = None
    text: Callable[[Any], object] | None = None
    export: Callable[[Any], object] | None = None
    tone: Callable[[Any], str] | None = None
    number: bool = False

    def value(self, row: Model) -> object:
        if self.text:
            return self.text(row)
        display = getattr(row, f"get_{self.name}_display", None)
        return display() if display else getattr(row, self.name)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by one of ``choices`` (value, label); ``narrow`` says how, else rows whose field ``name`` equals the value."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None

    def apply(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return self.narrow(queryset, value) if self.narrow else queryset.filter(**{self.name: value})


@dataclass(frozen=True, slots=True)
class Bulk:
    """What can be done with the rows that are ticked: ``verbs`` as (value, words), sent with each ``pk`` to ``url``, which asks first."""

    url: str
    verbs: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What a list says before there is anything: what it will show, and how to begin."""

    title: Text
    text: Text = ""
    action: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the template needs it."""

    label: Text
    text: object
    url: str
    tone: str
    number: bool

    @property
    def html(self) -> SafeString:
        """The text as it stands there, a link or a tag where it is one; a template for each cell would take half the time of the page."""
        text = localize(self.text)
        if self.url:
            return format_html('<a href="{}">{}</a>', self.url, text)
        return format_html('<span class="tag {}">{}</span>', self.tone, text) if self.tone else format_html("{}", text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the object and its cells, the first of which names it."""

    item: Model
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the list: a chip, a heading to sort by, a page number."""

    label: Text
    url: str
    current: bool = False
    direction: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """A filter as it is shown: links when they are few, a drop-down when they are many."""

    name: str
    label: Text
    choices: list[Choice]
    chosen: Choice | None
    as_chips: bool


class ListPage:
    """A list of ``queryset`` as ``request`` asks for it: two queries and those of its prefetches, however long it is."""

    def __init__(  # noqa: PLR0913  # each is a part of a list that some page needs
        self,
        queryset: QuerySet[Any],
        request: HttpRequest,
        *,
        columns: Sequence[Column],
        empty: EmptyState,
        filters: Sequence[Filter] = (),
        search: Search | None = None,
        search_label: Text = "",
        export_name: str = "",
        bulk: Bulk | None = None,
    ) -> None:
        self.bulk = bulk if bulk and bulk.verbs else None
        self.columns, self.empty, self.searchable = columns, empty, search is not None
        self.search_label = search_label
        self._asked: QueryDict = request.GET
        self._filters, self._search, self._export_name, self._all = filters, search, export_name, queryset

    @cached_property
    def words(self) -> str:
        """What was searched for, cleaned: full-width letters and spaces made plain, control characters dropped."""
        if not self.searchable:
            return ""
        text = unicodedata.normalize("NFKC", self._asked.get("q", "")[:LONGEST_SEARCH])
        return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """The rows asked for, in the order asked for."""
        queryset = self._all
        for choice in self._filters:
            if value := self._chosen(choice):
                queryset = choice.apply(queryset, value)
        if self._search and self.words:
            queryset = self._search(queryset, self.words.split()[:MOST_WORDS])
        return self._ordered(queryset)

    def _chosen(self, choice: Filter) -> str:
        value = self._asked.get(choice.name, "")
        return value if value in {known for known, _label in choice.choices} else ""

    @cached_property
    def sort(self) -> str:
        """The column that the list is sorted by, with a minus for downward; nothing for the order of the queryset."""
        asked = self._asked.get("sort", "")
        return asked if asked.removeprefix("-") in {column.name for column in self.columns if column.sort} else ""

    def _ordered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.sort:
            field = next(column.sort for column in self.columns if column.name == self.sort.removeprefix("-"))
            minus, plain = field.startswith("-"), field.removeprefix("-")
            return queryset.order_by(f"-{plain}" if minus != self.sort.startswith("-") else plain, "pk")
        # Without a last word on ties, rows may stand on two pages or on none.
        chosen = queryset.query.order_by or queryset.model._meta.ordering or ()
        return queryset.order_by(*chosen, "pk")

    @cached_property
    def current(self) -> Page[Any]:
        return Paginator(self.queryset, PAGE_SIZE).get_page(self._asked.get("page"))

    @property
    def count(self) -> int:
        return self.current.paginator.count

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or any(self._chosen(choice) for choice in self._filters)

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(item, [self._cell(column, item) for column in self.columns]) for item in self.current]

    def _cell(self, column: Column, item: Model) -> Cell:
        url = column.url(item) if column.url else ""
        return Cell(column.label, _said(column.value(item)), url, column.tone(item) if column.tone else "", column.number)

    @property
    def all_ticked(self) -> bool:
        return self._asked.get("ticked") == "all"

    @property
    def tick_address(self) -> str:
        return self._page_with(ticked="" if self.all_ticked else "all")

    def _page_with(self, **changes: str) -> str:
        return self.address(page=self._asked.get("page", ""), **changes)

    def address(self, **changes: str) -> str:
        """Return the address of this list with ``changes``; an empty value takes a word out, and the page starts anew."""
        query = self._asked.copy()
        for name in ("page", "export"):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def plain_address(self) -> str:
        return self.address(q="", **{choice.name: "" for choice in self._filters})

    @cached_property
    def filters(self) -> list[FilterChoices]:
        return [self._filter_choices(choice) for choice in self._filters]

    def _filter_choices(self, choice: Filter) -> FilterChoices:
        chosen, name = self._chosen(choice), choice.name
        links = [Choice(label, self.address(**{name: value}), value == chosen, value=value) for value, label in choice.choices]
        everything = Choice(_("All"), self.address(**{name: ""}), not chosen)
        taken = next((Choice(link.label, everything.url) for link in links if link.current), None)
        return FilterChoices(name, choice.label, [everything, *links], taken, len(links) <= MOST_CHIPS)

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What the search form must carry along: everything in the address that isn't a field of the form."""
        fields = {"q", "page", "export", *(choice.name for choice in self.filters if not choice.as_chips)}
        return ((name, value) for name, values in self._asked.lists() if name not in fields for value in values)

    @cached_property
    def headings(self) -> list[tuple[Column, Choice | None]]:
        return [(column, self._sort_choice(column) if column.sort else None) for column in self.columns]

    @property
    def sorts(self) -> list[Choice]:
        return [choice for _column, choice in self.headings if choice]

    def _sort_choice(self, column: Column) -> Choice:
        upward, downward = self.sort == column.name, self.sort == f"-{column.name}"
        url = self.address(sort=f"-{column.name}" if upward else column.name)
        direction = "ascending" if upward else "descending" if downward else ""
        return Choice(column.label, url, upward or downward, direction)

    @cached_property
    def pages(self) -> list[Choice]:
        """Links to the pages, with a gap (an empty address) where many lie between."""
        numbers = self.current.paginator.get_elided_page_range(self.current.number, on_each_side=2, on_ends=1)
        return [Choice(str(number), self._page(number), number == self.current.number) for number in numbers]

    def _page(self, number: int | str) -> str:
        return self.address(page=str(number)) if isinstance(number, int) else ""

    @property
    def previous(self) -> str:
        return self._page(self.current.number - 1) if self.current.has_previous() else ""

    @property
    def next(self) -> str:
        return self._page(self.current.number + 1) if self.current.has_next() else ""

    @property
    def export_address(self) -> str:
        return self.address(export="xlsx") if self._export_name and self.count else ""

    @property
    def is_cut(self) -> bool:
        return self.count > MOST_ROWS

    @property
    def wants_export(self) -> bool:
        return bool(self._export_name) and self._asked.get("export") == "xlsx"

    def export(self) -> HttpResponse:
        """Answer with the whole list as a spreadsheet, up to its limit."""
        head = [(str(column.label), column.number) for column in self.columns]
        rows = ([self._raw(column, item) for column in self.columns] for item in self.queryset[: MOST_ROWS + 1])
        return sheet_response(self._export_name, head, rows)

    @staticmethod
    def _raw(column: Column, item: Model) -> object:
        return column.export(item) if column.export else column.value(item)


def _said(value: object) -> object:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return say_moment(value)
    return say_day(value) if isinstance(value, date) else value

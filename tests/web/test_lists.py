"""Lists of Django's groups stand for all lists: a real table with a name."""

import io
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from python_calamine import CalamineWorkbook

from banyan.web.lists import Column, EmptyState, Filter, ListPage

pytestmark = pytest.mark.django_db


def make_groups(count: int) -> None:
    Group.objects.bulk_create([Group(name=f"Case {number:03}") for number in range(1, count + 1)])


def search(queryset: QuerySet[Group], words: list[str]) -> QuerySet[Group]:
    for word in words:
        queryset = queryset.filter(name__icontains=word)
    return queryset


def list_of(address: str = "", queryset: QuerySet[Group] | None = None, **changes: Any) -> ListPage:
    return ListPage(
        Group.objects.order_by("name") if queryset is None else queryset,
        RequestFactory().get(f"/cases/{address}"),
        columns=[
            Column("name", "Title", sort="name", url=lambda row: f"/cases/{row.pk}/"),
            Column("id", "Number", sort="id", number=True),
        ],
        filters=[
            Filter("decade", "Decade", [("00", "First"), ("01", "Second")], narrow=lambda q, value: q.filter(name__contains=f" {value}"))
        ],
        search=search,
        empty=EmptyState("No cases yet", "Approved cases stand here.", "Read a notice", "/notices/new/"),
        export_name="cases",
        **changes,
    )


def show(page: ListPage, elder: str = "") -> str:
    with translation.override("en"):
        return render_to_string("web/parts/list.html", {"page": page, "title": "Cases", "elder": elder})


def names(page: ListPage) -> list[str]:
    return [str(row.cells[0].text) for row in page.rows]


def sheet(page: ListPage) -> list[list[Any]]:
    with translation.override("en"):
        content = page.export().content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("count", "shown", "last"), [(0, 0, 0), (1, 1, 1), (3, 3, 3), (51, 50, 1), (500, 50, 50)])
def test_fifty_rows_stand_on_a_page(count: int, shown: int, last: int) -> None:
    make_groups(count)

    first_page, last_page = list_of(), list_of("?page=10")

    assert (first_page.count, len(first_page.rows), len(last_page.rows)) == (count, shown, last)


@pytest.mark.parametrize("count", [1, 3, 500])
def test_a_list_takes_two_queries_however_long_it_is(count: int, django_assert_num_queries: Any) -> None:
    make_groups(count)

    with django_assert_num_queries(2):
        show(list_of())


def test_a_list_without_rows_says_how_to_begin_and_has_no_search() -> None:
    page = show(list_of())

    assert "No cases yet" in page
    assert 'href="/notices/new/"' in page
    assert "<form" not in page


def test_a_search_that_finds_nothing_says_so_and_leads_back_to_all() -> None:
    make_groups(3)

    page = show(list_of("?q=nowhere&sort=name"))

    assert "Nothing matches" in page
    assert 'href="?sort=name"' in page
    assert "No cases yet" not in page
    assert 'value="nowhere"' in page


def test_every_word_of_a_search_must_match_and_full_width_letters_are_the_same() -> None:
    make_groups(12)

    assert names(list_of("?q=ＣＡＳＥ%E3%80%80012")) == ["Case 012"]


@pytest.mark.parametrize("words", ["%00", "%0A%09", "%20", "x" * 5000])
def test_no_search_breaks_the_page(words: str) -> None:
    make_groups(1)

    assert show(list_of(f"?q={words}"))


def test_a_filter_narrows_the_list_and_its_chip_is_marked() -> None:
    make_groups(20)

    page = list_of("?decade=01")

    assert names(page) == [f"Case {number:03}" for number in range(10, 20)]
    assert 'href="?decade=01" aria-current="true">Second</a>' in show(page)


def test_a_filter_value_that_is_not_offered_is_ignored() -> None:
    make_groups(3)

    page = list_of("?decade=99")

    assert (page.count, page.is_narrowed) == (3, False)


def test_many_choices_become_a_drop_down_in_the_search_form() -> None:
    make_groups(1)
    many = [Filter("city", "City", [(str(number), f"City {number}") for number in range(21)], narrow=lambda queryset, _value: queryset)]

    request = RequestFactory().get("/cases/?city=7")
    page = show(ListPage(Group.objects.all(), request, columns=[Column("name", "Title")], filters=many, empty=EmptyState("None")))

    assert '<option value="7" selected>City 7</option>' in page
    assert 'class="chips"' not in page


def test_a_heading_sorts_upward_then_downward() -> None:
    make_groups(3)

    assert names(list_of("?sort=id")) == ["Case 001", "Case 002", "Case 003"]
    assert names(list_of("?sort=-id")) == ["Case 003", "Case 002", "Case 001"]
    assert 'aria-sort="descending"' in show(list_of("?sort=-id"))


def test_only_declared_columns_sort() -> None:
    make_groups(3)

    assert names(list_of("?sort=-permissions__name")) == ["Case 001", "Case 002", "Case 003"]


def test_no_row_stands_on_two_pages_when_all_sort_alike() -> None:
    make_groups(120)
    alike = Group.objects.extra(select={"same": "1"}).order_by("same")

    seen = [name for number in (1, 2, 3) for name in names(list_of(f"?page={number}", alike))]

    assert len(seen) == len(set(seen)) == 120


def test_paging_keeps_search_filter_and_sort() -> None:
    make_groups(500)

    page = list_of("?q=Case&sort=-id&page=2")

    assert parse_qs(page.next.removeprefix("?")) == {"q": ["Case"], "sort": ["-id"], "page": ["3"]}
    assert parse_qs(page.previous.removeprefix("?"))["page"] == ["1"]
    assert [choice.label for choice in page.pages] == ["1", "2", "3", "4", "…", "10"]


def test_searching_anew_keeps_the_chip_and_the_sort_but_not_the_page() -> None:
    page = list_of("?q=Case&sort=-id&decade=01&page=2")

    assert dict(page.kept) == {"sort": "-id", "decade": "01"}


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", ""])
def test_a_page_that_does_not_exist_shows_one_that_does(number: str) -> None:
    make_groups(51)

    assert list_of(f"?page={number}").rows


def test_elders_get_cards_and_no_table() -> None:
    make_groups(3)

    page = show(list_of(), elder="22")

    assert "<table" not in page
    assert page.count('<li class="panel">') == 3


def test_a_name_is_never_taken_for_markup() -> None:
    Group.objects.create(name="<img src=x onerror=alert(1)>")

    assert "<img" not in show(list_of())


def test_the_sheet_holds_all_rows_of_the_search_not_only_the_page() -> None:
    make_groups(500)

    rows = sheet(list_of("?q=Case&export=xlsx&page=3"))

    assert rows[0] == ["Title", "Number"]
    assert len(rows) == 501
    assert rows[500][0] == "Case 500"


def test_the_sheet_of_an_empty_list_has_its_headings() -> None:
    assert sheet(list_of("?export=xlsx")) == [["Title", "Number"]]


def test_a_list_that_may_not_be_exported_offers_and_gives_no_sheet() -> None:
    make_groups(1)
    request = RequestFactory().get("/cases/?export=xlsx")

    page = ListPage(Group.objects.all(), request, columns=[Column("name", "Title")], empty=EmptyState("None"))

    assert (page.wants_export, page.export_address) == (False, "")

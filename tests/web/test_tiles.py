import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from banyan.web.tiles import Tile, level, place_tiles

CITIES = [Tile("广州", 6, 0, 1, "/cases/?city=gz"), Tile("潮州", 0, 0, 2), Tile("Zhaoqing", 1, 1, 0, "/cases/?city=zq")]


def draw(cities: list[Tile], elder: str = "") -> str:
    return Template('{% tile_map cities "Cases by city" "cases" %}').render(Context({"cities": cities, "elder": elder}))


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4)])
def test_the_scale_goes_from_none_to_the_highest_in_five_steps(count: int, expected: int) -> None:
    assert level(count, 6) == expected


@given(st.integers(min_value=0, max_value=10**5), st.integers(min_value=1, max_value=10**5))
def test_more_is_never_lighter_and_only_none_is_bare(count: int, more: int) -> None:
    highest = count + more

    assert 0 <= level(count, highest) <= level(highest, highest) == min(highest, 4)
    assert (level(count, highest) == 0) == (count == 0)


@given(st.integers(min_value=1, max_value=1000))
def test_the_legend_covers_every_count_once(highest: int) -> None:
    steps = place_tiles([Tile("广州", highest, 0, 0)]).steps

    covered: list[int] = []
    for step in steps:
        first, _dash, last = step.counts.partition("–")
        covered += range(int(first), int(last or first) + 1)
    assert covered == list(range(highest + 1))
    assert all(level(count, highest) == step.level for step in steps for count in [int(step.counts.partition("–")[0])])


def test_a_city_with_none_is_shown_and_needs_no_link() -> None:
    page = draw(CITIES)

    assert 'class="tile level-0"' in page
    assert page.count('<a href="/cases/?city=gz"') == 2
    assert ">潮州</th><td" in page


def test_the_table_behind_the_map_counts_downward() -> None:
    page = draw(CITIES).split("<tbody>")[1]

    assert page.index("广州") < page.index("Zhaoqing") < page.index("潮州")


def test_elders_get_large_words_in_place_of_the_map() -> None:
    page = draw(CITIES, elder="22")

    assert "<svg" not in page
    assert '<a href="/cases/?city=gz">广州</a> <span>6 cases</span>' in page


def test_a_province_without_cities_is_an_empty_map() -> None:
    assert place_tiles([]).tiles == []
    assert "<tbody></tbody>" in draw([])

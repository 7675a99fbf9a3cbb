from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from banyan.web.charts import BOTTOM, LEFT, RIGHT, TOP, Band, Chart, Point, draw_bars, draw_line, round_top

values = st.lists(st.one_of(st.none(), st.integers(min_value=0, max_value=10**7)), max_size=60)


def chart_of(figures: list[int | None], target: int | None = None) -> Chart:
    return Chart("Hours", [Point(str(place), value) for place, value in enumerate(figures)], "h", target, "Target")


@given(st.integers(min_value=1, max_value=10**9))
def test_the_axis_ends_at_or_above_the_highest_figure_and_halves_into_a_whole_number(highest: int) -> None:
    top = round_top(highest)

    assert highest <= top <= 2 * highest or top == 2
    assert top % 2 == 0


@given(values, st.one_of(st.none(), st.integers(min_value=0, max_value=10**7)))
def test_everything_drawn_stays_in_the_frame(figures: list[int | None], target: int | None) -> None:
    chart = chart_of(figures, target)
    line, bars = draw_line(chart), draw_bars(chart)

    for x, y in (pair.split(",") for run in line.lines for pair in run.split()):
        assert LEFT <= int(x) <= RIGHT
        assert TOP <= int(y) <= BOTTOM
    for bar in bars.bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= RIGHT
        assert bar.y >= TOP
        assert bar.y + bar.height == BOTTOM
    assert len(line.labels) <= 6


def test_a_line_breaks_where_a_figure_is_missing() -> None:
    drawing = draw_line(chart_of([1, 2, None, 3, 4]))

    assert len(drawing.lines) == 2


def test_a_single_figure_is_a_dot_in_the_middle() -> None:
    drawing = draw_line(chart_of([5]))

    assert (drawing.lines, [dot.x for dot in drawing.dots]) == ([], [(LEFT + RIGHT) // 2])


def test_a_band_stands_behind_its_points() -> None:
    drawing = draw_line(Chart("Hours", [Point(str(month), month) for month in range(1, 13)], bands=[Band(4, 6, "Ban")]))

    assert [(band.text, band.x < 180 < band.x + band.width) for band in drawing.bands] == [("Ban", True)]


def test_behind_each_chart_stands_a_table_with_every_figure_and_the_target() -> None:
    page = Template("{% line_chart chart %}").render(Context({"chart": chart_of([7, None, 9], target=32)}))

    assert page.count('scope="row"') == 4
    assert all(f'<td class="number">{figure}</td>' in page for figure in ("7", "—", "9", "32"))


def test_elders_get_a_list_in_place_of_the_table() -> None:
    page = Template("{% bar_chart chart %}").render(Context({"chart": chart_of([7]), "elder": "22"}))

    assert "<table" not in page
    assert '<ul class="places">' in page


def test_a_chart_of_nothing_says_so() -> None:
    page = Template("{% line_chart chart %}").render(Context({"chart": chart_of([])}))

    assert "<svg" not in page

"""Line and bar charts as figures a template can draw: no script, no library, a table behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 352, 14, 156
MOST_LABELS = 6
_ROUND_TOPS = (2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50, 60, 80)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure and what it is of; None where there is none yet."""

    label: str
    value: int | float | None


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of points that has a name, from ``start`` to ``end`` counted from 0: the fishing ban."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw: ``target`` is a line across with its label, ``bands`` stand behind the points."""

    title: str
    points: Sequence[Point]
    unit: str = ""
    target: int | float | None = None
    target_label: str = ""
    bands: Sequence[Band] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing at a place of the drawing; ``text`` is what stands there."""

    x: int
    y: int
    width: int = 0
    height: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart in pixels of a frame of 360 by 190, which scales with the page."""

    grid: list[Mark]
    labels: list[Mark]
    bands: list[Mark]
    bars: list[Mark]
    lines: list[str]
    dots: list[Mark]
    target: Mark | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM
    top: int = TOP


def round_top(highest: float) -> int:
    """Return the axis' end: the next number that halves into a whole one and is easy to read."""
    power = 1
    while True:
        for top in _ROUND_TOPS:
            if top * power >= highest:
                return top * power
        power *= 10


def draw_line(chart: Chart) -> Drawing:
    """Place the points of ``chart`` on a line that breaks where figures are missing."""
    gaps = max(len(chart.points) - 1, 1)
    start = LEFT if len(chart.points) > 1 else (LEFT + RIGHT) // 2
    xs = [start + (RIGHT - LEFT) * place // gaps for place in range(len(chart.points))]
    half = (RIGHT - LEFT) // gaps // 2
    top = _top(chart)
    runs: list[list[Mark]] = [[]]
    for x, point in zip(xs, chart.points, strict=True):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(Mark(x, _y(point.value, top), text=f"{point.value}"))
    lines = [" ".join(f"{mark.x},{mark.y}" for mark in run) for run in runs if len(run) > 1]
    dots = [mark for run in runs for mark in run if len(run) == 1] + [run[-1] for run in runs[-1:] if len(run) > 1]
    return Drawing(_grid(top), _labels(chart, xs), _bands(chart, xs, half), [], lines, dots, _target(chart, top))


def draw_bars(chart: Chart) -> Drawing:
    """Place one bar a point of ``chart``."""
    step = (RIGHT - LEFT) // max(len(chart.points), 1)
    xs = [LEFT + step * place + step // 2 for place in range(len(chart.points))]
    top, width = _top(chart), min(max(step * 2 // 3, 3), 44)
    bars = [
        Mark(x - width // 2, _y(point.value, top), width, BOTTOM - _y(point.value, top), f"{point.value}")
        for x, point in zip(xs, chart.points, strict=True)
        if point.value is not None
    ]
    return Drawing(_grid(top), _labels(chart, xs), _bands(chart, xs, step // 2), bars, [], [], _target(chart, top))


def _top(chart: Chart) -> int:
    return round_top(max([point.value for point in chart.points if point.value is not None] + [chart.target or 0, 1]))


def _y(value: float, top: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * max(value, 0) / top)


def _grid(top: int) -> list[Mark]:
    return [Mark(LEFT, _y(value, top), text=str(value)) for value in (0, top // 2, top)]


def _labels(chart: Chart, xs: list[int]) -> list[Mark]:
    step = -(-len(xs) // MOST_LABELS)
    return [Mark(x, BOTTOM, text=point.label) for x, point in list(zip(xs, chart.points, strict=True))[:: step or 1]]


def _bands(chart: Chart, xs: list[int], half: int) -> list[Mark]:
    marks = []
    for band in chart.bands:
        start, end = max(xs[band.start] - half, LEFT), min(xs[band.end] + half, RIGHT)
        marks.append(Mark(start, TOP, end - start, BOTTOM - TOP, band.label))
    return marks


def _target(chart: Chart, top: int) -> Mark | None:
    if chart.target is None:
        return None
    y = _y(chart.target, top)
    # The label stands above the line, or under it where it would leave the frame; height is its distance from the line.
    return Mark(RIGHT, y, height=y - 6 if y > TOP + 16 else y + 17, text=chart.target_label)

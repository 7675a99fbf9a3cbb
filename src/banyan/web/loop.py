"""The picture of the one idea: programme, ledger, case, review, showcase, and again a programme elsewhere."""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import pgettext_lazy

MIDDLE, RADIUS, NODE = 190, 138, 46
SIDE = 2 * MIDDLE
_NAMES = (
    (pgettext_lazy("station of the loop", "Programme"), "first"),
    (pgettext_lazy("station of the loop", "Ledger"), ""),
    (pgettext_lazy("station of the loop", "Case"), ""),
    (pgettext_lazy("station of the loop", "Review"), ""),
    (pgettext_lazy("station of the loop", "Showcase"), ""),
    (pgettext_lazy("station of the loop", "Adopt"), "last"),
)


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the loop: its name, where it stands, and the arrow's place and turn after it."""

    name: str
    kind: str
    x: int
    y: int
    arrow: str


def _at(angle: float) -> tuple[int, int]:
    return round(MIDDLE + RADIUS * sin(angle)), round(MIDDLE - RADIUS * cos(angle))


def stations() -> list[Station]:
    """Return the stations, clockwise from the top."""
    step = 2 * pi / len(_NAMES)
    placed = []
    for number, (name, kind) in enumerate(_NAMES):
        x, y = _at(number * step)
        arrow_x, arrow_y = _at((number + 0.53) * step)
        turn = round((number + 0.53) * 360 / len(_NAMES))
        placed.append(Station(str(name), kind, x, y, f"translate({arrow_x} {arrow_y}) rotate({turn})"))
    return placed

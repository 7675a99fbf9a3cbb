"""The province as tiles: one square a city, its colour a count, its place roughly where the city lies."""

from collections.abc import Sequence
from dataclasses import dataclass

SIDE, GAP = 64, 6
DARKEST = 4
# Longer names are set smaller, so that 清远 and Qingyuan both fit their tile.
SHORT_NAME = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A city: row and column count from 0; without ``url`` it isn't a link."""

    name: str
    count: int
    row: int
    column: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A tile with its corner in pixels and its step on the scale."""

    tile: Tile
    x: int
    y: int
    level: int

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2

    @property
    def small(self) -> bool:
        return len(self.tile.name) > SHORT_NAME


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the scale and the counts it stands for: "2–3"."""

    level: int
    counts: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The whole drawing."""

    tiles: list[PlacedTile]
    steps: list[Step]
    width: int
    height: int
    side: int = SIDE


def level(count: int, highest: int) -> int:
    """Return the step 0 to 4 of ``count``: 0 only for none, 4 for the highest."""
    if count <= 0:
        return 0
    return min(count, DARKEST) if highest <= DARKEST else -(-count * DARKEST // highest)


def place_tiles(tiles: Sequence[Tile]) -> TileMap:
    """Lay out ``tiles`` and their scale."""
    highest = max((tile.count for tile in tiles), default=0)
    placed = [PlacedTile(tile, tile.column * (SIDE + GAP), tile.row * (SIDE + GAP), level(tile.count, highest)) for tile in tiles]
    columns = max((tile.column for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=0) + 1
    return TileMap(placed, _steps(highest), columns * (SIDE + GAP) - GAP, rows * (SIDE + GAP) - GAP)


def _steps(highest: int) -> list[Step]:
    steps = [Step(0, "0")]
    for step in range(1, DARKEST + 1):
        counts = [count for count in range(1, highest + 1) if level(count, highest) == step] if highest <= 100 else _ends(step, highest)
        if counts:
            steps.append(Step(step, str(counts[0]) if counts[0] == counts[-1] else f"{counts[0]}–{counts[-1]}"))
    return steps


def _ends(step: int, highest: int) -> list[int]:
    return [(step - 1) * highest // DARKEST + 1, step * highest // DARKEST]

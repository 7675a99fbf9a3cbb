"""The lottery: a number for each pair, drawn from the seed, the two persons and the slot alone, so that any machine draws the same."""

from collections.abc import Sequence

import numpy as np

from banyan.kernels.matching.instance import Ints

# A lot is below this: small enough for a sum over all pairs, large enough that two draws seldom tie; ties are drawn again.
LOTS = 1 << 20
STEP, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def draw_lots(keys: Sequence[Ints], *, seed: int, draw: int) -> Ints:
    """Return a lot (0 to LOTS - 1) for each pair: splitmix64 over seed, number of the draw and the pair's keys in turn."""
    with np.errstate(over="ignore"):
        state = _mixed(np.full(len(keys[0]), seed & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64))
        state = _mixed(state ^ np.uint64(draw))
        for key in keys:
            state = _mixed(state ^ key.view(np.uint64))
    return (state >> np.uint64(44)).astype(np.int64)


def _mixed(state: np.typing.NDArray[np.uint64]) -> np.typing.NDArray[np.uint64]:
    state = state + STEP
    state = (state ^ (state >> np.uint64(30))) * FIRST
    state = (state ^ (state >> np.uint64(27))) * SECOND
    return state ^ (state >> np.uint64(31))

"""Instances too large for brute force, against scipy's mixed-integer solver, aim by aim."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # scipy wrote no types for it

from banyan.kernels.matching import Instance, Wishes, match

BANDS = (300, 500, 700)


def made_up(seed: int, *, size: int, edges: int) -> Instance:
    """A town in which some places are scarce, some pairs stand already and some mentors want at least one."""
    chance = np.random.default_rng(seed)
    keys = np.unique(chance.integers(0, size, size * edges) * size + np.repeat(np.arange(size), edges))
    capacity = chance.integers(0, 3, size)
    return Instance(
        capacity=capacity,
        minimum=((capacity > 0) & (chance.random(size) < 0.2)).astype(np.int64),
        places=chance.integers(1, 3, size),
        left=keys // size,
        right=keys % size,
        quality=chance.integers(0, 1001, len(keys)),
        existing=(chance.random(len(keys)) < 0.1).astype(np.int64),
    )


def best(given: Instance) -> list[int]:
    """The least value of each aim in turn, each held while the next is sought."""
    count, lefts, rights = len(given.left), len(given.capacity), len(given.places)
    by_left, by_right = np.zeros((lefts, count)), np.zeros((rights, count))
    by_left[given.left, np.arange(count)] = 1
    by_right[given.right, np.arange(count)] = 1
    limits = [LinearConstraint(by_left, given.minimum, given.capacity), LinearConstraint(by_right, 0, given.places)]
    band = np.searchsorted(BANDS, given.quality, side="right")
    aims = [-np.ones(count), -given.existing, *((band == number) * 1.0 for number in range(len(BANDS))), -given.quality * 1.0]
    values = []
    for aim in aims:
        found = milp(aim, integrality=np.ones(count), bounds=Bounds(0, 1), constraints=limits)
        assert found.success
        values.append(round(found.fun))
        limits.append(LinearConstraint(aim[None, :], -np.inf, values[-1] + 0.5))
    return values


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_aim_is_as_good_as_the_integer_program_says(seed: int) -> None:
    given = made_up(seed, size=60, edges=6)

    found = match(given, Wishes(bands=BANDS, keep_existing=True, seed=seed))

    kept = int(given.existing[found.pairs].sum())
    assert [-found.filled, -kept, *found.bands[:-1], -found.total] == best(given)

"""Instances too large for brute force, against scipy's mixed-integer solver, aim by aim."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # scipy wrote no types for it
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from banyan.kernels.matching import Instance, Wishes, match
from banyan.kernels.matching.instance import Ints

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


def made_up_month(seed: int, *, speakers: int, orders: int) -> Instance:
    """A month with one to three days for each order, on which few can: some stand already, some speakers want at least one."""
    chance = np.random.default_rng(seed)
    days = [(order, day) for order in range(orders) for day in chance.choice(10, chance.integers(1, 4), replace=False).tolist()]
    threes = np.array([(left, *one) for one in days for left in chance.choice(speakers, 3, replace=False).tolist()])
    threes = threes[np.lexsort(threes.T)]
    capacity = chance.integers(2, 7, speakers)
    return Instance(
        capacity=capacity,
        minimum=(chance.random(speakers) < 0.3).astype(np.int64),
        places=np.ones(orders, dtype=np.int64),
        left=threes[:, 0],
        right=threes[:, 1],
        quality=chance.integers(0, 1001, len(threes)),
        existing=(chance.random(len(threes)) < 0.05).astype(np.int64),
        slot=threes[:, 2],
    )


def best(given: Instance) -> list[int]:
    """The least value of each aim in turn, each held while the next is sought."""
    count = len(given.left)
    limits = [
        LinearConstraint(rows(given.left, len(given.capacity)), given.minimum, given.capacity),
        LinearConstraint(rows(given.right, len(given.places)), 0, given.places),
    ]
    if len(given.slot):
        keys, slot = np.unique(np.stack([given.left, given.slot]), axis=1, return_inverse=True)
        limits.append(LinearConstraint(rows(slot.ravel(), keys.shape[1]), 0, 1))
    band = np.searchsorted(BANDS, given.quality, side="right")
    aims = [-np.ones(count), -given.existing, *((band == number) * 1.0 for number in range(len(BANDS))), -given.quality * 1.0]
    values = []
    for aim in aims:
        found = milp(aim, integrality=np.ones(count), bounds=Bounds(0, 1), constraints=limits)
        assert found.success
        values.append(round(found.fun))
        limits.append(LinearConstraint(aim[None, :], -np.inf, values[-1] + 0.5))
    return values


def rows(of: Ints, size: int) -> Any:
    """A row for each number below ``size``, with a one in each column of ``of`` that has it."""
    return csr_array((np.ones(len(of)), (of, np.arange(len(of)))), shape=(size, len(of)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_aim_is_as_good_as_the_integer_program_says(seed: int) -> None:
    given = made_up(seed, size=60, edges=6)

    found = match(given, Wishes(bands=BANDS, keep_existing=True, seed=seed))

    kept = int(given.existing[found.pairs].sum())
    assert [-found.filled, -kept, *found.bands[:-1], -found.total] == best(given)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_of_orders_on_days_is_as_good_as_the_integer_program_says(seed: int) -> None:
    given = made_up_month(seed, speakers=80, orders=300)

    found = match(given, Wishes(bands=BANDS, keep_existing=True, seed=seed))

    kept = int(given.existing[found.pairs].sum())
    assert [-found.filled, -kept, *found.bands[:-1], -found.total] == best(given)
    assert len(set(zip(given.left[found.pairs].tolist(), given.slot[found.pairs].tolist(), strict=True))) == found.filled

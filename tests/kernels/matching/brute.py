"""The best choice found by trying all of them, for small instances."""

from itertools import product
from typing import Any

import numpy as np

from banyan.kernels.matching import Instance, Matching, Wishes


def instance(edges: list[tuple[int, int, int, int, int]], **parts: Any) -> Instance:
    """An instance from (left, right, quality, existing, pinned) and the arrays of ``parts``."""
    columns = np.array(edges, dtype=np.int64).reshape(-1, 5).T
    arrays = {name: np.array(values, dtype=np.int64) for name, values in parts.items()}
    return Instance(left=columns[0], right=columns[1], quality=columns[2], existing=columns[3], pinned=columns[4], **arrays)


def loads(given: Instance, chosen: Any) -> tuple[Any, Any]:
    """How many pairs each person has."""
    return (
        np.bincount(given.left[chosen], minlength=len(given.capacity)),
        np.bincount(given.right[chosen], minlength=len(given.places)),
    )


def holds(given: Instance, chosen: Any) -> bool:
    """Whether all limits, pins and slots hold."""
    left, right = loads(given, chosen)
    limits = (left <= given.capacity).all() and (left >= given.minimum).all() and (right <= given.places).all()
    at_once = list(zip(given.left[chosen].tolist(), given.slot[chosen].tolist(), strict=True)) if len(given.slot) else []
    return bool(limits and chosen[given.pinned.astype(bool)].all() and len(set(at_once)) == len(at_once))


def worth(given: Instance, wishes: Wishes, chosen: Any) -> tuple[int, ...]:
    """What is compared, first things first, each the less the better."""
    before = given.base if len(given.base) else 0
    band = np.searchsorted(wishes.bands, given.quality[chosen], side="right")
    return (
        -int(chosen.sum()),
        int((given.existing.astype(bool) & ~chosen).sum()) if wishes.keep_existing else 0,
        int(((before + loads(given, chosen)[0]) ** 2).sum()) if wishes.even_loads else 0,
        *(int((band == number).sum()) for number in range(len(wishes.bands))),
        -int(given.quality[chosen].sum()),
    )


def best(given: Instance, wishes: Wishes) -> tuple[int, ...] | None:
    """The best worth of all choices that hold; None where none does."""
    choices = (np.array(bits, dtype=bool) for bits in product((0, 1), repeat=len(given.left)))
    return min((worth(given, wishes, chosen) for chosen in choices if holds(given, chosen)), default=None)


def chosen_of(given: Instance, matching: Matching) -> Any:
    """The chosen pairs as marks."""
    chosen = np.zeros(len(given.left), dtype=bool)
    chosen[matching.pairs] = True
    return chosen

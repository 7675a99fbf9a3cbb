"""What is to be matched: persons with places on both sides, the pairs that are eligible, and what was settled before."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOTHING: Ints = np.zeros(0, dtype=np.int64)
NOTHING.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Persons are numbered from 0 on either side. ``capacity`` and ``minimum`` belong to the left, ``places`` to the right; each eligible
    pair is one position in ``left``, ``right``, ``quality`` (0 to 1000), ``existing`` and ``pinned`` (0 or 1; empty for none).

    ``forbidden_*`` are pairs that must not be, ``removed_*`` those that a rule (a number of the caller's) removed, in the order of removal.
    ``left_key`` and ``right_key`` name persons to the lottery (their positions when empty), so that it doesn't depend on their order.

    ``slot`` (one for each pair, empty for none) numbers when a pair takes place: a left person has at most one pair in a slot.
    The same two may then stand in several pairs; where the one on the right has more than one place, that is refused.
    ``base`` (one for each left person, empty for none) is the load from before, which even loads count in.
    """

    capacity: Ints
    minimum: Ints
    places: Ints
    left: Ints
    right: Ints
    quality: Ints
    existing: Ints = field(default_factory=lambda: NOTHING)
    pinned: Ints = field(default_factory=lambda: NOTHING)
    forbidden_left: Ints = field(default_factory=lambda: NOTHING)
    forbidden_right: Ints = field(default_factory=lambda: NOTHING)
    removed_left: Ints = field(default_factory=lambda: NOTHING)
    removed_right: Ints = field(default_factory=lambda: NOTHING)
    removed_rule: Ints = field(default_factory=lambda: NOTHING)
    left_key: Ints = field(default_factory=lambda: NOTHING)
    right_key: Ints = field(default_factory=lambda: NOTHING)
    slot: Ints = field(default_factory=lambda: NOTHING)
    base: Ints = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What counts, in this order: ``keep_existing``, ``even_loads``, ``bands`` (rising thresholds of quality); ``seed`` is the lots'."""

    bands: tuple[int, ...] = ()
    keep_existing: bool = False
    even_loads: bool = False
    seed: int = 0


def flags(values: Ints, size: int) -> Flags:
    """Return the marks as booleans, all false when none were given."""
    return values.astype(np.bool_) if len(values) else np.zeros(size, dtype=np.bool_)


def loads_before(instance: Instance) -> Ints:
    """Return the load of each left person from before, less the least of them: the number of pairs is given, so differences decide."""
    return instance.base - instance.base.min() if len(instance.base) else np.zeros_like(instance.capacity)


def pair_keys(instance: Instance, left: Ints, right: Ints) -> Ints:
    """Number each pair, so that pairs can be compared as integers."""
    return left * np.int64(max(len(instance.places), 1)) + right

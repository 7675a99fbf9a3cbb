"""Who is matched with whom: checked, filled, settled stage by stage, and counted."""

from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.flows import greatest_flow
from banyan.kernels.matching.instance import Flags, Instance, Ints, Wishes, flags, pair_keys
from banyan.kernels.matching.layers import bands_of
from banyan.kernels.matching.network import Network, with_decided
from banyan.kernels.matching.refusals import Problem, UnableToMatch
from banyan.kernels.matching.stages import Settled, settle


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """The chosen pairs as positions in the instance's arrays, rising, and what they amount to.

    ``filled`` places on the right, ``broken`` existing pairs, pairs in each band from worst to best, and the ``total`` quality.
    """

    pairs: Ints
    filled: int
    broken: int
    bands: tuple[int, ...]
    total: int
    settled: Settled


def match(instance: Instance, wishes: Wishes) -> Matching:
    """Choose pairs, in this order: most places filled on the right, fewest existing pairs broken and even loads (when asked), fewest
    pairs in the worst band, then the next, greatest total quality, then the seeded lottery. Minimums, pins and bans always hold.

    Raise UnableToMatch when they contradict each other, naming the persons.
    """
    allowed = _check(instance)
    pinned = flags(instance.pinned, len(instance.left))
    network = _network(instance, allowed, pinned)
    _refuse_minimums(network)
    chosen = pinned.copy()
    filled = greatest_flow(network)
    network = replace(network, flow=int(filled.sum()))
    chosen[network.edge] = filled
    settled = settle(network, chosen, instance, wishes)
    return _counted(instance, wishes, settled)


def _check(instance: Instance) -> Flags:
    """Return which pairs no ban forbids. Raise UnableToMatch for pins that no choice can hold."""
    keys = pair_keys(instance, instance.left, instance.right)
    forbidden = np.isin(keys, pair_keys(instance, instance.forbidden_left, instance.forbidden_right))
    pinned = flags(instance.pinned, len(instance.left))
    problems = [
        Problem("pinned_and_forbidden", (int(instance.left[pair]),), (int(instance.right[pair]),))
        for pair in np.flatnonzero(pinned & forbidden)
    ]
    load = np.bincount(instance.left[pinned], minlength=len(instance.capacity))
    fill = np.bincount(instance.right[pinned], minlength=len(instance.places))
    problems += [
        Problem("too_many_pinned", left=(int(one),), needed=int(load[one]), there=int(instance.capacity[one]))
        for one in np.flatnonzero(load > instance.capacity)
    ]
    problems += [
        Problem("too_many_pinned", right=(int(one),), needed=int(fill[one]), there=int(instance.places[one]))
        for one in np.flatnonzero(fill > instance.places)
    ]
    problems += [
        Problem("minimum_above_capacity", (int(one),), needed=int(instance.minimum[one]), there=int(instance.capacity[one]))
        for one in np.flatnonzero(instance.minimum > instance.capacity)
    ]
    if problems:
        raise UnableToMatch(*problems)
    return ~forbidden


def _network(instance: Instance, allowed: Flags, pinned: Flags) -> Network:
    whole = Network(
        edge=np.arange(len(instance.left)),
        left=instance.left,
        right=instance.right,
        left_low=instance.minimum,
        left_high=instance.capacity,
        right_low=np.zeros_like(instance.places),
        right_high=instance.places,
        base=np.zeros_like(instance.capacity),
        flow=int(pinned.sum()),
    )
    return with_decided(whole, pinned | ~allowed, pinned)


def _refuse_minimums(network: Network) -> None:
    """Raise UnableToMatch with the persons whose minimums can't be met together, and how many places there are for them."""
    needed = int(network.left_low.sum())
    least = replace(network, left_high=network.left_low)
    chosen = greatest_flow(least)
    if int(chosen.sum()) == needed:
        return
    lefts, rights = _short_of_places(least, chosen)
    there = int(np.minimum(network.right_high[rights], np.bincount(network.right, minlength=len(network.right_high))[rights]).sum())
    left, right = tuple(int(one) for one in lefts), tuple(int(one) for one in rights)
    raise UnableToMatch(Problem("minimum_unmet", left, right, needed=int(network.left_low[lefts].sum()), there=there))


def _short_of_places(network: Network, chosen: Flags) -> tuple[Ints, Ints]:
    """The persons on the left who share too few places (the reachable side of a least cut), and those places."""
    load = np.bincount(network.left[chosen], minlength=len(network.left_low))
    reached_left, reached_right = load < network.left_low, np.zeros(len(network.right_high), dtype=np.bool_)
    while True:
        before = int(reached_left.sum()) + int(reached_right.sum())
        reached_right[network.right[reached_left[network.left] & ~chosen]] = True
        reached_left[network.left[reached_right[network.right] & chosen]] = True
        if int(reached_left.sum()) + int(reached_right.sum()) == before:
            return np.flatnonzero(reached_left & (network.left_low > 0)), np.flatnonzero(reached_right)


def _counted(instance: Instance, wishes: Wishes, settled: Settled) -> Matching:
    pairs = np.flatnonzero(settled.chosen)
    quality = instance.quality[pairs]
    bands = np.bincount(bands_of(quality, wishes.bands), minlength=len(wishes.bands) + 1)
    existing = flags(instance.existing, len(instance.left))
    broken = int((existing & ~settled.chosen).sum())
    return Matching(pairs, len(pairs), broken, tuple(int(count) for count in bands), int(quality.sum()), settled)

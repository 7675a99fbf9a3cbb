"""Who is matched with whom: checked, filled, settled stage by stage, and counted."""

from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.flows import greatest_flow
from banyan.kernels.matching.instance import Flags, Instance, Ints, Wishes, flags, loads_before, pair_keys
from banyan.kernels.matching.layers import bands_of
from banyan.kernels.matching.network import Network, loads, with_decided
from banyan.kernels.matching.refusals import Problem, UnableToMatch
from banyan.kernels.matching.slots import seats_of, slots_in_conflict
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
    pairs in the worst band, then the next, greatest total quality, then the seeded lottery. Minimums, pins, bans and slots always hold.

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
    """Return which pairs no ban forbids. Raise UnableToMatch for pins, minimums and pairs that no choice can hold."""
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
    problems += slots_in_conflict(instance, pinned)
    if problems:
        raise UnableToMatch(*problems)
    return ~forbidden


def _network(instance: Instance, allowed: Flags, pinned: Flags) -> Network:
    seats = seats_of(instance, allowed)
    empty = np.zeros_like(seats.owner)
    whole = Network(
        edge=np.arange(len(instance.left)),
        left=seats.node,
        right=instance.right,
        left_low=np.concatenate([instance.minimum, empty]),
        left_high=np.concatenate([instance.capacity, empty + 1]),
        right_low=np.zeros_like(instance.places),
        right_high=instance.places,
        owner=seats.owner,
        base=np.concatenate([loads_before(instance), empty]),
        flow=int(pinned.sum()),
    )
    return with_decided(whole, pinned | ~allowed, pinned)


def _refuse_minimums(network: Network) -> None:
    """Raise UnableToMatch with the persons whose minimums can't be met together, and how many places there are for them."""
    persons = np.arange(len(network.left_low)) < network.persons
    least = replace(network, left_high=np.where(persons, network.left_low, network.left_high))
    chosen = greatest_flow(least)
    if int(chosen.sum()) == int(network.left_low.sum()):
        return
    lefts = _short_of_places(least, chosen)
    # No pair of theirs can be had from the others, so what they have is all that there is for them.
    there = int(loads(network, chosen)[0][lefts].sum())
    person = np.concatenate([np.arange(network.persons), network.owner])[network.left]
    left, right = tuple(lefts.tolist()), tuple(np.unique(network.right[np.isin(person, lefts)]).tolist())
    raise UnableToMatch(Problem("minimum_unmet", left, right, needed=int(network.left_low[lefts].sum()), there=there))


def _short_of_places(network: Network, chosen: Flags) -> Ints:
    """The persons on the left who share too few places (the reachable side of a least cut)."""
    load = loads(network, chosen)[0]
    reached_left, reached_right = load < network.left_low, np.zeros(len(network.right_high), dtype=np.bool_)
    seat = network.persons + np.arange(len(network.owner))
    open_, taken = load[seat] < network.left_high[seat], load[seat] > 0
    while True:
        before = int(reached_left.sum()) + int(reached_right.sum())
        reached_left[seat[open_ & reached_left[network.owner]]] = True
        reached_right[network.right[reached_left[network.left] & ~chosen]] = True
        reached_left[network.left[reached_right[network.right] & chosen]] = True
        reached_left[network.owner[taken & reached_left[seat]]] = True
        if int(reached_left.sum()) + int(reached_right.sum()) == before:
            return np.flatnonzero((reached_left & (network.left_low > 0))[: network.persons])


def _counted(instance: Instance, wishes: Wishes, settled: Settled) -> Matching:
    pairs = np.flatnonzero(settled.chosen)
    quality = instance.quality[pairs]
    bands = np.bincount(bands_of(quality, wishes.bands), minlength=len(wishes.bands) + 1)
    existing = flags(instance.existing, len(instance.left))
    broken = int((existing & ~settled.chosen).sum())
    return Matching(pairs, len(pairs), broken, tuple(int(count) for count in bands), int(quality.sum()), settled)

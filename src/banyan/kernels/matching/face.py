"""Which pairs could still be exchanged for others without loss: all else is decided."""

from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.instance import Flags, Ints
from banyan.kernels.matching.network import Network, above, loads, with_decided
from banyan.kernels.matching.prices import FAR, Prices, load_steps


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Changes that cost nothing, as arcs between nodes (left, then right, then source and sink) along which a pair may wander."""

    tail: Ints
    head: Ints
    joined_left: Flags
    joined_right: Flags


def shrink(network: Network, chosen: Flags, prices: Prices, cost: Ints, load_cost: int) -> tuple[Network, Flags]:
    """Return the network of pairs that some equally good choice has otherwise, and what is chosen of them now.

    By complementary slackness every best choice agrees with this one wherever a change has a price.
    """
    tight = cost + prices.left[network.left] - prices.right[network.right] == 0
    network = _with_tight_limits(network, chosen, prices, load_cost)
    chosen_open, opened = chosen[tight], with_decided(network, ~tight, chosen)
    opened, chosen_open = _without_dead_ends(opened, chosen_open)
    return opened, chosen_open


def free_moves(network: Network, chosen: Flags) -> Moves:
    """Return along which arcs pairs may wander within the limits."""
    load, fill = loads(network, chosen)
    lefts, rights = len(load), len(fill)
    sink, giver = lefts + rights + 1, above(network, lefts + rights)
    more, less = load < network.left_high, load > network.left_low
    gains, loses = fill < network.right_high, fill > network.right_low
    right = lefts + network.right
    tail = [np.where(chosen, right, network.left), giver[more], np.flatnonzero(less)]
    head = [np.where(chosen, network.left, right), np.flatnonzero(more), giver[less]]
    tail += [lefts + np.flatnonzero(gains), np.full(loses.sum(), sink)]
    head += [np.full(gains.sum(), sink), lefts + np.flatnonzero(loses)]
    return Moves(np.concatenate(tail), np.concatenate(head), more & less, gains & loses)


def _with_tight_limits(network: Network, chosen: Flags, prices: Prices, load_cost: int) -> Network:
    load, fill = loads(network, chosen)
    steps = load_steps(network, chosen, load_cost)
    giver = np.concatenate([np.full(network.persons, prices.source), prices.left[network.owner]])
    up = (steps.more < FAR) & (giver + steps.more == prices.left)
    down = (steps.less < FAR) & (prices.left + steps.less == giver)
    # Where a step costs by the load only the next one is free; else all are, or none.
    by_load = (np.arange(len(load)) < network.persons) & (load_cost > 0)
    same = prices.left == giver
    low = np.where(by_load, load - down, np.where(same, network.left_low, load))
    high = np.where(by_load, load + up, np.where(same, network.left_high, load))
    even = prices.right == prices.sink
    return replace(
        network,
        left_low=low,
        left_high=high,
        right_low=np.where(even, network.right_low, fill),
        right_high=np.where(even, network.right_high, fill),
    )


def _without_dead_ends(network: Network, chosen: Flags) -> tuple[Network, Flags]:
    """Decide each pair that lies on no closed way of moves, as only a closed way turns one choice into another."""
    alive = _on_closed_ways(network, chosen)
    lefts = len(network.left_low)
    load, fill = loads(network, chosen)
    live_left, live_right = alive[:lefts], alive[lefts : lefts + len(fill)]
    network = replace(
        network,
        left_low=np.where(live_left, network.left_low, load),
        left_high=np.where(live_left, network.left_high, load),
        right_low=np.where(live_right, network.right_low, fill),
        right_high=np.where(live_right, network.right_high, fill),
    )
    decided = ~(live_left[network.left] & live_right[network.right])
    return with_decided(network, decided, chosen), chosen[~decided]


def _on_closed_ways(network: Network, chosen: Flags) -> Flags:
    moves = free_moves(network, chosen)
    lefts, rights = len(network.left_low), len(network.right_low)
    # A person who may carry one more or one less stands for the end itself: going there and back changes nothing.
    name = np.arange(lefts + rights + 2)
    name[:lefts][moves.joined_left] = lefts + rights
    name[lefts : lefts + rights][moves.joined_right] = lefts + rights + 1
    tail, head = name[moves.tail], name[moves.head]
    going = tail != head
    tail, head = tail[going], head[going]
    while True:
        leaves, enters = np.bincount(tail, minlength=len(name)) > 0, np.bincount(head, minlength=len(name)) > 0
        alive = leaves & enters
        stays = alive[tail] & alive[head]
        if stays.all():
            return alive[name]
        tail, head = tail[stays], head[stays]

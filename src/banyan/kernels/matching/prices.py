"""Prices that prove a choice of pairs best: no exchange of pairs, however long, would lower its cost."""

from dataclasses import dataclass

import numpy as np

from banyan.kernels.matching.instance import Flags, Ints
from banyan.kernels.matching.network import Network, loads

FAR = np.int64(1 << 62)


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """A price for each person and seat and for the two ends; ``rounds`` bounds how many pairs lie on the way by which a price was found."""

    left: Ints
    right: Ints
    source: int
    sink: int
    rounds: int


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What one pair more, or one less, costs each on the left (FAR where the limits forbid it)."""

    more: Ints
    less: Ints


def load_steps(network: Network, chosen: Flags, load_cost: int) -> Steps:
    """Return the cost of each next step up and down on the left: ``load_cost`` times the square of a person's load is its cost."""
    load = loads(network, chosen)[0]
    whole = network.base + load
    costs = np.where(np.arange(len(load)) < network.persons, load_cost, 0)
    return Steps(
        np.where(load < network.left_high, costs * (2 * whole + 1), FAR),
        np.where(load > network.left_low, -costs * (2 * whole - 1), FAR),
    )


def prove(network: Network, chosen: Flags, cost: Ints, load_cost: int, most_rounds: int) -> Prices | None:
    """Return prices under which no change pays (all shortest ways in the residual network), or None when ``most_rounds`` didn't do.

    Each round passes at most one pair forward and one back, so a price is the sum over at most ``rounds`` of either.
    """
    search = _Search(network, chosen, cost, load_cost)
    for round_ in range(1, most_rounds + 1):
        if not search.advance():
            return Prices(search.left, search.right, int(search.source), int(search.sink), round_)
    return None


class _Search:
    """Bellman and Ford's search by rounds over plain arrays, in which only those on the left whose price fell look further."""

    def __init__(self, network: Network, chosen: Flags, cost: Ints, load_cost: int) -> None:
        steps = load_steps(network, chosen, load_cost)
        self.persons, self.owner = network.persons, network.owner
        self.more, self.less = steps.more[: self.persons], steps.less[: self.persons]
        self.seat_more, self.seat_less = (np.flatnonzero(step[self.persons :] < FAR) for step in (steps.more, steps.less))
        fill = loads(network, chosen)[1]
        self.may_more, self.may_less = fill < network.right_high, fill > network.right_low
        self.taken_left, self.taken_right, self.taken_cost = network.left[chosen], network.right[chosen], cost[chosen]
        free = np.flatnonzero(~chosen)
        free = free[np.argsort(network.left[free], kind="stable")]
        self.free_left, self.free_right, self.free_cost = network.left[free], network.right[free], cost[free]
        self.first = np.searchsorted(self.free_left, np.arange(len(network.left_low) + 1))
        self.left = np.zeros(len(network.left_low), dtype=np.int64)
        self.right = np.zeros(len(network.right_low), dtype=np.int64)
        self.source = self.sink = np.int64(0)
        self.fell = np.ones(len(self.left), dtype=np.bool_)

    def advance(self) -> bool:
        """Walk each arc once and say whether any price fell."""
        before_left, before_right = self.left.copy(), self.right.copy()
        before_ends = self.source, self.sink
        arcs = self._arcs_of(np.flatnonzero(self.fell))
        np.minimum.at(self.right, self.free_right[arcs], self.left[self.free_left[arcs]] + self.free_cost[arcs])
        self.sink = min(self.sink, self.right[self.may_more].min(initial=FAR))
        self.right[self.may_less] = np.minimum(self.right[self.may_less], self.sink)
        np.minimum.at(self.left, self.taken_left, self.right[self.taken_right] - self.taken_cost)
        self._pass_above()
        self.fell = self.left < before_left
        return bool(self.fell.any() or (self.right < before_right).any() or before_ends != (self.source, self.sink))

    def _pass_above(self) -> None:
        person, seat = self.left[: self.persons], self.left[self.persons :]
        np.minimum.at(person, self.owner[self.seat_less], seat[self.seat_less])
        fewer, more = self.less < FAR, self.more < FAR
        self.source = min(self.source, (person[fewer] + self.less[fewer]).min(initial=FAR))
        person[more] = np.minimum(person[more], self.source + self.more[more])
        seat[self.seat_more] = np.minimum(seat[self.seat_more], person[self.owner[self.seat_more]])

    def _arcs_of(self, persons: Ints) -> Ints:
        if len(persons) * 3 > len(self.left):
            return np.arange(len(self.free_left))
        first, count = self.first[persons], self.first[persons + 1] - self.first[persons]
        begin: Ints = np.repeat(first - (np.cumsum(count) - count), count)
        return begin + np.arange(int(count.sum()))

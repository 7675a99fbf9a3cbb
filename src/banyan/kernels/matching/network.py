"""What is still open while stages are settled: the pairs not decided yet and how much each person may carry of them."""

from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.instance import Flags, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Undecided pairs (``edge`` numbers them in the instance) between persons that carry ``low`` to ``high`` of them; ``flow`` in all.

    On the left stand the persons and after them their seats, each of which passes on what its ``owner`` carries.
    ``base`` is what each on the left carries already, by decided pairs or from before.
    """

    edge: Ints
    left: Ints
    right: Ints
    left_low: Ints
    left_high: Ints
    right_low: Ints
    right_high: Ints
    owner: Ints
    base: Ints
    flow: int

    @property
    def persons(self) -> int:
        """How many on the left are persons and no seats."""
        return len(self.left_low) - len(self.owner)


def loads(network: Network, chosen: Flags) -> tuple[Ints, Ints]:
    """Count the chosen pairs of each person, left (those of seats are their owner's too) and right."""
    left = np.bincount(network.left[chosen], minlength=len(network.left_low)).astype(np.int64)
    np.add.at(left, network.owner, left[network.persons :])
    return left, np.bincount(network.right[chosen], minlength=len(network.right_low)).astype(np.int64)


def above(network: Network, source: int) -> Ints:
    """Return from where each on the left takes what it carries: persons from the ``source``, seats from their owner."""
    return np.concatenate([np.full(network.persons, source, dtype=np.int64), network.owner])


def with_decided(network: Network, decided: Flags, chosen: Flags) -> Network:
    """Return what is left open once the ``decided`` pairs stand as ``chosen`` says."""
    taken, rest = decided & chosen, ~decided
    left, right = loads(network, taken)
    return replace(
        network,
        edge=network.edge[rest],
        left=network.left[rest],
        right=network.right[rest],
        left_low=np.maximum(network.left_low - left, 0),
        left_high=network.left_high - left,
        right_low=np.maximum(network.right_low - right, 0),
        right_high=network.right_high - right,
        base=network.base + left,
        flow=network.flow - int(taken.sum()),
    )

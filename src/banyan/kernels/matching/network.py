"""What is still open while stages are settled: the pairs not decided yet and how much each person may carry of them."""

from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.instance import Flags, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Undecided pairs (``edge`` numbers them in the instance) between persons that carry ``low`` to ``high`` of them; ``flow`` in all.

    ``base`` is what each left person carries already by decided pairs.
    """

    edge: Ints
    left: Ints
    right: Ints
    left_low: Ints
    left_high: Ints
    right_low: Ints
    right_high: Ints
    base: Ints
    flow: int


def loads(network: Network, chosen: Flags) -> tuple[Ints, Ints]:
    """Count the chosen pairs of each person, left and right."""
    return (
        np.bincount(network.left[chosen], minlength=len(network.left_low)).astype(np.int64),
        np.bincount(network.right[chosen], minlength=len(network.right_low)).astype(np.int64),
    )


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

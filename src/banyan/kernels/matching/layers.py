"""The order of what counts, as layers of small costs; as many as 64 bits hold are weighed into one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from banyan.kernels.matching.instance import Instance, Ints, Wishes, flags, loads_before

ROOM = 1 << 61
# Proofs of real instances took under 200 rounds; groups of layers are cut so that this many stay exact.
ROUNDS = 512


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Costs of the pairs for one aim, each from ``-most`` to ``most``; with ``load`` the square of each left person's load is its cost."""

    name: str
    cost: Ints
    most: int
    load: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Layers weighed into one cost for each pair and one for the squares of loads."""

    cost: Ints
    load_cost: int


def layers_of(instance: Instance, wishes: Wishes) -> list[Layer]:
    """Return the aims after coverage, first things first: pairs kept, even loads, worst bands, total quality."""
    size, layers = len(instance.left), []
    existing = flags(instance.existing, size)
    if wishes.keep_existing and existing.any():
        layers.append(Layer("kept", -existing.astype(np.int64), 1))
    if wishes.even_loads:
        degree = np.bincount(instance.left, minlength=len(instance.capacity))
        steps = 2 * int((loads_before(instance) + np.minimum(instance.capacity, degree)).max(initial=0)) + 1
        layers.append(Layer("even", np.zeros(size, dtype=np.int64), steps, load=True))
    band = bands_of(instance.quality, wishes.bands)
    layers += [Layer("band", (band == worst).astype(np.int64), 1) for worst in range(len(wishes.bands))]
    return [*layers, Layer("total", 1000 - instance.quality, 1000)]


def bands_of(quality: Ints, bands: Sequence[int]) -> Ints:
    """Return the band of each pair: how many thresholds its quality reaches."""
    return np.searchsorted(np.asarray(bands, dtype=np.int64), quality, side="right").astype(np.int64)


def group(layers: Sequence[Layer]) -> list[list[Layer]]:
    """Cut the layers into as few runs as can each be proved within 64 bits."""
    groups: list[list[Layer]] = []
    for layer in layers:
        if groups and exact_rounds([*groups[-1], layer]) >= ROUNDS:
            groups[-1].append(layer)
        else:
            groups.append([layer])
    return groups


def exact_rounds(layers: Sequence[Layer]) -> int:
    """Return for how many rounds of a proof the exact weights of these layers fit into 64 bits."""
    rounds = 1 << 24
    while rounds and exact_weights(layers, rounds)[0] * _reach(layers[0], rounds) >= ROOM:
        rounds //= 2
    return rounds


def exact_weights(layers: Sequence[Layer], rounds: int) -> list[int]:
    """Return weights under which one number orders as the layers do, for sums over the ways of so many rounds."""
    weights = [1]
    for layer in reversed(layers[1:]):
        weights.insert(0, weights[0] * (_reach(layer, rounds) + 1))
    return weights


def guessed_weights(layers: Sequence[Layer], factor: int) -> list[int]:
    """Return small weights that are likely to give the same choice: one of a layer outweighs ``factor`` of the next."""
    weights = [1]
    for _, after in reversed(list(pairwise(layers))):
        weights.insert(0, weights[0] * factor * after.most)
    return weights


def weigh(layers: Sequence[Layer], weights: Sequence[int]) -> Weighed:
    """Sum the layers up under the weights."""
    cost = np.zeros_like(layers[0].cost)
    for layer, weight in zip(layers, weights, strict=True):
        cost = cost + layer.cost * weight
    return Weighed(cost, sum(weight for layer, weight in zip(layers, weights, strict=True) if layer.load))


def _reach(layer: Layer, rounds: int) -> int:
    # A price sums at most `rounds` pairs, each within `most`; a reduced cost is the difference of two prices and one pair.
    return (2 * rounds + 1) * layer.most

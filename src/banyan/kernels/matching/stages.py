"""Stage after stage on what the stages before left open: each is one cheapest flow, proved and cut down to its ties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from banyan.kernels.matching.face import shrink
from banyan.kernels.matching.flows import cheapest_flow, fits
from banyan.kernels.matching.instance import Flags, Instance, Ints, Wishes
from banyan.kernels.matching.layers import (
    Layer,
    exact_rounds,
    exact_weights,
    group,
    guessed_weights,
    layers_of,
    weigh,
)
from banyan.kernels.matching.lots import LOTS, draw_lots
from banyan.kernels.matching.network import Network
from banyan.kernels.matching.prices import Prices, prove
from banyan.kernels.matching.slots import twin_numbers

# Weights at first, then larger ones where the proof fails; each try costs the solver more time.
FACTORS = (4, 64, 1024)
# A guess that proves takes some 100 rounds; one that doesn't would go round in circles until the last, which costs more than the next try.
FEW_ROUNDS = 192


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The chosen pairs, and the network that was open (with what was chosen of it) when only lots were left to decide."""

    chosen: Flags
    equal: Network
    equal_chosen: Flags


def settle(network: Network, chosen: Flags, instance: Instance, wishes: Wishes) -> Settled:
    """Run all stages from a choice that fills the most places, and draw lots until one choice is left."""
    whole = chosen
    for layers in group(layers_of(instance, wishes)):
        network, _now, whole = _stage(network, layers, whole)
    equal, equal_chosen = network, whole[network.edge]
    for lots in _draws(instance, wishes.seed):
        if not len(network.edge):
            break
        network, _now, whole = _stage(network, [lots], whole)
    return Settled(whole, equal, equal_chosen)


def _draws(instance: Instance, seed: int) -> Iterator[Layer]:
    left = instance.left_key if len(instance.left_key) else np.arange(len(instance.capacity))
    right = instance.right_key if len(instance.right_key) else np.arange(len(instance.places))
    keys = [left[instance.left], right[instance.right]]
    if len(instance.slot):
        keys += [instance.slot, twin_numbers(instance)]
    draw = 0
    while True:
        lots = draw_lots(keys, seed=seed, draw=draw)
        yield Layer("lots", -lots, LOTS)
        draw += 1


def _stage(network: Network, layers: Sequence[Layer], whole: Flags) -> tuple[Network, Flags, Flags]:
    if not len(network.edge):
        return network, whole[:0], whole
    here = [replace(layer, cost=layer.cost[network.edge]) for layer in layers]
    proved = _solve(network, here)
    if proved is None:
        # Too far for one number: settle the layers one by one, which needs no weights at all.
        for layer in layers:
            network, now, whole = _stage(network, [layer], whole)
        return network, whole[network.edge], whole
    chosen, prices, cost, load_cost = proved
    whole = whole.copy()
    whole[network.edge] = chosen
    network, now = shrink(network, chosen, prices, cost, load_cost)
    return network, now, whole


def _solve(network: Network, layers: Sequence[Layer]) -> tuple[Flags, Prices, Ints, int] | None:
    rounds = exact_rounds(layers) if len(layers) > 1 else len(network.left_low) + len(network.right_low) + 3
    exact = weigh(layers, exact_weights(layers, rounds))
    for factor in FACTORS:
        guess = weigh(layers, guessed_weights(layers, factor))
        if not fits(network, guess.cost, guess.load_cost):
            break
        chosen = cheapest_flow(network, guess.cost, guess.load_cost)
        most = rounds if factor == FACTORS[-1] or len(layers) == 1 else min(rounds, FEW_ROUNDS)
        prices = None if chosen is None else prove(network, chosen, exact.cost, exact.load_cost, most)
        if chosen is not None and prices is not None:
            return chosen, prices, exact.cost, exact.load_cost
    if len(layers) == 1:
        raise RuntimeError(f"the stage {layers[0].name} could not be proved")
    return None

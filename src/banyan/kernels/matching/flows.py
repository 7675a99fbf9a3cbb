"""The one place where OR-Tools is called: greatest flow, and cheapest flow of a given size."""

import numpy as np
import numpy.typing as npt
from ortools.graph.python.max_flow import SimpleMaxFlow  # type: ignore[import-untyped]  # OR-tools wrote no types for it
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from banyan.kernels.matching.instance import Flags, Ints
from banyan.kernels.matching.network import Network, above

Nodes = npt.NDArray[np.int32]

# The solver multiplies costs by the number of nodes and adds them up along paths, in 64 bits, without saying when they run over.
COST_ROOM = 1 << 58


def greatest_flow(network: Network) -> Flags:
    """Choose as many pairs as the upper limits of both sides allow."""
    solver = SimpleMaxFlow()
    tail, head, room = _arcs(network, network.left_high, network.right_high)
    arcs = solver.add_arcs_with_capacity(tail, head, room)
    source = len(network.left_high) + len(network.right_high)
    if solver.solve(source, source + 1) != solver.OPTIMAL:
        raise RuntimeError("OR-Tools found no greatest flow")
    return np.asarray(solver.flows(arcs[: len(network.edge)]), dtype=np.bool_)


def fits(network: Network, cost: Ints, load_cost: int) -> bool:
    """Whether the solver can hold these costs."""
    steps = 2 * int((network.base + network.left_high).max(initial=0)) + 1
    largest = max(int(np.abs(cost).max(initial=0)), load_cost * steps)
    return largest * (len(network.left_high) + len(network.right_high) + 3) < COST_ROOM


def cheapest_flow(network: Network, cost: Ints, load_cost: int) -> Flags | None:
    """Choose ``network.flow`` pairs within the limits at least cost; ``load_cost`` times each load's square is added. None when refused."""
    solver = SimpleMinCostFlow()
    left_room, right_room = network.left_high - network.left_low, network.right_high - network.right_low
    tail, head, room = _arcs(network, left_room, right_room)
    costs = np.concatenate([cost, np.zeros(len(tail) - len(cost), dtype=np.int64)])
    if load_cost:
        tail, head, room, costs = _with_steps(network, load_cost, tail, head, room, costs)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, room, costs)
    ends = np.array([network.flow - network.left_low[: network.persons].sum(), network.right_low.sum() - network.flow])
    supplies = np.concatenate([network.left_low, -network.right_low, ends])
    np.subtract.at(supplies, network.owner, network.left_low[network.persons :])
    solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.asarray(solver.flows(arcs[: len(cost)]), dtype=np.bool_)


def _arcs(network: Network, left_room: Ints, right_room: Ints) -> tuple[Nodes, Nodes, Ints]:
    lefts, rights = len(left_room), len(right_room)
    source = lefts + rights
    tail = np.concatenate([network.left, above(network, source), lefts + np.arange(rights)]).astype(np.int32)
    head = np.concatenate([lefts + network.right, np.arange(lefts), np.full(rights, source + 1)]).astype(np.int32)
    return tail, head, np.concatenate([np.ones(len(network.edge), dtype=np.int64), left_room, right_room])


def _with_steps(network: Network, load_cost: int, tail: Nodes, head: Nodes, room: Ints, costs: Ints) -> tuple[Nodes, Nodes, Ints, Ints]:
    # A square is a sum of odd numbers, so one arc of room 1 for each step of load makes it a plain cost.
    lefts, first = network.persons, len(network.edge)
    steps = (network.left_high - network.left_low)[:lefts]
    person = np.repeat(np.arange(lefts), steps)
    step = np.arange(len(person)) - np.repeat(np.cumsum(steps) - steps, steps)
    load = network.base[person] + network.left_low[person] + step
    keep = np.r_[np.arange(first), np.arange(first + lefts, len(tail))]
    return (
        np.concatenate([tail[keep], np.full(len(person), tail[first], dtype=np.int32)]) if lefts else tail,
        np.concatenate([head[keep], person.astype(np.int32)]),
        np.concatenate([room[keep], np.ones(len(person), dtype=np.int64)]),
        np.concatenate([costs[keep], load_cost * (2 * load + 1)]),
    )

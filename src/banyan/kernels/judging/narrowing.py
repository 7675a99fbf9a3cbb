"""Which cases any choice of a given worth must hold or leave out: proved by prices of the limits, so that ties are sought among few.

Prices for limits (the duals of the linear relaxation) bound every choice from above. How far a choice lies below that bound is its gap;
a case whose own price exceeds the gap is decided. The bound holds for any prices, so they are rounded to whole numbers and all that
follows is exact (reduced-cost fixing; G. L. Nemhauser and L. A. Wolsey, Integer and Combinatorial Optimization, 1988, II.5.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # OR-tools wrote no types for it

from banyan.kernels.judging.field import Bond
from banyan.kernels.judging.questions import LimitKind


@dataclass(frozen=True, slots=True)
class Decided:
    """Places that every choice worth as much holds, and those that none holds."""

    held: frozenset[int]
    out: frozenset[int]


def narrow(bonds: Sequence[Bond], places: Sequence[int], values: Sequence[int], worth: int) -> Decided:
    """Name the places that are decided for choices within ``bonds`` whose ``values`` sum up to ``worth`` or more."""
    prices = [_whole(bond, price) for bond, price in zip(bonds, _prices(bonds, places, values), strict=True)]
    own = {place: values[place] for place in places}
    bound = 0
    for bond, price in zip(bonds, prices, strict=True):
        bound += price * bond.limit.number
        for place in bond.members & own.keys() if price else ():
            own[place] -= price
    gap = bound + sum(max(price, 0) for price in own.values()) - worth
    return Decided(
        frozenset(place for place, price in own.items() if price > gap), frozenset(place for place, price in own.items() if -price > gap)
    )


def _whole(bond: Bond, price: float) -> int:
    """A whole price whose sign the limit allows: a maximum can't cost less than nothing, a minimum not more."""
    match bond.limit.kind:
        case LimitKind.WINNERS:
            return round(price)
        case LimitKind.AT_LEAST:
            return min(round(price), 0)
        case LimitKind.UNIT_MOST | LimitKind.AT_MOST:
            return max(round(price), 0)
    return 0


def _prices(bonds: Sequence[Bond], places: Sequence[int], values: Sequence[int]) -> list[float]:
    solver = pywraplp.Solver.CreateSolver("GLOP")
    picks = {place: solver.NumVar(0, 1, "") for place in places}
    rows = []
    for bond in bonds:
        number, kind = bond.limit.number, bond.limit.kind
        low = number if kind in (LimitKind.WINNERS, LimitKind.AT_LEAST) else -solver.infinity()
        high = number if kind in (LimitKind.WINNERS, LimitKind.UNIT_MOST, LimitKind.AT_MOST) else solver.infinity()
        row = solver.Constraint(low, high)
        for place in bond.members & picks.keys():
            row.SetCoefficient(picks[place], 1)
        rows.append(row)
    goal = solver.Objective()
    for place, pick in picks.items():
        goal.SetCoefficient(pick, values[place])
    goal.SetMaximization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return [0.0] * len(rows)
    return [row.dual_value() for row in rows]

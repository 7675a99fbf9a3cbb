"""Rules that can't all hold: a smallest set of them, and the counts that show why."""

from collections.abc import Collection

from ortools.sat.python import cp_model

from banyan.kernels.judging.choice import Chooser
from banyan.kernels.judging.field import Bond, Field
from banyan.kernels.judging.questions import Conflict, Contradiction, Limit, LimitKind


def find_contradiction(field: Field) -> Contradiction:
    """Name a smallest set of rules of ``field`` that can't all hold; ``field`` must allow no choice.

    A set contradicts if it meets every set of rules without which a choice is possible (A. Ignatiev and others, Smallest MUS
    extraction with minimal hitting set dualization, CP 2015); so the first smallest set that meets those known and contradicts is one.
    """
    rules = sorted({bond.rule for bond in field.bonds if bond.members or bond.limit.number})
    known: list[frozenset[int]] = []
    while is_possible(field, named := _smallest_meeting(known, rules)):
        for rule in rules:
            if rule not in named and is_possible(field, {*named, rule}):
                named.add(rule)
        known.append(frozenset(rules) - named)
    bonds = _fewest([bond for bond in field.bonds if bond.rule in named], field)
    conflict, needed, available = _why(field, bonds)
    return Contradiction(_cited(field, bonds), conflict, needed, available)


def is_possible(field: Field, rules: Collection[int]) -> bool:
    """Tell whether ``rules`` alone allow a choice."""
    return Chooser(field, [bond for bond in field.bonds if bond.rule in rules]).is_possible()


def _smallest_meeting(known: list[frozenset[int]], rules: list[int]) -> set[int]:
    if not known:
        return set()
    model, solver = cp_model.CpModel(), cp_model.CpSolver()
    solver.parameters.num_workers = 1
    picks = {rule: model.new_bool_var("") for rule in rules}
    for one in known:
        model.add_bool_or([picks[rule] for rule in sorted(one)])
    model.minimize(cp_model.LinearExpr.sum(list(picks.values())))
    solver.solve(model)
    return {rule for rule, pick in picks.items() if solver.boolean_value(pick)}


def _fewest(bonds: list[Bond], field: Field) -> list[Bond]:
    """Drop the limits of rules for each value that take no part."""
    kept = list(bonds)
    for bond in bonds:
        without = [one for one in kept if one is not bond]
        if not Chooser(field, without).is_possible():
            kept = without
    return kept


def _cited(field: Field, bonds: list[Bond]) -> tuple[Limit, ...]:
    """Cite a rule for each value once, unless one value alone takes part."""
    cited: dict[int, Limit] = {}
    for bond in bonds:
        limit = bond.limit
        cited[bond.rule] = Limit(limit.kind, limit.number, limit.scope) if bond.rule in cited else limit
    return tuple(cited.values())


def _why(field: Field, bonds: list[Bond]) -> tuple[Conflict, int | None, int | None]:
    """Count how far off it is: the most that one rule can have under the others, or the fewest winners that the minimums need."""
    minimums = [bond for bond in bonds if bond.limit.kind == LimitKind.AT_LEAST]
    winners = [bond for bond in bonds if bond.limit.kind == LimitKind.WINNERS]
    everyone = range(len(field.candidates))
    for asking in (*winners, *(minimums if len(minimums) == 1 else ())):
        others = Chooser(field, [bond for bond in bonds if bond is not asking])
        needed = asking.limit.number
        if (most := others.extreme(asking.members, most=True)) is not None and most < needed:
            return Conflict.TOO_FEW, needed, most
        if asking in winners and (least := others.extreme(everyone, most=False)) is not None and least > needed:
            return Conflict.TOO_MANY, least, needed
    return Conflict.TOGETHER, None, None

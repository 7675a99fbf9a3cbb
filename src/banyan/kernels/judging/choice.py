"""The best choice that limits allow, found and proved by OR-tools' CP-SAT: one worker and a fixed seed, so the same on every run."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.field import BARS, Bond, Field
from banyan.kernels.judging.narrowing import narrow
from banyan.kernels.judging.questions import LimitKind

# Work, not seconds: a slow machine must not find less than a quick one.
_MOST_WORK = 300.0
# Lots are decided so many at once; two to that power stays far below what the solver counts with.
_LOTS_AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """Places of the chosen, their total, and the bound that the solver proved; nothing chosen where no choice is allowed."""

    chosen: tuple[int, ...]
    total: int
    bound: int


class Chooser:
    """A model of one field under some of its limits."""

    def __init__(self, field: Field, bonds: Iterable[Bond], *, forced: Collection[int] = ()) -> None:
        self.field = field
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = 0
        self.solver.parameters.max_deterministic_time = _MOST_WORK
        self.bonds = tuple(bonds)
        barred = {place for bond in self.bonds if bond.limit.kind in BARS for place in bond.members}
        self.places = [place for place in range(len(field.candidates)) if place not in barred]
        self.picks = {place: self.model.new_bool_var("") for place in self.places}
        self.forced = frozenset(forced)
        self._bind()
        for place in self.forced:
            self.model.add(self._sum({place}) == 1)

    def is_possible(self) -> bool:
        """Tell whether any choice is allowed."""
        return self._solve()

    def extreme(self, members: Collection[int], *, most: bool) -> int | None:
        """Return how many of ``members`` can be chosen at most (or must be at least); None when no choice is allowed."""
        goal = self._sum(members)
        (self.model.maximize if most else self.model.minimize)(goal)
        return round(self.solver.objective_value) if self._solve() else None

    def best(self) -> Choice | None:
        """Return the one best choice: greatest total, then greatest sum of each tie key, then the lots; None when none is allowed."""
        self._keep_alike_in_order()
        scores = [candidate.score_thousandths or 0 for candidate in self.field.candidates]
        total = self._raise(scores)
        if total is None:
            return None
        bound = round(self.solver.best_objective_bound)
        chosen = self._chosen()
        for level in range(len(self.field.candidates[0].tie_keys)):
            if not self._has_other(chosen):
                return Choice(chosen, total, bound)
            self._raise([candidate.tie_keys[level] for candidate in self.field.candidates])
            chosen = self._chosen()
        return Choice(self._by_lot(chosen), total, bound)

    def _bind(self) -> None:
        for bond in self.bonds:
            count = self._sum(bond.members)
            match bond.limit.kind:
                case LimitKind.WINNERS:
                    self.model.add(count == bond.limit.number)
                case LimitKind.UNIT_MOST | LimitKind.AT_MOST:
                    self.model.add(count <= bond.limit.number)
                case LimitKind.AT_LEAST:
                    self.model.add(count >= bond.limit.number)

    def _sum(self, members: Iterable[int]) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([self.picks[place] for place in sorted(members) if place in self.picks])

    def _keep_alike_in_order(self) -> None:
        """Of candidates that all limits treat alike the better comes first; it spares the solver most ties."""
        alike: dict[frozenset[int], list[int]] = {}
        marks: dict[int, set[int]] = {place: set() for place in self.places}
        for number, bond in enumerate(self.bonds):
            for place in bond.members & marks.keys():
                marks[place].add(number)
        for place in (one for one in self.places if one not in self.forced):
            alike.setdefault(frozenset(marks[place]), []).append(place)
        for group in alike.values():
            for better, worse in pairwise(group):
                self.model.add_implication(self.picks[worse], self.picks[better])

    def _raise(self, values: Sequence[int]) -> int | None:
        """Choose for the greatest sum of ``values`` and hold on to it."""
        goal = cp_model.LinearExpr.weighted_sum(list(self.picks.values()), [values[place] for place in self.picks])
        self.model.maximize(goal)
        if not self._solve():
            return None
        reached = sum(values[place] for place in self._chosen())
        self.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-tools wrote no types for it
        self.model.add(goal == reached)
        self._decide(values, reached)
        return reached

    def _decide(self, values: Sequence[int], reached: int) -> None:
        """Settle the cases that every choice as good holds or leaves out; what is left is small even where the sums are many."""
        decided = narrow(self.bonds, self.places, values, reached)
        for place in self.places:
            if place in decided.held and place not in self.forced:
                self.model.add(self.picks[place] == 1)
            elif place in decided.out and place not in self.forced:
                self.model.add(self.picks[place] == 0)

    def _has_other(self, chosen: tuple[int, ...]) -> bool:
        """Tell whether another choice is as good so far."""
        other = self.model.new_bool_var("")
        self.model.add(self._sum(chosen) < len(chosen)).only_enforce_if(other)
        self.model.clear_assumptions()
        self.model.add_assumption(other)
        found = self._solve()
        self.model.clear_assumptions()
        return found

    def _by_lot(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """Go through the lots as they were drawn: who can be in, is in."""
        drawn = sorted(self.places, key=lambda place: self.field.lots[place])
        for start in range(0, len(drawn), _LOTS_AT_ONCE):
            if not self._has_other(chosen):
                break
            values = [0] * len(self.field.candidates)
            for power, place in enumerate(reversed(drawn[start : start + _LOTS_AT_ONCE])):
                values[place] = 2**power
            self._raise(values)
            chosen = self._chosen()
        return chosen

    def _solve(self) -> bool:
        status = self.solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE):
            raise JudgingError(Fault.NOT_PROVED, "selection", self.solver.status_name(status))
        if status == cp_model.FEASIBLE and self.model.has_objective():
            raise JudgingError(Fault.NOT_PROVED, "selection", self.solver.status_name(status))
        return status != cp_model.INFEASIBLE

    def _chosen(self) -> tuple[int, ...]:
        return tuple(place for place, pick in self.picks.items() if self.solver.boolean_value(pick))

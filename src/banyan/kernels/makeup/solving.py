"""The plan with the proof: most covered, then fewest sessions, then fewest trips, then the fairest share of work, then the least time."""

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from banyan.kernels.makeup.answer import Proof
from banyan.kernels.makeup.greedy import Greedy
from banyan.kernels.makeup.kinds import Choice, Kind
from banyan.kernels.makeup.problem import Teacher


@dataclass(frozen=True, slots=True)
class Solution:
    """How often each choice is held by whom, how often each kind comes to it, and the proof of each aim."""

    sessions: dict[tuple[int, str], int]
    attendances: dict[tuple[int, int], int]
    covered: Proof
    new_sessions: Proof
    trips: Proof
    load: Proof
    minutes: Proof


def solve(kinds: list[Kind], choices: list[Choice], teachers: list[Teacher], begun: Greedy, *, work: float) -> Solution:
    """Solve one part; ``work`` bounds each aim in the solver's own units, so that the same question has the same answer."""
    return _Solving(kinds, choices, teachers, begun, work).solution()


class _Solving:
    def __init__(self, kinds: list[Kind], choices: list[Choice], teachers: list[Teacher], begun: Greedy, work: float) -> None:
        self.kinds, self.choices, self.teachers, self.begun = kinds, choices, teachers, begun
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = 0
        # Many learners share few sessions: without the full relaxation the bound stays near nothing.
        self.solver.parameters.linearization_level = 2
        self.solver.parameters.max_deterministic_time = work
        self.held = self._sessions()
        self.come = self._attendances()
        self.covered = [self._covered(number, kind) for number, kind in enumerate(kinds)]
        self._bind()

    def solution(self) -> Solution:
        most = sum(kind.most * len(kind.learners) for kind in self.kinds)
        covered = sum(len(kind.learners) * var for kind, var in zip(self.kinds, self.covered, strict=True))
        held = {key: var for key, var in self.held.items() if not self.choices[key[0]].is_fixed}
        self._hint(self.begun.sessions, self.begun.attendances)
        if self.begun.covered == most:
            # Nothing covers more than everything.
            reached = Proof(most, most)
            self.model.add(covered == most)
        else:
            reached = self._aim(covered, at_least=True)
        sessions = self._aim(sum(held.values()), at_least=False)
        trips = self._aim(sum(len(self.kinds[kind].learners) * var for (kind, _place), var in self.come.items()), at_least=False)
        load = self._aim(self._load(), at_least=False)
        minutes = self._aim(sum(self.choices[place].length.minutes * var for (place, _teacher), var in held.items()), at_least=False)
        value = self.solver.value
        return Solution(
            {key: value(var) for key, var in self.held.items() if value(var)},
            {key: value(var) for key, var in self.come.items() if value(var)},
            reached,
            sessions,
            trips,
            load,
            minutes,
        )

    def _aim(self, aim: cp_model.LinearExprT, *, at_least: bool) -> Proof:
        """Pursue one aim and bind what was reached for the next ones."""
        (self.model.maximize if at_least else self.model.minimize)(aim)
        self.solver.solve(self.model)
        value, bound = round(self.solver.objective_value), self.solver.best_objective_bound
        self.model.add(aim >= value if at_least else aim <= value)
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for var in (*self.held.values(), *self.come.values(), *self.covered):
            self.model.add_hint(var, self.solver.value(var))
        return Proof(value, int(bound + 1e-6) if at_least else int(bound + 1 - 1e-6))

    def _sessions(self) -> dict[tuple[int, str], cp_model.IntVar]:
        held = {}
        for place, choice in enumerate(self.choices):
            for teacher in choice.teachers:
                held[place, teacher] = self.model.new_int_var(1 if choice.is_fixed else 0, choice.days, f"held {place} {teacher}")
        return held

    def _attendances(self) -> dict[tuple[int, int], cp_model.IntVar]:
        come = {}
        for number, kind in enumerate(self.kinds):
            for place, choice in enumerate(self.choices):
                if choice.room.place == kind.place and choice.group in kind.groups:
                    # Nobody comes once more when everything is credited.
                    most = min(choice.days, -(-kind.owed // choice.length.quarters))
                    least = int(choice.group in kind.told)
                    come[number, place] = self.model.new_int_var(least, most, f"come {number} {place}")
        return come

    def _covered(self, number: int, kind: Kind) -> cp_model.IntVar:
        var = self.model.new_int_var(0, kind.most, f"covered {number}")
        credit = (self.choices[place].length.quarters * come for (one, place), come in self.come.items() if one == number)
        self.model.add(var <= sum(credit))
        return var

    def _bind(self) -> None:
        by_day: dict[tuple[int, str], list[cp_model.IntVar]] = defaultdict(list)
        for (place, teacher), var in self.held.items():
            choice = self.choices[place]
            by_day[choice.group, f"place {choice.room.place}"].append(var)
            by_day[choice.group, f"teacher {teacher}"].append(var)
        days = {choice.group: choice.days for choice in self.choices}
        for (group, _who), those in by_day.items():
            self.model.add(sum(those) <= days[group])
        for place, choice in enumerate(self.choices):
            held = sum(self.held[place, teacher] for teacher in choice.teachers)
            come = {number: var for (number, one), var in self.come.items() if one == place}
            for var in come.values():
                self.model.add(var <= held)
            self.model.add(sum(len(self.kinds[number].learners) * var for number, var in come.items()) <= choice.room.seats * held)

    def _load(self) -> cp_model.LinearExprT:
        squares = []
        for teacher in self.teachers:
            those = [var for (_place, one), var in self.held.items() if one == teacher.id]
            most = teacher.held + sum(self.choices[place].days for (place, one) in self.held if one == teacher.id)
            load = self.model.new_int_var(0, most, f"load {teacher.id}")
            square = self.model.new_int_var(0, most * most, f"square {teacher.id}")
            self.model.add(load == teacher.held + sum(those))
            self.model.add_multiplication_equality(square, [load, load])
            squares.append(square)
        return sum(squares)

    def _hint(self, sessions: dict[tuple[int, str], int], attendances: dict[tuple[int, int], int]) -> None:
        for key, var in self.held.items():
            self.model.add_hint(var, 1 if self.choices[key[0]].is_fixed else sessions.get(key, 0))
        for place, come in self.come.items():
            self.model.add_hint(come, attendances.get(place, 0))

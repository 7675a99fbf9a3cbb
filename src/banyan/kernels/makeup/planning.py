"""The make-up plan: fewest sessions ashore that cover all that can be covered, part by part."""

from banyan.kernels.makeup.answer import Plan, Proof, Session
from banyan.kernels.makeup.calendar import components, groups, worthwhile
from banyan.kernels.makeup.greedy import greedy
from banyan.kernels.makeup.kinds import choices, kinds
from banyan.kernels.makeup.problem import Problem, check
from banyan.kernels.makeup.reasons import shortfalls

# In the solver's deterministic units, some seconds each; what isn't proved by then shows its gap.
MOST_WORK = 10.0
_NOTHING = Proof(0, 0)


def plan(problem: Problem, *, work: float = MOST_WORK) -> Plan:
    """Cover as much of what is owed as can be, in the fewest new sessions, then with the fewest trips, then with the
    fairest share of work, and no session longer than that needs.

    Announced sessions stay as they are. Each aim comes with the bound that can't be beaten; ``work`` limits the search for each aim of
    each part. The same question has the same answer. Raise MakeupError with everything that makes no sense.
    """
    check(problem)
    sessions: list[Session] = []
    proofs = [_NOTHING] * 5
    for part in components(problem):
        found, those = _plan(part, work)
        sessions += found
        proofs = [Proof(one.value + other.value, one.bound + other.bound) for one, other in zip(proofs, those, strict=True)]
    sessions.sort(key=lambda one: (one.day, one.place, one.room))
    return Plan(tuple(sessions), tuple(shortfalls(problem, sessions)), *proofs)


def _plan(part: Problem, work: float) -> tuple[list[Session], list[Proof]]:
    days = groups(part)
    found_kinds, found_choices = kinds(part, days), choices(part, days)
    begun = greedy(found_kinds, found_choices)
    if begun.covered == sum(kind.most * len(kind.learners) for kind in found_kinds):
        # All that can be is covered by so many sessions, so more on any days are never needed.
        days = worthwhile(days, begun.count)
        found_kinds, found_choices = kinds(part, days), choices(part, days)
        begun = greedy(found_kinds, found_choices)
    if not found_choices:
        held = sum(teacher.held**2 for teacher in part.teachers)
        return [], [_NOTHING, _NOTHING, _NOTHING, Proof(held, held), _NOTHING]
    # The solver's module takes a second to load, which whoever never plans needn't pay.
    from banyan.kernels.makeup.solving import solve  # noqa: PLC0415
    from banyan.kernels.makeup.spreading import spread  # noqa: PLC0415

    solution = solve(found_kinds, found_choices, list(part.teachers), begun, work=work)
    proofs = [solution.covered, solution.new_sessions, solution.trips, solution.load, solution.minutes]
    return spread(days, found_kinds, found_choices, solution), proofs

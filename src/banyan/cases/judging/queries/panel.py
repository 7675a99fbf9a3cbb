"""The panel of a round: how much each judge takes on and has done, what fits whom, and how far the round is."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.queries.rounds import judged_submissions

# How well a judge fits a case, 0–1000: who named no field fits all alike; each field that is known adds to it.
ANY_FIELD, OTHER_FIELD, KNOWS_CATEGORY, KNOWS_PROGRAMME = 500, 300, 400, 300


@dataclass(frozen=True, slots=True)
class Load:
    """What one judge takes on and has: cases at least and at most, proposed, to be scored, and scored."""

    judge: Judge
    least: int
    most: int
    proposed: int
    assigned: int
    scored: int

    @property
    def total(self) -> int:
        return self.proposed + self.assigned + self.scored

    @property
    def is_outside(self) -> bool:
        return not self.least <= self.total <= self.most


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is, in numbers of judges, cases and scores."""

    invited: int
    taking_part: int
    cases: int
    places: int
    proposed: int
    assigned: int
    scored: int

    @property
    def published(self) -> int:
        return self.assigned + self.scored

    @property
    def open_places(self) -> int:
        return max(self.places - self.proposed - self.assigned - self.scored, 0)


def panel_of(judging: Judging) -> QuerySet[Judge]:
    """The judges of a round with what the pages name of them."""
    return judging.judges.select_related("account", "unit").prefetch_related("categories")


def loads_of(judging: Judging) -> list[Load]:
    """Each judge who takes part or still has cases, with the load. Two queries."""
    states = Assignment.State
    counts = {
        judge: (proposed, assigned, scored)
        for judge, proposed, assigned, scored in judging.assignments.values("judge")
        .annotate(
            proposed=Count("pk", filter=Q(state=states.PROPOSED)),
            assigned=Count("pk", filter=Q(state=states.ASSIGNED)),
            scored=Count("pk", filter=Q(state=states.HANDED_IN)),
        )
        .values_list("judge", "proposed", "assigned", "scored")
        .order_by()
    }
    loads = []
    for judge in judging.judges.select_related("account", "unit"):
        numbers = counts.get(judge.pk, (0, 0, 0))
        if judge.state == Judge.State.ACCEPTED or any(numbers):
            loads.append(Load(judge, *bounds_of(judging, judge), *numbers))
    return loads


def bounds_of(judging: Judging, judge: Judge) -> tuple[int, int]:
    """How many cases the judge has at least and at most: the own numbers, else those of the round. One who fell out gets none."""
    if judge.state != Judge.State.ACCEPTED:
        return 0, 0
    most = judging.cases_most if judge.most is None else judge.most
    return min(judging.cases_least if judge.least is None else judge.least, most), most


def progress_of(judging: Judging) -> Progress:
    """How far the round is. Three queries."""
    judges = dict(judging.judges.values_list("state").annotate(Count("pk")).order_by())
    work = dict(judging.assignments.values_list("state").annotate(Count("pk")).order_by())
    cases = judged_submissions(judging).count()
    states = Assignment.State
    return Progress(
        invited=judges.get(Judge.State.INVITED, 0),
        taking_part=judges.get(Judge.State.ACCEPTED, 0),
        cases=cases,
        places=cases * judging.judges_per_case,
        proposed=work.get(states.PROPOSED, 0),
        assigned=work.get(states.ASSIGNED, 0),
        scored=work.get(states.HANDED_IN, 0),
    )


def cases_with_judges(judging: Judging) -> QuerySet[Submission]:
    """The cases of a round with ``judges_now`` (a count) and ``standing`` (their assignments, in the order of judges)."""
    standing = Assignment.objects.standing().filter(judging=judging).select_related("judge", "judge__account").order_by("judge__number")
    counted = Q(assignments__judging=judging) & ~Q(assignments__state=Assignment.State.WITHDRAWN)
    return (
        judged_submissions(judging)
        .annotate(judges_now=Count("assignments", filter=counted))
        .prefetch_related(Prefetch("assignments", queryset=standing, to_attr="standing"))
        .order_by("number")
    )


def quality_of(categories: set[int], programmes: set[str], submission: Submission) -> int:
    """How well somebody who knows the categories (keys) and programmes fits the case, 0–1000."""
    if not categories and not programmes:
        return ANY_FIELD
    knows_category = submission.category_id in categories
    knows_programme = submission.programme in programmes
    return OTHER_FIELD + KNOWS_CATEGORY * knows_category + KNOWS_PROGRAMME * knows_programme

"""The scores of a round: what was handed in, freed of the judges' strictness, and where judges are far apart."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, QuerySet, Sum, Value
from django.db.models.sql.compiler import SQLCompiler

from banyan.cases.collection.models import Criterion, Submission
from banyan.cases.judging.models import Assignment, DiscussionNote, Judge, Judging
from banyan.cases.judging.queries.rounds import assignments_of, judged_submissions
from banyan.kernels.judging import Calibration, CaseScore, Disagreement, JudgeStrictness, Reviews, calibrate, disagreements
from banyan.people.models import Account

Totals = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class RoundScores:
    """All scores of a round. Cases (by key) and judges stand in the order in which ``calibration`` numbers them."""

    cases: list[int]
    judges: list[Judge]
    totals: Totals
    calibration: Calibration
    disagreements: tuple[Disagreement, ...]

    @property
    def by_case(self) -> dict[int, CaseScore]:
        """The score of each case by its key."""
        return dict(zip(self.cases, self.calibration.cases, strict=True))

    @property
    def by_judge(self) -> dict[int, JudgeStrictness]:
        """The strictness of each judge by its key."""
        return {judge.pk: strictness for judge, strictness in zip(self.judges, self.calibration.judges, strict=True)}


class LookedUp(Func):
    """The number under a row's key in a JSON object, -1 where there is none: one parameter, where a CASE of 500 takes 130 ms."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any) -> tuple[str, Any]:
        template = """COALESCE(json_extract(%(expressions)s || '"'), -1)"""
        return self.as_sql(compiler, connection, template=template, arg_joiner=""", '$."' || """, **extra_context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        template = "COALESCE((%(expressions)s AS text))::integer, -1)"
        return self.as_sql(compiler, connection, template=template, arg_joiner="::jsonb ->> CAST(")


def sortable(cases: QuerySet[Submission], thousandths: dict[int, int | None]) -> QuerySet[Submission]:
    """The cases with ``thousandths``, a score that was worked out outside the database; those without one count as lowest."""
    known = {str(key): score for key, score in thousandths.items() if score is not None}
    return cases.annotate(thousandths=LookedUp(Value(json.dumps(known)), F("pk")))


def round_scores(judging: Judging) -> RoundScores:
    """The scores handed in, raw and calibrated. Three queries."""
    cases = list(judged_submissions(judging).order_by("number", "pk").values_list("pk", flat=True))
    judges = list(judging.judges.select_related("account", "unit"))
    place, seat = {case: index for index, case in enumerate(cases)}, {judge.pk: index for index, judge in enumerate(judges)}
    handed_in = judging.assignments.handed_in().annotate(points=Sum("marks__points")).order_by()
    given = handed_in.values_list("submission_id", "judge_id", "points")
    totals = tuple(sorted((place[case], seat[judge], points) for case, judge, points in given if case in place))
    calibration, gaps = _calibrated(totals, len(cases), len(judges), judging.disagreement_points)
    return RoundScores(cases, judges, totals, calibration, gaps)


# Pages show the same scores many times between two hand-ins; the marks themselves are the key, so nothing can go stale.
@lru_cache(maxsize=16)
def _calibrated(totals: Totals, cases: int, judges: int, threshold: int) -> tuple[Calibration, tuple[Disagreement, ...]]:
    reviews = Reviews.of(totals, cases=cases, judges=judges)
    calibration = calibrate(reviews)
    return calibration, disagreements(reviews, calibration, threshold=threshold)


@dataclass(frozen=True, slots=True)
class Worklist:
    """The cases of one judge in one round, with how far the judge is."""

    judging: Judging
    judge: Judge
    rows: list[Assignment]

    @property
    def done(self) -> int:
        return sum(row.state == Assignment.State.HANDED_IN for row in self.rows)

    @property
    def next(self) -> Assignment | None:
        """The first case that isn't handed in."""
        return next((row for row in self.rows if row.state != Assignment.State.HANDED_IN), None)


def worklists_of(account: Account) -> list[Worklist]:
    """The rounds in which the account judges, newest first, each with its cases. Two queries."""
    lists: dict[int, Worklist] = {}
    for row in assignments_of(account).order_by("-judging__pk", "submission__number"):
        lists.setdefault(row.judging_id, Worklist(row.judging, row.judge, [])).rows.append(row)
    return list(lists.values())


def invitations_of(account: Account) -> QuerySet[Judge]:
    """Rounds that the account was asked to judge in, newest first."""
    return Judge.objects.filter(account=account).select_related("judging__call__organisation", "account", "unit").order_by("-pk")


def neighbours(assignment: Assignment) -> tuple[Assignment | None, Assignment | None, int, int]:
    """The judge's case before and after this one, its place among them (from 1), and how many there are. One query."""
    rows = list(
        Assignment.objects.published().filter(judge=assignment.judge_id).order_by("submission__number").only("pk", "uuid", "judge_id")
    )
    here = next((place for place, row in enumerate(rows) if row.pk == assignment.pk), 0)
    before = rows[here - 1] if here > 0 else None
    return before, rows[here + 1] if here + 1 < len(rows) else None, here + 1, len(rows)


@dataclass(frozen=True, slots=True)
class Given:
    """What one judge gave a case."""

    judge: Judge
    points: list[int | None]
    total: int
    remark: str
    is_counted: bool


def given_to(judging: Judging, submission: Submission, criteria: list[Criterion], *, counted_only: bool = True) -> list[Given]:
    """What the judges of a case gave it, in the order of judges; those not handed in only for the archive's sake. Two queries."""
    rows = judging.assignments.filter(submission=submission).select_related("judge", "judge__account").prefetch_related("marks")
    rows = rows.handed_in() if counted_only else rows
    found = []
    for row in rows.order_by("judge__number"):
        marks = {mark.criterion_id: mark.points for mark in row.marks.all()}
        points = [marks.get(criterion.pk) for criterion in criteria]
        total = sum(point for point in points if point is not None)
        found.append(Given(row.judge, points, total, row.remark, row.state == Assignment.State.HANDED_IN))
    return found


def notes_of(judging: Judging, submission: Submission) -> QuerySet[DiscussionNote]:
    """What was said about a case."""
    return judging.notes.filter(submission=submission).select_related("said_by")

"""What a selection is made from and what it said: the record of a round, its newest run, and the names that its reasons need."""

from collections import defaultdict

from django.db.models import QuerySet

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Decision, Judging, Mark, Selection, SelectionRule
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.kernels.judging import Bound, Entry, Record, Review, Rule, Scope, record_as_json
from banyan.people.models import Organisation


def cases_of(judging: Judging) -> list[Submission]:
    """The judged cases in the order of a record. One query."""
    return list(judged_submissions(judging).order_by("number", "pk"))


def record_of(judging: Judging, rows: list[Submission] | None = None) -> Record:
    """Everything that decides the round as plain facts: cases by their address, judges by their number. Six queries, or five."""
    criteria = dict(judging.call.criteria.values_list("pk", "weight"))
    excluded = dict(judging.exclusions.values_list("submission_id", "reason"))
    cases = [
        Entry(
            id=str(case.uuid),
            category=str(case.category_id or ""),
            city=case.city.code if case.city else "",
            unit=case.organisation.code,
            unit_kind=case.organisation.kind,
            excluded=excluded.get(case.pk, ""),
        )
        for case in (cases_of(judging) if rows is None else rows)
    ]
    rules = tuple(Rule(Bound(rule.bound), Scope(rule.scope), rule.number, rule.value) for rule in judging.rules.all())
    return Record(
        criteria=tuple(criteria.values()),
        cases=tuple(cases),
        judges=tuple(str(number) for number in judging.judges.order_by("number").values_list("number", flat=True)),
        reviews=_reviews(judging, list(criteria), {case.id for case in cases}),
        winners=judging.winners,
        rules=rules,
        floor_thousandths=None if judging.floor_points is None else judging.floor_points * 1000,
        reviews_least=judging.reviews_least,
        unit_most=judging.unit_most,
        seed=judging.seed,
    )


def newest_selection(judging: Judging) -> Selection | None:
    """The last run of the selection, if there was one."""
    return judging.selections.select_related("made_by").first()


def is_current(selection: Selection, judging: Judging, cases: list[Submission] | None = None) -> bool:
    """Tell whether marks, rules and exclusions still are those that the selection was made from."""
    return bool(selection.question == record_as_json(record_of(judging, cases)))


def decisions_of(selection: Selection) -> QuerySet[Decision]:
    """The decisions of a run with what the pages name of each case."""
    return selection.decisions.select_related(
        "submission", "submission__call", "submission__organisation", "submission__city", "submission__category"
    ).defer("submission__call__text", "submission__contact_phone")


def names_for(judging: Judging, cases: list[Submission] | None = None) -> dict[str, str]:
    """What readers call the cases, categories, cities, units and kinds that reasons and rules name. One query, or none."""
    names = {value: str(label) for value, label in Organisation.Kind.choices}
    for case in judged_submissions(judging) if cases is None else cases:
        names[str(case.uuid)] = f"《{case.title}》"
        names[case.organisation.code] = case.organisation.name
        if case.city:
            names[case.city.code] = case.city.name
        if case.category:
            names[str(case.category_id)] = case.category.name
    return names


def values_for(cases: list[Submission]) -> dict[str, list[tuple[str, str]]]:
    """For each scope of a rule the values that the judged cases have, with their names."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    scopes = SelectionRule.Scope
    for case in cases:
        if case.category:
            found[scopes.CATEGORY][str(case.category_id)] = str(case.category)
        if case.city:
            found[scopes.CITY][case.city.code] = str(case.city)
        found[scopes.UNIT_KIND][case.organisation.kind] = str(case.organisation.get_kind_display())
    return {scope: sorted(values.items(), key=lambda one: one[1]) for scope, values in found.items()}


def _reviews(judging: Judging, criteria: list[int], cases: set[str]) -> tuple[Review, ...]:
    points: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    marks = Mark.objects.filter(assignment__in=judging.assignments.handed_in()).order_by()
    for case, judge, criterion, given in marks.values_list(
        "assignment__submission__uuid", "assignment__judge__number", "criterion_id", "points"
    ):
        if given is not None:
            points[str(case), judge][criterion] = given
    return tuple(
        Review(case, str(judge), tuple(given[criterion] for criterion in criteria))
        for (case, judge), given in sorted(points.items())
        if case in cases
    )

"""What a selection is made from and what it said: the record of a round, its newest run, and the names that its reasons need."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from banyan.cases.judging.models import Decision, Judging, Mark, Selection, SelectionRule
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.core.models import AuditEntry
from banyan.kernels.judging import Bound, Entry, Record, Review, Rule, Scope, record_as_json
from banyan.people.models import Organisation

# What may change the result of a selection.
TOUCHES = (
    "set_judging",
    "reopen_scoring",
    "add_rule",
    "remove_rule",
    "exclude_case",
    "include_case",
    "hand_in",
    "take_back_marks",
    "remove_assignment",
)


def record_of(judging: Judging) -> Record:
    """Everything that decides the round as plain facts: cases by their address, judges by their number. Six queries."""
    criteria = dict(judging.call.criteria.values_list("pk", "weight"))
    excluded = dict(judging.exclusions.values_list("submission_id", "reason"))
    cases = [
        Entry(
            id=str(case.uuid),
            category=str(case.category or ""),
            city=case.city or "",
            unit=case.unit,
            unit_kind=case.unit_kind,
            excluded=excluded.get(case.pk, ""),
        )
        for case in listed_cases(judging)
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


def is_current(selection: Selection, judging: Judging) -> bool:
    """Tell whether marks, rules and exclusions still are those that the selection was made from."""
    return bool(selection.question == record_as_json(record_of(judging)))


def may_have_changed(judging: Judging) -> bool:
    """Tell from the audit trail whether marks or rules were touched after the last run: quick, and rather too often than not."""
    entries = AuditEntry.objects.filter(object_kind="judging", object_id=str(judging.call.uuid))
    last = entries.filter(verb="run_selection").order_by("-pk").values_list("pk", flat=True).first()
    return last is None or entries.filter(pk__gt=last, verb__in=TOUCHES).exists()


def decisions_of(selection: Selection) -> QuerySet[Decision]:
    """The decisions of a run with what the pages name of each case."""
    return selection.decisions.select_related(
        "submission", "submission__call", "submission__organisation", "submission__city", "submission__category"
    ).defer("submission__call__text", "submission__contact_phone")


@dataclass(frozen=True, slots=True)
class Listed:
    """As much of a judged case as rules and reasons name."""

    pk: int
    uuid: UUID
    number: int | None
    title: str
    year: int
    category: int | None
    category_name: str | None
    city: str | None
    city_name: str | None
    unit: str
    unit_name: str
    unit_kind: str

    @property
    def mark(self) -> str:
        """The number as it is said and printed."""
        return f"{self.year}-{self.number:03d}" if self.number else ""


def listed_cases(judging: Judging) -> list[Listed]:
    """The judged cases in their order. One query."""
    fields = ("pk", "uuid", "number", "title", "call__year", "category", "category__name", "city__code", "city__name")
    rows = judged_submissions(judging).order_by("number", "pk")
    return [Listed(*row) for row in rows.values_list(*fields, "organisation__code", "organisation__name", "organisation__kind")]


def names_for(judging: Judging, cases: list[Listed] | None = None) -> dict[str, str]:
    """What readers call what reasons and rules name: cases by address, the rest as scope:value. One query, or none."""
    names = {f"unit_kind:{value}": str(label) for value, label in Organisation.Kind.choices}
    for case in listed_cases(judging) if cases is None else cases:
        names[str(case.uuid)] = f"《{case.title}》"
        names[f"unit:{case.unit}"] = case.unit_name
        if case.city and case.city_name:
            names[f"city:{case.city}"] = case.city_name
        if case.category_name:
            names[f"category:{case.category}"] = case.category_name
    return names


def values_for(cases: list[Listed]) -> dict[str, list[tuple[str, str]]]:
    """For each scope of a rule the values that the judged cases have, with their names."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    scopes, kinds = SelectionRule.Scope, dict(Organisation.Kind.choices)
    for case in cases:
        if case.category_name:
            found[scopes.CATEGORY][str(case.category)] = case.category_name
        if case.city and case.city_name:
            found[scopes.CITY][case.city] = case.city_name
        found[scopes.UNIT_KIND][case.unit_kind] = str(kinds[case.unit_kind])
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

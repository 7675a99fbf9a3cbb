"""Conflicts of judges (回避), found anew each time from the tree, the posts, the texts and the declared ties, so that none is missed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Submission, SubmissionPart, SubmissionPhoto
from banyan.cases.judging.models import FormerPost, Judge, Judging, Tie
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.people.models import Affiliation, Organisation


class Kind(TextChoices):
    """Why a judge must keep away from a case."""

    OWN_UNIT = "own_unit", _("own unit")
    SAME_CITY = "same_city", _("same city")
    FORMER_POST = "former_post", _("former unit")
    NAMED = "named", _("named in the case")
    TIE = "tie", _("declared tie")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason for which a judge may not judge a case; ``detail`` is the unit or the words of the tie."""

    kind: Kind
    detail: str


Conflicts = dict[tuple[int, int], list[Conflict]]


@dataclass(frozen=True, slots=True)
class Known:
    """As much of a case as tells who must keep away from it."""

    pk: int
    number: int | None
    year: int
    title: str
    subtitle: str
    contact: str
    unit: int
    unit_path: str
    unit_kind: str
    unit_name: str

    @property
    def mark(self) -> str:
        """The number as it is said and printed."""
        return f"{self.year}-{self.number:03d}" if self.number else ""


def conflicts_of(judging: Judging, judges: Iterable[Judge] | None = None, submissions: Iterable[Submission] | None = None) -> Conflicts:
    """All conflicts of a round by (judge, submission) keys, or those of the judges and submissions given. At most seven queries."""
    chosen = list(judging.judges.select_related("account", "unit")) if judges is None else list(judges)
    return conflicts_among(judging, chosen, known_cases(judging, submissions))


def known_cases(judging: Judging, submissions: Iterable[Submission] | None = None) -> list[Known]:
    """The judged cases (or those given) in their order. One query."""
    rows = judged_submissions(judging) if submissions is None else Submission.objects.filter(pk__in=[one.pk for one in submissions])
    fields = ("pk", "number", "call__year", "title", "subtitle", "contact_name", "organisation_id")
    places = ("organisation__path", "organisation__kind", "organisation__name")
    return [Known(*row) for row in rows.order_by("number", "pk").values_list(*fields, *places)]


def conflicts_among(judging: Judging, judges: list[Judge], cases: list[Known]) -> Conflicts:
    """The conflicts between judges and cases that are read already. At most five queries."""
    found: Conflicts = {}
    cities, former, ties = _cities_of([judge.unit for judge in judges]), _former_units(judging, judges), _ties(judges)
    by_unit: dict[int, list[Known]] = defaultdict(list)
    for case in cases:
        by_unit[case.unit].append(case)
    for judge in judges:
        for here in by_unit.values():
            if reasons := _by_place(judge, here[0], cities.get(judge.unit_id), former[judge.pk], ties[judge.pk]):
                found |= {(judge.pk, case.pk): list(reasons) for case in here}
        for _path, key, reason in ties[judge.pk]:
            if key is not None and any(case.pk == key for case in cases):
                found.setdefault((judge.pk, key), []).append(Conflict(Kind.TIE, reason))
    for pair in _named(judges, cases):
        found.setdefault(pair, []).append(Conflict(Kind.NAMED, ""))
    return found


def _by_place(
    judge: Judge, case: Known, city: Organisation | None, former: list[Organisation], ties: list[tuple[str, int | None, str]]
) -> list[Conflict]:
    """What keeps a judge away from all cases of a unit."""
    reasons = []
    if _is_same_unit(judge.unit, case):
        reasons.append(Conflict(Kind.OWN_UNIT, case.unit_name))
    elif city is not None and case.unit_path.startswith(city.path):
        reasons.append(Conflict(Kind.SAME_CITY, city.name))
    reasons += [Conflict(Kind.FORMER_POST, unit.name) for unit in former if _is_same_unit(unit, case)]
    return reasons + [Conflict(Kind.TIE, reason) for path, _key, reason in ties if path and case.unit_path.startswith(path)]


def _is_same_unit(unit: Organisation, case: Known) -> bool:
    """Tell whether one is the other or lies in it. A province or city as the larger one is no unit: only that very office counts."""
    if len(unit.path) <= len(case.unit_path):
        larger, kind, smaller = str(unit.path), unit.kind, case.unit_path
    else:
        larger, kind, smaller = case.unit_path, case.unit_kind, str(unit.path)
    if kind in (Organisation.Kind.PROVINCE, Organisation.Kind.CITY):
        return larger == smaller
    return smaller.startswith(larger)


def _cities_of(units: list[Organisation]) -> dict[int, Organisation]:
    """The city that each unit is or lies in; no entry for units directly under the province."""
    step = Organisation.steplen
    paths = {unit.path[:end] for unit in units for end in range(step, len(unit.path) + 1, step)}
    by_path = {city.path: city for city in Organisation.objects.filter(path__in=paths, kind=Organisation.Kind.CITY)}
    found = {}
    for unit in units:
        cities = [by_path[unit.path[:end]] for end in range(step, len(unit.path) + 1, step) if unit.path[:end] in by_path]
        if cities:
            found[unit.pk] = cities[0]
    return found


def _former_units(judging: Judging, judges: list[Judge]) -> dict[int, list[Organisation]]:
    """Former posts, and former branches of the judge's own record, that ended within the round's number of years."""
    since = _years_before(judging.call.recommend_until, judging.former_years)
    found: dict[int, list[Organisation]] = defaultdict(list)
    for post in FormerPost.objects.filter(judge__in=judges, until__gte=since).select_related("organisation"):
        found[post.judge_id].append(post.organisation)
    people = {judge.account.person_id: judge.pk for judge in judges if judge.account.person_id}
    for affiliation in Affiliation.objects.filter(person__in=people, to_on__gte=since).select_related("branch"):
        found[people[affiliation.person_id]].append(affiliation.branch)
    return found


def _ties(judges: list[Judge]) -> dict[int, list[tuple[str, int | None, str]]]:
    found: dict[int, list[tuple[str, int | None, str]]] = defaultdict(list)
    for tie in Tie.objects.filter(judge__in=judges).select_related("organisation"):
        found[tie.judge_id].append((tie.organisation.path if tie.organisation else "", tie.submission_id, tie.reason))
    return found


def _named(judges: list[Judge], cases: list[Known]) -> set[tuple[int, int]]:
    """Pairs in which the judge's name stands in the case: its text, title, contact or the words under a photo. Two queries."""
    names = {judge.pk: judge.account.name for judge in judges if judge.account.name}
    words = [(case.pk, f"{case.title} {case.subtitle} {case.contact}") for case in cases]
    keys = [case.pk for case in cases]
    words += SubmissionPart.objects.filter(submission__in=keys).values_list("submission_id", "text")
    words += SubmissionPhoto.objects.filter(submission__in=keys).values_list("submission_id", "caption")
    return {(judge, case) for case, text in words for judge, name in names.items() if name in text}


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year - years, day=28)

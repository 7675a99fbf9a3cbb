"""Conflicts of judges (回避), found anew each time from the tree, the posts, the texts and the declared ties, so that none is missed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Submission
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


def conflicts_of(judging: Judging, judges: Iterable[Judge] | None = None, submissions: Iterable[Submission] | None = None) -> Conflicts:
    """All conflicts of a round by (judge, submission) keys, or those of the judges and submissions given. At most six queries."""
    chosen = list(judging.judges.select_related("account", "unit")) if judges is None else list(judges)
    cases = list(judged_submissions(judging)) if submissions is None else list(submissions)
    found: Conflicts = defaultdict(list)
    cities = _cities_of([judge.unit for judge in chosen])
    former = _former_units(judging, chosen)
    ties = _ties(chosen)
    for judge in chosen:
        for case in cases:
            reasons = found[judge.pk, case.pk]
            _add_places(reasons, judge, case, cities)
            reasons += [Conflict(Kind.FORMER_POST, unit.name) for unit in former[judge.pk] if _is_same_unit(unit, case.organisation)]
            reasons += [Conflict(Kind.TIE, reason) for path, key, reason in ties[judge.pk] if key == case.pk or _is_under(case, path)]
            if not reasons:
                del found[judge.pk, case.pk]
    for key in _named(chosen, cases):
        found[key].append(Conflict(Kind.NAMED, ""))
    return dict(found)


def _add_places(reasons: list[Conflict], judge: Judge, case: Submission, cities: dict[int, Organisation]) -> None:
    if _is_same_unit(judge.unit, case.organisation):
        reasons.append(Conflict(Kind.OWN_UNIT, case.organisation.name))
        return
    city = cities.get(judge.unit_id)
    if city is not None and case.organisation.path.startswith(city.path):
        reasons.append(Conflict(Kind.SAME_CITY, city.name))


def _is_same_unit(unit: Organisation, other: Organisation) -> bool:
    """Tell whether one is the other or lies in it. A province or city as the larger one is no unit: only that very office counts."""
    larger, smaller = (unit, other) if len(unit.path) <= len(other.path) else (other, unit)
    if larger.kind in (Organisation.Kind.PROVINCE, Organisation.Kind.CITY):
        return bool(larger.pk == smaller.pk)
    return str(smaller.path).startswith(larger.path)


def _is_under(case: Submission, path: str) -> bool:
    return bool(path) and str(case.organisation.path).startswith(path)


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


def _named(judges: list[Judge], cases: list[Submission]) -> set[tuple[int, int]]:
    """Pairs in which the judge's name stands in the case: its text, title, contact or the words under a photo."""
    asked = Judge.objects.filter(pk__in=[judge.pk for judge in judges]).exclude(account__name="")
    name = F("account__name")
    here = {"judging__call__submissions__in": [case.pk for case in cases]}
    found: set[tuple[int, int]] = set()
    for where in ("texts__text", "photos__caption"):
        rows = asked.filter(**here, **{f"judging__call__submissions__{where}__contains": name})
        found |= set(rows.values_list("pk", "judging__call__submissions"))
    names = {judge.pk: judge.account.name for judge in judges if judge.account.name}
    for case in cases:
        words = f"{case.title} {case.subtitle} {case.contact_name}"
        found |= {(key, case.pk) for key, name in names.items() if name in words}
    return found


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year - years, day=28)

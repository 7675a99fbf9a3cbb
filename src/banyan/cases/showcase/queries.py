"""What pages read about notices and cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models import When as WhenThen

from banyan.cases.showcase.models import Case, Notice
from banyan.cases.showcase.permissions import OFFICE
from banyan.core import search
from banyan.people.models import Account, Organisation
from banyan.people.queries import cities, visible_to

SEARCH_KIND = "case"


@dataclass(frozen=True, slots=True)
class CityCount:
    """A city with the number of its public cases and its rank; cities with the same number share a rank, and the next rank is skipped."""

    city: Organisation
    count: int
    rank: int


def public_cases() -> QuerySet[Case]:
    """Cases that anyone may read."""
    return Case.objects.public().select_related("city", "organisation")


def found_among(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Those of ``cases`` whose text holds every one of the words, the best match first."""
    order = search.refs(SEARCH_KIND, words)
    if not order:
        return cases.none()
    ranked = When(*(WhenThen(uuid=ref, then=Value(place)) for place, ref in enumerate(order)), output_field=IntegerField())
    return cases.filter(uuid__in=order).annotate(place_found=ranked).order_by("place_found")


def years() -> list[int]:
    """The years that have public cases, newest first."""
    return list(Case.objects.public().order_by("-year").values_list("year", flat=True).distinct())


def categories(year: int | None = None) -> list[str]:
    """The categories of public cases, in the order of their names."""
    cases = Case.objects.public().exclude(category="")
    if year is not None:
        cases = cases.filter(year=year)
    return list(cases.order_by("category").values_list("category", flat=True).distinct())


def city_counts(year: int) -> list[CityCount]:
    """All cities with their public cases of a year, most first; equal numbers share a rank (1, 2, 2, 4). One query."""
    public = Q(city_cases__state=Case.State.PUBLISHED, city_cases__year=year)
    counted = cities().annotate(count=Count("city_cases", filter=public)).order_by("-count", "path")
    return ranked([(city, city.count) for city in counted])


def ranked(counted: Sequence[tuple[Organisation, int]]) -> list[CityCount]:
    """Rank numbers that are sorted from most to fewest; equal numbers share a rank and the next one is skipped."""
    result: list[CityCount] = []
    for place, (city, count) in enumerate(counted, start=1):
        rank = result[-1].rank if result and result[-1].count == count else place
        result.append(CityCount(city=city, count=count, rank=rank))
    return result


def notices_for(account: Account) -> QuerySet[Notice]:
    """Notices that the account's offices handed in."""
    return Notice.objects.filter(organisation__in=visible_to(account, *OFFICE)).select_related("organisation", "file", "imported_by")


def cases_for(account: Account) -> QuerySet[Case]:
    """Cases kept by the account's offices, in any state."""
    return Case.objects.filter(organisation__in=visible_to(account, *OFFICE)).select_related(
        "organisation", "city", "prepared_by", "approved_by"
    )


def awaiting_approval_by(account: Account) -> QuerySet[Case]:
    """Cases that wait for a second person, and this account is one."""
    return cases_for(account).filter(state=Case.State.WAITING).exclude(prepared_by=account)


def open_warnings(notice: Notice) -> int:
    """How many places of the notice nobody has settled yet."""
    return notice.warnings.filter(settled_at=None).count()


def city_above(organisation: Organisation) -> Organisation | None:
    """The city that the organisation is or belongs to."""
    if organisation.kind == Organisation.Kind.CITY:
        return organisation
    ancestors: QuerySet[Organisation] = Organisation.objects.get_ancestors(organisation)
    return ancestors.filter(kind=Organisation.Kind.CITY).first()


def cities_known_to(organisation: Organisation) -> list[Organisation]:
    """The cities below the organisation, or the one that it is or belongs to."""
    own = city_above(organisation)
    return [own] if own is not None else list(Organisation.objects.under(organisation).filter(kind=Organisation.Kind.CITY))

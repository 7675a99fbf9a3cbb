"""What pages read about the tree: counts of a node and its children, the warnings of branches, and what happened to an organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.people.models import Affiliation, BranchTerm, Organisation, OrganisationChange, OrganisationQuerySet, PartyStatus, Person
from banyan.people.queries.rules import RuleBook

ADVANCED_AGE = 80
MEMBERS = (PartyStatus.MEMBER, PartyStatus.PROBATIONARY_MEMBER)
WARNING_RULES = ("branch_members_least", "branch_members_most", "term_warning_days")
TONES = ("seal", "amber", "quiet")
_COUNTED = ("persons", "members", "over_eighty", "without_phone", "affiliated", "branches")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are at an organisation and below it; ``affiliated`` counts the members whose formal branch is there."""

    persons: int = 0
    members: int = 0
    over_eighty: int = 0
    without_phone: int = 0
    affiliated: int = 0
    branches: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in _COUNTED))


@dataclass(frozen=True, slots=True)
class BranchWarning:
    """What to look after in a branch: which, what, and how pressing ("seal", "amber", "quiet")."""

    branch: Organisation
    text: str
    tone: str

    @property
    def tag(self) -> str:
        return {"seal": _("Overdue"), "amber": _("To check"), "quiet": _("Missing")}[self.tone]


def counts_of(organisation: Organisation, on: date) -> dict[str, Counts]:
    """Counts of the organisation and of each of its children, by path, in one query."""
    parts: dict[str, Counts] = {}
    for key, *numbers in _count_rows(organisation, on):
        parts[key] = parts.get(key, Counts()) + Counts(*numbers)
    everything = sum(parts.values(), Counts())
    return parts | {organisation.path: everything}


def _count_rows(organisation: Organisation, on: date) -> Iterable[Any]:
    width = Organisation.steplen * (organisation.depth + 1)

    def grouped(rows: Any, to_place: str, **counted: Count) -> Any:
        path = f"{to_place}path"
        rows = rows.filter(**{f"{path}__gte": organisation.path, f"{path}__lt": organisation.path + "~"})
        columns = {f"n_{name}": counted.get(name, Value(0, IntegerField())) for name in _COUNTED}
        return rows.order_by().values(node=Substr(path, 1, width)).annotate(**columns).values_list("node", *columns)

    persons = grouped(
        Person.objects.living(),
        "organisation__",
        persons=Count("pk"),
        members=Count("pk", filter=Q(party__in=MEMBERS)),
        over_eighty=Count("pk", filter=Q(born__gt="", born__lte=_years_before(on, ADVANCED_AGE))),
        without_phone=Count("pk", filter=Q(without_phone=True)),
    )
    affiliated = grouped(Affiliation.objects.filter(to_on=None), "branch__", affiliated=Count("pk"))
    branches = grouped(Organisation.objects.filter(kind=Organisation.Kind.BRANCH), "", branches=Count("pk"))
    counted: Iterable[Any] = persons.union(affiliated, branches, all=True)
    return counted


def _years_before(on: date, years: int) -> str:
    # Compared as texts: who is known by year or month alone counts from its beginning.
    return f"{on.year - years:04d}{on.isoformat()[4:]}"


def branches_under(organisation: Organisation) -> OrganisationQuerySet:
    """The branches at and below the organisation, each with ``member_count`` and ``term_ends_on`` (None: no term on record)."""
    open_ones = (
        Affiliation.objects.filter(branch=OuterRef("pk"), to_on=None).order_by().values("branch").annotate(n=Count("pk")).values("n")
    )
    ends = BranchTerm.objects.filter(branch=OuterRef("pk")).order_by("-from_on").values("ends_on")[:1]
    found: OrganisationQuerySet = (
        Organisation.objects.under(organisation)
        .filter(kind=Organisation.Kind.BRANCH)
        .annotate(member_count=Coalesce(Subquery(open_ones), 0), term_ends_on=Subquery(ends))
    )
    return found


def branch_warnings(organisation: Organisation, on: date) -> list[BranchWarning]:
    """What to look after in the branches at and below the organisation, the most pressing first, in two queries."""
    book = RuleBook(WARNING_RULES, on)
    found = []
    for branch in branches_under(organisation):
        if said := [*_members_said(branch, book), *_term_said(branch, book, on)]:
            tone = min((tone for tone, _text in said), key=TONES.index)
            found.append(BranchWarning(branch, "；".join(text for _tone, text in said), tone))
    return sorted(found, key=lambda warning: TONES.index(warning.tone))


def _members_said(branch: Any, book: RuleBook) -> list[tuple[str, str]]:
    count, least, most = branch.member_count, book.value("branch_members_least", branch), book.value("branch_members_most", branch)
    if count < least:
        words = ngettext("%(count)d member; at least %(least)d", "%(count)d members; at least %(least)d", count)
        return [("amber", words % {"count": count, "least": least})]
    if count > most:
        return [("amber", _("%(count)d members; normally at most %(most)d") % {"count": count, "most": most})]
    return []


def _term_said(branch: Any, book: RuleBook, on: date) -> list[tuple[str, str]]:
    ends: date | None = branch.term_ends_on
    if ends is None:
        return [("quiet", _("no term of office on record"))]
    if ends < on:
        return [("seal", _("term ended on %(day)s: elect a new committee") % {"day": ends.isoformat()})]
    if ends <= on + timedelta(days=book.value("term_warning_days", branch)):
        return [("amber", _("term ends on %(day)s: prepare the election") % {"day": ends.isoformat()})]
    return []


def breadcrumb(organisation: Organisation) -> OrganisationQuerySet:
    """The organisations above this one, from the top."""
    ends = range(Organisation.steplen, len(organisation.path), Organisation.steplen)
    found: OrganisationQuerySet = Organisation.objects.filter(path__in=[organisation.path[:end] for end in ends])
    return found


def around(seen: OrganisationQuerySet, places: Sequence[Organisation]) -> list[Organisation]:
    """The places themselves with those above and those right below them, as far as they are ``seen``, in the order of the tree."""
    wanted = Q(pk=None)
    for place in places:
        ends = range(Organisation.steplen, len(place.path), Organisation.steplen)
        wanted |= Q(path__in=[place.path[:end] for end in ends]) | Q(pk=place.pk)
        wanted |= Q(path__gte=place.path, path__lt=place.path + "~", depth=place.depth + 1)
    return list(seen.filter(wanted))


def children_of(organisation: Organisation) -> OrganisationQuerySet:
    """The organisations directly under this one."""
    found: OrganisationQuerySet = Organisation.objects.under(organisation).filter(depth=organisation.depth + 1)
    return found


def changes_of(organisation: Organisation) -> QuerySet[OrganisationChange]:
    """Renames and moves of the organisation, newest first."""
    found: QuerySet[OrganisationChange] = organisation.changes.select_related("parent_before", "parent_after")
    return found


def terms_of(branch: Organisation) -> QuerySet[BranchTerm]:
    """Terms of office of the branch, newest first."""
    found: QuerySet[BranchTerm] = branch.terms.all()
    return found

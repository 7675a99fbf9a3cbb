"""Pages of persons: the list with its search and filters, and one person's record."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banyan.core.errors import RuleError
from banyan.core.models import AuditEntry
from banyan.core.permissions import who_may
from banyan.people import actions, queries
from banyan.people.details import MASKED, age_in_years
from banyan.people.forms import LinkForm
from banyan.people.masking import masked
from banyan.people.models import (
    Account,
    Affiliation,
    CareTag,
    Dialect,
    Organisation,
    PartyStatus,
    Person,
    PersonQuerySet,
    RetireeStatus,
    Role,
)
from banyan.people.permissions import KEEPERS, why_not_keep_person
from banyan.people.views.requests import account_of
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.timeline import Event

LOOKERS = (*KEEPERS, Role.BRANCH_SECRETARY)
AGE_BANDS = {"60": (60, 70), "70": (70, 80), "80": (80, 90), "90": (90, None)}
# What a branch secretary sees of the members.
FOR_SECRETARY = ("phone", "without_phone", "dialects")
_SECTIONS = (
    (gettext_lazy("How to reach them"), ("phone", "without_phone", "address", "emergency_name", "emergency_phone")),
    (
        gettext_lazy("About them"),
        ("sex", "born", "identity_number", "status", "retired_on", "former_unit", "former_post", "party", "joined_on"),
    ),
    (gettext_lazy("What they can and what they need"), ("mobile_member", "dialects", "skills", "care_tags", "remark")),
)


@who_may(*LOOKERS)
def person_list(request: HttpRequest) -> HttpResponse:
    persons = queries.persons_for(account_of(request)).living()
    title = _("The people of your rosters stand here")
    if account_of(request).has_role(*KEEPERS):
        text, url = _("Add the first one, or hand in the roster that you have."), reverse("roster_new")
        empty = EmptyState(title, text, action=_("Hand in a roster"), url=url)
    else:
        empty = EmptyState(title, _("Your office writes down whose branch is yours; nobody is in it yet."))
    return _list_page(request, persons, _("Persons"), empty, is_former=False)


@who_may(*LOOKERS)
def former_list(request: HttpRequest) -> HttpResponse:
    persons = queries.persons_for(account_of(request)).exclude(died_on=None, left_on=None)
    empty = EmptyState(_("Who died or left your rosters stands here"), _("Nobody has."))
    return _list_page(request, persons, _("Died or left"), empty, is_former=True)


@never_cache
@who_may(*LOOKERS)
def person_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return record_page(request, _person(request, uuid))


@never_cache
@who_may(*LOOKERS)
@require_POST
def person_numbers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    try:
        actions.show_numbers(person, by=account_of(request))
    except RuleError as error:
        return record_page(request, person, refusal=str(error))
    return record_page(request, person, shows_numbers=True)


def record_page(
    request: HttpRequest, person: Person, *, refusal: str = "", shows_numbers: bool = False, link_form: LinkForm | None = None
) -> HttpResponse:
    account = account_of(request)
    keeps = why_not_keep_person(account, person) is None
    affiliations = list(queries.affiliations_of(person))
    context = {
        "title": person.name,
        "person": person,
        "age": age_in_years(person.born, person.died_on or timezone.localdate()) if keeps else None,
        "keeps": keeps,
        "facts": _facts(person, keeps=keeps, shows_numbers=shows_numbers),
        "hides_numbers": not shows_numbers and any(getattr(person, name) for name in (MASKED if keeps else ("phone",))),
        "dials": person.phone if shows_numbers else "",
        "affiliations": affiliations,
        "branch": next((found.branch for found in affiliations if found.to_on is None), None),
        "history": _history(person, affiliations) if keeps else [],
        "refusal": refusal,
        "link_form": link_form or LinkForm(queries.accounts_under(account).filter(person=None)) if keeps else None,
        "linked": Account.objects.filter(person=person).first() if keeps else None,
    }
    return render(request, "people/person.html", context, status=422 if refusal or link_form else 200)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _person(request: HttpRequest, uuid: UUID) -> Person:
    return get_object_or_404(queries.persons_for(account_of(request)).select_related("organisation"), uuid=uuid)


def _list_page(request: HttpRequest, persons: Any, title: str, empty: EmptyState, *, is_former: bool) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    keeps = account.has_role(*KEEPERS)
    places = _places(account, request.GET.get("place", ""))
    page = ListPage(
        queries.with_branch(persons),
        request,
        columns=[
            Column("name", _("Name"), sort="name_key", url=lambda person: person.get_absolute_url()),
            *(_keepers_columns(today) if keeps else ()),
            Column("branch", _("Branch"), text=_branch_of),
            Column("phone", _("Telephone"), text=_phone_of),
            *([Column("ended", _("Until"), text=lambda person: person.died_on or person.left_on)] if is_former else []),
        ],
        filters=_filters(places, today, keeps=keeps),
        search=lambda found, words: queries.found_by(_persons(found), words),
        search_label=_("Name, pinyin or initials (zgh), or a whole telephone or identity number"),
        empty=empty,
    )
    context = {"page": page, "title": title, "is_former": is_former, "keeps": keeps, "adds_to": _place_to_add(account, places, request)}
    return render(request, "people/person_list.html", context)


def _persons(found: object) -> PersonQuerySet:
    # A list's filters don't know what they narrow.
    return cast("PersonQuerySet", found)


def _keepers_columns(today: date) -> list[Column]:
    return [
        Column("born", _("Born"), sort="born", text=lambda person: _born(person, today)),
        Column("status", _("Status"), text=lambda person: person.get_status_display()),
        Column("party", _("Party status"), text=lambda person: person.get_party_display()),
        Column("organisation", _("Organisation"), sort="organisation__path"),
    ]


def _filters(places: Sequence[Organisation], today: date, *, keeps: bool) -> list[Filter]:
    by_code = {place.code: place for place in places}
    at_place = Filter(
        "place",
        _("Organisation or branch"),
        [(place.code, place.name) for place in places],
        lambda found, code: queries.persons_at(_persons(found), by_code[code]),
    )
    filters = [at_place] if len(places) > 1 else []
    if keeps:
        bands = [("60", _("60 to 69")), ("70", _("70 to 79")), ("80", _("80 to 89")), ("90", _("90 and older"))]
        filters += [
            Filter("status", _("Status"), RetireeStatus.choices),
            Filter("party", _("Party status"), PartyStatus.choices),
            Filter("age", _("Age"), bands, lambda found, band: queries.ages_between(_persons(found), *AGE_BANDS[band], today)),
        ]
    return [
        *filters,
        Filter("dialect", _("Dialect"), Dialect.choices, lambda found, code: found.filter(dialects__contains=code)),
        Filter("phone", _("Telephone"), [("none", _("without a telephone"))], lambda found, _none: found.filter(phone_index="")),
    ]


def _places(account: Account, chosen: str) -> list[Organisation]:
    """Where the list can be narrowed to: the chosen place with those above and right below it, else the tops of one's own trees."""
    seen = queries.visible_to(account, *LOOKERS)
    start = list(seen.filter(code=chosen)) or [grant.organisation for grant in account.grants_now if grant.role in LOOKERS]
    return queries.around(seen, start)


def _place_to_add(account: Account, places: Sequence[Organisation], request: HttpRequest) -> Organisation | None:
    chosen = [place for place in places if place.code == request.GET.get("place")]
    own = [grant.organisation for grant in account.grants_now if grant.role in KEEPERS]
    return next((place for place in [*chosen, *own] if account.has_role_at(place, *KEEPERS)), None)


def _born(person: Person, today: date) -> str:
    age = age_in_years(person.born, person.died_on or today)
    return _("%(born)s (%(age)d)") % {"born": person.born, "age": age} if age is not None else ""


def _branch_of(person: Any) -> str:
    return "、".join(affiliation.branch.name for affiliation in person.open_affiliations)


def _phone_of(person: Person) -> str:
    if person.phone:
        return masked(person.phone)
    return _("none of their own") if person.without_phone else ""


def _facts(person: Person, *, keeps: bool, shows_numbers: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    sections = _SECTIONS if keeps else ((gettext_lazy("How to reach them"), FOR_SECRETARY),)
    said = [(title, [(name, _said(name, getattr(person, name), shows_numbers)) for name in names]) for title, names in sections]
    return [(str(title), [(queries.label_of(name), value) for name, value in lines if value]) for title, lines in said]


def _said(name: str, value: Any, shows_numbers: bool) -> str:
    if name in MASKED and value:
        return str(value) if shows_numbers else masked(value)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, list):
        labels = {"dialects": dict(Dialect.choices), "care_tags": dict(CareTag.choices)}.get(name, {})
        return "、".join(str(labels.get(word, word)) for word in value)
    field = Person._meta.get_field(name)
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))


def _history(person: Person, affiliations: Sequence[Affiliation]) -> list[Event]:
    entries = list(queries.history_of(person))
    before, branches = queries.values_before(person, entries), {found.branch.code: found.branch.name for found in affiliations}
    return [
        Event(entry.made_at, queries.in_words(entry), who=entry.actor_name or _("system"), text=_text_of(entry, before, branches))
        for entry in entries
    ]


def _text_of(entry: AuditEntry, before: dict[int, dict[str, Any]], branches: dict[str, str]) -> str:
    if "branch" in entry.difference:
        return " → ".join(branches.get(code, code) for code in entry.difference["branch"] if code)
    said = [f"{queries.label_of(name)}：{_said(name, value, False)}" for name, value in before.get(entry.pk, {}).items() if value]
    return _("before: %(values)s") % {"values": "；".join(said)} if said else ""

"""Pages of the tree: an organisation with its counts, warnings and history; add, rename, move; terms of office."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people import actions, queries
from banyan.people.actions.organisations import MAY_STAND_UNDER
from banyan.people.forms import MoveForm, OrganisationForm, RenameForm, TermForm
from banyan.people.models import Account, Organisation, OrganisationChange, Role
from banyan.people.permissions import KEEPERS, why_not_keep
from banyan.people.queries import BranchWarning, Counts
from banyan.people.views.requests import account_of, sent
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.timeline import Event

BRANCHES = (Organisation.Kind.BRANCH, Organisation.Kind.GENERAL_BRANCH)
MOST_WARNINGS = 10


@who_may("signed_in")
def organisation_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.visible_to(account_of(request)),
        request,
        columns=[
            Column("name", _("Organisation"), sort="name", url=page_of),
            Column("kind", _("Kind"), sort="kind"),
            Column("code", _("Code"), sort="code"),
        ],
        filters=[Filter("kind", _("Kind"), choices=Organisation.Kind.choices)],
        search=lambda found, words: narrowed(found, words, "name", "code"),
        empty=EmptyState(_("The organisations you work for stand here"), _("You hold no role yet. Ask your office to grant you one.")),
        export_name="organisations",
    )
    context = {"page": page, "title": _("Organisations"), "keeps": account_of(request).has_role(*KEEPERS)}
    return page.export() if page.wants_export else render(request, "people/organisation_list.html", context)


@who_may("signed_in")
def organisation_show(request: HttpRequest, code: str) -> HttpResponse:
    account = account_of(request)
    organisation = _visible(request, code)
    counts = queries.counts_of(organisation, timezone.localdate())
    page = _children_page(request, organisation, counts)
    if page.wants_export:
        return page.export()
    keeps = why_not_keep(account, organisation) is None
    warnings = _warnings(account, organisation)
    context = {
        "title": organisation.name,
        "organisation": organisation,
        "above": [(place, account.has_role_at(place, *Role.values)) for place in queries.breadcrumb(organisation)],
        "counts": counts[organisation.path],
        "is_branch": organisation.kind in BRANCHES,
        "page": page,
        "warnings": warnings[:MOST_WARNINGS],
        "more_warnings": len(warnings) - MOST_WARNINGS,
        "history": _history(organisation),
        "keeps": keeps,
        "sees_persons": keeps or account.has_role_at(organisation, Role.BRANCH_SECRETARY),
        "may_have_children": keeps and bool(_kinds_under(organisation)),
        "may_move": keeps and not organisation.is_root(),
    }
    return render(request, "people/organisation.html", context)


@who_may(*KEEPERS)
def organisation_add(request: HttpRequest, code: str) -> HttpResponse:
    parent = _kept(request, code)
    form = OrganisationForm(_kinds_under(parent), sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.found_organisation(parent=parent, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s is part of the tree now.") % {"name": made})
            return redirect(page_of(made))
    return _form_page(request, form, parent, _("Add an organisation under %(name)s") % {"name": parent}, _("Add"))


@who_may(*KEEPERS)
def organisation_rename(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _kept(request, code)
    form = RenameForm(sent(request), initial={"name": organisation.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_organisation(organisation, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Renamed. The name before stays in its history."))
            return redirect(page_of(organisation))
    return _form_page(request, form, organisation, _("Rename %(name)s") % {"name": organisation}, _("Rename"))


@who_may(*KEEPERS)
def organisation_move(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _kept(request, code)
    form = MoveForm(_places_for(request, organisation), sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_organisation(organisation, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Moved, with all that belongs to it."))
            return redirect(page_of(organisation))
    return _form_page(request, form, organisation, _("Move %(name)s") % {"name": organisation}, _("Move"))


@who_may(*KEEPERS)
def term_new(request: HttpRequest, code: str) -> HttpResponse:
    branch = _kept(request, code)
    form = TermForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            term = actions.record_term(branch, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("On record: the term ends on %(day)s.") % {"day": term.ends_on.isoformat()})
            return redirect(page_of(branch))
    return _form_page(request, form, branch, _("Record an election of %(name)s") % {"name": branch}, _("Record"))


def page_of(organisation: Organisation) -> str:
    return reverse("organisation", args=[organisation.code])


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _visible(request: HttpRequest, code: str) -> Organisation:
    found: Organisation = get_object_or_404(queries.visible_to(account_of(request)), code=code)
    return found


def _kept(request: HttpRequest, code: str) -> Organisation:
    found: Organisation = get_object_or_404(queries.visible_to(account_of(request), *KEEPERS), code=code)
    return found


def _form_page(request: HttpRequest, form: Any, organisation: Organisation, title: str, action: str) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "back": page_of(organisation), "organisation": organisation}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _kinds_under(parent: Organisation) -> list[str]:
    return [kind for kind, places in MAY_STAND_UNDER.items() if parent.kind in places]


def _places_for(request: HttpRequest, organisation: Organisation) -> Any:
    below = Q(path__gte=organisation.path, path__lt=organisation.path + "~")
    kinds = [kind for kind in MAY_STAND_UNDER[organisation.kind] if kind]
    return (
        queries.visible_to(account_of(request), *KEEPERS)
        .filter(kind__in=kinds)
        .exclude(below)
        .exclude(path=organisation.path[: -Organisation.steplen])
    )


def _children_page(request: HttpRequest, organisation: Organisation, counts: dict[str, Counts]) -> ListPage:
    def of(child: Organisation) -> Counts:
        return counts.get(child.path, Counts())

    return ListPage(
        queries.children_of(organisation),
        request,
        columns=[
            Column("name", _("Organisation"), url=page_of),
            Column("kind", _("Kind"), sort="kind"),
            Column("persons", _("Persons"), text=lambda child: of(child).persons or ("" if child.kind in BRANCHES else 0), number=True),
            Column(
                "members",
                _("Members"),
                text=lambda child: of(child).affiliated if child.kind in BRANCHES else of(child).members,
                number=True,
            ),
            Column("branches", _("Branches"), text=lambda child: of(child).branches, number=True),
            Column(
                "over_eighty",
                _("80 and older"),
                text=lambda child: of(child).over_eighty or ("" if child.kind in BRANCHES else 0),
                number=True,
            ),
        ],
        search=lambda found, words: narrowed(found, words, "name", "code"),
        empty=EmptyState(_("Nothing stands under this organisation yet")),
        export_name=f"organisation-{organisation.code}",
    )


def _warnings(account: Account, organisation: Organisation) -> list[BranchWarning]:
    if not account.has_role_at(organisation, *KEEPERS, Role.BRANCH_SECRETARY):
        return []
    return queries.branch_warnings(organisation, timezone.localdate())


def _history(organisation: Organisation) -> list[Event]:
    events = [_change_event(change) for change in queries.changes_of(organisation)]
    if organisation.kind in BRANCHES:
        events += [
            Event(term.from_on, _("Elected its committee"), text=_("term until %(day)s") % {"day": term.ends_on.isoformat()}, tone="green")
            for term in queries.terms_of(organisation)
        ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _change_event(change: OrganisationChange) -> Event:
    if change.kind == OrganisationChange.Kind.RENAME:
        return Event(change.made_on, _("Renamed"), text=f"{change.name_before} → {change.name_after}")
    return Event(change.made_on, _("Moved"), text=f"{change.parent_before or '—'} → {change.parent_after or '—'}")

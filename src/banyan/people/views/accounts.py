"""Pages of accounts and the audit trail."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import verb_in_words
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people import actions, queries
from banyan.people.forms import AccountForm, FirstUseForm, RoleForm
from banyan.people.models import Account, Role, RoleGrant
from banyan.people.views.requests import account_of
from banyan.web.lists import Column, EmptyState, Filter, ListPage

KINDS = [
    ("notice", gettext_lazy("Notices")),
    ("case", gettext_lazy("Cases")),
    ("role", gettext_lazy("Roles")),
    ("account", gettext_lazy("Accounts")),
    ("session", gettext_lazy("Sign-ins")),
    ("organisation", gettext_lazy("Organisations")),
    ("person", gettext_lazy("Persons")),
    ("rule", gettext_lazy("Rules")),
]
APPOINTERS = (Role.ORGANISER, Role.CLERK)


def account_show(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html", {"title": _("My account"), "grants": account_of(request).grants_now})


@who_may("anyone")
def first_use(request: HttpRequest, key: str) -> HttpResponse:
    if not constant_time_compare(key, queries.first_use_key()) or not queries.is_empty():
        raise Http404
    form = FirstUseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_up_office(**form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Banyan is ready. Sign in with the name and password you chose."))
            return redirect("account_login")
    context = {"form": form, "title": _("Begin with Banyan")}
    return render(request, "people/first_use.html", context, status=422 if form.errors else 200)


@who_may(*APPOINTERS)
def account_list(request: HttpRequest) -> HttpResponse:
    grants = Prefetch("grants", RoleGrant.objects.in_force().select_related("organisation"), to_attr="open_grants")
    page = ListPage(
        queries.accounts_under(account_of(request)).prefetch_related(grants),
        request,
        columns=[
            Column("name", _("Name"), sort="name", url=lambda account: reverse("account_roles", args=[account.uuid])),
            Column("username", _("User name"), sort="username"),
            Column(
                "roles",
                _("Roles"),
                text=lambda account: "；".join(f"{g.organisation.name} {g.get_role_display()}" for g in account.open_grants),
            ),
        ],
        filters=[],
        search=lambda found, words: narrowed(found, words, "name", "username"),
        empty=EmptyState(
            _("Accounts of your offices stand here"),
            _("Open one for each person who works with Banyan."),
            action=_("Open an account"),
            url=reverse("account_open"),
        ),
        export_name="accounts",
    )
    return page.export() if page.wants_export else render(request, "people/account_list.html", {"page": page, "title": _("Accounts")})


@who_may(*APPOINTERS)
def account_open(request: HttpRequest) -> HttpResponse:
    by = account_of(request)
    form, role_form = AccountForm(request.POST or None), RoleForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid() and role_form.is_valid():
        try:
            account = actions.appoint(**form.cleaned_data, **role_form.cleaned_data, by=by)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is open."))
            return redirect("account_roles", account.uuid)
    return render(
        request,
        "people/account_open.html",
        {"form": form, "role_form": role_form, "title": _("Open an account")},
        status=422 if form.errors or role_form.errors else 200,
    )


@who_may(*APPOINTERS)
def account_roles(request: HttpRequest, uuid: UUID) -> HttpResponse:
    by = account_of(request)
    account = get_object_or_404(queries.accounts_under(by), uuid=uuid)
    form = RoleForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(account, **form.cleaned_data, by=by)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role is granted."))
            return redirect("account_roles", account.uuid)
    grants = account.grants.filter(organisation__in=queries.visible_to(by, *APPOINTERS)).select_related("organisation")
    context = {"title": account.name, "subject": account, "grants": grants, "form": form}
    return render(request, "people/account_roles.html", context, status=422 if form.errors else 200)


@who_may(*APPOINTERS)
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    by = account_of(request)
    grant = get_object_or_404(
        RoleGrant.objects.filter(organisation__in=queries.visible_to(by, *APPOINTERS)).select_related("account", "organisation"), pk=pk
    )
    if request.method == "POST":
        try:
            actions.end_role(grant, by=by, to_on=timezone.localdate())
        except RuleError as error:
            messages.error(request, str(error))
        return redirect("account_roles", grant.account.uuid)
    context = {
        "title": _("End this role: %(grant)s?") % {"grant": grant},
        "changes": [_("Today is its last day."), _("What was done with it stays on record.")],
        "action": _("End the role"),
        "back": reverse("account_roles", args=[grant.account.uuid]),
    }
    return render(request, "web/confirm.html", context)


@who_may(*APPOINTERS)
def audit_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.audit_entries(account_of(request)),
        request,
        columns=[
            Column("made_at", _("Time"), sort="id"),
            Column("actor", _("Who"), text=lambda entry: entry.actor_name or _("system")),
            Column("verb", _("Did what"), sort="verb", text=verb_in_words),
            Column("object_label", _("To what"), text=lambda entry: entry.object_label),
            Column("subject", _("About whom"), text=lambda entry: entry.subject_name or entry.person_name or ""),
            Column(
                "organisation_code",
                _("Organisation"),
                sort="organisation_code",
                text=lambda entry: entry.organisation_name or entry.organisation_code,
            ),
        ],
        filters=[Filter("object_kind", _("Kind"), choices=KINDS)],
        search=lambda found, words: narrowed(found, words, "object_label", "verb"),
        empty=EmptyState(
            _("Who did what and when stands here"), _("Entries come by themselves as soon as somebody works in your offices.")
        ),
        export_name="audit",
    )
    return page.export() if page.wants_export else render(request, "web/list.html", {"page": page, "title": _("Audit trail")})


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)

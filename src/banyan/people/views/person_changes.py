"""Pages that change a person's record: add, mend, move to another branch, died, left, back, erase, account."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people import actions, queries
from banyan.people.forms import AffiliateForm, DiedForm, EraseForm, LeftForm, LinkForm, PersonForm
from banyan.people.models import Account, Organisation, Person
from banyan.people.permissions import KEEPERS
from banyan.people.views.persons import record_page
from banyan.people.views.requests import account_of, sent


@never_cache
@who_may(*KEEPERS)
def person_add(request: HttpRequest, code: str) -> HttpResponse:
    organisation: Organisation = get_object_or_404(queries.visible_to(account_of(request), *KEEPERS), code=code)
    form = PersonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(
                organisation, form.details, by=account_of(request), is_somebody_else=bool(form.cleaned_data["is_somebody_else"])
            )
        except actions.UnableToAddNamesake as error:
            form.asks_about_namesake = True
            form.add_error(None, str(error))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s is on the roster.") % {"name": person})
            return redirect(person)
    title = _("Add a person to the roster of %(place)s") % {"place": organisation}
    context = {"form": form, "title": title, "action": _("Add to the roster"), "back": reverse("persons")}
    return render(request, "people/person_form.html", context, status=422 if form.errors else 200)


@never_cache
@who_may(*KEEPERS)
def person_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    form = PersonForm(sent(request), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person, form.details, version=form.cleaned_data["version"] or 0, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(person)
    title = _("Change the record of %(name)s") % {"name": person}
    context = {"form": form, "title": title, "action": _("Save"), "back": person.get_absolute_url(), "person": person}
    return render(request, "people/person_form.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def person_affiliate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    form = AffiliateForm(queries.keepable_branches(account_of(request)), sent(request))
    title = _("Move %(name)s to a branch") % {"name": person}
    return _step(request, person, form, actions.affiliate, title=title, action=_("Record"), done=_("The affiliation is on record."))


@who_may(*KEEPERS)
def person_died(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    changes = [
        _("The affiliation ends on that day."),
        _("An account of theirs can no longer sign in."),
        _("No reminder or notice goes out to them any more."),
        _("The record stays, under “Died or left”. It can be taken back if this was a mistake."),
    ]
    return _confirmed(
        request,
        person,
        DiedForm(sent(request)),
        actions.mark_died,
        title=_("Record the death of %(name)s") % {"name": person},
        changes=changes,
        action=_("Record the death"),
        done=_("The death is on record."),
    )


@who_may(*KEEPERS)
def person_left(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    changes = [
        _("The affiliation ends on that day."),
        _("The record stays, under “Died or left”. It can be taken back if this was a mistake."),
    ]
    return _confirmed(
        request,
        person,
        LeftForm(sent(request)),
        actions.mark_left,
        title=_("%(name)s left the roster") % {"name": person},
        changes=changes,
        action=_("Record the leaving"),
        done=_("The leaving is on record."),
    )


@who_may(*KEEPERS)
def person_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    return _confirmed(
        request,
        person,
        Form(sent(request)),
        actions.return_person,
        title=_("Put %(name)s back on the roster") % {"name": person},
        changes=[_("The day of death or leaving is taken out."), _("The affiliation that ended on that day goes on.")],
        action=_("Put back"),
        done=_("%(name)s is on the roster.") % {"name": person},
    )


@who_may(*KEEPERS)
def person_erase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = _kept(request, uuid)
    changes = [
        _("All that tells who it is (name, numbers, address, care tags) is destroyed, old values in the history too."),
        _("A numbered entry without a name stays, so that sums of past years stand."),
        _("An account of theirs is closed and loses its name."),
        _("A backup put back later is cleared of this person again."),
    ]
    return _confirmed(
        request,
        person,
        EraseForm(sent(request)),
        actions.erase_person,
        title=_("Erase %(name)s for good") % {"name": person},
        changes=changes,
        action=_("Erase for good"),
        done=_("Erased."),
        then=reverse("persons"),
    )


@never_cache
@who_may(*KEEPERS)
@require_POST
def person_account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person, by = _kept(request, uuid), account_of(request)
    if "unlink" in request.POST:
        account, linked = get_object_or_404(Account, person=person), None
    else:
        form = LinkForm(queries.accounts_under(by), request.POST)
        if not form.is_valid():
            return record_page(request, person, link_form=form)
        account, linked = form.cleaned_data["account"], person
    try:
        actions.link_account(account, person=linked, by=by)
    except RuleError as error:
        return record_page(request, person, refusal=str(error))
    messages.success(request, _("Saved."))
    return redirect(person)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _kept(request: HttpRequest, uuid: UUID) -> Person:
    account = account_of(request)
    places = queries.visible_to(account, *KEEPERS)
    return get_object_or_404(queries.persons_for(account).filter(organisation__in=places).select_related("organisation"), uuid=uuid)


def _step(request: HttpRequest, person: Person, form: Form, act: Callable[..., Any], *, title: str, action: str, done: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(person, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(person)
    context = {"form": form, "title": title, "action": action, "back": person.get_absolute_url()}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _confirmed(
    request: HttpRequest, person: Person, form: Form, act: Callable[..., Any], *, done: str, then: str = "", **words: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(person, by=account_of(request), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(then or person.get_absolute_url())
    warning = "" if then else _("Please read what will change.")
    context = {"form": form, "back": person.get_absolute_url(), "warning": warning, **words}
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)

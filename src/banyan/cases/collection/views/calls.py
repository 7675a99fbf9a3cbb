"""Calls: make or copy one, set its rules and quotas, publish it, follow it, announce the results."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.collection import queries
from banyan.cases.collection.actions import calls as actions
from banyan.cases.collection.forms import BeginForm, CallForm, CallNoticeForm, CopyForm, NewCallForm, QuotasForm, RulesForm
from banyan.cases.collection.models import Call, Stage, Submission
from banyan.cases.collection.permissions import OFFICE, why_not_call
from banyan.cases.collection.views.common import account_of, call_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Organisation, Role
from banyan.web.lists import Column, EmptyState, ListPage

STAGE_TONES: dict[str, str] = {Stage.SUBMISSION: "green", Stage.RECOMMENDATION: "amber", Stage.SELECTION: "amber"}


@who_may(*OFFICE)
def call_list(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    organises = account.has_role(Role.ORGANISER)
    page = ListPage(
        queries.calls_for(account),
        request,
        columns=[
            Column("title", _("Call for cases"), sort="title", url=Call.get_absolute_url),
            Column("organisation", _("Called by"), sort="organisation__path"),
            Column("year", _("Year"), sort="year"),
            Column("submit_until", _("Units submit until"), sort="submit_until"),
            Column(
                "stage",
                _("Stage"),
                text=lambda call: call.stage_on(today).label,
                tone=lambda call: STAGE_TONES.get(call.stage_on(today), "quiet"),
            ),
        ],
        search=lambda calls, words: narrowed(calls, words, "title"),
        empty=EmptyState(
            _("Calls for cases stand here"),
            _("A call says what is looked for, until when, and how many each unit and city may hand in.")
            if organises
            else _("When the province publishes a call, you find it here and hand in your case."),
            action=_("Make a call") if organises else "",
            url=reverse("call_new") if organises else "",
        ),
        export_name="calls",
    )
    context = {"page": page, "title": _("Calls for cases"), "organises": organises}
    return page.export() if page.wants_export else render(request, "collection/call_list.html", context)


@who_may(*OFFICE)
def call_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call, account, today = call_of(request, uuid), account_of(request), timezone.localdate()
    stage = call.stage_on(today)
    organises = why_not_call(account, call.organisation) is None
    begin = BeginForm(call, account)
    context = {
        "title": call.title,
        "call": call,
        "stage": stage,
        "tone": STAGE_TONES.get(stage, "quiet"),
        "organises": organises,
        "notices": call.notices.all()[:50],
        "standings": queries.standings(call) if organises else [],
        "begin": begin if stage in (Stage.AHEAD, Stage.SUBMISSION) else None,
        "mine": queries.own_submissions(call, account)[:10],
        "sent": queries.sent_to(call, account).count(),
        "copy": CopyForm(initial={"year": call.year + 1}),
    }
    return render(request, "collection/call_show.html", context)


@who_may(Role.ORGANISER)
def call_new(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    form = NewCallForm(account, request.POST or None, initial={"year": today.year})
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data.pop("organisation")
        try:
            return redirect(actions.draft_call(organisation, form.cleaned_data, usual_rules(), by=account))
        except RuleError as error:
            form.add_error(None, str(error))
    return _form_page(request, form, _("Make a call"), reverse("calls"))


@who_may(Role.ORGANISER)
def call_copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    form = CopyForm(request.POST or None, initial={"year": call.year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            copy = actions.copy_call(call, year=form.cleaned_data["year"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Copied with its rules, quotas and dates. Look through it, then publish it."))
            return redirect(copy)
    return _form_page(request, form, _("Copy this call for another year"), call.get_absolute_url())


@who_may(Role.ORGANISER)
def call_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    form = CallForm(request.POST or None, instance=Call.objects.get(pk=call.pk))
    if request.method == "POST" and form.is_valid():
        return _saved(request, call, form, lambda: actions.change_call(call, form.cleaned_data, by=account_of(request)))
    return _form_page(request, form, _("Text, dates and limits"), call.get_absolute_url())


@who_may(Role.ORGANISER)
def call_rules(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    form = RulesForm(call, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_call_rules(call, form.rules(), by=account_of(request))
        except RuleError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(call)
    context = {"call": call, "form": form, "refusal": refusal, "title": _("Categories, parts and criteria")}
    return render(request, "collection/call_rules.html", context, status=422 if refusal or request.method == "POST" else 200)


@who_may(Role.ORGANISER)
def call_quotas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    cities = Organisation.objects.under(call.organisation).filter(kind=Organisation.Kind.CITY)
    form = QuotasForm(call, cities, dict(call.city_quotas.values_list("city", "places")), request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _saved(request, call, form, lambda: actions.set_city_quotas(call, form.places(), by=account_of(request)))
    return _form_page(request, form, _("Recommendations of each city at most"), call.get_absolute_url(), kind="short-fields")


@who_may(Role.ORGANISER)
def call_open(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    changes = [
        _("Every office under %(organisation)s sees the call.") % {"organisation": call.organisation},
        _("Units submit from %(first)s until %(last)s.") % {"first": call.opens_on, "last": call.submit_until},
    ]
    return _confirmed(
        request,
        call,
        lambda: actions.open_call(call, by=account_of(request)),
        title=_("Publish “%(call)s”?") % {"call": call},
        warning=_("Look through dates, parts and quotas once more."),
        changes=changes,
        action=_("Publish"),
    )


@who_may(Role.ORGANISER)
def call_notice_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    form = CallNoticeForm(request.POST or None, initial={"stage": call.stage_on(timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        return _saved(request, call, form, lambda: actions.publish_call_notice(call, **form.cleaned_data, by=account_of(request)))
    return _form_page(request, form, _("Publish a notice"), call.get_absolute_url())


@who_may(Role.ORGANISER)
def call_announce(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _organised(request, uuid)
    winners = call.submissions.filter(state=Submission.State.WINNER).select_related("organisation").order_by("number")
    count = len(winners)
    said = ngettext("%(count)d submission is selected:", "%(count)d submissions are selected:", count) % {"count": count}
    changes = [said, *(f"{winner.mark} {winner.title} · {winner.organisation}" for winner in winners)]
    changes.append(_("Each becomes a draft for the showcase; a second person approves it there."))
    return _confirmed(
        request,
        call,
        lambda: actions.announce_results(call, by=account_of(request)),
        title=_("Announce the results of “%(call)s”?") % {"call": call},
        warning=_("Afterwards nothing in this call can be changed."),
        changes=changes,
        action=_("Announce the results"),
    )


def usual_rules() -> actions.CallRules:
    """What a first call begins with: categories, parts and criteria as collections in practice have them (FACTS.md)."""
    categories = (
        _("Ideas and politics"),
        _("A stronger organisation"),
        _("Putting strengths to use"),
        _("Part of the town"),
        _("Places to meet"),
    )
    parts = (_("Background"), _("Practice"), _("Results"), _("Insight"))
    criteria = ((_("Effect"), 50), (_("Innovation"), 25), (_("Operability"), 25))
    return actions.CallRules(
        categories=[{"name": name} for name in categories],
        parts=[{"name": name, "hint": "", "least_characters": 0, "most_characters": 0} for name in parts],
        criteria=[{"name": name, "weight": weight} for name, weight in criteria],
    )


def _organised(request: HttpRequest, uuid: UUID) -> Call:
    """The call, if the account organises it; raise PermissionDenied, or Http404 when it doesn't see the call."""
    call = call_of(request, uuid)
    if reason := why_not_call(account_of(request), call.organisation):
        raise PermissionDenied(reason)
    return call


def _saved(request: HttpRequest, call: Call, form: BaseForm, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
    except RuleError as error:
        form.add_error(None, str(error))
        return _form_page(request, form, str(call), call.get_absolute_url())
    messages.success(request, _("Saved."))
    return redirect(call)


def _confirmed(request: HttpRequest, call: Call, act: Callable[[], object], **words: Any) -> HttpResponse:
    if request.method == "POST":
        try:
            act()
        except RuleError as error:
            messages.error(request, str(error))
        return redirect(call)
    return render(request, "web/confirm.html", words | {"back": call.get_absolute_url()})


def _form_page(request: HttpRequest, form: Any, title: str, back: str, *, kind: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "kind": kind}
    return render(request, "collection/form.html", context, status=422 if form.errors else 200)

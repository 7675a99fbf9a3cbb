"""The office's cases: mend a draft, record consent, send, approve, withdraw."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banyan.cases.showcase import actions, queries
from banyan.cases.showcase.forms import CaseForm, ConsentForm, NewCaseForm, PersonForm, ReasonForm
from banyan.cases.showcase.models import Case
from banyan.cases.showcase.permissions import OFFICE, why_not_edit, why_not_move
from banyan.core.audit import verb_in_words
from banyan.core.errors import RuleError
from banyan.core.models import AuditEntry
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.kernels.hanzi import person_mentions
from banyan.people.models import Account
from banyan.people.queries import names_of_actors
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.timeline import Event

STEPS: dict[str, tuple[Callable[..., Case], object]] = {
    "send": (actions.send_case, gettext_lazy("The case now waits for a second person.")),
    "approve": (actions.approve_case, gettext_lazy("The case is public now.")),
    "return": (actions.return_case, gettext_lazy("The case went back to whoever prepared it.")),
    "withdraw": (actions.withdraw_case, gettext_lazy("The page is no longer public. The record stays.")),
    "revise": (actions.revise_case, gettext_lazy("The case is a draft again.")),
}
TONES: dict[str, str] = {Case.State.WAITING: "amber", Case.State.PUBLISHED: "green", Case.State.WITHDRAWN: "seal"}
WITH_REASON = ("return", "withdraw")


@who_may(*OFFICE)
def office_case_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.cases_for(_account(request)),
        request,
        columns=[
            Column("title", _("Title"), sort="title", url=_page_of),
            Column("place", _("Town or unit"), sort="place"),
            Column("year", _("Year"), sort="year"),
            Column("category", _("Category"), sort="category"),
            Column("programme", _("Programme"), sort="programme"),
            Column("state", _("State"), sort="state", tone=lambda case: TONES.get(case.state, "quiet")),
        ],
        filters=[
            Filter("state", _("State"), choices=Case.State.choices),
            Filter("year", _("Year"), choices=[(str(year), str(year)) for year in queries.years()]),
        ],
        search=lambda cases, words: narrowed(cases, words, "title", "place", "subtitle"),
        empty=EmptyState(
            _("Cases of your office stand here, from draft to public page"),
            _("Hand in a published notice and its cases are read for you, or write one yourself."),
            action=_("Hand in a notice"),
            url=reverse("notice_new"),
        ),
        export_name="cases",
    )
    return page.export() if page.wants_export else render(request, "cases/office_list.html", {"page": page, "title": _("Cases")})


@who_may(*OFFICE)
def office_case_new(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    form = NewCaseForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.draft_case(form.cleaned_data.pop("organisation"), form.cleaned_data, by=account)
            return redirect("office_case", case.uuid)
        except RuleError as error:
            form.add_error(None, str(error))
    return render(
        request,
        "cases/office_edit.html",
        {"form": form, "title": _("Write a case"), "back": reverse("office_cases")},
        status=422 if form.errors else 200,
    )


@who_may(*OFFICE)
def office_case_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _case_page(request, _case(request, uuid))


@who_may(*OFFICE)
def office_case_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = _case(request, uuid)
    form = CaseForm(request.POST or None, instance=case)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_case(case, form.cleaned_data, by=_account(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("office_case", case.uuid)
    return render(
        request,
        "cases/office_edit.html",
        {"form": form, "back": _page_of(case), "title": _("Mend “%(case)s”") % {"case": case.title}},
        status=422 if form.errors else 200,
    )


@who_may(*OFFICE)
@require_POST
def office_case_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    case = _case(request, uuid)
    if verb not in STEPS:
        raise Http404
    action, said = STEPS[verb]
    extra = {"reason": request.POST.get("reason", "")[:300]} if verb in WITH_REASON else {}
    return _done(request, case, lambda: action(case, by=_account(request), **extra), str(said))


@who_may(*OFFICE)
@require_POST
def person_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = _case(request, uuid)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _case_page(request, case, person_form=form)
    return _done(
        request, case, lambda: actions.list_person(case, **form.cleaned_data, by=_account(request)), _("The person is on the list.")
    )


@who_may(*OFFICE)
@require_POST
def persons_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = _case(request, uuid)
    return _done(request, case, lambda: actions.confirm_persons(case, by=_account(request)), _("Confirmed."))


@who_may(*OFFICE)
@require_POST
def consent_record(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    case = _case(request, uuid)
    appearance = get_object_or_404(case.appearances, pk=pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _case_page(request, case, consent_form=form)
    return _done(
        request, case, lambda: actions.record_consent(appearance, **form.cleaned_data, by=_account(request)), _("The consent is on record.")
    )


@who_may(*OFFICE)
def consent_withdraw(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    case = _case(request, uuid)
    appearance = get_object_or_404(case.appearances, pk=pk)
    if request.method == "POST":
        return _done(request, case, lambda: actions.withdraw_consent(appearance, by=_account(request)), _("The consent is taken back."))
    context = {
        "title": _("Take back the consent of %(name)s?") % {"name": appearance.name},
        "changes": [
            _("A public page of this case goes down at once."),
            _("The record of the consent stays, with today's date as its end."),
        ],
        "action": _("Take the consent back"),
        "back": _page_of(case),
    }
    return render(request, "web/confirm.html", context)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _case(request: HttpRequest, uuid: UUID) -> Case:
    return get_object_or_404(queries.cases_for(_account(request)).select_related("notice", "notice__file"), uuid=uuid)


def _page_of(case: Case) -> str:
    return reverse("office_case", args=[case.uuid])


def _done(request: HttpRequest, case: Case, action: Callable[[], object], said: str) -> HttpResponse:
    """Run one action and go back to the case, or show the case again with the refusal (422)."""
    try:
        action()
    except RuleError as error:
        return _case_page(request, case, refusal=str(error))
    messages.success(request, said)
    return redirect(_page_of(case))


def _case_page(request: HttpRequest, case: Case, *, refusal: str = "", **forms: Form) -> HttpResponse:
    account = _account(request)
    history = list(AuditEntry.objects.filter(object_id__in=[str(record.uuid) for record in (case, case.notice) if record])[:50])
    appearances = list(case.appearances.select_related("consent_recorded_by"))
    names = names_of_actors(history)
    listed = {appearance.name for appearance in appearances}
    context = {
        "title": case.title,
        "case": case,
        "tone": TONES.get(case.state, "quiet"),
        "refusal": refusal,
        "figures": case.figures.all(),
        "appearances": appearances,
        "mentions": [name for name in person_mentions(f"{case.title}\n{case.subtitle}\n{case.body}") if name not in listed],
        "history": [_event(entry, names) for entry in history],
        "why_not_edit": why_not_edit(account, case),
        "steps": {verb: why_not_move(account, case, verb) for verb in STEPS},
        "person_form": PersonForm(),
        "consent_form": ConsentForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "cases/office_case.html", context | forms, status=422 if refusal or forms else 200)


def _event(entry: AuditEntry, names: dict[object, str]) -> Event:
    return Event(
        at=entry.made_at, title=verb_in_words(entry), who=names.get(entry.actor, _("system")), text=entry.difference.get("remark", "")
    )

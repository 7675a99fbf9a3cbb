"""Objections during the public notice: the list, a new one, and its answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.judging.actions import objections as actions
from banyan.cases.judging.forms.results import AnswerForm, ObjectionForm
from banyan.cases.judging.models import Judging, Objection
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries.results import notice_ends_on, why_not_publish_yet
from banyan.cases.judging.queries.rounds import judgings_for
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Role
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {Objection.Outcome.OPEN: "amber", Objection.Outcome.UPHELD: "seal"}


@who_may(Role.ORGANISER)
def objection_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    page = ListPage(
        judging.objections.select_related("submission"),
        request,
        columns=[
            Column("text", _("Objection"), text=lambda row: row.text[:60], url=Objection.get_absolute_url),
            Column("received_on", _("Received"), sort="received_on"),
            Column("raised_by", _("Raised by"), sort="raised_by"),
            Column("submission", _("About"), sort="submission__number", text=lambda row: row.submission or ""),
            Column("outcome", _("Outcome"), sort="outcome", tone=lambda row: TONES.get(row.outcome, "quiet")),
        ],
        filters=[Filter("outcome", _("Outcome"), choices=Objection.Outcome.choices)],
        search=lambda rows, words: narrowed(rows, words, "text", "raised_by"),
        empty=EmptyState(_("No objection"), _("Objections that come in during the public notice are recorded and answered here.")),
        export_name="objections",
    )
    context = {
        "title": _("Public notice"),
        "page": page,
        "judging": judging,
        "last": notice_ends_on(judging),
        "why_not": why_not_change(account_of(request), judging, "objections"),
        "why_not_yet": why_not_publish_yet(judging, timezone.localdate()),
        "states": Judging.State,
    }
    return page.export() if page.wants_export else render(request, "judging/objections.html", context)


@who_may(Role.ORGANISER)
def objection_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = ObjectionForm(judging, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            objection = actions.record_objection(judging, **form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The objection is recorded."))
            return redirect(objection)
    context = {"form": form, "title": _("Record an objection"), "back": reverse("objections", args=[uuid])}
    return render(request, "judging/form.html", context, status=422 if form.errors else 200)


@who_may(Role.ORGANISER)
def objection_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    rows = Objection.objects.filter(judging__in=judgings_for(account_of(request)))
    rows = rows.select_related("judging__call__organisation", "submission", "recorded_by", "answered_by")
    objection = get_object_or_404(rows, uuid=uuid)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_objection(objection, **form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect("objections", objection.judging.call.uuid)
    context = {
        "title": _("Objection"),
        "objection": objection,
        "judging": objection.judging,
        "form": form,
        "tone": TONES.get(objection.outcome, "quiet"),
        "why_not": why_not_change(account_of(request), objection.judging, "answers"),
    }
    return render(request, "judging/objection.html", context, status=422 if form.errors else 200)

"""A round of judging: begin it, see what comes next, set its numbers, close and reopen scoring."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.collection.models import Call
from banyan.cases.collection.permissions import why_not_call
from banyan.cases.collection.queries import calls_for
from banyan.cases.judging.actions import rounds as actions
from banyan.cases.judging.forms.rounds import BeginJudgingForm, JudgingForm, ReopenForm
from banyan.cases.judging.models import Judging
from banyan.cases.judging.queries import panel
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people.models import Role
from banyan.web.words import say_day

TONES: dict[str, str] = {Judging.State.SCORING: "amber", Judging.State.NOTICE: "amber", Judging.State.PUBLISHED: "green"}


@who_may(Role.ORGANISER)
def judging_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _call_of(request, uuid)
    judging = Judging.objects.select_related("call", "call__organisation").filter(call=call).first()
    if judging is None:
        return redirect("judging_begin", call.uuid)
    progress = panel.progress_of(judging)
    context = {
        "title": _("Judging"),
        "judging": judging,
        "call": call,
        "tone": TONES.get(judging.state, "quiet"),
        "progress": progress,
        "steps": _steps(judging, progress),
        "over": timezone.localdate() > judging.score_until,
        "states": Judging.State,
    }
    return render(request, "judging/judging.html", context)


@who_may(Role.ORGANISER)
def judging_begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = _call_of(request, uuid)
    form = BeginJudgingForm(call, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        try:
            judging = actions.begin_judging(call, values, seed=values.pop("seed"), by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The judging has begun. Invite judges now."))
            return redirect(judging)
    lead = _("Scores are freed of strict and lenient judges, winners are chosen under your rules, and each step can be checked afterwards.")
    return _form_page(request, form, _("Begin the judging"), call.get_absolute_url(), context_line=lead)


@who_may(Role.ORGANISER)
def judging_settings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = JudgingForm(request.POST or None, instance=Judging.objects.get(pk=judging.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_judging(judging, form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(judging)
    return _form_page(request, form, _("Numbers and days of the judging"), judging.get_absolute_url())


@who_may(Role.ORGANISER)
def scoring_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    progress = panel.progress_of(judging)
    if request.method == "POST":
        try:
            actions.close_scoring(judging, by=account_of(request))
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Scoring is closed. Choose the winners now."))
        return redirect(judging)
    missing = ngettext(
        "%(count)d score is missing; it stays missing, never 0.",
        "%(count)d scores are missing; they stay missing, never 0.",
        progress.assigned,
    )
    changes = [
        _("%(count)d scores are in.") % {"count": progress.scored},
        missing % {"count": progress.assigned},
        _("Judges can no longer change anything; you can open scoring again."),
    ]
    context = {"title": _("Close scoring?"), "changes": changes, "action": _("Close scoring"), "back": judging.get_absolute_url()}
    return render(request, "web/confirm.html", context | {"warning": _("The selection counts what was handed in.")})


@who_may(Role.ORGANISER)
def scoring_reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_scoring(judging, **form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Scoring is open again."))
            return redirect(judging)
    return _form_page(request, form, _("Open scoring again"), judging.get_absolute_url())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the round as the overview shows it."""

    title: str
    text: str
    url: str
    action: str
    is_next: bool = False


def _steps(judging: Judging, progress: panel.Progress) -> list[Step]:
    """The six steps with how far each is; the one that comes next stands out."""
    states, state, key = Judging.State, judging.state, judging.call.uuid
    few, preparing = progress.taking_part < judging.judges_per_case, state == states.PREPARING
    texts = _how_far(judging, progress)
    rows = [
        (_("1. Judges"), "judges", _("To the judges"), preparing and few),
        (_("2. Who judges what"), "assignment", _("To the assignment"), preparing and not few),
        (_("3. Scores"), "scores", _("To the scores"), state == states.SCORING),
        (_("4. Selection"), "selection", _("To the selection"), state == states.CLOSED),
        (_("5. Public notice"), "objections", _("To the objections"), False),
    ]
    if state == states.PUBLISHED:
        rows.append((_("6. Result"), "results", _("To the result"), True))
    else:
        rows.append((_("6. Result"), "publish_results", _("Publish"), state == states.NOTICE))
    return [
        Step(title, text, reverse(name, args=[key]), action, is_next)
        for (title, name, action, is_next), text in zip(rows, texts, strict=True)
    ]


def _how_far(judging: Judging, progress: panel.Progress) -> list[str]:
    """One line a step: how far it is."""
    says = {
        "here": progress.taking_part,
        "open": progress.invited,
        "proposed": progress.proposed,
        "given": progress.published,
        "scored": progress.scored,
        "share": 100 * progress.scored // max(progress.published, 1),
        "until": say_day(judging.score_until),
        "winners": judging.winners,
        "days": judging.notice_days,
        "since": say_day(judging.notice_from) if judging.notice_from else "",
    }
    scoring = judging.state == Judging.State.SCORING
    scores = _("%(share)d%% are in; judges score until %(until)s.") if scoring else _("%(scored)d scores are in.")
    posted = _("On public notice since %(since)s, for %(days)d days.")
    ahead = _("%(days)d days; objections are answered before anything is published.")
    published = judging.state == Judging.State.PUBLISHED
    texts = [
        _("%(here)d take part, %(open)d have not answered yet."),
        _("%(given)d published, %(proposed)d proposed."),
        scores,
        _("%(winners)d cases with the greatest total score that the rules allow."),
        posted if judging.notice_from else ahead,
        _("Published, with ranking, awards and certificates.") if published else _("Showcase, certificates, awards and the archive."),
    ]
    return [text % says for text in texts]


def _call_of(request: HttpRequest, uuid: UUID) -> Call:
    call = get_object_or_404(calls_for(account_of(request)), uuid=uuid)
    if reason := why_not_call(account_of(request), call.organisation):
        raise PermissionDenied(reason)
    return call


def _form_page(request: HttpRequest, form: Any, title: str, back: str, *, context_line: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "context_line": context_line}
    return render(request, "judging/form.html", context, status=422 if form.errors else 200)

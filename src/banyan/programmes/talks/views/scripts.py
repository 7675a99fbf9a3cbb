"""Pages of a script's versions: write one, read one, take it through its review, see what changed between two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people.models import Account
from banyan.programmes.talks.actions import scripts as actions
from banyan.programmes.talks.actions.scripts import ChangedMeanwhile
from banyan.programmes.talks.diff import differences
from banyan.programmes.talks.forms.menu import ApproveForm, ReturnForm, ScriptForm, WithdrawForm
from banyan.programmes.talks.models import Script, Topic
from banyan.programmes.talks.permissions import why_not_move_script, why_not_review
from banyan.programmes.talks.queries.menu import coming_talks_with, mark_of, versions_of
from banyan.programmes.talks.views.common import TONES, script_of, topic_of
from banyan.web.words import say_day

VERBS = ("send", "approve", "return", "withdraw")
DONE = {
    "send": gettext_lazy("Sent to review. A colleague or the office above approves it."),
    "approve": gettext_lazy("Approved. Talks that are dispatched from now on use this version."),
    "return": gettext_lazy("Returned. The author sees what is to be changed."),
}


@who_may(*KEEPERS)
def script_write(request: HttpRequest, uuid: UUID) -> HttpResponse:
    topic = topic_of(request, uuid)
    last = versions_of(topic).first()
    form, between = ScriptForm(sent(request), initial={"text": last.text if last else ""}), None
    if request.method == "POST" and form.is_valid():
        try:
            script = actions.write_script(topic, form.cleaned_data["text"], by=account_of(request), seen=request.POST.get("seen", ""))
        except ChangedMeanwhile as error:
            form.add_error(None, str(error))
            last = versions_of(topic).first()
            between = differences(last.text, form.cleaned_data["text"]) if last else None
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved as version %(number)d.") % {"number": script.number})
            return redirect("script", topic.uuid, script.number)
    context = {
        "title": _("Write the script of “%(what)s”") % {"what": topic},
        "topic": topic,
        "form": form,
        "last": last,
        "seen": mark_of(last),
        "own_draft": last is not None and last.state == Script.State.DRAFT and last.author_id == account_of(request).pk,
        "between": between,
    }
    return render(request, "talks/script_write.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def script_show(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    topic = topic_of(request, uuid)
    return _page(request, topic, script_of(topic, number))


@who_may(*KEEPERS)
def script_step(request: HttpRequest, uuid: UUID, number: int, verb: str) -> HttpResponse:
    """Take a version one step on; withdrawing asks first, since talks may be planned with it."""
    topic, account = topic_of(request, uuid), account_of(request)
    script = script_of(topic, number)
    if verb not in VERBS:
        raise Http404
    here = reverse("script", args=[topic.uuid, number])
    if verb == "withdraw":
        return _withdraw(request, script, here)
    if request.method != "POST":
        return redirect(here)
    form = _form_for(verb, request)
    if form is None or form.is_valid():
        try:
            _move(script, verb, form.cleaned_data if form else {}, account)
        except RuleError as error:
            return _page(request, topic, script, form, verb, refusal=str(error))
        messages.success(request, str(DONE[verb]))
        return redirect(here)
    return _page(request, topic, script, form, verb)


@who_may(*KEEPERS)
def script_compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    topic = topic_of(request, uuid)
    versions = list(versions_of(topic))
    by_number = {str(script.number): script for script in versions}
    newer = by_number.get(request.GET.get("newer", ""), versions[0] if versions else None)
    before = next((script for script in versions if newer and script.number < newer.number), None)
    older = by_number.get(request.GET.get("older", ""), before)
    pieces = differences(older.text, newer.text) if older and newer else []
    context = {
        "title": _("What changed in “%(what)s”") % {"what": topic},
        "topic": topic,
        "versions": versions,
        "older": older,
        "newer": newer,
        "pieces": pieces,
        "added": sum(len(piece.text) for piece in pieces if piece.kind == "added"),
        "dropped": sum(len(piece.text) for piece in pieces if piece.kind == "dropped"),
    }
    return render(request, "talks/script_compare.html", context)


def _page(
    request: HttpRequest, topic: Topic, script: Script, form: BaseForm | None = None, tried: str = "", *, refusal: str = ""
) -> HttpResponse:
    """The page of a version, with the form that was filled in wrongly and what was refused, if anything."""
    account = account_of(request)
    steps = {verb: why_not_move_script(account, script, verb) for verb in VERBS}
    forms: dict[str, BaseForm] = {"approve": ApproveForm(auto_id="approve-%s"), "return": ReturnForm(auto_id="return-%s")}
    if form is not None:
        forms[tried] = form
    context = {
        "title": _("Version %(number)d of “%(title)s”") % {"number": script.number, "title": topic},
        "topic": topic,
        "script": script,
        "tone": TONES[script.state],
        "paragraphs": [line for line in script.text.splitlines() if line.strip()],
        "steps": {verb for verb, reason in steps.items() if reason is None},
        "why_not_review": why_not_review(account, script) if script.state == Script.State.REVIEW else None,
        "approve_form": forms["approve"],
        "return_form": forms["return"],
        "may_go_on": script.state == Script.State.DRAFT and script.author_id == account.pk,
        "is_newest": not topic.scripts.filter(number__gt=script.number).exists(),
        "coming": coming_talks_with(script)[:10],
        "refusal": refusal,
    }
    return render(request, "talks/script_show.html", context, status=422 if refusal or (form and form.errors) else 200)


def _form_for(verb: str, request: HttpRequest) -> ApproveForm | ReturnForm | None:
    if verb == "approve":
        return ApproveForm(request.POST, auto_id="approve-%s")
    return ReturnForm(request.POST, auto_id="return-%s") if verb == "return" else None


def _move(script: Script, verb: str, fields: dict[str, Any], account: Account) -> None:
    if verb == "send":
        actions.send_script(script, by=account)
    elif verb == "approve":
        actions.approve_script(script, by=account, **fields)
    else:
        actions.return_script(script, by=account, **fields)


def _withdraw(request: HttpRequest, script: Script, here: str) -> HttpResponse:
    form = WithdrawForm(sent(request))
    coming = [
        _("%(when)s: “%(what)s” is planned with this version.") % {"when": say_day(talk.activity.starts_at), "what": talk.activity}
        for talk in coming_talks_with(script)[:20]
    ]
    return confirmed(
        request,
        lambda: actions.withdraw_script(script, note=form.cleaned_data["note"], by=account_of(request)),
        form=form,
        title=_("Withdraw version %(number)d of “%(what)s”?") % {"number": script.number, "what": script.topic},
        warning=_("It may no longer be given from now on, and can't be approved again; write a new version instead."),
        changes=[_("No talk is dispatched with it any more."), *coming],
        action=_("Withdraw it"),
        back=here,
    )

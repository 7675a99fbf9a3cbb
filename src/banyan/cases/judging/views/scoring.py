"""The judge's pages: what there is to score, an invitation, and one case beside its marks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.collection.queries import texts_of
from banyan.cases.judging.actions import discussion, judges
from banyan.cases.judging.actions import scoring as actions
from banyan.cases.judging.actions.scoring import MarkedMeanwhile
from banyan.cases.judging.forms.rounds import FormerPostForm, TieForm
from banyan.cases.judging.forms.scoring import ScoringForm
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.permissions import why_not_discuss, why_not_score
from banyan.cases.judging.queries import scoring as queries
from banyan.cases.judging.queries.rounds import assignments_of
from banyan.cases.judging.views.common import account_of
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.people.models import Role

TONES: dict[str, str] = {Assignment.State.HANDED_IN: "green"}


@who_may(Role.JUDGE)
def my_judging(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    invitations = list(queries.invitations_of(account))
    worklists = queries.worklists_of(account)
    busy = {worklist.judging.pk for worklist in worklists}
    context = {
        "title": _("Cases to judge"),
        "open": [judge for judge in invitations if judge.state == Judge.State.INVITED],
        "waiting": [judge for judge in invitations if judge.state == Judge.State.ACCEPTED and judge.judging_id not in busy],
        "worklists": worklists,
        "today": timezone.localdate(),
        "states": Assignment.State,
        "rounds": Judging.State,
    }
    return render(request, "judging/my_judging.html", context)


@who_may(Role.JUDGE)
def invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the round asks of a judge; accept, decline, and say what one must keep away from."""
    account = account_of(request)
    judge = get_object_or_404(queries.invitations_of(account), uuid=uuid)
    tie_form, post_form, refusal = TieForm(judge.judging), FormerPostForm(judge.judging), ""
    if request.method == "POST":
        try:
            tie_form, post_form, done = _answer(request, judge)
        except RuleError as error:
            refusal = str(error)
        else:
            if done:
                return redirect("invitation", uuid)
    context = {
        "title": _("Invitation to judge"),
        "judge": judge,
        "judging": judge.judging,
        "call": judge.judging.call,
        "ties": judge.ties.select_related("organisation", "submission"),
        "posts": judge.former_posts.select_related("organisation"),
        "tie_form": tie_form,
        "post_form": post_form,
        "refusal": refusal,
        "states": Judge.State,
    }
    return render(request, "judging/invitation.html", context, status=422 if refusal or tie_form.errors or post_form.errors else 200)


def _answer(request: HttpRequest, judge: Judge) -> tuple[TieForm, FormerPostForm, bool]:
    account, verb = account_of(request), request.POST.get("do", "")
    tie_form, post_form, done = TieForm(judge.judging), FormerPostForm(judge.judging), True
    if verb == "accept":
        judges.accept_invitation(judge, by=account)
        messages.success(request, _("Thank you. You find your cases here when they are given out."))
    elif verb == "decline":
        judges.decline_invitation(judge, reason=request.POST.get("reason", "")[:200], by=account)
        messages.success(request, _("Your answer is noted. Thank you."))
    elif verb == "tie":
        tie_form = TieForm(judge.judging, request.POST)
        done = tie_form.is_valid()
        if done:
            judges.add_tie(judge, **tie_form.cleaned_data, by=account)
    elif verb == "post":
        post_form = FormerPostForm(judge.judging, request.POST)
        done = post_form.is_valid()
        if done:
            judges.add_former_post(judge, **post_form.cleaned_data, by=account)
    return tie_form, post_form, done


@who_may(Role.JUDGE)
def scoring(request: HttpRequest, uuid: UUID) -> HttpResponse:
    assignment = _assignment_of(request, uuid)
    if request.method != "POST":
        return _scoring_page(request, assignment)
    verb, account = request.POST.get("do", "save"), account_of(request)
    form = None
    try:
        if verb == "take_back":
            actions.take_back(assignment, by=account)
        elif verb == "discuss":
            discussion.discuss(assignment.judging, assignment.submission, request.POST.get("text", ""), by=account)
        else:
            form = _form(assignment, request)
            if not form.is_valid():
                return _scoring_page(request, assignment, form=form)
            saved = actions.save_marks(assignment, form.marks(), form.cleaned_data["remark"], by=account, version=_version(request))
            if verb == "hand_in":
                actions.hand_in(saved, by=account)
                return _after_hand_in(request, saved)
            messages.success(request, _("Saved."))
    except RuleError as error:
        # Read again: marks may have been saved, here before the refusal or in another window.
        page_of = _assignment_of(request, uuid)
        return _scoring_page(request, page_of, form=form, refusal=str(error), is_apart=isinstance(error, MarkedMeanwhile))
    return redirect(assignment)


@who_may(Role.JUDGE)
@require_POST
def scoring_autosave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save while the judge marks; answers with the version and time, or with the reason why not (409 when another window was faster)."""
    assignment = _assignment_of(request, uuid)
    form = _form(assignment, request)
    if not form.is_valid():
        names = [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors if name in form.fields]
        return JsonResponse({"said": "；".join(names)}, status=422)
    try:
        saved = actions.save_marks(assignment, form.marks(), form.cleaned_data["remark"], by=account_of(request), version=_version(request))
    except MarkedMeanwhile as error:
        return JsonResponse({"said": f"{error} " + _("Press “Save” to see both and choose.")}, status=409)
    except RuleError as error:
        return JsonResponse({"said": str(error)}, status=422)
    now = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"version": saved.version, "said": _("Saved at %(time)s") % {"time": now}})


@who_may(Role.JUDGE)
def scoring_photo(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    photos = _assignment_of(request, uuid).submission.photos.select_related("file")
    return file_response(request, get_object_or_404(photos, pk=pk).file)


def _assignment_of(request: HttpRequest, uuid: UUID) -> Assignment:
    rows = (
        assignments_of(account_of(request))
        .select_related("submission__call", "submission__city")
        .prefetch_related("marks", "judging__call__criteria")
    )
    return get_object_or_404(rows.defer("submission__call__text", "submission__contact_phone"), uuid=uuid)


def _form(assignment: Assignment, request: HttpRequest | None = None) -> ScoringForm:
    return ScoringForm(assignment, list(assignment.judging.call.criteria.all()), request.POST if request else None)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _after_hand_in(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Go to the next case that is open, or back to the list when there is none."""
    rows = assignments_of(account_of(request)).filter(judging=assignment.judging, state=Assignment.State.ASSIGNED)
    following = rows.filter(submission__number__gt=assignment.submission.number or 0).order_by("submission__number").first()
    target = following or rows.order_by("submission__number").first()
    left = rows.count()
    if target is None:
        messages.success(request, _("All your cases are scored. Thank you."))
        return redirect("my_judging")
    messages.success(request, _("“%(case)s” is handed in; %(left)d to go.") % {"case": assignment.submission, "left": left})
    return redirect(target)


def _scoring_page(
    request: HttpRequest, assignment: Assignment, *, form: ScoringForm | None = None, refusal: str = "", is_apart: bool = False
) -> HttpResponse:
    account, judging, case = account_of(request), assignment.judging, assignment.submission
    why_not = why_not_score(account, assignment, timezone.localdate())
    before, after, place, count = queries.neighbours(assignment)
    context: dict[str, Any] = {
        "title": str(case),
        "assignment": assignment,
        "judging": judging,
        "case": case,
        "texts": [(part, text.splitlines()) for part, text in texts_of(case)],
        "photos": case.photos.select_related("file"),
        "form": form or _form(assignment),
        "kept": _form(assignment),
        "is_apart": is_apart,
        "total_most": sum(criterion.weight for criterion in judging.call.criteria.all()),
        "why_not": why_not,
        "refusal": refusal,
        "before": before,
        "after": after,
        "place": place,
        "count": count,
        "states": Assignment.State,
        "tone": TONES.get(assignment.state, "amber"),
        "scoring_url": reverse("scoring", args=[assignment.uuid]),
    }
    if assignment.state == Assignment.State.HANDED_IN:
        context |= _others(account, judging, assignment)
    bad = refusal or (form is not None and form.errors)
    return render(request, "judging/scoring.html", context, status=422 if bad else 200)


def _others(account: Any, judging: Judging, assignment: Assignment) -> dict[str, Any]:
    """What the others gave and said: only for those whose own marks are in."""
    criteria = list(judging.call.criteria.all())
    given = queries.given_to(judging, assignment.submission, criteria)
    totals = [row.total for row in given]
    return {
        "given": given,
        "criteria": criteria,
        "disagrees": len(totals) > 1 and max(totals) - min(totals) >= judging.disagreement_points,
        "notes": queries.notes_of(judging, assignment.submission),
        "why_not_discuss": why_not_discuss(account, judging, assignment.submission),
    }

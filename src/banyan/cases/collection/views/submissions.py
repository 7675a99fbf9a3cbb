"""A unit's submissions: begin, write with autosave, read in a Word file, look at versions, and see where it stands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.collection import queries
from banyan.cases.collection.actions import submissions as actions
from banyan.cases.collection.actions.submissions import ChangedMeanwhile
from banyan.cases.collection.forms import BeginForm, PhotoForm, ScanForm, SubmissionForm, WordForm
from banyan.cases.collection.models import Part, Submission
from banyan.cases.collection.permissions import OFFICE, STEPS, level_of, why_not_compare, why_not_move, why_not_write
from banyan.cases.collection.views.common import TONES, account_of, call_of, submission_of
from banyan.core.audit import verb_in_words
from banyan.core.errors import RuleError
from banyan.core.models import AuditEntry
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.queries import names_of_actors
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.timeline import Event


@who_may(*OFFICE)
def submission_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.submissions_for(account_of(request)).exclude(state=Submission.State.DISCARDED).order_by("-changed_at"),
        request,
        columns=[
            Column("title", _("Title"), sort="title", url=Submission.get_absolute_url, text=str),
            Column("organisation", _("Unit"), sort="organisation__path"),
            Column("call", _("Call for cases"), sort="call__year"),
            Column("characters", _("Characters"), sort="characters", number=True),
            Column("state", _("State"), sort="state", tone=lambda row: TONES.get(row.state, "quiet")),
            Column("changed_at", _("Changed"), sort="changed_at"),
        ],
        filters=[Filter("state", _("State"), choices=[choice for choice in Submission.State.choices if choice[0] != "discarded"])],
        search=lambda rows, words: narrowed(rows, words, "title", "subtitle", "organisation__name"),
        empty=EmptyState(
            _("What your unit hands in stands here"),
            _("Open a call and begin; you can write here or hand in a Word file."),
            action=_("See the calls"),
            url=reverse("calls"),
        ),
        export_name="submissions",
    )
    context = {"page": page, "title": _("Submissions")}
    return page.export() if page.wants_export else render(request, "web/list.html", context)


@who_may(*OFFICE)
@require_POST
def submission_begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call = call_of(request, uuid)
    form = BeginForm(call, account_of(request), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the unit that hands in."))
        return redirect(call)
    try:
        submission = actions.begin_submission(call, form.cleaned_data["organisation"], by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect(call)
    return redirect("submission_edit", submission.uuid)


@who_may(*OFFICE)
def submission_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return submission_page(request, submission_of(request, uuid))


@who_may(*OFFICE)
def submission_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    submission = submission_of(request, uuid)
    if reason := why_not_write(account_of(request), submission, timezone.localdate()):
        messages.error(request, reason)
        return redirect(submission)
    form = SubmissionForm(submission, queries.texts_of(submission), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_submission(submission, form.words(), form.texts(), by=account_of(request), version=_version(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(submission)
    context = {
        "title": _("Write: %(title)s") % {"title": submission},
        "submission": submission,
        "form": form,
        "photos": submission.photos.select_related("file"),
        "photo_form": PhotoForm(auto_id="photo-%s"),
        "word_form": WordForm(auto_id="word-%s"),
        "photos_left": submission.call.most_photos - submission.photos.count(),
    }
    return render(request, "collection/submission_edit.html", context, status=422 if form.errors else 200)


@who_may(*OFFICE)
@require_POST
def submission_autosave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save while somebody writes; answers with the version and time, or with the reason why not (409 when another one was faster)."""
    submission = submission_of(request, uuid)
    form = SubmissionForm(submission, queries.texts_of(submission), request.POST)
    if not form.is_valid():
        return JsonResponse({"said": "；".join(str(error) for errors in form.errors.values() for error in errors)}, status=422)
    try:
        saved = actions.save_submission(submission, form.words(), form.texts(), by=account_of(request), version=_version(request))
    except RuleError as error:
        return JsonResponse({"said": str(error)}, status=409 if isinstance(error, ChangedMeanwhile) else 422)
    now = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"version": saved.version, "characters": saved.characters, "said": _("Saved at %(time)s") % {"time": now}})


@who_may(*OFFICE)
def submission_version(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    submission = submission_of(request, uuid)
    version = get_object_or_404(submission.versions.select_related("saved_by"), number=number)
    if request.method == "POST":
        try:
            actions.restore_version(submission, number, by=account_of(request))
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The text is as it was in version %(number)d.") % {"number": number})
        return redirect(submission)
    names = dict(Part.objects.filter(call=submission.call).values_list("pk", "name"))
    context = {
        "title": _("Version %(number)d of “%(title)s”") % {"number": number, "title": submission},
        "submission": submission,
        "version": version,
        "texts": [(names.get(int(key), ""), text.splitlines()) for key, text in version.content["texts"].items()],
        "why_not_write": why_not_write(account_of(request), submission, timezone.localdate()),
    }
    return render(request, "collection/submission_version.html", context)


def submission_page(request: HttpRequest, submission: Submission, *, refusal: str = "") -> HttpResponse:
    """The page of a submission, with the refusal of what was just tried (422)."""
    account, today = account_of(request), timezone.localdate()
    history = list(AuditEntry.objects.filter(object_kind="submission", object_id=str(submission.uuid))[:50])
    names = names_of_actors(history)
    can_write = why_not_write(account, submission, today) is None
    steps = {verb: why_not_move(account, submission, verb, today) for verb in STEPS}
    context = {
        "title": str(submission),
        "submission": submission,
        "tone": TONES.get(submission.state, "quiet"),
        "texts": [(part, [line for line in text.splitlines() if line.strip()]) for part, text in queries.texts_of(submission)],
        "photos": submission.photos.select_related("file"),
        "scans": submission.scans.select_related("file", "added_by"),
        "versions": submission.versions.select_related("saved_by")[:20],
        "history": [_event(entry, names) for entry in history],
        "can_write": can_write,
        "problems": queries.problems_of(submission) if can_write else [],
        "steps": steps,
        "can_step": can_write or None in steps.values(),
        "level": level_of(account, submission),
        "places_left": queries.places_left(submission.call, submission.city),
        "scan_form": ScanForm(auto_id="scan-%s", initial={"level": level_of(account, submission)}),
        "can_compare": why_not_compare(account, submission) is None,
        "refusal": refusal,
    }
    return render(request, "collection/submission_show.html", context, status=422 if refusal else 200)


def _version(request: HttpRequest) -> int | None:
    asked = request.POST.get("version", "")
    return int(asked) if asked.isdigit() and len(asked) < 10 else None


def _event(entry: AuditEntry, names: dict[object, str]) -> Event:
    who = names.get(entry.actor, _("system"))
    return Event(at=entry.made_at, title=verb_in_words(entry), who=who, text=entry.difference.get("remark", ""))

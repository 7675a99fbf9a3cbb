"""Pages of recordings for the office: those of a talk, attaching one, consent, publishing; and the sound itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.people.models import Account
from banyan.programmes.talks.actions import recordings as actions
from banyan.programmes.talks.forms.recordings import NewRecordingForm, RecordingForm
from banyan.programmes.talks.models import Recording
from banyan.programmes.talks.permissions import why_not_publish, why_not_record_talk
from banyan.programmes.talks.queries.recordings import length_of, public_recordings, recordings_for
from banyan.programmes.talks.views.common import recording_of, talk_of

STEPS = {"publish": actions.publish_recording, "unpublish": actions.unpublish_recording}
DONE = {
    "publish": gettext_lazy("Published. It stands in the library and in the podcast."),
    "unpublish": gettext_lazy("It is public no longer."),
}


@who_may(*KEEPERS)
def recording_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The recordings of a talk, each with what can be done, and the form for one more."""
    talk, account = talk_of(request, uuid), account_of(request)
    form = NewRecordingForm(sent(request), request.FILES or None, initial={"title": talk.activity.title})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.add_recording(talk, file.read(), form.cleaned_data, name=file.name, by=account)
        except RuleError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The recording is attached. Listen to it once, then publish it."))
            return redirect("recording_add", uuid)
    recordings = list(recordings_for(account).filter(talk=talk))
    context = {
        "title": _("Recordings of “%(what)s”") % {"what": talk.activity},
        "talk": talk,
        "recordings": [(recording, length_of(recording), why_not_publish(account, recording)) for recording in recordings],
        "why_not": why_not_record_talk(account, talk),
        "form": form,
    }
    return render(request, "talks/recording_add.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def recording_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    recording = recording_of(request, uuid)
    form = RecordingForm(sent(request), initial={"title": recording.title, "consent_on": recording.consent_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_recording(recording, form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_office_page(recording))
    context = {
        "title": _("Change “%(what)s”") % {"what": recording},
        "recording": recording,
        "form": form,
        "back": _office_page(recording),
    }
    return render(request, "talks/recording_edit.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
@require_POST
def recording_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    recording = recording_of(request, uuid)
    if verb not in STEPS:
        raise Http404
    try:
        STEPS[verb](recording, by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(DONE[verb]))
    return redirect(_office_page(recording))


@who_may(*KEEPERS)
def recording_consent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note that the speaker no longer agrees."""
    recording = recording_of(request, uuid)
    return confirmed(
        request,
        lambda: actions.withdraw_consent(recording, by=account_of(request)),
        title=_("Does the speaker no longer agree to “%(what)s”?") % {"what": recording},
        warning=_("The recording stops being public at once."),
        changes=[
            _("It leaves the library, the search and the podcast."),
            _("The speaker's name no longer stands beside it."),
            _("The office keeps the file until you delete it. Copies that others have downloaded stay with them."),
        ],
        action=_("Note that the consent ended"),
        back=_office_page(recording),
    )


@who_may(*KEEPERS)
def recording_drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    recording = recording_of(request, uuid)
    return confirmed(
        request,
        lambda: actions.drop_recording(recording, by=account_of(request)),
        title=_("Delete “%(what)s”?") % {"what": recording},
        warning="",
        changes=[_("The recording and its file are deleted; only the audit trail says that there was one.")],
        action=_("Delete it"),
        back=_office_page(recording),
    )


@who_may("anyone")
def recording_audio(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The sound: for anyone while it is public, for the office that keeps it always."""
    return _sound(request, uuid)


@who_may("anyone")
def recording_enclosure(request: HttpRequest, uuid: UUID, extension: str) -> HttpResponse:
    """The same sound at an address that ends as podcast programs expect."""
    return _sound(request, uuid)


def _sound(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = public_recordings().filter(uuid=uuid).first()
    if found is None and isinstance(request.user, Account):
        found = recordings_for(request.user).filter(uuid=uuid).first()
    if found is None:
        raise Http404(_("There is no such recording, or it is public no longer."))
    response = file_response(request, found.file, inline=True)
    # A copy that somebody keeps on the way would outlive the consent.
    response["Cache-Control"] = "no-store"
    return response


def _office_page(recording: Recording) -> str:
    return reverse("recording_add", args=[recording.talk.activity.uuid])

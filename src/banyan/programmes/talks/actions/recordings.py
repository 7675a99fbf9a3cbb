"""What people do with recordings: attach one to a talk held, note the speaker's consent or its end, publish, take back, drop."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import files, search
from banyan.core.audio import read_audio
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account
from banyan.programmes.talks.models import Recording, Talk
from banyan.programmes.talks.permissions import why_not_keep_recordings, why_not_publish, why_not_record_talk
from banyan.programmes.talks.queries.recordings import SEARCH_KIND

name_verbs(
    {
        "add_recording": gettext_lazy("attached a recording to a talk"),
        "change_recording": gettext_lazy("changed a recording's title or consent"),
        "publish_recording": gettext_lazy("published a recording"),
        "unpublish_recording": gettext_lazy("took a recording out of the library"),
        "withdraw_consent": gettext_lazy("noted that a speaker's consent ended"),
        "drop_recording": gettext_lazy("deleted a recording"),
    }
)
MOST_RECORDINGS = 6


class UnableToKeepRecording(RuleError):
    """The recording can't be kept, changed or published."""


@transaction.atomic
def add_recording(talk: Talk, content: bytes, fields: Mapping[str, Any], *, name: str, by: Account | None) -> Recording:
    """Attach an audio file to a talk that was held; ``fields`` are title and consent_on (None: not asked yet).

    Raise UnableToKeepRecording, UnableToUseAudio or UnableToStore.
    """
    talk = _locked_talk(talk)
    if by is not None and (reason := why_not_record_talk(by, talk)):
        raise UnableToKeepRecording(reason)
    if talk.recordings.count() >= MOST_RECORDINGS:
        raise UnableToKeepRecording(_("A talk has at most %(most)d recordings. Delete one first.") % {"most": MOST_RECORDINGS})
    audio = read_audio(content, name=name)
    file = files.store(content, name=name, kind=audio.kind, organisation_code=talk.activity.organisation.code)
    recording = Recording(talk=talk, title=fields["title"].strip(), file=file, seconds=audio.seconds, consent_on=fields.get("consent_on"))
    _refuse_fields(recording)
    recording.save()
    _record("add_recording", recording, by)
    return recording


@transaction.atomic
def change_recording(recording: Recording, fields: Mapping[str, Any], *, by: Account | None) -> Recording:
    """Change the title or the day on which the speaker agreed; withdraw_consent ends it. Raise UnableToKeepRecording."""
    recording = _kept(recording, by)
    recording.title = fields["title"].strip()
    recording.consent_on = fields.get("consent_on") or recording.consent_on
    _refuse_fields(recording)
    recording.save(update_fields=["title", "consent_on"])
    if recording.published_at is not None:
        _make_findable(recording)
    said = recording.consent_on.isoformat() if recording.consent_on else ""
    _record("change_recording", recording, by, {"title": recording.title, "consent_on": said})
    return recording


@transaction.atomic
def publish_recording(recording: Recording, *, by: Account) -> Recording:
    """Show a recording in the library, the search and the podcast; the speaker has agreed. Raise UnableToKeepRecording."""
    recording = _locked(recording)
    if reason := why_not_publish(by, recording):
        raise UnableToKeepRecording(reason)
    recording.published_at = timezone.now()
    recording.save(update_fields=["published_at"])
    _make_findable(recording)
    _record("publish_recording", recording, by)
    return recording


@transaction.atomic
def unpublish_recording(recording: Recording, *, by: Account | None) -> Recording:
    """Take a recording out of the library, the search and the podcast at once; the office still hears it. Raise UnableToKeepRecording."""
    recording = _kept(recording, by)
    if recording.published_at is None:
        raise UnableToKeepRecording(_("“%(what)s” isn't public.") % {"what": recording})
    _hide(recording)
    _record("unpublish_recording", recording, by)
    return recording


@transaction.atomic
def withdraw_consent(recording: Recording, *, by: Account | None) -> Recording:
    """Note that the speaker no longer agrees: the recording is public no longer, and the name goes with it. Raise UnableToKeepRecording."""
    recording = _kept(recording, by)
    if recording.consent_on is None:
        raise UnableToKeepRecording(_("No consent to “%(what)s” is noted.") % {"what": recording})
    given_on, recording.consent_on = recording.consent_on, None
    _hide(recording)
    _record("withdraw_consent", recording, by, {"consent_on": [given_on.isoformat(), ""]})
    return recording


@transaction.atomic
def drop_recording(recording: Recording, *, by: Account | None) -> None:
    """Delete a recording; its file follows when the sweep finds that nothing names it. Raise UnableToKeepRecording."""
    recording = _kept(recording, by)
    search.remove(SEARCH_KIND, recording.uuid)
    _record("drop_recording", recording, by)
    recording.delete()


def _locked_talk(talk: Talk) -> Talk:
    rows = Talk.objects.select_for_update(of=("self",))
    return rows.select_related("activity__programme__organisation", "activity__organisation", "topic").get(pk=talk.pk)


def _locked(recording: Recording) -> Recording:
    rows = Recording.objects.select_for_update(of=("self",)).select_related(
        "file", "talk__activity__programme__organisation", "talk__activity__organisation", "talk__activity__place", "talk__topic"
    )
    found = rows.filter(pk=recording.pk).first()
    if found is None:
        raise UnableToKeepRecording(_("“%(what)s” was deleted before.") % {"what": recording})
    return found


def _kept(recording: Recording, by: Account | None) -> Recording:
    recording = _locked(recording)
    if by is not None and (reason := why_not_keep_recordings(by, recording.talk)):
        raise UnableToKeepRecording(reason)
    return recording


def _refuse_fields(recording: Recording) -> None:
    if not recording.title:
        raise UnableToKeepRecording(_("Give the recording a title."))
    if recording.consent_on is not None and recording.consent_on > timezone.localdate():
        raise UnableToKeepRecording(_("The day on which the speaker agreed lies ahead. Correct it, or leave it empty until then."))


def _hide(recording: Recording) -> None:
    recording.published_at = None
    recording.save(update_fields=["published_at", "consent_on"])
    search.remove(SEARCH_KIND, recording.uuid)


def _make_findable(recording: Recording) -> None:
    # No name: names are looked up where persons are kept, so that an erased one can't be found here.
    talk = recording.talk
    with translation.override("zh-hans"):
        words = [recording.title, talk.activity.title, str(talk.activity.place or ""), talk.get_dialect_display()]
        words += [talk.topic.title, talk.topic.summary, talk.topic.get_form_display()] if talk.topic else []
    search.put(SEARCH_KIND, recording.uuid, "\n".join(words))


def _record(verb: str, recording: Recording, by: Account | None, difference: dict[str, Any] | None = None) -> None:
    record(
        verb,
        "recording",
        recording.uuid,
        actor=by.uuid if by else None,
        label=recording.title,
        organisation_code=recording.talk.activity.organisation.code,
        difference=difference,
    )

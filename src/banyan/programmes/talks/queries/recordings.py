"""What pages read of recordings: the public library, what the office keeps, and whose name may stand beside a voice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from banyan.activities.models import Activity, Programme
from banyan.activities.permissions import KEEPERS
from banyan.core import search
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.talks.models import Recording, Talk

SEARCH_KIND = "recording"
_JOINED = (
    "file",
    "talk__topic",
    "talk__speaker__person",
    "talk__activity__place",
    "talk__activity__organisation",
    "talk__activity__programme__organisation",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording as it stands in a list: with the speaker's name, if that may be said, and its length ("" where it isn't known)."""

    recording: Recording
    speaker: str
    length: str


def public_recordings(programme: Programme | None = None) -> QuerySet[Recording]:
    """Recordings that anyone may hear: published, with the speaker's consent, of a talk that was held; the newest talk first."""
    rows = Recording.objects.filter(
        published_at__isnull=False,
        consent_on__isnull=False,
        talk__activity__state__in=(Activity.State.HELD, Activity.State.CONFIRMED),
        talk__activity__programme__isnull=False,
    )
    return (rows if programme is None else rows.filter(talk__activity__programme=programme)).select_related(*_JOINED)


def found_among(recordings: QuerySet[Recording], words: list[str]) -> QuerySet[Recording]:
    """Those recordings that hold every word, in what they are about or in the speaker's name."""
    for word in words:
        recordings = recordings.filter(Q(uuid__in=search.refs(SEARCH_KIND, word)) | Q(talk__speaker__person__name__contains=word))
    return recordings


def talks_to_record(account: Account) -> QuerySet[Talk]:
    """Talks of the organisations whose recordings the account keeps."""
    kept = visible_to(account, *KEEPERS).order_by()
    rows = Talk.objects.filter(Q(activity__programme__organisation__in=kept) | Q(activity__programme=None, activity__organisation__in=kept))
    return rows.select_related("activity__programme__organisation", "activity__organisation", "activity__place", "topic", "speaker__person")


def recordings_for(account: Account) -> QuerySet[Recording]:
    """Recordings that the account's offices keep, public or not."""
    return Recording.objects.filter(talk__in=talks_to_record(account).order_by()).select_related(*_JOINED)


def speaker_name(recording: Recording) -> str:
    """The speaker's name as far as the consent covers it ("" without consent; somebody who was erased has none)."""
    speaker = recording.talk.speaker
    return speaker.person.name if speaker is not None and recording.consent_on is not None else ""


def length_of(recording: Recording) -> str:
    """How long it plays, as players show it: 12:05, or 1:02:05."""
    if not recording.seconds:
        return ""
    minutes, seconds = divmod(recording.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def listed(recordings: Iterable[Recording]) -> list[Listed]:
    """Recordings with what stands beside each."""
    return [Listed(recording, speaker_name(recording), length_of(recording)) for recording in recordings]

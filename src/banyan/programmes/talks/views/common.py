"""What the pages of topics, scripts and recordings share: the row that a page is about, if the account keeps it."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from banyan.activities.views.common import account_of
from banyan.programmes.talks.models import Recording, Script, Talk, Topic
from banyan.programmes.talks.queries.menu import topics_for, versions_of
from banyan.programmes.talks.queries.recordings import recordings_for, talks_to_record

TONES: dict[str, str] = {
    Script.State.DRAFT: "quiet",
    Script.State.REVIEW: "amber",
    Script.State.APPROVED: "green",
    Script.State.RETURNED: "seal",
    Script.State.WITHDRAWN: "quiet",
}


def topic_of(request: HttpRequest, uuid: UUID) -> Topic:
    """The topic, if the account keeps it; raise Http404 else."""
    return get_object_or_404(topics_for(account_of(request), timezone.localdate()), uuid=uuid)


def script_of(topic: Topic, number: int) -> Script:
    """A version of the topic's script; raise Http404 for none."""
    script = get_object_or_404(versions_of(topic), number=number)
    # The topic comes with its programme, which permissions ask for.
    script.topic = topic
    return script


def talk_of(request: HttpRequest, activity: UUID) -> Talk:
    """The talk that an activity is, if the account keeps its recordings; raise Http404 else."""
    return get_object_or_404(talks_to_record(account_of(request)), activity__uuid=activity)


def recording_of(request: HttpRequest, uuid: UUID) -> Recording:
    """The recording, if the account keeps it; raise Http404 else."""
    return get_object_or_404(recordings_for(account_of(request)), uuid=uuid)

"""What people do with the versions of a script: write, send to review, approve until a day, return, withdraw."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account
from banyan.programmes.talks.actions.menu import locked_topic
from banyan.programmes.talks.models import Script, Topic
from banyan.programmes.talks.permissions import why_not_move_script
from banyan.programmes.talks.queries.menu import mark_of
from banyan.web.words import say_moment

name_verbs(
    {
        "write_script": gettext_lazy("wrote a version of a script"),
        "send_script": gettext_lazy("sent a script to review"),
        "approve_script": gettext_lazy("approved a script for use"),
        "return_script": gettext_lazy("returned a script"),
        "withdraw_script": gettext_lazy("withdrew a script"),
    }
)
USUAL_DAYS = 365
MOST_DAYS = 3 * 366


class UnableToWrite(RuleError):
    """The version can't be written."""


class ChangedMeanwhile(UnableToWrite):
    """Somebody saved a version since the page was opened."""


class UnableToReview(RuleError):
    """The step of the review can't be taken."""


@transaction.atomic
def write_script(topic: Topic, text: str, *, by: Account, seen: str | None = None) -> Script:
    """Save the text: into the author's own draft when that is the newest version, else as a new version.

    ``seen`` is the mark (queries.menu.mark_of) of the version that the page showed. Raise UnableToKeepTopic or UnableToWrite, or
    ChangedMeanwhile when a version was saved since.
    """
    topic = locked_topic(topic, by)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise UnableToWrite(_("There is no text yet. Write the script first."))
    last = topic.scripts.select_for_update(of=("self",)).select_related("author").order_by("-number").first()
    if last is not None and seen is not None and seen != mark_of(last):
        said = {"name": last.author, "number": last.number, "when": say_moment(last.written_at)}
        raise ChangedMeanwhile(
            _("%(name)s saved version %(number)d on %(when)s. Your text still stands here: take over what is new, then save.") % said
        )
    if last is not None and last.state == Script.State.DRAFT and last.author_id == by.pk:
        script = last
        script.text = text
        script.save(update_fields=["text", "written_at"])
    else:
        script = Script.objects.create(topic=topic, number=last.number + 1 if last else 1, text=text, author=by)
    _record("write_script", script, by, {"characters": len(text)})
    return script


@transaction.atomic
def send_script(script: Script, *, by: Account) -> Script:
    """Send a draft to review; its text can't be changed any more. Raise UnableToReview."""
    script = _movable(script, "send", by)
    script.state = Script.State.REVIEW
    script.save(update_fields=["state"])
    _record("send_script", script, by)
    return script


@transaction.atomic
def approve_script(script: Script, *, usable_until: date, by: Account, note: str = "") -> Script:
    """Approve a version for use up to a day, at most three years ahead; never one's own. Raise UnableToReview."""
    script = _movable(script, "approve", by)
    today = timezone.localdate()
    if not today <= usable_until <= today + timedelta(days=MOST_DAYS):
        raise UnableToReview(_("A script is approved until a day between today and three years from now. Correct the day."))
    _judge(script, Script.State.APPROVED, by, note)
    script.usable_until = usable_until
    script.save(update_fields=["state", "reviewer", "reviewed_at", "note", "usable_until"])
    _record("approve_script", script, by, {"usable_until": usable_until.isoformat()})
    return script


@transaction.atomic
def return_script(script: Script, *, note: str, by: Account) -> Script:
    """Return a version to its author, saying what to change. Raise UnableToReview."""
    script = _movable(script, "return", by)
    if not note.strip():
        raise UnableToReview(_("Say what is to be changed; the author reads it."))
    _judge(script, Script.State.RETURNED, by, note)
    script.save(update_fields=["state", "reviewer", "reviewed_at", "note"])
    _record("return_script", script, by, {"note": script.note})
    return script


@transaction.atomic
def withdraw_script(script: Script, *, note: str, by: Account) -> Script:
    """Stop the use of an approved version from now on. Raise UnableToReview."""
    script = _movable(script, "withdraw", by)
    if not note.strip():
        raise UnableToReview(_("Say why; the reason is kept."))
    script.state = Script.State.WITHDRAWN
    script.note = note.strip()[:300]
    script.save(update_fields=["state", "note"])
    _record("withdraw_script", script, by, {"note": script.note})
    return script


def _movable(script: Script, verb: str, by: Account) -> Script:
    rows = Script.objects.select_for_update(of=("self",)).select_related("topic__programme__organisation", "author")
    script = rows.get(pk=script.pk)
    if reason := why_not_move_script(by, script, verb):
        raise UnableToReview(reason)
    return script


def _judge(script: Script, state: Script.State, by: Account, note: str) -> None:
    script.state = state
    script.reviewer = by
    script.reviewed_at = timezone.now()
    script.note = note.strip()[:300]


def _record(verb: str, script: Script, by: Account, difference: dict[str, Any] | None = None) -> None:
    topic = script.topic
    record(
        verb,
        "topic",
        topic.uuid,
        actor=by.uuid,
        label=f"{topic.title} · {script.number}",
        organisation_code=topic.programme.organisation.code,
        difference={"version": script.number} | (difference or {}),
    )

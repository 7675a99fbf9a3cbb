"""What people do with the menu: put topics on it, change them, take them off and bring them back, attach files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Programme
from banyan.core import files
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account
from banyan.programmes.talks.attachments import clean_attachment
from banyan.programmes.talks.models import Topic, TopicFile
from banyan.programmes.talks.permissions import why_not_keep_menu

name_verbs(
    {
        "add_topic": gettext_lazy("put a topic on the menu"),
        "change_topic": gettext_lazy("changed a topic"),
        "retire_topic": gettext_lazy("took a topic off the menu"),
        "bring_back_topic": gettext_lazy("brought a topic back to the menu"),
        "add_topic_file": gettext_lazy("attached a file to a topic"),
        "drop_topic_file": gettext_lazy("took a file from a topic"),
    }
)
FIELDS = ("title", "summary", "audience", "form", "minutes", "dialects")
MOST_FILES = 12


class UnableToKeepTopic(RuleError):
    """The topic can't be put on the menu or changed so."""


@transaction.atomic
def add_topic(programme: Programme, fields: Mapping[str, Any], *, by: Account | None) -> Topic:
    """Put a topic on the menu of a programme. Raise UnableToKeepTopic."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    if by is not None and (reason := why_not_keep_menu(by, programme)):
        raise UnableToKeepTopic(reason)
    if programme.ended_on is not None:
        raise UnableToKeepTopic(_("“%(programme)s” has ended, so nothing is added to its menu.") % {"programme": programme})
    topic = Topic(programme=programme, **{name: fields[name] for name in FIELDS if name in fields})
    _refuse_fields(topic)
    topic.save()
    record_topic("add_topic", topic, by)
    return topic


@transaction.atomic
def change_topic(topic: Topic, fields: Mapping[str, Any], *, by: Account | None) -> Topic:
    """Change what the menu says of a topic; what was ordered before stays ordered. Raise UnableToKeepTopic."""
    topic = locked_topic(topic, by)
    changed = {name: fields[name] for name in FIELDS if name in fields and getattr(topic, name) != fields[name]}
    difference = {name: [str(getattr(topic, name)), str(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(topic, name, value)
    _refuse_fields(topic)
    topic.save()
    record_topic("change_topic", topic, by, difference)
    return topic


@transaction.atomic
def retire_topic(topic: Topic, *, on: date, by: Account | None) -> Topic:
    """Take a topic off the menu; talks that are agreed on still take place. Raise UnableToKeepTopic."""
    topic = locked_topic(topic, by)
    if topic.retired_on is not None:
        raise UnableToKeepTopic(_("“%(what)s” is off the menu already.") % {"what": topic})
    topic.retired_on = on
    topic.save(update_fields=["retired_on"])
    record_topic("retire_topic", topic, by)
    return topic


@transaction.atomic
def bring_back_topic(topic: Topic, *, by: Account | None) -> Topic:
    """Put a topic that was taken off back on the menu. Raise UnableToKeepTopic."""
    topic = locked_topic(topic, by)
    if topic.retired_on is None:
        raise UnableToKeepTopic(_("“%(what)s” is on the menu already.") % {"what": topic})
    topic.retired_on = None
    topic.save(update_fields=["retired_on"])
    record_topic("bring_back_topic", topic, by)
    return topic


@transaction.atomic
def add_topic_file(topic: Topic, content: bytes, *, name: str, by: Account | None) -> TopicFile:
    """Attach a file (PDF, PPTX, DOCX, XLSX, JPEG, PNG). Raise UnableToKeepTopic, UnableToAttach, UnableToUsePhoto or UnableToStore."""
    topic = locked_topic(topic, by)
    if topic.files.count() >= MOST_FILES:
        raise UnableToKeepTopic(_("A topic has at most %(most)d files. Take one away first.") % {"most": MOST_FILES})
    kept, kind = clean_attachment(content, name=name)
    file = files.store(kept, name=name, kind=kind, organisation_code=topic.programme.organisation.code)
    attached = TopicFile.objects.create(topic=topic, file=file)
    record_topic("add_topic_file", topic, by, {"file": file.name})
    return attached


@transaction.atomic
def drop_topic_file(attached: TopicFile, *, by: Account | None) -> None:
    """Take a file away from its topic. Raise UnableToKeepTopic."""
    topic = locked_topic(attached.topic, by)
    row = TopicFile.objects.select_related("file").filter(pk=attached.pk).first()
    if row is None:
        raise UnableToKeepTopic(_("The file was taken away before. Open the topic again."))
    record_topic("drop_topic_file", topic, by, {"file": row.file.name})
    row.delete()


def locked_topic(topic: Topic, by: Account | None) -> Topic:
    """Return the topic's row as it stands now, held until the transaction ends. Raise UnableToKeepTopic for who doesn't keep the menu."""
    topic = Topic.objects.select_for_update(of=("self",)).select_related("programme__organisation").get(pk=topic.pk)
    if by is not None and (reason := why_not_keep_menu(by, topic.programme)):
        raise UnableToKeepTopic(reason)
    return topic


def record_topic(verb: str, topic: Topic, by: Account | None, difference: dict[str, Any] | None = None) -> None:
    """Write what was done with a topic to the audit trail."""
    record(
        verb,
        "topic",
        topic.uuid,
        actor=by.uuid if by else None,
        label=topic.title,
        organisation_code=topic.programme.organisation.code,
        difference=difference,
    )


def _refuse_fields(topic: Topic) -> None:
    topic.title = topic.title.strip()
    if not topic.title:
        raise UnableToKeepTopic(_("Give the topic a title."))
    if not topic.dialects:
        raise UnableToKeepTopic(_("Tick at least one dialect in which “%(what)s” can be given.") % {"what": topic})
    if not 5 <= topic.minutes <= 300:
        raise UnableToKeepTopic(_("A talk lasts between 5 and 300 minutes. Correct its length."))
    if Topic.objects.filter(programme=topic.programme, title=topic.title).exclude(pk=topic.pk).exists():
        raise UnableToKeepTopic(
            _("“%(programme)s” has a topic called “%(what)s” already. Change that one, or choose another title.")
            % {"programme": topic.programme, "what": topic}
        )

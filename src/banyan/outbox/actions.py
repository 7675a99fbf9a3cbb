"""What is done with notices: put one into the outbox as part of another action, tick it off, call it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.outbox.models import Channel, Message
from banyan.outbox.permissions import why_not_tick_off
from banyan.people.models import Account, Organisation, Person

name_verbs({"tick_off": gettext_lazy("ticked off a notice")})
# Nobody is called or rung at night.
DAY_BEGINS, DAY_ENDS = time(8), time(20)


class UnableToTickOff(RuleError):
    """The notice can't be ticked off."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about: whose it is, the kind and uuid of the row, and the address where one reads more."""

    organisation: Organisation
    source_kind: str
    source_uuid: UUID
    url: str = ""


@transaction.atomic
def notify(persons: Iterable[Person], text: str, about: About, *, key: str, due_at: datetime | None = None) -> int:
    """Put a notice to each living person into the outbox, by the way that reaches them; return how many are new.

    On my page for who signs in, on the printed sheet for who has no telephone, by a call for all others. The same key writes nothing.
    """
    readers = [person for person in persons if person.died_on is None and person.erased_at is None]
    signed_up = set(Account.objects.filter(person__in=readers, is_active=True).values_list("person_id", flat=True))
    due = by_day(due_at or timezone.now())
    rows = [
        _message(about, text, f"{key}:{person.uuid}", due, person=person, channel=_channel(person, signed_up=person.pk in signed_up))
        for person in readers
    ]
    return _put(rows)


@transaction.atomic
def notify_outsider(name: str, phone: str, text: str, about: About, *, key: str, due_at: datetime | None = None) -> int:
    """Put a call to somebody who is on no roster into the outbox; return 1, or 0 when the key is there already."""
    due = by_day(due_at or timezone.now())
    return _put([_message(about, text, key, due, to_name=name, to_phone=phone, channel=Channel.CALL)])


@transaction.atomic
def notify_group(text: str, about: About, *, key: str, due_at: datetime | None = None) -> int:
    """Put a text to be copied into a group into the outbox; return 1, or 0 when the key is there already."""
    return _put([_message(about, text, key, by_day(due_at or timezone.now()), channel=Channel.GROUP)])


@transaction.atomic
def call_back(source_uuid: UUID) -> int:
    """Cancel what still waits about something; return how many notices that were."""
    return Message.objects.filter(source_uuid=source_uuid).waiting().update(state=Message.State.CANCELLED)


@transaction.atomic
def tick_off(message: Message, *, by: Account, reached: bool, note: str = "") -> Message:
    """Say that a notice has reached its reader, or that the reader was not reached. Raise UnableToTickOff."""
    message = Message.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=message.pk)
    if reason := why_not_tick_off(by, message):
        raise UnableToTickOff(reason)
    if message.state != Message.State.WAITING:
        raise UnableToTickOff(_("This notice was ticked off before: %(state)s.") % {"state": message.get_state_display()})
    message.state = Message.State.DONE if reached else Message.State.FAILED
    message.done_at, message.done_by, message.note = timezone.now(), by, note.strip()[:200]
    message.save()
    record(
        "tick_off",
        "message",
        message.uuid,
        actor=by.uuid,
        organisation_code=message.organisation.code,
        subject=message.person.uuid if message.person else None,
        difference={"state": message.state},
    )
    return message


@transaction.atomic
def tick_off_digest(messages: Sequence[Message], *, by: Account, reached: bool, note: str = "") -> int:
    """Tick off all that one reader was told at once, or nothing of it; return how many. Raise UnableToTickOff."""
    # Always in the same order, so that two who tick the same ones never wait for one another in a circle.
    for message in sorted(messages, key=lambda message: message.pk):
        tick_off(message, by=by, reached=reached, note=note)
    return len(messages)


def by_day(moment: datetime) -> datetime:
    """Return the moment itself, or the next morning when it lies in the night."""
    local = timezone.localtime(moment)
    if local.time() < DAY_BEGINS:
        return local.replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    if local.time() >= DAY_ENDS:
        return (local + timedelta(days=1)).replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    return moment


def _channel(person: Person, *, signed_up: bool) -> Channel:
    if signed_up:
        return Channel.PAGE
    return Channel.SHEET if person.without_phone else Channel.CALL


def _message(about: About, text: str, key: str, due: datetime, **reader: object) -> Message:
    return Message(
        organisation=about.organisation,
        text=text,
        url=about.url,
        due_at=due,
        key=key[:120],
        source_kind=about.source_kind,
        source_uuid=about.source_uuid,
        **reader,
    )


def _put(rows: Sequence[Message]) -> int:
    there = set(Message.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    new = [row for row in rows if row.key not in there]
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)

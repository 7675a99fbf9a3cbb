"""What pages read of the outbox: who is to be called, what goes on the printed sheet, what waits on my page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from banyan.outbox.models import Channel, Message, MessageQuerySet
from banyan.outbox.permissions import CALLERS
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import visible_to

# A list longer than this is no list to work through; the longest waiting stand on it.
MOST_MESSAGES = 2000


@dataclass(frozen=True, slots=True)
class Digest:
    """All that waits for one reader by one way: told in one call, printed on one sheet."""

    name: str
    phone: str
    organisation: Organisation
    person: Person | None
    messages: list[Message] = field(default_factory=list)


def messages_for(account: Account) -> MessageQuerySet:
    """Notices of the organisations for which the account calls and prints."""
    return Message.objects.filter(organisation__in=visible_to(account, *CALLERS).order_by()).select_related("person", "organisation")


def call_list(account: Account, now: datetime) -> MessageQuerySet:
    """Who is to be called now, the longest waiting first."""
    return messages_for(account).due(now).filter(channel=Channel.CALL)


def sheets_to_print(account: Account, now: datetime) -> MessageQuerySet:
    """Notices for those who have no telephone, which somebody carries to them."""
    return messages_for(account).due(now).filter(channel=Channel.SHEET)


def digests_of(messages: MessageQuerySet) -> list[Digest]:
    """Put together what waits for each reader, in the order in which the first notice of each fell due, in one query."""
    found: dict[tuple[object, ...], Digest] = {}
    for message in messages[:MOST_MESSAGES]:
        key = (message.person_id,) if message.person_id else (message.to_name, message.to_phone, message.organisation_id)
        person = message.person
        digest = found.get(key) or found.setdefault(
            key,
            Digest(
                name=person.name if person else message.to_name,
                phone=person.phone if person else message.to_phone,
                organisation=message.organisation,
                person=person,
            ),
        )
        digest.messages.append(message)
    return list(found.values())


def by_day_due(messages: Iterable[Message]) -> list[tuple[object, list[Message]]]:
    """Put notices together by the day on which they fell due, in the order given."""
    days: dict[object, list[Message]] = {}
    for message in messages:
        days.setdefault(timezone.localdate(message.due_at), []).append(message)
    return list(days.items())


def one_seen_by(account: Account, now: datetime) -> MessageQuerySet:
    """Every notice that the account reads on one of these pages, due or ticked off."""
    mine = Q(person__account=account, channel=Channel.PAGE)
    found: MessageQuerySet = Message.objects.filter(Q(pk__in=messages_for(account).order_by().values("pk")) | mine, due_at__lte=now)
    return found.select_related("person", "organisation")


def group_texts(account: Account, now: datetime) -> MessageQuerySet:
    """Texts to be copied into a group."""
    return messages_for(account).due(now).filter(channel=Channel.GROUP)


def my_messages(account: Account, now: datetime) -> MessageQuerySet:
    """What waits for the reader of this account, the newest first."""
    found: MessageQuerySet = Message.objects.due(now).filter(Q(person__account=account), channel=Channel.PAGE).order_by("-due_at", "-pk")
    return found


def my_read_messages(account: Account, now: datetime) -> MessageQuerySet:
    """What the reader of this account has read on the page, the newest first."""
    found: MessageQuerySet = Message.objects.filter(
        person__account=account, channel=Channel.PAGE, state=Message.State.DONE, due_at__lte=now
    ).order_by("-due_at", "-pk")
    return found

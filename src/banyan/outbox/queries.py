"""What pages read of the outbox: who is to be called, what goes on the printed sheet, what waits on my page."""

from datetime import datetime

from django.db.models import Q

from banyan.outbox.models import Channel, Message, MessageQuerySet
from banyan.outbox.permissions import CALLERS
from banyan.people.models import Account
from banyan.people.queries import visible_to


def messages_for(account: Account) -> MessageQuerySet:
    """Notices of the organisations for which the account calls and prints."""
    return Message.objects.filter(organisation__in=visible_to(account, *CALLERS).order_by()).select_related("person", "organisation")


def call_list(account: Account, now: datetime) -> MessageQuerySet:
    """Who is to be called now, the longest waiting first."""
    return messages_for(account).due(now).filter(channel=Channel.CALL)


def group_texts(account: Account, now: datetime) -> MessageQuerySet:
    """Texts to be copied into a group."""
    return messages_for(account).due(now).filter(channel=Channel.GROUP)


def my_messages(account: Account, now: datetime) -> MessageQuerySet:
    """What waits for the reader of this account, the newest first."""
    found: MessageQuerySet = Message.objects.due(now).filter(Q(person__account=account), channel=Channel.PAGE).order_by("-due_at", "-pk")
    return found

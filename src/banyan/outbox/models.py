"""What is kept of the outbox: every notice and reminder as a row, with how it reaches its reader and whether it has."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banyan.core.encryption import EncryptedTextField
from banyan.people.models import Account, Organisation, Person


class Channel(models.TextChoices):
    PAGE = "page", _("on my page")
    SHEET = "sheet", _("printed sheet")
    CALL = "call", _("telephone call")
    GROUP = "group", _("text for a group")


class MessageQuerySet(QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(state=Message.State.WAITING)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Those that wait and whose time has come; never one for somebody who died or was erased."""
        return self.waiting().filter(Q(person=None) | Q(person__died_on=None, person__erased_at=None), due_at__lte=now)


class Message(models.Model):
    """A notice or reminder to one reader: a person, somebody from outside by name and telephone, or (``group``) a group of people.

    The key makes asking twice harmless. What it is about is named by kind and uuid.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("not reached")
        CANCELLED = "cancelled", _("no longer needed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="messages", verbose_name=_("person"))
    to_name = models.CharField(_("to"), max_length=60, blank=True)
    to_phone = EncryptedTextField(_("telephone"), blank=True, default="")
    channel = models.CharField(_("way"), max_length=10, choices=Channel.choices)
    text = models.TextField(_("text"))
    url = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    key = models.CharField(max_length=120, unique=True)
    source_kind = models.SlugField(max_length=30, db_index=False)
    source_uuid = models.UUIDField(db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("notice or reminder")
        verbose_name_plural = _("notices and reminders")
        indexes = [models.Index(fields=["organisation", "state", "due_at"], name="message_waiting")]
        constraints = [
            models.CheckConstraint(condition=~Q(person=None, to_name="") | Q(channel="group"), name="message_has_a_reader"),
            models.CheckConstraint(condition=~Q(state__in=("done", "failed")) | Q(done_at__isnull=False), name="message_done_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

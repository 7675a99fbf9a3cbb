"""What is kept of a roster that was handed in: the file, its columns, and each row until it is settled."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.core.encryption import EncryptedTextField
from banyan.core.models import StoredFile
from banyan.people.models.accounts import Account
from banyan.people.models.organisations import Organisation
from banyan.people.models.persons import Person


class RosterImport(models.Model):
    """A roster file handed in for an organisation; ``applied_rows`` tells how far it is, so that it goes on after a fall."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        REFUSED = "refused", _("could not be read")
        MAPPING = "mapping", _("columns to be checked")
        APPLYING = "applying", _("being taken over")
        DONE = "done", _("taken over")
        DISCARDED = "discarded", _("discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roster_imports", verbose_name=_("organisation"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="roster_imports")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    mapping = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    applied_rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    imported_by = models.ForeignKey(Account, models.PROTECT, related_name="roster_imports")
    imported_at = models.DateTimeField(_("handed in"), auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("roster", args=[self.uuid])


class RosterRow(models.Model):
    """One row of a roster: its values until they are taken over, and what came of them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        REJECTED = "rejected", _("to be repaired")
        DOUBTFUL = "doubtful", _("to be decided")
        CREATED = "created", _("new")
        UPDATED = "updated", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        DISMISSED = "dismissed", _("put aside")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="staged")
    number = models.PositiveIntegerField(_("row"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    values = EncryptedTextField(blank=True, default="")
    problems = models.JSONField(default=list)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="roster_rows")
    difference = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "state", "number"], name="roster_row_state")]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.number}"

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
    """A roster file handed in for an organisation; ``applied_rows`` tells how far it is, so that it goes on after a fall.

    The file is let go once its rows are taken over: it holds in plain what the record keeps encrypted. ``round`` counts the readings, as
    another mapping means another reading. No account stands for the system.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        REFUSED = "refused", _("could not be read")
        MAPPING = "mapping", _("columns to be checked")
        APPLYING = "applying", _("being taken over")
        DONE = "done", _("taken over")
        DISCARDED = "discarded", _("discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roster_imports", verbose_name=_("organisation"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="roster_imports")
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    mapping = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    samples = EncryptedTextField(blank=True, default="")
    warnings = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    staged_round = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    applied_rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    imported_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="roster_imports", verbose_name=_("by"))
    imported_at = models.DateTimeField(_("handed in"), auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("roster", args=[self.uuid])

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.READING, self.State.APPLYING)


class RosterRow(models.Model):
    """One row of a roster and what came of it.

    ``values`` and ``cells`` (what stood in the file) are kept only until the row is settled; ``problems`` says what needs an eye;
    ``difference`` holds the values before, under the person's own key; ``candidates`` are the persons that the row may mean.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        REJECTED = "rejected", _("to be repaired")
        DOUBTFUL = "doubtful", _("to be decided")
        CREATED = "created", _("new")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        DISMISSED = "dismissed", _("put aside")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="staged")
    number = models.PositiveIntegerField(_("row"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    values = EncryptedTextField(blank=True, default="")
    cells = EncryptedTextField(blank=True, default="")
    problems = EncryptedTextField(blank=True, default="")
    has_note = models.BooleanField(default=False)
    candidates = models.JSONField(default=list)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="roster_rows")
    difference = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "state", "number"], name="roster_row_state")]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.number}"

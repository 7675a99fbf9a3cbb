"""What is kept for every part: the audit trail, jobs, stored files, rules."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to what, when. Never changed and never deleted: the database itself refuses (see ``guards``).

    Actor and subject are opaque ids (null: the system, nobody in particular), so that erasing a person leaves the trail whole.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("time"), db_index=True)
    actor = models.UUIDField(_("actor"), null=True, db_index=True)
    subject = models.UUIDField(_("subject"), null=True, db_index=True)
    verb = models.CharField(_("verb"), max_length=60, db_index=True)
    object_kind = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=60, db_index=True)
    object_label = models.CharField(_("name of the object"), max_length=200, blank=True)
    organisation_code = models.CharField(_("organisation"), max_length=40, blank=True, db_index=True)
    difference = models.JSONField(_("difference"), default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.verb} {self.object_kind} {self.object_id}"


class Job(models.Model):
    """Work asked for by an action, in the action's own transaction, and done by a worker; the key makes asking twice harmless."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="job_asked_for_once")]
        indexes = [models.Index(fields=["state", "beat_at"], name="job_state_beat")]

    def __str__(self) -> str:
        return f"{self.name} {self.key} ({self.state})"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class StoredFile(models.Model):
    """A file handed in: kept by the hash of its content, never overwritten, served only through a permission check."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    organisation_code = models.CharField(max_length=40, db_index=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"


class Rule(models.Model):
    """A rule's value at an organisation and below, from a day on (see ``rules``); no code: everywhere; no value: as above from that day."""

    name = models.CharField(max_length=60)
    organisation_code = models.CharField(max_length=40, blank=True, default="")
    from_on = models.DateField(_("from"))
    value = models.JSONField(_("value"), null=True)

    class Meta:
        ordering = ["name", "organisation_code", "-from_on"]
        constraints = [models.UniqueConstraint(fields=["name", "organisation_code", "from_on"], name="one_value_from_a_day")]

    def __str__(self) -> str:
        return f"{self.name} @ {self.organisation_code or '*'} {self.from_on}: {self.value}"

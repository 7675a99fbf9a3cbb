"""What the shore keeps of the journals of all devices: batches and their events, never changed and never deleted; receipts; hand-overs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.core.encryption import EncryptedTextField
from banyan.people.models import Organisation
from banyan.programmes.study.models.vessels import Device


class Shore(models.Model):
    """This store as devices know it: one row. ``epoch`` grows with every restore, ``counter`` with every acknowledgement.

    Who merges or acknowledges locks it, so that these come one after another.
    """

    store = models.CharField(max_length=16)
    secret = EncryptedTextField()
    epoch = models.PositiveBigIntegerField()
    counter = models.PositiveBigIntegerField(default=0)
    restored = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="shore_is_one")]

    def __str__(self) -> str:
        return self.store


class Handover(models.Model):
    """What somebody handed in at once, in whatever way it came, and what was found in it.

    ``refused`` holds the name of each file that wasn't taken whole, with the reason in the words of that moment.
    """

    class Route(models.TextChoices):
        FILE = "file", _("file")
        TEXT = "text", _("typed or pasted text")
        PHOTO = "photo", _("photo of codes")
        COMMAND = "command", _("command line")
        PORT = "port", _("network in port")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("handed in"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisation"))
    route = models.CharField(_("way"), max_length=10, choices=Route.choices)
    new = models.PositiveIntegerField(_("new records"))
    duplicates = models.PositiveIntegerField(_("known already"))
    receipts = models.PositiveIntegerField(_("receipts"))
    refused = models.JSONField(default=list)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("handover", args=[self.uuid])


class Batch(models.Model):
    """A signed stretch of a device's journal, byte for byte as it travelled; what isn't enrolled yet is here too.

    ``writer`` is the device's number, ``hash`` the batch's name, ``previous`` that of the batch before; all hexadecimal.
    """

    writer = models.CharField(max_length=16)
    incarnation = models.CharField(max_length=8)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=32, unique=True)
    previous = models.CharField(max_length=32)
    record = models.BinaryField()
    received_at = models.DateTimeField()
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="batches")

    class Meta:
        ordering = ["writer", "incarnation", "first", "hash"]
        constraints = [models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="batch_numbers_in_order")]
        indexes = [models.Index(fields=["writer", "incarnation", "first"], name="batch_place")]

    def __str__(self) -> str:
        return f"{self.writer} {self.incarnation} {self.first}–{self.last}"


class Event(models.Model):
    """One study of one learner, as its device noted it; what two branches of a fork share is here once.

    ``digest`` tells events apart that a fork gave the same number; ``started`` is the device's clock in seconds since 1970.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="events")
    writer = models.CharField(max_length=16)
    incarnation = models.CharField(max_length=8)
    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=16)
    learner = models.CharField(_("learner"), max_length=64, db_index=True)
    item = models.CharField(_("item"), max_length=64)
    pack = models.PositiveBigIntegerField()
    started = models.PositiveBigIntegerField()
    clock = models.PositiveSmallIntegerField()
    elapsed = models.PositiveIntegerField()
    kind = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["writer", "incarnation", "sequence", "digest"]
        constraints = [
            models.UniqueConstraint(fields=["writer", "incarnation", "sequence", "digest"], name="event_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="event_score_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.learner} {self.item}"


class Head(models.Model):
    """The batch that a hand-over of a device ended with: acknowledgements name it, so that an old copy knows that all it has is held."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="head")

    def __str__(self) -> str:
        return str(self.batch)


class Receipt(models.Model):
    """A short message that sums study up until the batches arrive; ``device`` is empty while nobody has enrolled its writer.

    ``writer`` has 16 hexadecimal digits, of a short receipt the first 8.
    """

    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="receipts")
    writer = models.CharField(max_length=16, db_index=True)
    is_short = models.BooleanField()
    counter = models.PositiveBigIntegerField(_("number"))
    digest = models.CharField(max_length=64, unique=True)
    record = models.BinaryField()
    received_at = models.DateTimeField(_("received"))
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="receipt_rows")

    class Meta:
        ordering = ["-received_at", "-counter", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["device", "counter"], condition=Q(is_short=True), name="short_receipt_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.writer} {self.counter}"

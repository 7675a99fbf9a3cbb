"""What is kept of boats and of the devices aboard."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place
from banyan.core.encryption import EncryptedTextField
from banyan.people.models import Organisation


class Waters(models.TextChoices):
    """Where fishing bans are set apart from one another."""

    SOUTH_CHINA_SEA = "south_china_sea", _("South China Sea")
    PEARL_RIVER = "pearl_river", _("Pearl river basin")


class Port(models.Model):
    """Where boats berth and crews come ashore, with the rooms nearby in which make-up study is held."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ports", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=60)
    rooms = models.ManyToManyField(Place, related_name="ports", verbose_name=_("rooms"), blank=True)

    class Meta:
        ordering = ["organisation__path", "name", "pk"]
        verbose_name = _("port")
        verbose_name_plural = _("ports")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="port_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home_port", args=[self.uuid])


class Vessel(models.Model):
    """A fishing boat: its code, as painted on the bow, and the branch or village whose people are aboard."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=30, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="vessels", verbose_name=_("organisation")
    )
    home_port = models.ForeignKey(Port, models.PROTECT, null=True, blank=True, related_name="vessels", verbose_name=_("home port"))
    waters = models.CharField(_("fishing waters"), max_length=20, choices=Waters.choices, default=Waters.SOUTH_CHINA_SEA)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("vessel")
        verbose_name_plural = _("vessels")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("vessel", args=[self.uuid])


class Device(models.Model):
    """A phone or boat computer that somebody showed in port: its public key, and the secret of its short receipts.

    Revoking it changes nothing of what it wrote before; ``revoked_at`` says from when on its events credit nothing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ident = models.CharField(_("number"), max_length=16, unique=True)
    public_key = models.CharField(_("public key"), max_length=64)
    mac_key = EncryptedTextField(_("secret of short receipts"))
    title = models.CharField(_("name"), max_length=120)
    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="devices", verbose_name=_("vessel"))
    enrolled_at = models.DateTimeField(_("enrolled"))
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("enrolled by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["vessel__code", "title", "pk"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at=None, revoke_reason="") | Q(revoked_at__isnull=False), name="device_revoked_why")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("device", args=[self.ident])

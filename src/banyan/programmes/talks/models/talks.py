"""What is kept of a talk: what was ordered, what is given by whom in which tongue, and its recordings."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Activity
from banyan.core.models import StoredFile
from banyan.orders.models import Order
from banyan.people.models import Dialect
from banyan.programmes.talks.models.menu import Audience, Script, Topic
from banyan.programmes.talks.models.speakers import Speaker


class TalkOrder(models.Model):
    """What an order of a talk asks for."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="talk", primary_key=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="orders", verbose_name=_("topic"))
    dialect = models.CharField(_("dialect"), max_length=20, choices=Dialect.choices)
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices)
    listeners = models.PositiveIntegerField(_("how many listeners"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.topic} · {self.order}"


class Talk(models.Model):
    """A talk: an activity with its topic, the version of the script, the speaker (none yet: the slot is to be filled) and the tongue."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="talk", primary_key=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="talks", verbose_name=_("topic"))
    script = models.ForeignKey(Script, models.PROTECT, null=True, blank=True, related_name="talks", verbose_name=_("script"))
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, blank=True, related_name="talks", verbose_name=_("speaker"))
    dialect = models.CharField(_("dialect"), max_length=20, choices=Dialect.choices, blank=True)

    def __str__(self) -> str:
        return str(self.topic or self.activity)


class Recording(models.Model):
    """A recording of a talk that was held. It is public with the speaker's consent, and no longer than that stands."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="recordings")
    title = models.CharField(_("title"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="recordings")
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True)
    consent_on = models.DateField(_("the speaker agreed on"), null=True, blank=True)
    published_at = models.DateTimeField(_("public since"), null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-talk__activity__starts_at", "-pk"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.CheckConstraint(condition=Q(published_at=None) | Q(consent_on__isnull=False), name="public_recording_has_consent")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("recording", args=[self.uuid])

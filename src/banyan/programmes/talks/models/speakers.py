"""What is kept of speakers: what they speak about, in which tongue and form, when and how far, and when they rest."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place, Programme
from banyan.core.encryption import EncryptedTextField
from banyan.people.models import Dialect, Person
from banyan.people.models.persons import WordsField
from banyan.programmes.talks.models.menu import Topic


class DayPart(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class SpeakerQuerySet(QuerySet["Speaker"]):
    def active_on(self, day: date) -> "SpeakerQuerySet":
        """Speakers who speak on a day: of the programme still, alive, and not resting."""
        resting = Pause.objects.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)
        return self.filter(ended_on=None, person__died_on=None, person__left_on=None).exclude(pk__in=resting.values("speaker"))


class Speaker(models.Model):
    """A person who speaks for a programme. Health limits are for the clerk's eyes alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="speakers", verbose_name=_("programme"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="speaks", verbose_name=_("person"))
    topics = models.ManyToManyField(Topic, related_name="speakers", blank=True, verbose_name=_("topics"))
    forms = WordsField(_("forms"), max_length=100, default=list)
    home = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sets out from"))
    reach_km = models.PositiveSmallIntegerField(_("goes as far as (km)"), default=10)
    talks_a_month = models.PositiveSmallIntegerField(_("talks a month at most"), default=4)
    health_limits = EncryptedTextField(_("health limits"), blank=True, default="")
    indoors_only = models.BooleanField(_("indoors only"), default=False)
    begun_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["person__name_key", "person__name", "pk"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [models.UniqueConstraint(fields=["programme", "person"], name="speaker_once_a_programme")]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("speaker", args=[self.uuid])


class SpokenDialect(models.Model):
    """A dialect that a speaker speaks, and how well: 3 the mother tongue, 2 well, 1 to get by."""

    class Level(models.IntegerChoices):
        GETS_BY = 1, _("gets by")
        WELL = 2, _("well")
        MOTHER_TONGUE = 3, _("mother tongue")

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="spoken")
    dialect = models.CharField(_("dialect"), max_length=20, choices=Dialect.choices)
    level = models.PositiveSmallIntegerField(_("how well"), choices=Level.choices)

    class Meta:
        ordering = ["-level", "dialect"]
        constraints = [
            models.UniqueConstraint(fields=["speaker", "dialect"], name="dialect_once_a_speaker"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="dialect_level_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_dialect_display()} ({self.get_level_display()})"


class Availability(models.Model):
    """A part of a weekday on which a speaker can speak; who has none can on any."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    part = models.CharField(_("part of the day"), max_length=10, choices=DayPart.choices)

    class Meta:
        ordering = ["weekday", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["speaker", "weekday", "part"], name="availability_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="availability_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} {self.weekday} {self.part}"


class Pause(models.Model):
    """Days on which a speaker rests: illness, travel, wish; open until the return when no last day is known."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="pauses")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    reason = EncryptedTextField(_("reason"), blank=True, default="")

    class Meta:
        ordering = ["-from_on"]
        constraints = [models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="pause_days_in_order")]

    def __str__(self) -> str:
        return f"{self.speaker} {self.from_on}–{self.to_on or ''}"

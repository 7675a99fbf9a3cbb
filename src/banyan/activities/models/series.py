"""What is kept of series: the weekly slot, its exceptions, and the days on which nothing happens in the open."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models.activities import Kind
from banyan.activities.models.programmes import Place, Programme
from banyan.people.models import Organisation


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Series(models.Model):
    """A weekly slot at a place: the same weekday and hour, week after week, but for its exceptions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="series", verbose_name=_("organisation"))
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="series", verbose_name=_("place"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    begins = models.TimeField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), validators=[MinValueValidator(10), MaxValueValidator(600)])
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__path", "weekday", "begins", "pk"]
        verbose_name = _("weekly slot")
        verbose_name_plural = _("weekly slots")
        constraints = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="series_days_in_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6, minutes__gt=0), name="series_slot_is_one"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.uuid])


class SeriesException(models.Model):
    """A day on which a series doesn't take place, and why."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="exceptions")
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=100)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="exception_once_a_day")]

    def __str__(self) -> str:
        return f"{self.series} {self.on}: {self.reason}"


class NoOutdoorDay(models.Model):
    """A day on which an office lets nothing take place in the open (heat, typhoon), for itself and all below it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=100)

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="no_outdoor_day_once")]

    def __str__(self) -> str:
        return f"{self.on}: {self.reason}"

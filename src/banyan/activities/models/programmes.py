"""What is kept of programmes, of the places where they meet, and of the templates by which others take them up."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.core.models import StoredFile
from banyan.people.models import Organisation


class Place(models.Model):
    """Somewhere to meet. The position (degrees north and east) is for distances; a place without one is at an unknown distance."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=200, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    step_free = models.BooleanField(_("step-free"), default=False)
    outdoors = models.BooleanField(_("in the open"), default=False)
    way_there = models.TextField(_("the way there"), blank=True)
    way_photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture of the way"))
    latitude = models.DecimalField(_("degrees north"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("degrees east"), max_digits=8, decimal_places=5, null=True, blank=True)
    closed_on = models.DateField(_("no longer used from"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__path", "name", "pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="place_name_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # Compared with nothing, a check holds; so both are asked for.
                | Q(latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.uuid])

    @property
    def position(self) -> tuple[float, float] | None:
        """Degrees north and east; None when nobody entered them."""
        return None if self.latitude is None or self.longitude is None else (float(self.latitude), float(self.longitude))


class Template(models.Model):
    """What a programme begins with when others take it up; it knows where it comes from as words, code and address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(_("kind"), max_length=30)
    title = models.CharField(_("title"), max_length=120)
    origin_title = models.CharField(_("comes from"), max_length=120)
    origin_code = models.CharField(max_length=40)
    origin_url = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class Programme(models.Model):
    """A brand that an organisation runs for real, of one of the kinds that ``programmes.kinds`` lists."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes", verbose_name=_("organisation"))
    kind = models.SlugField(_("kind"), max_length=30)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    slogan = models.CharField(_("slogan"), max_length=120, blank=True)
    home_place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("home place"))
    contact_phone = models.CharField(_("telephone for the public"), max_length=30, blank=True)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="programmes", verbose_name=_("adopted from"))
    begun_on = models.DateField(_("since"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__path", "name", "pk"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=models.F("begun_on")), name="programme_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.uuid])

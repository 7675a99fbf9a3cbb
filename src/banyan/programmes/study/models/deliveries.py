"""Who carries study to which boat, and what was handed over, is out, came back or was lost."""

import uuid

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Activity
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.models.ashore import Voyage
from banyan.programmes.study.models.courses import Learner, Pack
from banyan.programmes.study.models.vessels import Vessel


class Carrier(models.Model):
    """Who carries study to boats, from a day to a day, at most so many times a month."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="carriers", verbose_name=_("organisation"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="carries", verbose_name=_("person"))
    trips_a_month = models.PositiveSmallIntegerField(_("trips a month at most"), default=2)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["person__name_key", "person__name", "pk"]
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], condition=Q(to_on=None), name="carrier_once_a_place"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="carrier_days_in_order"),
            models.CheckConstraint(condition=Q(trips_a_month__gte=1, trips_a_month__lte=31), name="carrier_makes_trips"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("carriers")


class DeliveryQuerySet(QuerySet["Delivery"]):
    def standing(self) -> "DeliveryQuerySet":
        """All but the cancelled ones."""
        return self.exclude(state=Delivery.State.CANCELLED)


class Delivery(models.Model):
    """A carrier's way to a boat on a day, planned → handed over, or cancelled. Handed over, it is an activity that credits the carrier."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("handed over")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="deliveries", verbose_name=_("vessel"))
    voyage = models.ForeignKey(
        Voyage, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("before the voyage")
    )
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="deliveries", verbose_name=_("carrier"))
    on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    received_by = models.ForeignKey(Learner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by"))
    activity = models.OneToOneField(Activity, models.PROTECT, null=True, related_name="delivery")
    cancelled_because = models.CharField(_("cancelled because"), max_length=200, blank=True, default="")
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["vessel", "on"], name="delivery_of_vessel")]
        constraints = [
            models.UniqueConstraint(
                fields=["voyage"], condition=Q(voyage__isnull=False) & ~Q(state="cancelled"), name="one_delivery_a_voyage"
            ),
            models.CheckConstraint(condition=~Q(state="done") | Q(activity__isnull=False), name="delivery_done_is_activity"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="delivery_cancelled_why"),
        ]

    def __str__(self) -> str:
        return f"{self.vessel} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("delivery", args=[self.uuid])


class HandoutQuerySet(QuerySet["Handout"]):
    def out(self) -> "HandoutQuerySet":
        """What was lent and has neither come back nor been given up for lost."""
        return self.filter(state=Handout.State.OUT)


class Handout(models.Model):
    """One thing of a delivery: a study pack on a stick, a bag of books. What is lent is out until it returned or is lost."""

    class State(models.TextChoices):
        PACKED = "packed", _("to be carried")
        GIVEN = "given", _("given")
        OUT = "out", _("out")
        RETURNED = "returned", _("returned")
        LOST = "lost", _("lost")
        NOT_CARRIED = "not_carried", _("not carried")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="handouts")
    title = models.CharField(_("what"), max_length=120)
    pack = models.ForeignKey(Pack, models.PROTECT, null=True, blank=True, related_name="handouts", verbose_name=_("study pack"))
    is_lent = models.BooleanField(_("to be given back"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PACKED)
    settled_on = models.DateField(_("returned or lost on"), null=True, blank=True)

    objects = HandoutQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("handed out")
        verbose_name_plural = _("handed out")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("out", "returned", "lost")) | Q(is_lent=True), name="only_what_is_lent_comes_back"
            ),
            models.CheckConstraint(condition=~Q(state__in=("returned", "lost")) | Q(settled_on__isnull=False), name="settled_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

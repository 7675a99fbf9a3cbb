"""What is kept of a call: its dates, categories, parts, limits, quotas and criteria, and the notices of its stages."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Account, Organisation


class Stage(models.TextChoices):
    """Where a call stands on a day; told by its dates, so that nobody has to switch it at midnight."""

    DRAFT = "draft", _("being prepared")
    AHEAD = "ahead", _("not begun yet")
    SUBMISSION = "submission", _("units submit")
    RECOMMENDATION = "recommendation", _("cities recommend")
    SELECTION = "selection", _("the province selects")
    ANNOUNCED = "announced", _("results announced")


class Call(models.Model):
    """One round of collection (案例征集): units submit and then cities recommend, each up to and including its last day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("published")
        ANNOUNCED = "announced", _("results announced")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls", verbose_name=_("Called by"))
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text of the call"), blank=True)
    opens_on = models.DateField(_("units submit from"))
    submit_until = models.DateField(_("units submit until"))
    recommend_until = models.DateField(_("cities recommend until"))
    unit_quota = models.PositiveSmallIntegerField(_("submissions of a unit at most"), default=2)
    city_quota = models.PositiveSmallIntegerField(_("recommendations of a city at most"), default=12)
    least_characters = models.PositiveIntegerField(_("characters at least"), default=2000)
    most_characters = models.PositiveIntegerField(_("characters at most"), default=5000)
    most_photos = models.PositiveSmallIntegerField(_("photos at most"), default=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="calls")
    made_at = models.DateTimeField(auto_now_add=True)
    announced_at = models.DateTimeField(null=True)
    # Judges score and a rule selects (cases.judging): winners are published together, never marked one by one.
    is_judged = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-year", "-pk"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("submit_until"), submit_until__lte=F("recommend_until")),
                name="call_dates_in_order",
                violation_error_message=_("The days are out of order: first units submit, then cities recommend."),
            ),
            models.CheckConstraint(
                condition=Q(least_characters__lte=F("most_characters")),
                name="call_characters_in_order",
                violation_error_message=_("The text can't have fewer characters at most than at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call", args=[self.uuid])

    def stage_on(self, day: date) -> Stage:
        """Tell where the call stands on ``day``."""
        if self.state != self.State.OPEN:
            return Stage(self.state)
        if day < self.opens_on:
            return Stage.AHEAD
        if day <= self.submit_until:
            return Stage.SUBMISSION
        return Stage.RECOMMENDATION if day <= self.recommend_until else Stage.SELECTION


class Category(models.Model):
    """A category that a submission competes in."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="categories")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("category"), max_length=40)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="category_once_a_call")]

    def __str__(self) -> str:
        return self.name


class Part(models.Model):
    """A part that the text must have, with its length in characters as Word counts them (0 at most: no limit of its own)."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="parts")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("part"), max_length=40)
    hint = models.CharField(_("what belongs here"), max_length=200, blank=True)
    least_characters = models.PositiveIntegerField(_("characters at least"), default=0)
    most_characters = models.PositiveIntegerField(_("characters at most"), default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="part_once_a_call"),
            models.CheckConstraint(
                condition=Q(most_characters=0) | Q(least_characters__lte=F("most_characters")),
                name="part_characters_in_order",
                violation_error_message=_("A part can't have fewer characters at most than at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What judges look at, and how much it weighs."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("criterion"), max_length=40)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="criterion_once_a_call"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weighs"),
        ]

    def __str__(self) -> str:
        return self.name


class CityQuota(models.Model):
    """How many submissions one city may recommend, where it differs from the call's ordinary number."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="city_quotas")
    city = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    places = models.PositiveSmallIntegerField(_("recommendations at most"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "city"], name="one_quota_a_city")]

    def __str__(self) -> str:
        return f"{self.city}: {self.places}"


class CallNotice(models.Model):
    """A notice of a stage, shown to everyone who takes part: the call itself, reminders, the public notice, the result."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="notices")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

"""When boats are out and crews ashore, who teaches there, and the make-up plans made of it."""

import uuid

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.models.vessels import Port, Vessel, Waters


class Season(models.Model):
    """A stretch of a year in which boats lie in port, for whoever noted it and all below: dated rows, as each year differs."""

    class Kind(models.TextChoices):
        FISHING_BAN = "fishing_ban", _("fishing ban")
        SPRING_FESTIVAL = "spring_festival", _("Spring Festival")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seasons", verbose_name=_("organisation"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    waters = models.CharField(_("fishing waters"), max_length=20, choices=Waters.choices, blank=True, default="")
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ["-begins_at", "pk"]
        verbose_name = _("time in port")
        verbose_name_plural = _("times in port")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="season_ends_after_start"),
            # A ban holds for waters; Spring Festival for everybody.
            models.CheckConstraint(
                condition=(Q(kind="fishing_ban") & ~Q(waters="")) | Q(kind="spring_festival", waters=""), name="ban_names_its_waters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.begins_at:%Y}"

    def get_absolute_url(self) -> str:
        return reverse("seasons")


class VoyageQuerySet(QuerySet["Voyage"]):
    def standing(self) -> "VoyageQuerySet":
        """All but the cancelled ones."""
        return self.filter(cancelled_because="")

    def waiting(self) -> "VoyageQuerySet":
        """Those that have not begun."""
        return self.standing().filter(left_on=None)

    def out(self) -> "VoyageQuerySet":
        """Those whose boat is at sea."""
        return self.standing().filter(left_on__isnull=False, returned_on=None)


class Voyage(models.Model):
    """A voyage as it is expected, and as it was: a boat makes one at a time, and may leave again on the day it returned."""

    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="voyages", verbose_name=_("vessel"))
    expected_from = models.DateField(_("expected to leave"))
    expected_to = models.DateField(_("expected back"))
    left_on = models.DateField(_("left"), null=True, blank=True)
    returned_on = models.DateField(_("returned"), null=True, blank=True)
    cancelled_because = models.CharField(_("cancelled because"), max_length=200, blank=True, default="")

    objects = VoyageQuerySet.as_manager()

    class Meta:
        ordering = ["expected_from", "pk"]
        verbose_name = _("voyage")
        verbose_name_plural = _("voyages")
        indexes = [models.Index(fields=["vessel", "expected_from"], name="voyage_of_vessel")]
        constraints = [
            models.CheckConstraint(condition=Q(expected_to__gte=F("expected_from")), name="voyage_expected_in_order"),
            models.CheckConstraint(condition=Q(returned_on=None) | Q(left_on__isnull=False), name="voyage_left_before_return"),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(left_on=None) | Q(returned_on__gte=F("left_on")), name="voyage_days_in_order"
            ),
            models.CheckConstraint(condition=Q(cancelled_because="") | Q(left_on=None), name="voyage_begun_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.vessel} {self.left_on or self.expected_from}"

    def get_absolute_url(self) -> str:
        return self.vessel.get_absolute_url()


class StudyTeacher(models.Model):
    """Who holds make-up study ashore, at which ports (none named: at all); on which days says ``TeacherDays``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="study_teachers", verbose_name=_("organisation"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="teaches_study", verbose_name=_("person"))
    ports = models.ManyToManyField(Port, related_name="teachers", verbose_name=_("ports"), blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["person__name_key", "person__name", "pk"]
        verbose_name = _("teacher")
        verbose_name_plural = _("teachers")
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="teacher_once_a_place")]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("study_teacher", args=[self.uuid])


class TeacherDays(models.Model):
    """Days on which a teacher can come, both included."""

    teacher = models.ForeignKey(StudyTeacher, models.CASCADE, related_name="days")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="teacher_days_in_order")]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"


class MakeupPlan(models.Model):
    """A make-up plan: what was asked and what was answered, kept as they were; announcing makes activities of its sessions."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being worked out")
        READY = "ready", _("worked out")
        ANNOUNCED = "announced", _("announced")
        FAILED = "failed", _("could not be worked out")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="makeup_plans", verbose_name=_("organisation"))
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    begins = models.TimeField(_("sessions begin at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    # As docs/formats.md has them: `banyan makeup plan` reads the one and prints the other.
    problem = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    # Whom the question leaves aside, by learner's number: no port is known, or no room there.
    aside = models.JSONField(default=list)
    refusal = models.CharField(_("reason"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("make-up plan")
        verbose_name_plural = _("make-up plans")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="makeup_days_in_order"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="failed") | Q(problem__isnull=False, answer__isnull=False),
                name="makeup_ready_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.first} – {self.last}"

    def get_absolute_url(self) -> str:
        return reverse("makeup_plan", args=[self.uuid])

"""What is kept of a result: each run of the selection, its decisions, objections, awards and certificates."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models.rounds import Judging
from banyan.people.models import Account, Organisation


class Selection(models.Model):
    """One run of the selection with exactly what went in and came out. Pending until the results are published; never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judging = models.ForeignKey(Judging, models.PROTECT, related_name="selections")
    number = models.PositiveSmallIntegerField(_("run"))
    # The question and the answer of kernels/judging, in whole thousandths.
    question = models.JSONField()
    answer = models.JSONField()
    total_thousandths = models.BigIntegerField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["judging", "number"], name="selection_number_once")]

    def __str__(self) -> str:
        return f"{self.judging} #{self.number}"


class Decision(models.Model):
    """What a run of the selection decided about one submission, and why."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="decisions")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    is_winner = models.BooleanField(_("selected"), default=False)
    place = models.PositiveSmallIntegerField(_("place by score"))
    raw_thousandths = models.IntegerField(_("mean of the scores"), null=True)
    score_thousandths = models.IntegerField(_("calibrated score"), null=True)
    uncertainty_thousandths = models.IntegerField(_("uncertainty"), null=True)
    reviews = models.PositiveSmallIntegerField(_("scores"), default=0)
    # The kernel's word for the reason and what it names (rules, other submissions), put into a sentence when it is shown.
    reason = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["place", "pk"]
        indexes = [models.Index(fields=["selection", "is_winner", "place"], name="decision_list")]
        constraints = [models.UniqueConstraint(fields=["selection", "submission"], name="decided_once_a_run")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.reason}"


class Objection(models.Model):
    """An objection during the public notice, as the office recorded it, and the answer it got."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("to be answered")
        DISMISSED = "dismissed", _("not upheld")
        UPHELD = "upheld", _("upheld")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judging = models.ForeignKey(Judging, models.PROTECT, related_name="objections")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about the case"))
    raised_by = models.CharField(_("raised by"), max_length=60)
    received_on = models.DateField(_("received on"))
    text = models.TextField(_("objection"), max_length=2000)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open") | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="outcome_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("objection", args=[self.uuid])


class Award(models.Model):
    """An organisation award (组织奖) of a round, given by its rule to a city with the most winners."""

    judging = models.ForeignKey(Judging, models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("place"))
    winners = models.PositiveSmallIntegerField(_("winners"))

    class Meta:
        ordering = ["place", "organisation__path"]
        constraints = [models.UniqueConstraint(fields=["judging", "organisation"], name="award_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.place}"


class Certificate(models.Model):
    """A certificate of an excellent case or an award. Its address holds a random part, so numbers can't be guessed."""

    class Kind(models.TextChoices):
        EXCELLENT_CASE = "excellent_case", _("excellent case")
        ORGANISATION_AWARD = "organisation_award", _("organisation award")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judging = models.ForeignKey(Judging, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("certificate number"), max_length=30, unique=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="certificates")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="certificates")
    issued_on = models.DateField(_("issued on"))
    revoked_on = models.DateField(_("withdrawn on"), null=True)
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="excellent_case", submission__isnull=False, award=None)
                | Q(kind="organisation_award", submission=None, award__isnull=False),
                name="certificate_of_one_thing",
            ),
            models.UniqueConstraint(fields=["submission"], name="one_certificate_a_case"),
            models.UniqueConstraint(fields=["award"], name="one_certificate_an_award"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificate", args=[self.uuid])

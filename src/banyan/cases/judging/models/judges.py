"""What is kept of judges: what they know, how much they take on, when, and their ties to units and cases."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Category, Submission
from banyan.cases.judging.models.rounds import Judging
from banyan.people.models import Account, Organisation


class Judge(models.Model):
    """A person asked to judge in one round. ``least`` and ``most`` are theirs where they differ from the round's numbers."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("fell out")

    # (from, verb, to); the judge answers, by page or through staff; the organiser invites again or records that one falls out.
    TRANSITIONS = (
        (State.INVITED, "accept", State.ACCEPTED),
        (State.INVITED, "decline", State.DECLINED),
        (State.ACCEPTED, "withdraw", State.WITHDRAWN),
        (State.DECLINED, "invite_again", State.INVITED),
        (State.WITHDRAWN, "invite_again", State.INVITED),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judging = models.ForeignKey(Judging, models.CASCADE, related_name="judges")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="judgings", verbose_name=_("account"))
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("own unit"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.INVITED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="+", verbose_name=_("knows the categories"))
    programmes = models.JSONField(_("knows the programmes"), default=list, blank=True)
    least = models.PositiveSmallIntegerField(_("cases at least"), null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("cases at most"), null=True, blank=True)
    available_from = models.DateField(_("has time from"), null=True, blank=True)
    available_until = models.DateField(_("has time until"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("judge")
        verbose_name_plural = _("judges")
        constraints = [
            models.UniqueConstraint(fields=["judging", "account"], name="judge_once_a_round"),
            models.UniqueConstraint(fields=["judging", "number"], name="judge_number_once"),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(least__lte=F("most")),
                name="judge_cases_in_order",
                violation_error_message=_("A judge can't have fewer cases at most than at least."),
            ),
            models.CheckConstraint(
                condition=Q(available_from=None) | Q(available_until=None) | Q(available_from__lte=F("available_until")),
                name="judge_days_in_order",
                violation_error_message=_("The last day can't be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)

    def get_absolute_url(self) -> str:
        return reverse("judge", args=[self.uuid])


class FormerPost(models.Model):
    """A unit that the judge belonged to until a day: a conflict for the round's number of years."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="former_posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("former unit"))
    until = models.DateField(_("until"))

    class Meta:
        ordering = ["-until", "pk"]
        constraints = [models.UniqueConstraint(fields=["judge", "organisation"], name="former_post_once")]

    def __str__(self) -> str:
        return f"{self.judge} · {self.organisation}"


class Tie(models.Model):
    """A tie that the judge declared or the office added: to a unit with all below it, or to one submission."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case"))
    reason = models.CharField(_("reason"), max_length=200)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, submission=None) | Q(organisation=None, submission__isnull=False),
                name="tie_to_unit_or_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} · {self.organisation or self.submission}: {self.reason}"

"""What is kept of a round of judging: its numbers and days, and the rules that winners are chosen under."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Call, Submission
from banyan.people.models import Account


class Judging(models.Model):
    """The judging (评审) of one call: from the panel to the published result. What isn't published is seen by the organiser alone."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("judges are being assigned")
        SCORING = "scoring", _("judges score")
        CLOSED = "closed", _("scoring is closed")
        NOTICE = "notice", _("on public notice")
        PUBLISHED = "published", _("results published")

    # (from, verb, to): the only ways a round changes its state; the organiser of the call takes every step.
    TRANSITIONS = (
        (State.PREPARING, "begin_scoring", State.SCORING),
        (State.SCORING, "close_scoring", State.CLOSED),
        (State.CLOSED, "reopen_scoring", State.SCORING),
        (State.CLOSED, "post_notice", State.NOTICE),
        (State.NOTICE, "withdraw_notice", State.CLOSED),
        (State.NOTICE, "publish_results", State.PUBLISHED),
    )

    call = models.OneToOneField(Call, models.PROTECT, related_name="judging", verbose_name=_("call"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARING)
    judges_per_case = models.PositiveSmallIntegerField(_("judges for each case"), default=3)
    cases_least = models.PositiveSmallIntegerField(_("cases for each judge at least"), default=0)
    cases_most = models.PositiveSmallIntegerField(_("cases for each judge at most"), default=60)
    former_years = models.PositiveSmallIntegerField(_("a former post counts as a conflict for so many years"), default=3)
    score_until = models.DateField(_("judges score until"))
    disagreement_points = models.PositiveSmallIntegerField(_("judges disagree from a gap of so many points"), default=20)
    winners = models.PositiveSmallIntegerField(_("cases to select"), default=40)
    unit_most = models.PositiveSmallIntegerField(_("winners of one unit at most"), default=1)
    floor_points = models.PositiveSmallIntegerField(_("points that a winner needs at least"), null=True, blank=True)
    reviews_least = models.PositiveSmallIntegerField(_("scores that a winner needs at least"), default=2)
    # Criteria are compared in their own order, then the raw mean, then lots drawn from this number, announced before judging begins.
    seed = models.PositiveIntegerField(_("number for the lots"))
    notice_days = models.PositiveSmallIntegerField(_("days of public notice"), default=5)
    notice_from = models.DateField(null=True)
    award_places = models.PositiveSmallIntegerField(_("organisation awards for the cities with most winners"), default=3)
    # What the last proposal of assignments said: places asked for and filled, and why places stay open.
    proposal = models.JSONField(default=dict, editable=False)
    begun_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("judging")
        verbose_name_plural = _("judgings")
        constraints = [
            models.CheckConstraint(
                condition=Q(cases_least__lte=models.F("cases_most")),
                name="judging_cases_in_order",
                violation_error_message=_("A judge can't have fewer cases at most than at least."),
            ),
            models.CheckConstraint(condition=Q(judges_per_case__gt=0, winners__gt=0, unit_most__gt=0), name="judging_numbers_positive"),
            models.CheckConstraint(
                condition=Q(state__in=("preparing", "scoring", "closed")) | Q(notice_from__isnull=False), name="judging_notice_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.call)

    def get_absolute_url(self) -> str:
        return reverse("judging", args=[self.call.uuid])

    def is_scoring_on(self, day: date) -> bool:
        """Tell whether judges may score on ``day``; the last day counts."""
        return self.state == self.State.SCORING and day <= self.score_until


class SelectionRule(models.Model):
    """At least or at most so many winners of one category, city or kind of unit; without a value, of each of them."""

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    class Scope(models.TextChoices):
        CATEGORY = "category", _("category")
        CITY = "city", _("city")
        UNIT_KIND = "unit_kind", _("kind of unit")

    judging = models.ForeignKey(Judging, models.CASCADE, related_name="rules")
    bound = models.CharField(_("bound"), max_length=8, choices=Bound.choices)
    scope = models.CharField(_("of"), max_length=9, choices=Scope.choices)
    # The category's key, the city's code or the kind's name; empty: each.
    value = models.CharField(_("which"), max_length=40, blank=True)
    number = models.PositiveSmallIntegerField(_("winners"))

    class Meta:
        ordering = ["scope", "value", "bound", "pk"]
        constraints = [models.UniqueConstraint(fields=["judging", "bound", "scope", "value"], name="selection_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.value}: {self.get_bound_display()} {self.number}"


class Exclusion(models.Model):
    """A submission that can't win, with the reason: it was commended before, or broke a rule of the call."""

    judging = models.ForeignKey(Judging, models.CASCADE, related_name="exclusions")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["submission__number"]
        constraints = [models.UniqueConstraint(fields=["judging", "submission"], name="excluded_once")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.reason}"

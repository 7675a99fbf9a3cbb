"""What is kept of the work of judges: who judges what, the marks given, and what was said about a disagreement."""

import uuid

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Criterion, Submission
from banyan.cases.judging.models.judges import Judge
from banyan.cases.judging.models.rounds import Judging
from banyan.people.models import Account


class AssignmentQuerySet(QuerySet["Assignment"]):
    def standing(self) -> "AssignmentQuerySet":
        """Those that count: proposed or published, not withdrawn."""
        return self.exclude(state=Assignment.State.WITHDRAWN)

    def published(self) -> "AssignmentQuerySet":
        """Those that the judge sees."""
        return self.filter(state__in=(Assignment.State.ASSIGNED, Assignment.State.HANDED_IN))

    def handed_in(self) -> "AssignmentQuerySet":
        """Those whose marks count."""
        return self.filter(state=Assignment.State.HANDED_IN)


class Assignment(models.Model):
    """A case that one judge scores. Its marks count once it is handed in; until then nobody but the judge sees them."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ASSIGNED = "assigned", _("to be scored")
        HANDED_IN = "handed_in", _("scored")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # (from, verb, to): the organiser publishes and withdraws, the judge hands in and takes back.
    TRANSITIONS = (
        (State.PROPOSED, "publish", State.ASSIGNED),
        (State.ASSIGNED, "hand_in", State.HANDED_IN),
        (State.HANDED_IN, "take_back", State.ASSIGNED),
        (State.ASSIGNED, "withdraw", State.WITHDRAWN),
        (State.HANDED_IN, "withdraw", State.WITHDRAWN),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judging = models.ForeignKey(Judging, models.CASCADE, related_name="assignments")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="assignments")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    # Set by a person: never moved by a new proposal.
    by_hand = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    assigned_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["submission__number", "judge__number"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["judging", "state"], name="assignment_state")]
        constraints = [
            models.UniqueConstraint(fields=["judge", "submission"], condition=~Q(state="withdrawn"), name="judge_scores_a_case_once"),
            models.CheckConstraint(condition=~Q(state="handed_in") | Q(handed_in_at__isnull=False), name="handed_in_has_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.judge} · {self.submission}"

    def get_absolute_url(self) -> str:
        return reverse("scoring", args=[self.uuid])


class Mark(models.Model):
    """The points for one criterion. NULL: not given yet, which is never 0."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)

    class Meta:
        ordering = ["criterion__place", "criterion_id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "criterion"], name="one_mark_a_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class DiscussionNote(models.Model):
    """What a judge or the organiser said about a case on which the judges disagree. Never changed, never deleted."""

    judging = models.ForeignKey(Judging, models.PROTECT, related_name="notes")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="discussion_notes")
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    text = models.TextField(_("remark"), max_length=2000)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]

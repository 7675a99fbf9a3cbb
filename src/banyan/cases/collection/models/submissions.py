"""What is kept of a submission: its text in parts, every version of it, its photos, and the stamped forms."""

import uuid

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models.calls import Call, Category, Part
from banyan.cases.showcase.models import Case, Programme
from banyan.core.encryption import EncryptedTextField
from banyan.core.models import StoredFile
from banyan.people.models import Account, Organisation


class SubmissionQuerySet(QuerySet["Submission"]):
    def sent(self) -> "SubmissionQuerySet":
        """Those that a unit has handed in and that were not given back."""
        states = Submission.State
        return self.filter(state__in=(states.SUBMITTED, states.RECOMMENDED, states.ACCEPTED, states.WINNER))

    def past_the_city(self) -> "SubmissionQuerySet":
        """Those that take up a place of their city's quota."""
        states = Submission.State
        return self.filter(state__in=(states.RECOMMENDED, states.ACCEPTED, states.WINNER))


class Submission(models.Model):
    """A case that a unit hands in to a call. It counts against the quotas of its unit and city."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        RECOMMENDED = "recommended", _("recommended")
        ACCEPTED = "accepted", _("accepted")
        WINNER = "winner", _("selected")
        DISCARDED = "discarded", _("discarded")

    # (from, verb, to): the only ways a submission changes its state; who may and in which stages is in permissions.py.
    TRANSITIONS = (
        (State.DRAFT, "submit", State.SUBMITTED),
        (State.RETURNED, "submit", State.SUBMITTED),
        (State.SUBMITTED, "take_back", State.DRAFT),
        (State.DRAFT, "discard", State.DISCARDED),
        (State.RETURNED, "discard", State.DISCARDED),
        (State.DISCARDED, "take_up", State.DRAFT),
        (State.SUBMITTED, "return", State.RETURNED),
        (State.SUBMITTED, "recommend", State.RECOMMENDED),
        (State.RECOMMENDED, "undo_recommend", State.SUBMITTED),
        (State.RECOMMENDED, "accept", State.ACCEPTED),
        (State.RECOMMENDED, "send_back", State.RETURNED),
        (State.ACCEPTED, "undo_accept", State.RECOMMENDED),
        (State.ACCEPTED, "choose", State.WINNER),
        (State.WINNER, "undo_choose", State.ACCEPTED),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="submissions", verbose_name=_("call"))
    number = models.PositiveIntegerField(_("reference number"), null=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="submissions", verbose_name=_("unit"))
    city = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("city"))
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("category"))
    programme = models.CharField(_("programme"), max_length=10, choices=Programme.choices, default=Programme.OTHER)
    title = models.CharField(_("title"), max_length=120, blank=True)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_phone = EncryptedTextField(_("telephone"), blank=True, default="")
    characters = models.PositiveIntegerField(_("characters"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    remark = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="written_submissions")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    word_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="submissions_read")
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="submission")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            models.Index(fields=["call", "state", "number"], name="submission_list"),
            models.Index(fields=["call", "city", "state"], name="submission_of_city"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded")) | Q(number__isnull=False, submitted_at__isnull=False, category__isnull=False),
                name="sent_submission_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("(no title yet)"))

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.uuid])

    @property
    def mark(self) -> str:
        """The number as it is said and printed: 2022-007."""
        return f"{self.call.year}-{self.number:03d}" if self.number else ""


class SubmissionPart(models.Model):
    """The text under one part of the call."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="texts")
    part = models.ForeignKey(Part, models.PROTECT, related_name="texts")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["part__place", "part_id"]
        constraints = [models.UniqueConstraint(fields=["submission", "part"], name="one_text_a_part")]

    def __str__(self) -> str:
        return f"{self.part}: {self.text[:20]}"


class SubmissionVersion(models.Model):
    """How the text stood when somebody stopped writing; saves of one person within ten minutes make one version."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    characters = models.PositiveIntegerField(_("characters"))
    saved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"))
    # What was handed in stays as it was, however soon somebody goes on writing.
    is_final = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} v{self.number}"


class SubmissionPhoto(models.Model):
    """A photo of the case: checked, turned upright, freed of what the camera wrote into it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="submission_photos")
    place = models.PositiveSmallIntegerField(default=0)
    caption = models.CharField(_("caption"), max_length=80, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.file)


class Level(models.TextChoices):
    """Who writes an opinion on the application form and sets the seal."""

    UNIT = "unit", _("unit")
    CITY = "city", _("city")
    PROVINCE = "province", _("province")


class SubmissionScan(models.Model):
    """A scan of the application form with a level's opinion, signature and seal; a later one doesn't replace it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="scans")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="submission_scans")
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

"""What can be studied aboard: courses with their items, who reviews them, who learns, and the packs that carry them."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.core.models import StoredFile
from banyan.people.models import Account, Dialect, Organisation, Person
from banyan.programmes.study.models.vessels import Vessel

LEAST_MINUTES, MOST_MINUTES = 1, 600


class Course(models.Model):
    """A course: written, sent to review, approved by somebody else, carried by packs; an approved one is opened again before it changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        REVIEW = "review", _("under review")
        APPROVED = "approved", _("approved for use")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TRANSITIONS = (
        (State.DRAFT, "send", State.REVIEW),
        (State.REVIEW, "approve", State.APPROVED),
        (State.REVIEW, "return", State.DRAFT),
        (State.APPROVED, "reopen", State.DRAFT),
        (State.APPROVED, "withdraw", State.WITHDRAWN),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="courses", verbose_name=_("organisation"))
    title = models.CharField(_("title"), max_length=80)
    language = models.CharField(_("language of the audio"), max_length=20, choices=Dialect.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("author"))
    reviewer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewer"))
    note = models.CharField(_("what the reviewer says"), max_length=300, blank=True, default="")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="course_once_a_place"),
            models.CheckConstraint(condition=~Q(state="approved") | Q(reviewer__isnull=False), name="course_approved_by_someone"),
            models.CheckConstraint(condition=Q(reviewer=None) | ~Q(reviewer=F("author")), name="course_reviewed_by_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.uuid])


class Item(models.Model):
    """One thing to study: a text, its sound, a PDF, a quiz; at least one of them. ``minutes`` is what it credits when it is done."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("place"))
    title = models.CharField(_("title"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)])
    text = models.TextField(_("text"), blank=True, default="")
    audio = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("sound"))
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    quiz = models.TextField(_("quiz"), blank=True, default="")
    pass_score = models.PositiveSmallIntegerField(_("passed from"), null=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=LEAST_MINUTES, minutes__lte=MOST_MINUTES), name="item_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(quiz="", pass_score=None) | (~Q(quiz="") & Q(pass_score__lte=100, pass_score__isnull=False)),
                name="item_quiz_has_a_score",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(quiz="") | Q(audio__isnull=False) | Q(pdf__isnull=False), name="item_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Learner(models.Model):
    """A person who studies aboard, under an id that holds over the fleet and says nothing of who it is."""

    ident = models.CharField(_("learner's number"), max_length=12, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="learner", verbose_name=_("person"))

    class Meta:
        ordering = ["ident"]
        verbose_name = _("learner")
        verbose_name_plural = _("learners")

    def __str__(self) -> str:
        return str(self.person)


class AboardQuerySet(QuerySet["Aboard"]):
    def now(self) -> "AboardQuerySet":
        """Who is on a crew still."""
        return self.filter(to_on=None)


class Aboard(models.Model):
    """A learner on a vessel's crew, from a day to a day; nobody is on two crews at once."""

    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="crew", verbose_name=_("vessel"))
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="aboard", verbose_name=_("learner"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = AboardQuerySet.as_manager()

    class Meta:
        ordering = ["learner__ident", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(to_on=None), name="on_one_crew_at_once"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="aboard_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.vessel}"


class Pack(models.Model):
    """A study pack as it was issued for a vessel: the file, and its number, which events name. It never changes."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="packs", verbose_name=_("vessel"))
    title = models.CharField(_("title"), max_length=80)
    courses = models.ManyToManyField(Course, related_name="packs", verbose_name=_("courses"))
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("builds on"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    manifest = models.JSONField()
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["-number"]
        verbose_name = _("study pack")
        verbose_name_plural = _("study packs")

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("pack", args=[self.number])

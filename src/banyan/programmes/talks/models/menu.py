"""What is kept of the menu (菜单): topics, and the versions of their scripts with the review each has been through."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Programme
from banyan.core.models import StoredFile
from banyan.people.models import Account, Dialect
from banyan.people.models.persons import WordsField


class Form(models.TextChoices):
    TALK = "talk", _("talk")
    CLAPPER_VERSE = "clapper_verse", _("clapper verse")
    SHORT_PLAY = "short_play", _("short play")
    STORY = "story", _("story")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    VILLAGERS = "villagers", _("villagers")
    SCHOOL = "school", _("pupils and teachers")
    WORKERS = "workers", _("workers")
    MEMBERS = "members", _("Party members")
    ELDERS = "elders", _("elders")


class TopicQuerySet(QuerySet["Topic"]):
    def usable_on(self, day: date) -> "TopicQuerySet":
        """Topics on the menu with a script that is approved for use on a day."""
        return self.filter(
            pk__in=Script.objects.filter(state=Script.State.APPROVED, usable_until__gte=day).values("topic"), retired_on=None
        )


class Topic(models.Model):
    """Something that can be ordered. It can be given as long as one version of its script is approved for use."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="topics", verbose_name=_("programme"))
    title = models.CharField(_("title"), max_length=60)
    summary = models.CharField(_("what it is about"), max_length=300, blank=True)
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices, default=Audience.EVERYONE)
    form = models.CharField(_("form"), max_length=15, choices=Form.choices, default=Form.TALK)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=40)
    dialects = WordsField(_("dialects offered"), max_length=100, default=list)
    retired_on = models.DateField(_("off the menu since"), null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["programme", "title"], name="topic_once_a_programme"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=300), name="topic_lasts_a_while"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.uuid])

    @property
    def dialect_words(self) -> str:
        return "、".join(str(Dialect(dialect).label) for dialect in self.dialects if dialect in Dialect.values)


class Script(models.Model):
    """One version of a topic's script: written, sent to review, approved by somebody else for use until a day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        REVIEW = "review", _("under review")
        APPROVED = "approved", _("approved for use")
        RETURNED = "returned", _("returned to its author")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TRANSITIONS = (
        (State.DRAFT, "send", State.REVIEW),
        (State.REVIEW, "approve", State.APPROVED),
        (State.REVIEW, "return", State.RETURNED),
        (State.APPROVED, "withdraw", State.WITHDRAWN),
    )

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="scripts")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(auto_now=True)
    reviewer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewer"))
    reviewed_at = models.DateTimeField(null=True)
    note = models.CharField(_("what the reviewer says"), max_length=300, blank=True)
    usable_until = models.DateField(_("may be used until"), null=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="script_numbered"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(reviewer__isnull=False, usable_until__isnull=False), name="approved_by_someone_until"
            ),
            models.CheckConstraint(condition=Q(reviewer=None) | ~Q(reviewer=models.F("author")), name="reviewer_is_not_the_author"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.number}"


class TopicFile(models.Model):
    """A file that belongs to a topic: slides, a sheet to hand out."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="topic_files")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

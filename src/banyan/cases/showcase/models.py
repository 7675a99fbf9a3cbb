"""What is kept of cases: notices read, cases with their figures, persons named in them and their consent."""

import uuid

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.core.models import StoredFile
from banyan.people.models import Account, Organisation


class Programme(models.TextChoices):
    """Which of the four programmes a case tells of."""

    TALKS = "talks", _("Talks under the banyan")
    STUDY = "study", _("Study at sea, made up ashore")
    MENTORING = "mentoring", _("Qinglan studio")
    CARE = "care", _("Paired mutual care")
    OTHER = "other", _("Other")


class Notice(models.Model):
    """A published notice handed in as a file, read by the machine and checked by a person before anything comes of it."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        REFUSED = "refused", _("could not be read")
        CHECKING = "checking", _("to be checked")
        SENT = "sent", _("checked and sent on")
        DISCARDED = "discarded", _("discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="notices", verbose_name=_("organisation"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="notices")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    text = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    selected_total = models.PositiveIntegerField(_("cases selected in all"), null=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    refusal = models.TextField(blank=True)
    imported_by = models.ForeignKey(Account, models.PROTECT, related_name="notices")
    imported_at = models.DateTimeField(_("handed in"), auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.uuid])


class NoticeWarning(models.Model):
    """A place in a notice that the machine couldn't read for sure; a person settles it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="warnings")
    line = models.PositiveIntegerField(_("line"))
    text = models.TextField(_("text"))
    code = models.CharField(_("why"), max_length=30)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.CharField(_("what was decided"), max_length=200, blank=True)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | ~Q(settled_by=None) & ~Q(settled_at=None), name="warning_settled_by_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.text[:30]}"

    @property
    def why(self) -> str:
        return Doubt(self.line, self.text, self.code).why


class CaseQuerySet(QuerySet["Case"]):
    def public(self) -> "CaseQuerySet":
        return self.filter(state=Case.State.PUBLISHED)


class Case(models.Model):
    """Good practice of one place and year. It becomes public only when a second person approves it, and every person in it agrees."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waiting for approval")
        PUBLISHED = "published", _("public")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DISCARDED = "discarded", _("discarded")

    # (from, verb, to): the only ways a case changes its state; who may is in permissions.py.
    TRANSITIONS = (
        (State.DRAFT, "send", State.WAITING),
        (State.DRAFT, "discard", State.DISCARDED),
        (State.WAITING, "return", State.DRAFT),
        (State.WAITING, "approve", State.PUBLISHED),
        (State.PUBLISHED, "withdraw", State.WITHDRAWN),
        (State.WITHDRAWN, "revise", State.DRAFT),
        (State.DISCARDED, "revise", State.DRAFT),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cases", verbose_name=_("kept by"))
    city = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="city_cases", verbose_name=_("city"))
    place = models.CharField(_("town or unit"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=40, blank=True)
    programme = models.CharField(_("programme"), max_length=10, choices=Programme.choices, default=Programme.OTHER)
    title = models.CharField(_("title"), max_length=120)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    persons_checked = models.BooleanField(_("persons checked"), default=False)
    prepared_by = models.ForeignKey(Account, models.PROTECT, related_name="prepared_cases")
    prepared_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="approved_cases")
    published_at = models.DateTimeField(_("published"), null=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "category", "pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["state", "-year", "city"], name="case_public_list")]
        constraints = [
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="case_approved_by_another"),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(approved_by=None) & ~Q(published_at=None) & Q(persons_checked=True),
                name="case_public_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.uuid])

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.body.splitlines() if line.strip()]


class CaseFigure(models.Model):
    """A number that stands in a case's text, with the words it stands in."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="figures")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    text = models.CharField(_("words"), max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Appearance(models.Model):
    """A person whose name or photo stands in a case; shown only while the consent on record stands."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        PHOTO = "photo", _("photo")

    class Form(models.TextChoices):
        PAPER = "paper", _("signed paper")
        SPOKEN = "spoken", _("said in person")
        PHONE = "phone", _("said by telephone")

    case = models.ForeignKey(Case, models.CASCADE, related_name="appearances")
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("shown by"), max_length=10, choices=Kind.choices, default=Kind.NAME)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    consent_form = models.CharField(_("how the person agreed"), max_length=10, choices=Form.choices, blank=True)
    consent_recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    consent_withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "name", "kind"], name="person_listed_once"),
            models.CheckConstraint(
                condition=Q(consent_on=None, consent_form="") | ~Q(consent_on=None) & ~Q(consent_form="") & ~Q(consent_recorded_by=None),
                name="consent_on_record",
            ),
            models.CheckConstraint(
                condition=Q(consent_withdrawn_on=None) | Q(consent_withdrawn_on__gte=F("consent_on")), name="consent_withdrawn_after"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stands(self) -> bool:
        return self.consent_on is not None and self.consent_withdrawn_on is None

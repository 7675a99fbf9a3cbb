"""What is kept of an activity: what, where, when, and how far it has come."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.activities.models.programmes import Place, Programme
from banyan.kernels.hours import Minutes
from banyan.people.models import Account, Organisation

if TYPE_CHECKING:
    from banyan.activities.models.series import Series


class Kind(models.TextChoices):
    """Kinds of activity (GLOSSARY.md). What each earns on which account is a rule (``activities.rules``), never part of the kind."""

    TALK = "talk", _("talk")
    BRANCH_MEETING = "branch_meeting", _("branch meeting")
    COMMITTEE_MEETING = "committee_meeting", _("branch committee")
    GROUP_MEETING = "group_meeting", _("group meeting")
    LECTURE = "lecture", _("Party lecture")
    THEME_DAY = "theme_day", _("theme day")
    STUDY = "study", _("study")
    MAKEUP_STUDY = "makeup_study", _("make-up study")
    HOME_DELIVERY = "home_delivery", _("study carried to a home")
    SEA_DELIVERY = "sea_delivery", _("study carried to a boat")
    MENTORING = "mentoring", _("mentoring")
    VISIT = "visit", _("visit")
    CONDOLENCE_VISIT = "condolence_visit", _("condolence visit")
    CHECK_IN_VISIT = "check_in_visit", _("check-in visit")
    HELP = "help", _("help")
    REHEARSAL = "rehearsal", _("rehearsal")
    OTHER = "other", _("other")


MEETINGS = (Kind.BRANCH_MEETING, Kind.COMMITTEE_MEETING, Kind.GROUP_MEETING, Kind.LECTURE, Kind.THEME_DAY)


class ActivityQuerySet(QuerySet["Activity"]):
    def on_days(self, first: date, last: date) -> "ActivityQuerySet":
        """Activities that begin on one of these days, both included, as the clock hangs here."""
        zone = timezone.get_default_timezone()
        begin = datetime.combine(first, datetime.min.time(), zone)
        end = datetime.combine(last, datetime.max.time(), zone)
        return self.filter(starts_at__gte=begin, starts_at__lte=end)

    def announced(self) -> "ActivityQuerySet":
        """Those that everybody may know of."""
        return self.filter(state__in=(Activity.State.OPEN, Activity.State.HELD, Activity.State.CONFIRMED))

    def taking_place(self) -> "ActivityQuerySet":
        """All but the cancelled ones."""
        return self.exclude(state=Activity.State.CANCELLED)

    def beside(self, starts_at: datetime, ends_at: datetime) -> "ActivityQuerySet":
        """Those that overlap with a stretch of time; one that begins as another ends doesn't."""
        return self.taking_place().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Activity(models.Model):
    """Something that people come together for, planned → open → held → confirmed, or cancelled. Confirmed, its facts are in the ledger."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("announced")
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    # from, verb, to; who may take a step stands in permissions.STEPS.
    TRANSITIONS = (
        (State.PLANNED, "announce", State.OPEN),
        (State.OPEN, "hold", State.HELD),
        (State.HELD, "take_up", State.OPEN),
        (State.HELD, "confirm", State.CONFIRMED),
        (State.CONFIRMED, "take_back", State.HELD),
        (State.PLANNED, "cancel", State.CANCELLED),
        (State.OPEN, "cancel", State.CANCELLED),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="activities", verbose_name=_("organised by"))
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("programme"))
    series: "models.ForeignKey[Series | None, Series | None]" = models.ForeignKey(
        "activities.Series", models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("weekly slot")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it is about"), blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("place"))
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    audience_count = models.PositiveIntegerField(_("how many listened"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="activity_of_organisation"),
            models.Index(fields=["programme", "starts_at"], name="activity_of_programme"),
            models.Index(fields=["place", "starts_at"], name="activity_of_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_start"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="cancelling_has_a_reason"),
            models.CheckConstraint(condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="confirmed_at_a_time"),
            models.UniqueConstraint(
                fields=["series", "starts_at"], condition=Q(series__isnull=False) & ~Q(state="cancelled"), name="slot_filled_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.uuid])

    @property
    def minutes(self) -> Minutes:
        """How long it lasts."""
        return Minutes(int((self.ends_at - self.starts_at).total_seconds()) // 60)

    @property
    def on(self) -> date:
        """The day on which it begins here."""
        return timezone.localdate(self.starts_at)

    @property
    def is_meeting(self) -> bool:
        return self.kind in MEETINGS

"""What is kept of pairs: the two people, their agreement, goals and meetings, and notes that only they read."""

import uuid

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Programme
from banyan.core.encryption import EncryptedTextField
from banyan.core.models import StoredFile
from banyan.people.models import Account, Person


class PairQuerySet(QuerySet["Pair"]):
    def open(self) -> "PairQuerySet":
        """Those that were neither declined nor closed."""
        return self.exclude(state__in=(Pair.State.DECLINED, Pair.State.CLOSED))

    def living(self) -> "PairQuerySet":
        """Those whose two people meet: on trial or running."""
        return self.filter(state__in=(Pair.State.TRIAL, Pair.State.RUNNING))

    def of(self, person: Person) -> "PairQuerySet":
        """Those of a person, on whichever side."""
        return self.filter(Q(giver=person) | Q(receiver=person))


class Pair(models.Model):
    """A giver (mentor, helper) and a receiver (mentee, elder): proposed → accepted by both → signed and on trial → running → closed.

    Where both give, ``is_mutual`` says so. Two people have at most one open pair in a programme.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted by both")
        TRIAL = "trial", _("on trial")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")
        DECLINED = "declined", _("declined")

    class SignWay(models.TextChoices):
        PAGE = "page", _("on the page")
        PAPER = "paper", _("on paper")

    class Ending(models.TextChoices):
        COMPLETED = "completed", _("completed")
        CHANGED = "changed", _("change of partner")
        MOVED = "moved", _("moved away")
        HEALTH = "health", _("for health")
        CONSENT = "consent", _("consent withdrawn")
        DIED = "died", _("passed away")
        OTHER = "other", _("other")

    # from, verb, to.
    TRANSITIONS = (
        (State.PROPOSED, "accept", State.ACCEPTED),
        (State.PROPOSED, "decline", State.DECLINED),
        (State.ACCEPTED, "decline", State.DECLINED),
        (State.ACCEPTED, "sign", State.TRIAL),
        (State.TRIAL, "confirm", State.RUNNING),
        (State.RUNNING, "extend", State.RUNNING),
        (State.TRIAL, "close", State.CLOSED),
        (State.RUNNING, "close", State.CLOSED),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pairs", verbose_name=_("programme"))
    giver = models.ForeignKey(Person, models.PROTECT, related_name="gives_in", verbose_name=_("who gives"))
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="receives_in", verbose_name=_("who receives"))
    is_mutual = models.BooleanField(_("both give"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed"))
    giver_accepted_at = models.DateTimeField(null=True, blank=True)
    receiver_accepted_at = models.DateTimeField(null=True, blank=True)
    # What the matching said when it proposed them: named parts and why, as the pages show them.
    fit = models.JSONField(default=dict)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    sign_way = models.CharField(max_length=10, choices=SignWay.choices, blank=True, default="")
    agreement = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement"))
    trial_until = models.DateField(_("trial until"), null=True, blank=True)
    runs_until = models.DateField(_("until"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True, default="")
    passed_on = models.TextField(_("what was passed on"), blank=True, default="")

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        indexes = [models.Index(fields=["programme", "state"], name="pair_of_programme")]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="nobody_pairs_with_oneself"),
            models.UniqueConstraint(
                fields=["programme", "giver", "receiver"], condition=~Q(state__in=("declined", "closed")), name="one_open_pair_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("trial", "running")) | Q(signed_on__isnull=False, trial_until__isnull=False),
                name="pair_meets_once_signed",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | (Q(closed_on__isnull=False) & ~Q(ending="")), name="pair_closed_how"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} · {self.receiver}"


class Goal(models.Model):
    """Something that a pair wants to reach by a day."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="goals")
    text = models.CharField(_("goal"), max_length=120)
    due_on = models.DateField(_("until"))
    reached_on = models.DateField(_("reached"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class Meeting(models.Model):
    """A meeting of a pair, recorded → confirmed; confirmed, its minutes are in the ledger. ``key`` makes a phone's second try harmless."""

    class Mode(models.TextChoices):
        TALK = "talk", _("talk")
        OUTING = "outing", _("out together")
        PHONE = "phone", _("by telephone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="meetings")
    key = models.CharField(max_length=40)
    at = models.DateTimeField(_("began"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices)
    summary = models.CharField(_("what it was about"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    dropped_because = models.CharField(_("taken out because"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["pair", "key"], name="meeting_recorded_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=600), name="meeting_lasts_a_while"),
            models.CheckConstraint(condition=Q(dropped_because="") | Q(confirmed_at=None), name="meeting_dropped_counts_not"),
        ]
        indexes = [models.Index(fields=["pair", "at"], name="meeting_of_pair")]

    def __str__(self) -> str:
        return f"{self.pair} {self.at:%Y-%m-%d}"


class Note(models.Model):
    """What one of the two wrote down for both; nobody else reads it, so it is encrypted and in no search, export or case."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    text = EncryptedTextField()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return str(self.pair)

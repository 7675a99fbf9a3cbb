"""What is kept of the ledger: facts of study and of service, their totals, and certificates of service."""

import secrets
import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.kernels.hours import Minutes
from banyan.people.models import Account, Organisation, Person


class LedgerAccount(models.TextChoices):
    """The two accounts; nothing is ever moved from one to the other."""

    CREDIT = "credit", _("study")
    VOLUNTEER = "volunteer", _("volunteer service")


class EntryQuerySet(QuerySet["Entry"]):
    def of(self, person: Person) -> "EntryQuerySet":
        return self.filter(person=person)

    def on(self, account: str) -> "EntryQuerySet":
        """Entries of one account."""
        return self.filter(account=account)

    def between(self, first: date, last: date) -> "EntryQuerySet":
        """Entries from one day to another, both included."""
        return self.filter(on__gte=first, on__lte=last)

    def standing(self) -> "EntryQuerySet":
        """Entries that were not reversed, and that reverse none."""
        return self.filter(reverses=None, reversal=None)

    def total_minutes(self) -> Minutes:
        """Their sum, reversals included."""
        return Minutes(self.aggregate(total=Sum("minutes"))["total"] or 0)

    def total_quarters(self) -> int:
        """Their credit in quarters of a unit, reversals included."""
        return self.aggregate(total=Sum("quarters"))["total"] or 0


class Entry(models.Model):
    """One fact: who, in which role, at what, on which day, how many minutes; recorded and confirmed by whom, by which rule.

    Never changed and never deleted: the database refuses. A correction is an entry with the opposite sign that names the one it
    reverses, and an entry is reversed once at most. What happened is named by kind, uuid and words, so that the ledger knows no
    programme. ``branch`` is the person's on that day. Recorder and confirmer are opaque ids of accounts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.CharField(_("account"), max_length=10, choices=LedgerAccount.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="entries", verbose_name=_("person"), db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="entries", verbose_name=_("organised by"), db_index=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("branch"), db_index=False)
    role = models.SlugField(_("role"), max_length=30, db_index=False)
    kind = models.SlugField(_("kind"), max_length=30, db_index=False)
    on = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    quarters = models.IntegerField(_("credit in quarters of a unit"), default=0)
    label = models.CharField(_("what"), max_length=200)
    source_kind = models.SlugField(max_length=30, db_index=False)
    source_uuid = models.UUIDField()
    rule = models.CharField(_("rule"), max_length=120, blank=True)
    recorded_by = models.UUIDField(_("recorded by"), null=True)
    confirmed_by = models.UUIDField(_("confirmed by"), null=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reverses"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("fact")
        verbose_name_plural = _("ledger")
        indexes = [
            models.Index(fields=["person", "account", "on"], name="entry_of_person"),
            models.Index(fields=["organisation", "account", "on"], name="entry_of_organisation"),
            models.Index(fields=["branch", "account", "on"], name="entry_of_branch"),
            models.Index(fields=["source_uuid"], name="entry_of_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, reverses=None) | Q(minutes__lt=0, reverses__isnull=False), name="entry_minutes_sign"
            ),
            models.CheckConstraint(
                condition=Q(account=LedgerAccount.CREDIT, quarters__gte=0, minutes__gt=0)
                | Q(account=LedgerAccount.CREDIT, quarters__lte=0, minutes__lt=0)
                | Q(account=LedgerAccount.VOLUNTEER, quarters=0),
                name="entry_quarters_are_credit",
            ),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="reversal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.label} · {self.on} · {self.minutes}"

    def get_absolute_url(self) -> str:
        return reverse("ledger_entry", args=[self.uuid])


class Total(models.Model):
    """The sum of the facts of one place, account, month and kind: by who organised, and by the branch of who took part.

    Kept up with each entry and made anew from the facts by ``rebuild_totals``.
    """

    class Side(models.TextChoices):
        ORGANISER = "organiser", _("organised there")
        BRANCH = "branch", _("by members of the branch")

    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=10, choices=Side.choices)
    account = models.CharField(max_length=10, choices=LedgerAccount.choices)
    month = models.DateField()
    kind = models.SlugField(max_length=30, db_index=False)
    minutes = models.BigIntegerField()
    quarters = models.BigIntegerField()
    facts = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "side", "account", "month", "kind"], name="total_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.month:%Y-%m} {self.account} {self.minutes}"


def new_code() -> str:
    """Return a secret that nobody guesses, short enough for an address to be typed."""
    return secrets.token_hex(8)


class Certificate(models.Model):
    """A certificate of service (服务记录证明): who records certifies. The code in its QR leads to a page that says whether it holds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("certified by"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates", verbose_name=_("person"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    minutes = models.PositiveIntegerField(_("minutes"))
    facts = models.PositiveIntegerField(_("facts"))
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate of service")
        verbose_name_plural = _("certificates of service")
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="certificate_days_in_order"),
            models.CheckConstraint(condition=Q(minutes__gt=0, facts__gt=0), name="certificate_of_something"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def volunteer_number(self) -> str:
        """What stands for the person in place of the identity number (order 67 of the Ministry of Civil Affairs)."""
        return f"V{self.person_id:07d}"

    def get_absolute_url(self) -> str:
        return reverse("service_certificate", args=[self.uuid])

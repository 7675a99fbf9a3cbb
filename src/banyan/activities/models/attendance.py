"""What is kept of who takes part: expected, attended or excused, in which role, for how long, and each sign-in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banyan.activities.models.activities import Activity
from banyan.people.models import Account, Person


class AttendanceRole(models.TextChoices):
    PARTICIPANT = "participant", _("takes part")
    SPEAKER = "speaker", _("speaks")
    HOST = "host", _("leads")
    TEACHER = "teacher", _("teaches")
    CARRIER = "carrier", _("carries study there")
    MENTOR = "mentor", _("mentor")
    HELPER = "helper", _("helps")


class Way(models.TextChoices):
    """How it is known that somebody came."""

    QR = "qr", _("signed in by QR code")
    LIST = "list", _("ticked on the list")
    SHEET = "sheet", _("signed the printed sheet, entered later")
    PROXY = "proxy", _("told by staff or telephone")


class Attendance(models.Model):
    """A person's part in an activity; one row a person and activity. Minutes stay empty for the whole length."""

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        ATTENDED = "attended", _("came")
        EXCUSED = "excused", _("excused")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=AttendanceRole.choices, default=AttendanceRole.PARTICIPANT)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.EXPECTED)
    way = models.CharField(_("way"), max_length=10, choices=Way.choices, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    excuse = models.CharField(_("reason"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["person__name_key", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="attendance_once"),
            models.CheckConstraint(condition=~Q(state="attended") | ~Q(way=""), name="attended_in_some_way"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gt=0), name="attended_some_minutes"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="attendance_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.activity}"


class SignIn(models.Model):
    """One sign-in: at most three a person, activity and day (order 67)."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="sign_ins")
    on = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("time"))
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attendance", "on", "number"], name="sign_in_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="three_sign_ins_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.attendance} {self.at:%H:%M}"

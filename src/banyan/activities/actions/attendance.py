"""What people do about who takes part: expect, excuse, tick off, sign in, take off the list."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions.activities import locked_activity
from banyan.activities.models import Activity, Attendance, AttendanceRole, SignIn, Way
from banyan.activities.permissions import why_not_record, why_not_sign_in
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Person
from banyan.web.words import say_moment

name_verbs(
    {
        "expect": gettext_lazy("put people on the list of an activity"),
        "excuse": gettext_lazy("excused somebody from an activity"),
        "tick_attended": gettext_lazy("entered who came"),
        "untick": gettext_lazy("took back who came to an activity"),
        "set_part": gettext_lazy("changed role or minutes of who came"),
        "take_off": gettext_lazy("took somebody off the list of an activity"),
        "sign_in": gettext_lazy("signed in at an activity"),
    }
)
MOST_SIGN_INS = 3


class UnableToRecordAttendance(RuleError):
    """Who came can't be entered so."""


class UnableToSignIn(RuleError):
    """The person can't sign in."""


@transaction.atomic
def expect(activity: Activity, persons: Iterable[Person], *, by: Account | None, role: str = AttendanceRole.PARTICIPANT) -> int:
    """Put persons on the list of those who are expected; return how many are new. Raise UnableToRecordAttendance."""
    activity = _writable(activity, by)
    there = set(activity.attendances.values_list("person_id", flat=True))
    new = [person for person in persons if person.pk not in there and person.died_on is None]
    Attendance.objects.bulk_create(Attendance(activity=activity, person=person, role=role, recorded_by=by) for person in new)
    if new:
        _record("expect", activity, by, {"count": len(new), "role": role})
    return len(new)


@transaction.atomic
def excuse(activity: Activity, person: Person, *, by: Account | None, reason: str = "") -> Attendance:
    """Excuse somebody, also before the activity begins. Raise UnableToRecordAttendance."""
    activity = _writable(activity, by)
    row = _row(activity, person)
    if row.state == Attendance.State.ATTENDED:
        raise UnableToRecordAttendance(_("%(name)s has come; take the tick off first.") % {"name": person})
    row.state, row.excuse, row.way, row.recorded_by = Attendance.State.EXCUSED, reason.strip()[:100], "", by
    row.save()
    _record("excuse", activity, by, {}, person)
    return row


@transaction.atomic
def tick_attended(activity: Activity, persons: Iterable[Person], *, way: str, by: Account | None) -> int:
    """Enter that persons came: ticked on the list, from the signed sheet, or told by staff. Return how many are new.

    Nobody is in two places: overlap with another activity is refused with its name. Raise UnableToRecordAttendance.
    """
    activity = _writable(activity, by)
    _refuse_before_it_begins(activity, timezone.now())
    # Always in the same order, so that two lists with the same names never wait for one another in a circle.
    people = list(Person.objects.select_for_update().filter(pk__in=[person.pk for person in persons]).order_by("pk"))
    _refuse_overlap(activity, people)
    rows = {row.person_id: row for row in activity.attendances.filter(person__in=people)}
    new = [person for person in people if person.pk not in rows or rows[person.pk].state != Attendance.State.ATTENDED]
    for person in new:
        row = rows.get(person.pk) or Attendance(activity=activity, person=person)
        row.state, row.way, row.excuse, row.recorded_by = Attendance.State.ATTENDED, way, "", by
        row.save()
    if new:
        _record("tick_attended", activity, by, {"count": len(new), "way": way, "persons": [str(person.uuid) for person in new]})
    return len(new)


@transaction.atomic
def untick(activity: Activity, person: Person, *, by: Account) -> Attendance:
    """Say that somebody didn't come or isn't excused: expected again, the sign-ins gone. Raise UnableToRecordAttendance."""
    activity = _writable(activity, by)
    row = activity.attendances.filter(person=person).first()
    if row is None or row.state == Attendance.State.EXPECTED:
        raise UnableToRecordAttendance(_("%(name)s isn't entered as come or excused any more.") % {"name": person})
    _record("untick", activity, by, {"state": row.state, "way": row.way}, person)
    row.sign_ins.all().delete()
    row.state, row.way, row.excuse, row.minutes, row.recorded_by = Attendance.State.EXPECTED, "", "", None, by
    row.save()
    return row


@transaction.atomic
def set_part(activity: Activity, person: Person, *, role: str, minutes: int | None, by: Account) -> Attendance:
    """Say in which role somebody takes part, and how long when it isn't the whole time. Raise UnableToRecordAttendance."""
    activity = _writable(activity, by)
    if minutes is not None and not 0 < minutes <= activity.minutes:
        raise UnableToRecordAttendance(
            _("“%(what)s” lasts %(longest)d minutes. Enter a number from 1 to %(longest)d, or nothing for all of it.")
            % {"what": activity, "longest": activity.minutes}
        )
    row = _row(activity, person)
    row.role, row.minutes, row.recorded_by = role, minutes, by
    row.save()
    _record("set_part", activity, by, {"role": role, "minutes": minutes}, person)
    return row


@transaction.atomic
def take_off(activity: Activity, person: Person, *, by: Account | None) -> None:
    """Take somebody off the list, with the sign-ins; the audit trail keeps that it was so. Raise UnableToRecordAttendance."""
    activity = _writable(activity, by)
    row = activity.attendances.filter(person=person).first()
    if row is None:
        raise UnableToRecordAttendance(_("%(name)s isn't on the list any more.") % {"name": person})
    _record("take_off", activity, by, {"state": row.state, "way": row.way}, person)
    row.delete()


@transaction.atomic
def sign_in(activity: Activity, person: Person, *, now: datetime) -> SignIn:
    """Sign a person in by the code of the day: at most three times a day, and nobody in two places. Raise UnableToSignIn."""
    activity = locked_activity(activity)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if reason := why_not_sign_in(activity, person, now):
        raise UnableToSignIn(reason)
    if (other := _beside(activity, [person])) is not None:
        raise UnableToSignIn(
            _("You are signed in at “%(what)s” on %(when)s, and nobody is in two places. Ask whoever leads here.")
            % {"what": other.activity, "when": say_moment(other.activity.starts_at)}
        )
    row = _row(activity, person)
    today = timezone.localdate(now)
    number = row.sign_ins.filter(on=today).count() + 1 if row.pk else 1
    if number > MOST_SIGN_INS:
        raise UnableToSignIn(_("You have signed in three times today; that is as often as counts. Nothing more is needed."))
    if row.state != Attendance.State.ATTENDED:
        row.state, row.way, row.excuse, row.recorded_by = Attendance.State.ATTENDED, Way.QR, "", None
    row.save()
    _record("sign_in", activity, None, {"number": number}, person)
    return SignIn.objects.create(attendance=row, on=today, number=number, at=now, way=Way.QR)


def _writable(activity: Activity, by: Account | None) -> Activity:
    activity = locked_activity(activity)
    if by is not None and (reason := why_not_record(by, activity, timezone.localdate())):
        raise UnableToRecordAttendance(reason)
    return activity


def _row(activity: Activity, person: Person) -> Attendance:
    return activity.attendances.filter(person=person).first() or Attendance(activity=activity, person=person)


def _refuse_before_it_begins(activity: Activity, now: datetime) -> None:
    if activity.starts_at > now:
        raise UnableToRecordAttendance(
            _("“%(what)s” begins on %(when)s; nobody has come yet. Excuse people now, or tick them off then.")
            % {"what": activity, "when": say_moment(activity.starts_at)}
        )


def _beside(activity: Activity, persons: list[Person]) -> Attendance | None:
    """Where one of them was at that time, other than here."""
    beside = Activity.objects.beside(activity.starts_at, activity.ends_at).exclude(pk=activity.pk)
    there = Attendance.objects.filter(person__in=persons, state=Attendance.State.ATTENDED, activity__in=beside)
    return there.select_related("activity", "person").first()


def _refuse_overlap(activity: Activity, persons: list[Person]) -> None:
    if (other := _beside(activity, persons)) is not None:
        raise UnableToRecordAttendance(
            _("%(name)s was at “%(what)s” at that time, on %(when)s. Nobody is in two places: correct one of the two.")
            % {"name": other.person, "what": other.activity, "when": say_moment(other.activity.starts_at)}
        )


def _record(verb: str, activity: Activity, by: Account | None, difference: dict[str, object], person: Person | None = None) -> None:
    record(
        verb,
        "activity",
        activity.uuid,
        actor=by.uuid if by else None,
        label=activity.title,
        organisation_code=activity.organisation.code,
        subject=person.uuid if person else None,
        difference=difference,
    )

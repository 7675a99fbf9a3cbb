"""What a make-up plan asks: who still owes how much, when they are ashore, which rooms and teachers are free, what was announced."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from banyan.activities.models import Activity, Attendance, AttendanceRole, Kind, Place
from banyan.activities.permissions import KEEPERS
from banyan.kernels.hours import CreditRule, credit_quarters
from banyan.kernels.makeup import Announced, Learner, Length, Problem, Room, Span, Teacher
from banyan.ledger.queries.members import credit_of
from banyan.ledger.rules import credit_rule
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import rule, visible_to
from banyan.programmes.study import models
from banyan.programmes.study.ashore import joined
from banyan.programmes.study.models import Aboard, MakeupPlan, Port, StudyTeacher, TeacherDays
from banyan.programmes.study.queries.ashore import Year, years_of

# How long sessions may be, in minutes: a morning's two units, half a day, three quarters, a day.
LENGTHS = (90, 180, 270, 360)
SEATS_UNKNOWN = 20
NO_PORT, NO_ROOM = "no_port", "no_room"
_PENDING = (Activity.State.OPEN, Activity.State.HELD)


def makeup_plans_for(account: Account) -> QuerySet[MakeupPlan]:
    """Make-up plans of the places whose vessels the account keeps."""
    return MakeupPlan.objects.filter(organisation__in=visible_to(account, *KEEPERS).order_by()).select_related("organisation", "asked_by")


@dataclass(frozen=True, slots=True)
class Owing:
    """A learner at sea with the study of a year: quarters in the ledger, attended but not confirmed, asked for; and the boat aboard."""

    learner: models.Learner
    aboard: Aboard | None
    credited: int
    pending: int
    target: int

    @property
    def missing(self) -> int:
        """Quarters that are still owed."""
        return max(self.target - self.credited - self.pending, 0)


def owing_of(learners: Sequence[models.Learner], year: int) -> list[Owing]:
    """Return the study of these learners in a year, in the order given; in a constant number of queries."""
    persons = [learner.person for learner in learners]
    credit = {one.person.pk: one for one in credit_of(persons, year)}
    pending = _pending(persons, year)
    aboard = {one.learner_id: one for one in Aboard.objects.now().filter(learner__in=learners).select_related("vessel__home_port")}
    return [
        Owing(
            learner,
            aboard.get(learner.pk),
            credit[learner.person_id].quarters,
            pending[learner.person_id],
            credit[learner.person_id].target * 4,
        )
        for learner in learners
    ]


def _pending(persons: Iterable[Person], year: int) -> Counter[int]:
    """Quarters of make-up study that was attended and waits to be confirmed, by person."""
    rows = Attendance.objects.filter(
        person__in=persons,
        state=Attendance.State.ATTENDED,
        role=AttendanceRole.PARTICIPANT,
        activity__kind=Kind.MAKEUP_STUDY,
        activity__state__in=_PENDING,
        activity__starts_at__year=year,
    ).select_related("activity__organisation")
    counted: Counter[int] = Counter()
    rules: dict[int, CreditRule] = {}
    for row in rows:
        place = row.activity.organisation
        if place.pk not in rules:
            rules[place.pk] = credit_rule(place, row.activity.on)[0]
        counted[row.person_id] += credit_quarters(row.minutes or row.activity.minutes, rules[place.pk])
    return counted


def learners_at(organisation: Organisation, first: date) -> list[models.Learner]:
    """Learners who are or were since the first day of that year on a crew of the organisation or one below; those on the roster still."""
    there = Aboard.objects.filter(vessel__organisation__in=Organisation.objects.under(organisation).order_by())
    there = there.filter(Q(to_on=None) | Q(to_on__gte=first.replace(month=1, day=1)))
    found = models.Learner.objects.filter(pk__in=there.values("learner"), person__died_on=None, person__left_on=None)
    return list(found.select_related("person").order_by("ident"))


@dataclass(frozen=True, slots=True)
class Question:
    """The question of a make-up plan, and whom it leaves aside: learner's number and why."""

    problem: Problem
    aside: tuple[tuple[str, str], ...]


def question_of(organisation: Organisation, first: date, last: date, *, today: date) -> Question:
    """Ask how what is owed in the year of these days is made up on them, with what was announced before as it stands."""
    asking = _Asking(organisation, first, last, today)
    return Question(asking.problem(), tuple(asking.aside))


class _Asking:
    def __init__(self, organisation: Organisation, first: date, last: date, today: date) -> None:
        self.organisation, self.first, self.last, self.today = organisation, first, last, today
        self.aside: list[tuple[str, str]] = []
        self.rule = credit_rule(organisation, first)[0]
        seen = Organisation.objects.under(organisation).order_by()
        self.ports = list(Port.objects.filter(organisation__in=seen).prefetch_related("rooms"))
        self.rooms = {room.pk: (room, port) for port in self.ports for room in port.rooms.all() if not _is_closed(room, first)}
        teachers = StudyTeacher.objects.filter(organisation__in=seen, ended_on=None, person__died_on=None, person__left_on=None)
        self.teachers = {one.person_id: one for one in teachers.prefetch_related("ports", "days")}
        self.activities = self._activities()

    def problem(self) -> Problem:
        most: int = rule("makeup_minutes_a_day", self.organisation, self.first)
        announced = self._announced()
        told = {name for one in announced for name in one.learners}
        rooms = self._rooms({one.room for one in announced})
        places = {room.place for room in rooms}
        learners = tuple(self._learners(places, told))
        kept = {learner.id for learner in learners}
        return Problem(
            first=self.first,
            last=self.last,
            learners=learners,
            rooms=rooms,
            teachers=self._teachers(places, {one.teacher for one in announced}),
            lengths=tuple(self._length(minutes) for minutes in LENGTHS if minutes <= most) or (self._length(most),),
            most_minutes=max(most, *(one.length.minutes for one in announced), 1),
            announced=tuple(_told_only(one, kept) for one in announced if one.teacher),
        )

    def _length(self, minutes: int) -> Length:
        return Length(minutes, max(credit_quarters(minutes, self.rule), 1))

    def _activities(self) -> list[Activity]:
        """What takes place in the rooms or with the teachers on these days, and who is on its list."""
        there = Q(place__in=[room for room, _port in self.rooms.values()]) | Q(attendances__person__in=list(self.teachers))
        rows = Activity.objects.taking_place().on_days(self.first, self.last).filter(there).distinct()
        return list(rows.order_by("starts_at", "pk").prefetch_related("attendances__person__learner"))

    def _is_session(self, activity: Activity) -> bool:
        is_ours = activity.kind == Kind.MAKEUP_STUDY and activity.state in (Activity.State.PLANNED, *_PENDING)
        return is_ours and activity.place_id in self.rooms and self._teacher_of(activity) is not None and activity.on >= self.today

    def _teacher_of(self, activity: Activity) -> StudyTeacher | None:
        roles = [row for row in activity.attendances.all() if row.role == AttendanceRole.TEACHER and row.state != Attendance.State.EXCUSED]
        return next((self.teachers[row.person_id] for row in roles if row.person_id in self.teachers), None)

    def _announced(self) -> list[Announced]:
        found = []
        taken: set[tuple[object, date]] = set()
        for activity in filter(self._is_session, self.activities):
            room, port = self.rooms[activity.place_id or 0]
            teacher = self._teacher_of(activity)
            keys = {(port.pk, activity.on), (teacher and teacher.uuid, activity.on)}
            # A second one of a port or teacher on a day was planned by hand; the kernel holds one a day, so it only keeps people busy.
            if teacher is None or keys & taken:
                continue
            taken |= keys
            rows = [row for row in activity.attendances.all() if row.role == AttendanceRole.PARTICIPANT]
            told = [row.person.learner.ident for row in rows if row.state != Attendance.State.EXCUSED and hasattr(row.person, "learner")]
            length = self._length(activity.minutes)
            found.append(Announced(str(activity.uuid), activity.on, str(room.uuid), str(teacher.uuid), length, tuple(sorted(told))))
        return found

    def _rooms(self, announced: set[str]) -> tuple[Room, ...]:
        busy: defaultdict[int, set[date]] = defaultdict(set)
        for activity in self.activities:
            if activity.place_id in self.rooms and not self._is_session(activity):
                busy[activity.place_id].add(activity.on)
        found = []
        for pk, (room, port) in self.rooms.items():
            last = min(self.last, room.closed_on - timedelta(days=1)) if room.closed_on else self.last
            free = joined(day for day in _days(self.first, last) if day not in busy[pk])
            if free or str(room.uuid) in announced:
                found.append(Room(str(room.uuid), str(port.uuid), room.seats or SEATS_UNKNOWN, free))
        return tuple(found)

    def _teachers(self, places: set[str], announced: set[str]) -> tuple[Teacher, ...]:
        busy: defaultdict[int, set[date]] = defaultdict(set)
        for activity in self.activities:
            for row in activity.attendances.all():
                if row.person_id in self.teachers and row.state != Attendance.State.EXCUSED and not self._is_session(activity):
                    busy[row.person_id].add(activity.on)
        held = self._held()
        found = []
        for person, teacher in self.teachers.items():
            spans = list(teacher.days.all())
            days = joined(day for day in _days(self.first, self.last) if day not in busy[person] and _is_within(day, spans))
            ports = tuple(str(port.uuid) for port in teacher.ports.all() if str(port.uuid) in places)
            goes = bool(ports) or not teacher.ports.all()
            if (days and goes) or str(teacher.uuid) in announced:
                found.append(Teacher(str(teacher.uuid), days, ports, held[person]))
        return tuple(found)

    def _held(self) -> Counter[int]:
        """How many make-up sessions of the year each teacher has held."""
        rows = Attendance.objects.filter(
            person__in=list(self.teachers),
            role=AttendanceRole.TEACHER,
            state=Attendance.State.ATTENDED,
            activity__kind=Kind.MAKEUP_STUDY,
            activity__starts_at__year=self.first.year,
        )
        return Counter(rows.values_list("person_id", flat=True))

    def _learners(self, places: set[str], told: set[str]) -> Iterable[Learner]:
        learners = learners_at(self.organisation, self.first)
        crews: defaultdict[int, list[Aboard]] = defaultdict(list)
        for aboard in Aboard.objects.filter(learner__in=learners).select_related("vessel__organisation", "vessel__home_port"):
            crews[aboard.learner_id].append(aboard)
        vessels = {aboard.vessel for those in crews.values() for aboard in those}
        years = years_of(vessels, self.first, self.last, self.today)
        for owing in owing_of(learners, self.first.year):
            ident = owing.learner.ident
            if not owing.missing and ident not in told:
                continue
            newest = max(crews[owing.learner.pk], key=lambda one: (one.to_on is None, one.from_on, one.pk))
            port = newest.vessel.home_port
            if port is None or str(port.uuid) not in places:
                self.aside.append((ident, NO_PORT if port is None else NO_ROOM))
                continue
            ashore = ashore_of(crews[owing.learner.pk], years, self.first, self.last)
            yield Learner(ident, str(port.uuid), owing.missing, date(self.first.year, 12, 31), ashore)


def ashore_of(crews: Sequence[Aboard], years: dict[int, Year], first: date, last: date) -> tuple[Span, ...]:
    """Return when a learner is surely ashore: while on a crew as its boat is, on no crew always."""
    return joined(day for day in _days(first, last) if all(_is_ashore(day, one, years) for one in crews))


def _is_ashore(day: date, aboard: Aboard, years: dict[int, Year]) -> bool:
    if day < aboard.from_on or (aboard.to_on is not None and day > aboard.to_on):
        return True
    return any(day in span for span in years[aboard.vessel_id].ashore)


def _told_only(one: Announced, kept: set[str]) -> Announced:
    told = tuple(name for name in one.learners if name in kept)
    return Announced(one.id, one.day, one.room, one.teacher, one.length, told)


def _is_closed(room: Place, on: date) -> bool:
    return room.closed_on is not None and room.closed_on <= on


def _is_within(day: date, spans: Sequence[TeacherDays]) -> bool:
    return any(span.from_on <= day <= span.to_on for span in spans)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def moment(day: date, begins: time) -> datetime:
    """Return the moment at which a session of a day begins here."""
    return datetime.combine(day, begins, timezone.get_default_timezone())

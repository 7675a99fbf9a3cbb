"""A make-up plan as people read it: sessions with names, what is proved, and who stays short with the reason and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from banyan.activities.models import Activity, Place
from banyan.kernels.makeup import Obstacle, Remedy
from banyan.people.models import Person
from banyan.programmes.study.models import MakeupPlan, Port, StudyTeacher
from banyan.programmes.study.queries.makeup import NO_PORT, NO_ROOM
from banyan.web.words import say_day

OBSTACLES = {
    Obstacle.NEVER_ASHORE: gettext_lazy("isn't known to be ashore on these days"),
    Obstacle.NO_TEACHER: gettext_lazy("no teacher is free on the days ashore"),
    Obstacle.NO_ROOM: gettext_lazy("no room is free on the days ashore"),
    Obstacle.TOO_FEW_DAYS: gettext_lazy("too few days ashore for so much study"),
    Obstacle.FULL: gettext_lazy("the sessions that fit are full or elsewhere"),
}
REMEDIES = {
    Remedy.CARRY: gettext_lazy("Carry the study aboard or to the home."),
    Remedy.NEXT_WINDOW: gettext_lazy("Make it up when next ashore: %(days)s."),
    Remedy.FIND_TEACHER: gettext_lazy("Find a teacher for one of these days: %(days)s."),
    Remedy.FIND_ROOM: gettext_lazy("Find a room for one of these days: %(days)s."),
}
ASIDE = {
    NO_PORT: (gettext_lazy("the boat has no home port yet"), gettext_lazy("Note the home port of the boat.")),
    NO_ROOM: (gettext_lazy("the home port has no free room"), gettext_lazy("Name a room near the port.")),
}


@dataclass(frozen=True, slots=True)
class Session:
    """A session with its names; ``activity`` is it where it was announced before."""

    day: date
    minutes: int
    units: float
    port: str
    room: str
    teacher: str
    learners: tuple[Person, ...]
    activity: Activity | None


@dataclass(frozen=True, slots=True)
class Short:
    """A learner who stays short of some units (None: nothing was tried), why, and what can be done."""

    person: Person
    units: float | None
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The plan in words: ``units`` credited of ``owed``; ``bound`` is the number of new sessions that can't be beaten."""

    sessions: tuple[Session, ...]
    short: tuple[Short, ...]
    units: float
    owed: float
    new: int
    bound: int
    trips: int
    is_proved: bool


def answer_of(asked: MakeupPlan) -> Answer | None:
    """Return the plan in words, in a constant number of queries; None while there is none."""
    if asked.answer is None or asked.problem is None:
        return None
    names = _Names(asked.answer, asked.problem, asked.aside)
    aims = asked.answer["aims"]
    short = [_short(one, names) for one in asked.answer["short"] if one["learner"] in names.persons]
    short += [
        Short(names.persons[name], None, str(ASIDE[why][0]), str(ASIDE[why][1])) for name, why in asked.aside if name in names.persons
    ]
    return Answer(
        sessions=tuple(_session(one, names) for one in asked.answer["sessions"]),
        short=tuple(short),
        units=aims["covered"]["value"] / 4,
        owed=sum(one["owed"] for one in asked.problem["learners"]) / 4,
        new=aims["new_sessions"]["value"],
        bound=aims["new_sessions"]["bound"],
        trips=aims["trips"]["value"],
        is_proved=all(aims[name]["proved"] for name in ("covered", "new_sessions", "trips")),
    )


class _Names:
    """What the ids of a plan stand for, read at once."""

    def __init__(self, answer: dict[str, Any], problem: dict[str, Any], aside: Iterable[Any]) -> None:
        sessions = answer["sessions"]
        learners = {one["id"] for one in problem["learners"]} | {name for name, _why in aside}
        rows = Person.objects.filter(learner__ident__in=learners).select_related("learner")
        self.persons = {one.learner.ident: one for one in rows}
        self.rooms = {str(one.uuid): one for one in Place.objects.filter(uuid__in={one["room"] for one in sessions})}
        self.ports = {str(one.uuid): one for one in Port.objects.filter(uuid__in={one["place"] for one in sessions})}
        teachers = StudyTeacher.objects.filter(uuid__in={one["teacher"] for one in sessions}).select_related("person")
        self.teachers = {str(one.uuid): one for one in teachers}
        told = {one["announced"] for one in sessions if one["announced"]}
        self.activities = {str(one.uuid): one for one in Activity.objects.filter(uuid__in=told)}


def _session(one: dict[str, Any], names: _Names) -> Session:
    return Session(
        date.fromisoformat(one["day"]),
        one["minutes"],
        one["quarters"] / 4,
        str(names.ports.get(one["place"], "—")),
        str(names.rooms.get(one["room"], "—")),
        str(names.teachers.get(one["teacher"], "—")),
        tuple(names.persons[name] for name in one["learners"] if name in names.persons),
        names.activities.get(one["announced"] or ""),
    )


def _short(one: dict[str, Any], names: _Names) -> Short:
    days = "、".join(say_day(date.fromisoformat(day)) for day in one["days"])
    remedy = str(REMEDIES[Remedy(one["remedy"])]) % {"days": days} if days else str(REMEDIES[Remedy.CARRY])
    return Short(names.persons[one["learner"]], one["missing"] / 4, str(OBSTACLES[Obstacle(one["obstacle"])]), remedy)

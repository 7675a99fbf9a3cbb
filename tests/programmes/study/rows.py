"""Vessels, devices and what they hand over, for the tests of study at sea."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from banyan.activities.models import Place
from banyan.kernels.journal.batch import Batch
from banyan.kernels.journal.enrolment import enrolment, read_enrolment
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.records import key_record, packed
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.actions.courses import add_course, move_course, set_item
from banyan.programmes.study.actions.deliveries import add_carrier, plan_delivery
from banyan.programmes.study.actions.devices import add_vessel, enrol_device
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.actions.ports import add_port, note_season
from banyan.programmes.study.actions.teachers import add_teacher
from banyan.programmes.study.actions.voyages import note_voyage, plan_voyage
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.models import (
    Carrier,
    Course,
    Delivery,
    Device,
    Handover,
    Port,
    Season,
    StudyTeacher,
    Vessel,
    Voyage,
    Waters,
)
from tests.factories import make_person
from tests.kernels.journal.made import secret_of

MAC_KEY = b"m" * 32
PDF = b"%PDF-1.4\n%%EOF\n"
_numbers = count(1000)


def make_vessel(organisation: Organisation | None, *, code: str = "", home_port: Port | None = None) -> Vessel:
    return add_vessel(code or f"粤渔{next(_numbers)}", organisation=organisation, home_port=home_port, by=None)


def make_port(organisation: Organisation, *rooms: Place, name: str = "") -> Port:
    return add_port(organisation, name=name or f"渔港{next(_numbers)}", rooms=rooms, by=None)


def make_voyage(vessel: Vessel, first: date, last: date, *, left: bool = False, returned: bool = False) -> Voyage:
    """An expected voyage; ``left`` and ``returned`` say that it really began and ended on those days."""
    voyage = plan_voyage(vessel, first=first, last=last, by=None)
    if left or returned:
        voyage = note_voyage(voyage, left_on=first, returned_on=last if returned else None, by=None)
    return voyage


def make_season(organisation: Organisation, first: date, last: date, *, waters: str = Waters.SOUTH_CHINA_SEA) -> Season:
    """A fishing ban of whole days, both included."""
    begins, ends = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    return note_season(organisation, kind="fishing_ban", waters=waters, begins_at=begins, ends_at=ends, source="通告", by=None)


def make_carrier(organisation: Organisation, *, trips_a_month: int = 4, person: Person | None = None) -> Carrier:
    return add_carrier(organisation, person or make_person(organisation), trips_a_month=trips_a_month, on=date(2020, 1, 1), by=None)


def make_teacher(organisation: Organisation, *days: Span, ports: Sequence[Port] = ()) -> StudyTeacher:
    return add_teacher(organisation, make_person(organisation), ports=ports, days=days, by=None)


def make_delivery(vessel: Vessel, *, carrier: Carrier | None = None, on: date | None = None, voyage: Voyage | None = None) -> Delivery:
    if vessel.organisation is None:
        raise ValueError("a delivery goes to somebody's vessel")
    chosen = carrier or make_carrier(vessel.organisation)
    return plan_delivery(vessel, chosen, on=on or timezone.localdate(), voyage=voyage, things=[("学习包", True), ("报纸", False)], by=None)


def make_device(vessel: Vessel, *, number: int = 1) -> Device:
    """The device whose secret is ``secret_of(number)``, as the batches of tests are signed."""
    return enrol_device(read_enrolment(introduction(number)), vessel=vessel, at=timezone.now(), by=None)


def fields(**changes: Any) -> dict[str, Any]:
    """What an item's form gives."""
    usual: dict[str, Any] = {"title": "新家风", "minutes": 30, "text": "# 新家风\n各位街坊。", "quiz": "", "pass_score": None}
    return usual | {"audio": None, "pdf": None} | changes


def make_course(organisation: Organisation, *, by: Account, title: str = "", approved_by: Account | None = None, **changes: Any) -> Course:
    course = add_course(organisation, title=title or f"课程{next(_numbers)}", language="yue-dongguan", by=by)
    set_item(course, None, fields(pdf=("讲义.pdf", PDF), **changes), by=by)
    if approved_by is not None:
        course = move_course(move_course(course, "send", by=by), "approve", by=approved_by)
    return course


def introduction(number: int = 1) -> bytes:
    return enrolment(secret=secret_of(number), mac_key=MAC_KEY, title=f"phone {number}")


def parcel(*batches: Batch, number: int = 1) -> bytes:
    return packed([key_record(public_of(secret_of(number))), *(batch.record for batch in batches)])


def merge(*contents: bytes, by: Account | None = None) -> Handover:
    files = [(f"file {number}", content) for number, content in enumerate(contents, start=1)]
    return hand_in(read_arrivals(files), route=Handover.Route.FILE, at=timezone.now(), by=by)

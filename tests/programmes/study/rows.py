"""Vessels, devices and what they hand over, for the tests of study at sea."""

from itertools import count
from typing import Any

from django.utils import timezone

from banyan.kernels.journal.batch import Batch
from banyan.kernels.journal.enrolment import enrolment, read_enrolment
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.records import key_record, packed
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.courses import add_course, move_course, set_item
from banyan.programmes.study.actions.devices import add_vessel, enrol_device
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.models import Course, Device, Handover, Vessel
from tests.kernels.journal.made import secret_of

MAC_KEY = b"m" * 32
PDF = b"%PDF-1.4\n%%EOF\n"
_numbers = count(1000)


def make_vessel(organisation: Organisation | None, *, code: str = "") -> Vessel:
    return add_vessel(code or f"粤渔{next(_numbers)}", organisation=organisation, home_port="先锋", by=None)


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

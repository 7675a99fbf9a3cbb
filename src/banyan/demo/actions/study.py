"""The demo's boats: what four of them handed over in the last months, with a copy that went on, a gap, a receipt and a stranger."""

from datetime import datetime, time, timedelta
from itertools import islice
from random import Random

from django.utils import timezone

from banyan.demo.sound import tune
from banyan.demo.study import BOATS, COURSES, HOME_PORT, ITEMS, STRANGER, STRANGERS_LEARNER
from banyan.kernels.journal.enrolment import enrolment, read_enrolment
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.log import Log, closed, noted, offered
from banyan.kernels.journal.receipt import REGIONAL_BITS, receipts, summary
from banyan.kernels.journal.records import key_record
from banyan.people.models import Account, Organisation
from banyan.people.queries import persons_for
from banyan.programmes.study.actions.courses import add_course, move_course, set_item
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.devices import add_vessel, enrol_device
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.actions.ports import add_port
from banyan.programmes.study.arrivals import Arrival
from banyan.programmes.study.models import Handover, Vessel

MONTHS = 3
SOUND_SECONDS = 20
MONTH = timedelta(days=30)


def make_courses(town: Organisation, *, clerk: Account, reviewer: Account) -> None:
    """Write the courses of the demo, have them approved, and issue a pack of them for the first boat."""
    courses = []
    for title, language, items in COURSES:
        course = add_course(town, title=title, language=language, by=clerk)
        for number, (name, minutes, text, quiz) in enumerate(items):
            sound = (f"{name}.wav", tune(SOUND_SECONDS, number)) if number == 0 else None
            fields = {"title": name, "minutes": minutes, "text": text, "quiz": quiz, "pass_score": None, "audio": sound, "pdf": None}
            set_item(course, None, fields, by=clerk)
        courses.append(move_course(move_course(course, "send", by=clerk), "approve", by=reviewer))
    issue_pack(Vessel.objects.get(code=BOATS[0][0]), courses, title="出海学习包", at=timezone.now(), by=clerk)


def make_study(town: Organisation, *, clerk: Account, carrier: Account, chance: Random) -> int:
    """Note the boats and take in what they handed over; return how many records there are."""
    taken = 0
    fishers = iter(persons_for(clerk).filter(mobile_member=True).order_by("pk"))
    port = add_port(town, name=HOME_PORT, by=clerk)
    for number, (code, title, learners) in enumerate(BOATS):
        secret = chance.randbytes(32)
        vessel = add_vessel(code, organisation=town, home_port=port, by=clerk)
        introduced = read_enrolment(enrolment(secret=secret, mac_key=chance.randbytes(32), title=title))
        began = timezone.now() - MONTHS * MONTH - timedelta(days=2)
        enrol_device(introduced, vessel=vessel, at=began, by=clerk)
        crew = [join_crew(vessel, person, on=began.date(), by=clerk) for person in islice(fishers, learners)]
        boat = _Boat(secret, chance, [one.learner.ident for one in crew])
        taken += _voyages(boat, number, carrier)
    stranger = _Boat(chance.randbytes(32), chance, [STRANGERS_LEARNER])
    stranger.study(timezone.now() - MONTH)
    _take(stranger.parcel(), carrier, timezone.now() - timedelta(days=3), STRANGER)
    return taken


class _Boat:
    """A device aboard and its learners."""

    def __init__(self, secret: bytes, chance: Random, learners: list[str]) -> None:
        self.secret, self.chance, self.learners = secret, chance, learners
        self.log = Log(chance.randbytes(4))

    def study(self, began: datetime) -> None:
        """Let everybody aboard do this month's items."""
        events = [
            self._event(learner, item, began) for learner in self.learners for item in range(1, ITEMS + 1) if self.chance.random() < 0.9
        ]
        self.log = closed(noted(self.log, sorted(events, key=lambda event: event.started), secret=self.secret), secret=self.secret)

    def parcel(self, first: int = 0) -> list[bytes]:
        """The records of a hand-over from the batch of that place on."""
        return [key_record(public_of(self.secret)), *(batch.record for batch in offered(self.log)[first:])]

    def receipt(self) -> list[bytes]:
        """What the last batch holds, as a short message."""
        last = self.log.batches[-1]
        events = [self._event(self.learners[0], item, timezone.now() - timedelta(days=9)) for item in range(1, 5)]
        return receipts(summary(events), secret=self.secret, counter=7000, covers=[last.hash], most_bytes=REGIONAL_BITS // 8)

    def _event(self, learner: str, item: int, began: datetime) -> Event:
        day = (began + timedelta(days=self.chance.randrange(28))).date()
        at = timezone.make_aware(datetime.combine(day, time(19, self.chance.randrange(60), self.chance.randrange(60))))
        score = min(100, round(self.chance.gauss(82, 10)))
        seconds = max(120, round(self.chance.gauss(900, 200)))
        return Event(learner, str(item), int(at.timestamp()), seconds, Kind.QUIZ, score, Clock.NETWORK)


def _voyages(boat: _Boat, number: int, carrier: Account) -> int:
    """Three months aboard; the second boat went on from an old copy, the third lacks a month, the fourth has only sent a receipt since."""
    taken, old = 0, boat.log
    for month in range(MONTHS):
        began = timezone.now() - (MONTHS - month) * MONTH
        if number == 1 and month == 2:
            # Its old copy is put back: what it hands over now stands beside what it had handed over.
            boat.log = old
        old, before = boat.log, len(boat.log.batches)
        boat.study(began)
        if number == 2 and month == 1:
            continue
        if number == 3 and month == 2:
            _take(boat.receipt(), carrier, timezone.now() - timedelta(days=1), "北斗短报文")
            continue
        taken += _take(boat.parcel(before), carrier, began + MONTH - timedelta(days=1, hours=number), "学习记录").new
    return taken


def _take(records: list[bytes], by: Account, at: datetime, name: str) -> Handover:
    return hand_in([Arrival(name, tuple(records))], route=Handover.Route.FILE, at=at, by=by)

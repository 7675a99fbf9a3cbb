"""The demo's year at sea: a village's boats go out and come back, study goes aboard, records come ashore, and what is owed is made up."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from django.utils import timezone

from banyan.activities.actions import add_place, excuse, move_activity, tick_attended
from banyan.activities.models import Activity, AttendanceRole, Way
from banyan.demo.sound import tune
from banyan.demo.study import BAN_SOURCE, BOATS, COURSES, HOME_PORT, READINGS, ROOM, SPRING_FESTIVALS, STRANGER, STRANGERS_LEARNER
from banyan.kernels.journal.enrolment import enrolment, read_enrolment
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.log import Log, closed, noted, offered
from banyan.kernels.journal.receipt import REGIONAL_BITS, receipts, summary
from banyan.kernels.journal.records import key_record
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import persons_for
from banyan.programmes.study.actions.courses import add_course, move_course, set_item
from banyan.programmes.study.actions.credit import settle_study_credit
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.deliveries import add_carrier, hand_over, plan_delivery, settle_handout
from banyan.programmes.study.actions.devices import add_vessel, enrol_device
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.actions.makeup import announce_makeup, ask_makeup, work_out_makeup
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.actions.ports import add_port, note_season
from banyan.programmes.study.actions.teachers import add_teacher
from banyan.programmes.study.actions.voyages import note_voyage, plan_voyage
from banyan.programmes.study.arrivals import Arrival
from banyan.programmes.study.models import Carrier, Course, Handout, Handover, Item, MakeupPlan, Port, Season, Vessel, Waters

SOUND_SECONDS = 20
DAY = timedelta(days=1)
# From then on this year's ban is over, so that the year shown has everything; before, the year before is shown.
SHOWN_FROM_MONTH = 9
NOON, MORNING = time(12), time(9)


def make_study(town: Organisation, *, clerk: Account, reviewer: Account, carrier: Account, chance: Random) -> int:
    """Let the village's boats live through a year; return how many study records came in."""
    today = timezone.localdate()
    year = _Year(today.year if today.month >= SHOWN_FROM_MONTH else today.year - 1, town, clerk, carrier, chance)
    year.begin(_courses(town, clerk=clerk, reviewer=reviewer))
    year.sail(until=year.ban.first)
    settle_study_credit()
    year.make_up(Span(year.ban.first, year.ban.last))
    year.sail(until=today)
    settle_study_credit()
    year.look_ahead(today)
    _stranger(chance, carrier)
    return year.taken


class _Year:
    """A year of the village: its port, carriers, teachers and boats, and how many records came in."""

    def __init__(self, number: int, town: Organisation, clerk: Account, carrier: Account, chance: Random) -> None:
        self.number, self.town, self.clerk, self.carrier, self.chance = number, town, clerk, carrier, chance
        self.taken = 0
        self.festival = _festival(number)
        self.ban = Span(date(number, 5, 2), date(number, 8, 15))
        self.boats: list[_Boat] = []

    def begin(self, courses: list[Course]) -> None:
        """Note port, bans, carriers, teachers, boats with their crews, and send the first packs."""
        room = add_place(self.town, {"name": ROOM[0], "seats": ROOM[1], "step_free": True}, by=self.clerk)
        port = add_port(self.town, name=HOME_PORT, rooms=[room], by=self.clerk)
        self._note_seasons()
        members = persons_for(self.clerk).living().filter(affiliations__branch__code="shatian-retired", affiliations__to_on=None)
        retired = list(members.order_by("pk"))
        carriers = [add_carrier(self.town, one, trips_a_month=2, on=date(self.number, 1, 1), by=self.clerk) for one in retired]
        self._take_on_teachers(retired, port)
        items = list(Item.objects.filter(course__in=courses).order_by("pk"))
        fishers = persons_for(self.clerk).filter(mobile_member=True).order_by("pk")
        crews = iter(fishers)
        for code, title, learners in BOATS:
            self.boats.append(self._boat(code, title, list(islice(crews, learners)), port, items))
        for boat, carrier in zip(self.boats, carriers, strict=False):
            boat.carriers = carriers
            boat.pack(courses, carrier)

    def _boat(self, code: str, title: str, crew: list[Person], port: Port, items: list[Item]) -> "_Boat":
        vessel = add_vessel(code, organisation=self.town, home_port=port, by=self.clerk)
        boat = _Boat(self, vessel, items)
        introduced = read_enrolment(enrolment(secret=boat.secret, mac_key=self.chance.randbytes(32), title=title))
        began = date(self.number, 1, 1)
        enrol_device(introduced, vessel=vessel, at=_moment(began, MORNING), by=self.clerk)
        boat.learners = [join_crew(vessel, person, on=began, by=self.clerk).learner.ident for person in crew]
        return boat

    def _note_seasons(self) -> None:
        for number in (self.number, self.number + 1):
            festival = _festival(number)
            kind, waters = Season.Kind.SPRING_FESTIVAL, ""
            begins, ends = _moment(festival.first, time()), _moment(festival.last + DAY, time())
            note_season(self.town, kind=kind, waters=waters, begins_at=begins, ends_at=ends, source="农历", by=self.clerk)
        begins, ends = _moment(date(self.number, 5, 1), NOON), _moment(date(self.number, 8, 16), NOON)
        kind, waters = Season.Kind.FISHING_BAN, Waters.SOUTH_CHINA_SEA
        note_season(self.town, kind=kind, waters=waters, begins_at=begins, ends_at=ends, source=BAN_SOURCE, by=self.clerk)

    def _take_on_teachers(self, retired: list[Person], port: Port) -> None:
        year = self.number
        spring = [Span(date(year, 5, 4), date(year, 7, 10)), Span(date(year, 10, 1), date(year, 12, 31))]
        summer = [Span(date(year, 6, 15), date(year, 8, 14)), Span(date(year, 11, 1), date(year, 12, 31))]
        for person, days in zip(retired[-2:], (spring, summer), strict=True):
            add_teacher(self.town, person, ports=[port], days=days, by=self.clerk)

    def sail(self, *, until: date) -> None:
        """Let every boat make its voyages until a day; a boat that is out then stays out."""
        for boat in self.boats:
            boat.sail(until)

    def make_up(self, days: Span) -> None:
        """Plan, announce, hold and confirm the make-up study of the ban; a few are ill on the day."""
        asked = self._plan(days, days.first - DAY)
        at = _moment(days.first - DAY, MORNING)
        for activity in announce_makeup(asked, at=at, by=self.clerk):
            self._hold(activity)

    def look_ahead(self, today: date) -> None:
        """Leave a plan for the rest of the year on the clerk's page."""
        last = date(today.year, 12, 31)
        self._plan(Span(min(today, last), last), today)

    def _plan(self, days: Span, on: date) -> MakeupPlan:
        at = timezone.now() if on == timezone.localdate() else _moment(on, MORNING)
        asked = ask_makeup(self.town, first=days.first, last=days.last, begins=MORNING, at=at, by=self.clerk)
        return work_out_makeup(asked, today=on)

    def _hold(self, activity: Activity) -> None:
        rows = list(activity.attendances.select_related("person"))
        learners = [row.person for row in rows if row.role == AttendanceRole.PARTICIPANT]
        ill = self.chance.sample(learners, k=min(2, len(learners)))
        for person in ill:
            excuse(activity, person, reason="生病", by=self.clerk)
        tick_attended(activity, [row.person for row in rows if row.person not in ill], way=Way.SHEET, by=self.clerk)
        move_activity(move_activity(activity, "hold", by=self.clerk), "confirm", by=self.clerk)


class _Boat:
    """A boat with its device, its learners, and what of each is left to study this year."""

    def __init__(self, year: _Year, vessel: Vessel, items: list[Item]) -> None:
        self.year, self.vessel, self.chance, self.items = year, vessel, year.chance, items
        self.number = len(year.boats)
        self.secret = self.chance.randbytes(32)
        self.log = Log(self.chance.randbytes(4))
        self.learners: list[str] = []
        self.left: dict[str, list[Item]] = {}
        self.carriers: list[Carrier] = []
        self.next = date(year.number, 1, 3) + self.number * DAY
        self.voyages = 0

    def pack(self, courses: list[Course], carrier: Carrier) -> None:
        """Issue the year's pack and have it carried aboard, with a bag that comes back."""
        at = _moment(date(self.year.number, 1, 2), MORNING)
        pack = issue_pack(self.vessel, courses, title=f"{self.year.number}年学习包", at=at, by=self.year.clerk)
        for learner in self.learners:
            self.left[learner] = self.chance.sample(self.items, k=len(self.items))
        delivery = plan_delivery(self.vessel, carrier, on=at.date(), packs=[pack], things=[("学习书包", True)], by=self.year.clerk)
        hand_over(delivery, at=at + timedelta(hours=2), minutes=60, by=self.year.clerk)
        bag = delivery.handouts.get(is_lent=True)
        if self.number < 2:
            state = Handout.State.RETURNED if self.number == 0 else Handout.State.LOST
            settle_handout(bag, state=state, on=self.year.ban.first, by=self.year.clerk)

    def sail(self, until: date) -> None:
        """Make voyages of 20 to 40 days with some days in port between them."""
        while True:
            first = self._after(self.next)
            last = first + self.chance.randrange(20, 41) * DAY
            if first < self.year.festival.first <= last:
                last = self.year.festival.first - DAY
            if first < self.year.ban.first <= last + DAY:
                last = self.year.ban.first - 2 * DAY
            if first >= until:
                return
            if (last - first).days >= 10:
                self._voyage(first, last, until)
            self.next = last + self.chance.randrange(3, 7) * DAY
            if last >= until:
                return

    def _after(self, day: date) -> date:
        for span in (self.year.festival, self.year.ban):
            if span.first <= day <= span.last or day == span.first - DAY:
                return span.last + 2 * DAY
        return day

    def _voyage(self, first: date, last: date, until: date) -> None:
        voyage = plan_voyage(self.vessel, first=first, last=last, by=self.year.clerk)
        if self.voyages % 2 == 1 and first > date(self.year.number, 2, 1):
            self._visit(first - DAY)
        is_over = last < until
        note_voyage(voyage, left_on=first, returned_on=last if is_over else None, by=self.year.clerk)
        self.voyages += 1
        if is_over:
            self._come_back(first, last)
        else:
            later = max(last, timezone.localdate()) + 4 * DAY
            if later.month != 1:
                plan_voyage(self.vessel, first=later, last=later + 25 * DAY, by=self.year.clerk)

    def _visit(self, on: date) -> None:
        """Newspapers before sailing, by whichever carrier has been out least."""
        carrier = self.carriers[(self.voyages * 5 + self.number) % len(self.carriers)]
        delivery = plan_delivery(self.vessel, carrier, on=on, things=[("报刊一份", False)], by=self.year.clerk)
        hand_over(delivery, at=_moment(on, time(10)), minutes=60, by=self.year.clerk)

    def _come_back(self, first: date, last: date) -> None:
        """Hand over; the second boat once went on from an old copy, the third once forgot, the fourth once sent a receipt."""
        old, before = self.log, len(self.log.batches)
        self._study(first, last)
        if self.number == 2 and self.voyages == 2:
            return
        at = _moment(last, time(16))
        if self.number == 3 and self.voyages == 5:
            _take(self._receipt(last), self.year.carrier, at, "北斗短报文")
            return
        self.year.taken += _take(self._parcel(before), self.year.carrier, at, "学习记录").new
        if self.number == 1 and self.voyages == 3:
            # Its old copy is put back: what it hands over next stands beside what it had handed over.
            self.log = old

    def _study(self, first: date, last: date) -> None:
        chosen = [
            (learner, self.left[learner].pop())
            for learner in self.learners
            for _time in range(min(self.chance.choice((1, 2, 3, 3, 4)), len(self.left[learner])))
        ]
        events = [self._event(learner, item, first, last) for learner, item in chosen]
        if events:
            self.log = closed(noted(self.log, sorted(events, key=lambda event: event.started), secret=self.secret), secret=self.secret)

    def _parcel(self, first: int) -> list[bytes]:
        return [key_record(public_of(self.secret)), *(batch.record for batch in offered(self.log)[first:])]

    def _receipt(self, last: date) -> list[bytes]:
        """What the last batch holds, as a short message."""
        events = [self._event(self.learners[0], item, last - 9 * DAY, last - DAY) for item in self.items[:4]]
        covers = [self.log.batches[-1].hash]
        return receipts(summary(events), secret=self.secret, counter=7000, covers=covers, most_bytes=REGIONAL_BITS // 8)

    def _event(self, learner: str, item: Item, first: date, last: date) -> Event:
        day = first + self.chance.randrange((last - first).days) * DAY
        at = _moment(day, time(19, self.chance.randrange(60), self.chance.randrange(60)))
        score = min(100, round(self.chance.gauss(84, 8))) if item.quiz else None
        seconds = round(item.minutes * 60 * self.chance.uniform(0.78, 1.2))
        return Event(learner, str(item.pk), int(at.timestamp()), seconds, Kind.QUIZ if item.quiz else Kind.STUDY, score, Clock.NETWORK)


def _courses(town: Organisation, *, clerk: Account, reviewer: Account) -> list[Course]:
    """Write the courses of the demo and have them approved."""
    courses = []
    readings = tuple((title, 45, f"# {title}\n\n{title}，船上自学，回港座谈。", "") for title in READINGS)
    for title, language, items in (*COURSES, ("船上读本", "mandarin", readings)):
        course = add_course(town, title=title, language=language, by=clerk)
        for number, (name, minutes, text, quiz) in enumerate(items):
            sound = (f"{name}.wav", tune(SOUND_SECONDS, number)) if number == 0 and items is not readings else None
            fields = {"title": name, "minutes": minutes, "text": text, "quiz": quiz, "pass_score": None, "audio": sound, "pdf": None}
            set_item(course, None, fields, by=clerk)
        courses.append(move_course(move_course(course, "send", by=clerk), "approve", by=reviewer))
    return courses


def _stranger(chance: Random, carrier: Account) -> None:
    """A device that nobody enrolled hands over too; its records are held aside."""
    secret = chance.randbytes(32)
    at = timezone.now() - timedelta(days=30)
    events = [
        Event(STRANGERS_LEARNER, str(number), int(at.timestamp()) + number, 1800, Kind.STUDY, None, Clock.NETWORK) for number in range(1, 8)
    ]
    log = closed(noted(Log(chance.randbytes(4)), events, secret=secret), secret=secret)
    records = [key_record(public_of(secret)), *(batch.record for batch in offered(log))]
    _take(records, carrier, timezone.now() - timedelta(days=3), STRANGER)


def _festival(year: int) -> Span:
    day = SPRING_FESTIVALS.get(year, date(year, 2, 5))
    return Span(day - 7 * DAY, day + 14 * DAY)


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _take(records: list[bytes], by: Account, at: datetime, name: str) -> Handover:
    return hand_in([Arrival(name, tuple(records))], route=Handover.Route.FILE, at=at, by=by)

"""The demo's talks under the banyan: two years of them in one town with their ledger, and the orders of this month."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from banyan.activities.actions import add_place, begin_programme, begin_series
from banyan.activities.models import Activity, Attendance, AttendanceRole, Kind, Place, Programme, Series, Way
from banyan.demo.sound import tune
from banyan.demo.talks import (
    CONTACTS,
    DECLINES,
    HOME,
    INDOORS,
    MENU,
    MINUTES,
    REMARKS,
    REQUESTERS,
    SCRIPT,
    SPEAKERS,
    TONGUES,
    VILLAGES,
    WAY_HOME,
)
from banyan.demo.talks import Speaker as MadeUpSpeaker
from banyan.ledger.actions import Fact, Source, settle_facts
from banyan.ledger.models import LedgerAccount
from banyan.orders.actions import accept_dispatch, decline_dispatch
from banyan.orders.models import Dispatch, Order, OrderTime, Rating
from banyan.people.actions import add_person, affiliate
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.talks.actions.dispatch import dispatch_talk, order_talk
from banyan.programmes.talks.actions.recordings import add_recording, publish_recording
from banyan.programmes.talks.actions.rota import Choice, set_rota
from banyan.programmes.talks.models import Script, Speaker, SpokenDialect, Talk, TalkOrder, Topic
from banyan.programmes.talks.queries.dispatch import propose
from banyan.programmes.talks.queries.rota import OWN_TONGUE, propose_rota

YEARS = 2
ORDERED_TALKS = 300
SLOT_WEEKDAY, SLOT_BEGINS = 2, time(9, 30)
HOURS = (9, 10, 15, 16, 19)
RATED = 14
OPEN_ORDERS = 16
RECORDED = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """What the talks of the demo stand on."""

    town: Organisation
    clerk: Account
    programme: Programme
    series: Series
    home: Place
    villages: list[Place]
    topics: list[Topic]
    speakers: list[Speaker]
    listeners: list[Person]
    chance: Random


def make_talks(town: Organisation, clerk: Account, chance: Random, today: date) -> int:
    """Make the programme, its menu, speakers, two years of talks and the open orders; return how many talks were held."""
    stage = _stage(town, clerk, chance, today)
    held = [*_slots(stage, today), *_ordered(stage, today)]
    held.sort(key=lambda row: row.starts_at)
    Activity.objects.bulk_create(held)
    talks = _give(stage, held)
    _write_ledger(stage, talks)
    _rated_orders(stage, talks[-RATED * 3 :])
    _record_some(stage, talks)
    _announce_slots(stage)
    _open_orders(stage, today)
    return len(held)


def _stage(town: Organisation, clerk: Account, chance: Random, today: date) -> Stage:
    home, _indoors, *villages = (
        add_place(
            town,
            {"name": name, "latitude": lat, "longitude": lon, "seats": seats, "outdoors": out, "step_free": seats > 90}
            | (WAY_HOME if name == HOME[0] else {}),
            by=None,
        )
        for name, lat, lon, seats, out in (HOME, INDOORS, *VILLAGES)
    )
    begun = today.replace(year=today.year - YEARS, day=1)
    fields = {
        "slug": "rongshu",
        "name": "榕树下的声音",
        "slogan": "用家乡话，讲身边事",
        "home_place": home,
        "contact_phone": "0769-00000000",
        "begun_on": begun,
    }
    programme = begin_programme(town, "talks", fields, by=None)
    slot = {"programme": programme, "kind": Kind.TALK, "title": "榕树下的声音", "place": home, "weekday": SLOT_WEEKDAY}
    series = begin_series(town, slot | {"begins": SLOT_BEGINS, "minutes": 40, "from_on": begun}, by=None)
    topics = _menu(programme, clerk, today)
    speakers = [_speaker(programme, row, topics, villages, chance, today) for row in SPEAKERS]
    listeners = list(Person.objects.filter(organisation=town, party="member").exclude(speaks__isnull=False).order_by("pk")[:26])
    return Stage(town, clerk, programme, series, home, villages, topics, speakers, listeners, chance)


def _menu(programme: Programme, clerk: Account, today: date) -> list[Topic]:
    offered: dict[str, Any] = {"dialects": sorted(set(TONGUES))}
    topics = [
        Topic(programme=programme, title=title, summary=summary, audience=audience, form=form, minutes=MINUTES[form], **offered)
        for form, rows in MENU.items()
        for title, summary, audience in rows
    ]
    Topic.objects.bulk_create(topics)
    reviewer = Account.objects.get(username="shiban")
    Script.objects.bulk_create(
        Script(
            topic=topic,
            number=1,
            text=SCRIPT.format(title=topic.title, summary=topic.summary),
            author=clerk,
            state=Script.State.APPROVED,
            reviewer=reviewer,
            reviewed_at=timezone.now(),
            usable_until=today.replace(year=today.year + 1, day=1),
        )
        for topic in topics
    )
    return topics


def _speaker(programme: Programme, row: MadeUpSpeaker, topics: list[Topic], villages: list[Place], chance: Random, today: date) -> Speaker:
    name, sex, born, dialects, forms, reach, a_month, indoors = row
    branch = Organisation.objects.filter(code__startswith=f"{programme.organisation.code}-branch").first()
    details = {
        "name": name,
        "sex": "female" if sex == "女" else "male",
        "born": f"{born}-05",
        "party": "member",
        "dialects": list(dialects),
    }
    person = add_person(programme.organisation, details | {"phone": f"1380000{born}"}, by=None, is_somebody_else=True)
    if branch is not None:
        affiliate(person, branch, from_on=date(2015, 7, 1), by=None)
    words: dict[str, Any] = {"forms": list(forms)}
    speaker = Speaker.objects.create(
        programme=programme,
        person=person,
        **words,
        home=chance.choice(villages),
        reach_km=reach,
        talks_a_month=a_month,
        indoors_only=indoors,
        health_limits="膝盖不好，不走楼梯。" if indoors else "",
        begun_on=programme.begun_on,
    )
    mine = [topic for topic in topics if topic.form in forms]
    speaker.topics.set(chance.sample(mine, min(len(mine), 24)))
    SpokenDialect.objects.bulk_create(SpokenDialect(speaker=speaker, dialect=dialect, level=level) for dialect, level in dialects.items())
    return speaker


def _slots(stage: Stage, today: date) -> list[Activity]:
    """The weekly slot of two years, but for the weeks of the Spring Festival and some of heat or rain."""
    first = stage.programme.begun_on
    days = [
        first + timedelta(days=step) for step in range((today - first).days) if (first + timedelta(days=step)).weekday() == SLOT_WEEKDAY
    ]
    return [
        _activity(stage, day, SLOT_BEGINS, 40, stage.home, audience=stage.chance.randint(60, 130), series=stage.series)
        for day in days
        if stage.chance.random() > (0.5 if day.month in (2, 7, 8) else 0.03)
    ]


def _ordered(stage: Stage, today: date) -> list[Activity]:
    found: list[Activity] = []
    first, taken = stage.programme.begun_on, set()
    span = (today - first).days - 1
    while len(found) < ORDERED_TALKS:
        day = first + timedelta(days=stage.chance.randrange(span))
        place, hour = stage.chance.choice(stage.villages), stage.chance.choice(HOURS)
        if (day, place.pk) not in taken and (place.outdoors is False or day.month not in (7, 8)):
            taken.add((day, place.pk))
            most = min(place.seats or 100, 260)
            found.append(_activity(stage, day, time(hour), 40, place, audience=stage.chance.randint(most // 2, most), series=None))
    return found


def _activity(stage: Stage, day: date, begins: time, minutes: int, place: Place, *, audience: int, series: Series | None) -> Activity:
    starts_at = datetime.combine(day, begins, timezone.get_default_timezone())
    return Activity(
        organisation=stage.town,
        programme=stage.programme,
        series=series,
        kind=Kind.TALK,
        title="",
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        state=Activity.State.CONFIRMED,
        audience_count=audience,
        made_by=stage.clerk,
        confirmed_by=stage.clerk,
        confirmed_at=starts_at + timedelta(days=2),
    )


def _give(stage: Stage, held: list[Activity]) -> list[Talk]:
    """Give each talk a tongue, a speaker who is free that day and speaks least of late, and one of the topics that the speaker gives."""
    given: dict[int, int] = {speaker.pk: 0 for speaker in stage.speakers}
    topics = {speaker.pk: list(speaker.topics.order_by("pk")) for speaker in stage.speakers}
    spoken = {speaker.pk: {row.dialect for row in speaker.spoken.all() if row.level > 1} for speaker in stage.speakers}
    scripts = {script.topic_id: script for script in Script.objects.filter(topic__programme=stage.programme)}
    busy: dict[date, set[int]] = {}
    talks = []
    for activity in held:
        tongue, day = stage.chance.choice(TONGUES), activity.on
        free = [one for one in stage.speakers if one.pk not in busy.setdefault(day, set())]
        able = [one for one in free if tongue in spoken[one.pk]] or free
        speaker = min(able, key=lambda one: (given[one.pk] / one.talks_a_month, stage.chance.random()))
        topic = stage.chance.choice(topics[speaker.pk])
        busy[day].add(speaker.pk)
        given[speaker.pk] += 1
        activity.title = topic.title
        dialect = tongue if tongue in spoken[speaker.pk] else next(iter(spoken[speaker.pk]))
        talks.append(Talk(activity=activity, topic=topic, script=scripts[topic.pk], speaker=speaker, dialect=dialect))
    Activity.objects.bulk_update(held, ["title"])
    Talk.objects.bulk_create(talks)
    return talks


def _write_ledger(stage: Stage, talks: list[Talk]) -> None:
    """Who spoke and which members of the branch listened, and the facts that follow."""
    came: list[tuple[Talk, list[Person]]] = []
    for talk in talks:
        count = stage.chance.randint(2, 6) if talk.activity.series_id else 0
        came.append((talk, stage.chance.sample(stage.listeners, min(count, len(stage.listeners)))))
    Attendance.objects.bulk_create(
        Attendance(activity=talk.activity, person=person, role=role, state=Attendance.State.ATTENDED, way=way, recorded_by=stage.clerk)
        for talk, persons in came
        for person, role, way in _parts(talk, persons)
    )
    for talk, persons in came:
        activity = talk.activity
        facts = [Fact(person, LedgerAccount.CREDIT, AttendanceRole.PARTICIPANT, 40, stage.clerk.uuid) for person in persons]
        facts.append(Fact(_speaker_of(talk).person, LedgerAccount.VOLUNTEER, AttendanceRole.SPEAKER, 40, stage.clerk.uuid))
        source = Source("activity", activity.uuid, activity.kind, activity.title, stage.town, activity.starts_at, activity.ends_at)
        settle_facts(source, facts, by=stage.clerk)


def _parts(talk: Talk, persons: list[Person]) -> list[tuple[Person, str, str]]:
    return [
        (_speaker_of(talk).person, AttendanceRole.SPEAKER, Way.LIST),
        *((person, AttendanceRole.PARTICIPANT, Way.SHEET) for person in persons),
    ]


def _speaker_of(talk: Talk) -> Speaker:
    if talk.speaker is None:
        raise ValueError("every talk of the demo has a speaker")
    return talk.speaker


def _topic_of(talk: Talk) -> Topic:
    if talk.topic is None:
        raise ValueError("every talk of the demo has a topic")
    return talk.topic


def _rated_orders(stage: Stage, talks: list[Talk]) -> None:
    """The orders behind the last ordered talks, rated by who ordered them."""
    for talk in [talk for talk in talks if talk.activity.series_id is None][-RATED:]:
        activity, chance = talk.activity, stage.chance
        order = Order.objects.create(
            kind="talks",
            programme=stage.programme,
            organisation=stage.town,
            what=activity.title,
            way=Order.Way.PAGE,
            state=Order.State.RATED,
            owner="nobody",
            place=activity.place,
            activity=activity,
            minutes=40,
            **_requester(chance),
        )
        time_ = OrderTime.objects.create(order=order, starts_at=activity.starts_at)
        TalkOrder.objects.create(order=order, topic=_topic_of(talk), dialect=talk.dialect, audience="villagers")
        Dispatch.objects.create(
            order=order, person=_speaker_of(talk).person, time=time_, state=Dispatch.State.ACCEPTED, answered_at=activity.starts_at
        )
        stars = {"content": chance.choice((3, 3, 3, 2)), "manner": chance.choice((3, 3, 2)), "again": chance.choice((3, 3, 3, 2))}
        Rating.objects.create(order=order, remark=chance.choice(REMARKS), **stars)


def _requester(chance: Random) -> dict[str, Any]:
    return {
        "requester": chance.choice(REQUESTERS),
        "contact_name": chance.choice(CONTACTS),
        "contact_phone": f"1380000{chance.randrange(10_000):04d}",
    }


def _announce_slots(stage: Stage) -> None:
    """The coming weeks under the banyan: most are shared out and announced, the last two wait for the clerk."""
    now = timezone.now()
    rota = propose_rota(stage.series, (now + timedelta(weeks=6)).date(), now=now, dialect=OWN_TONGUE)
    choices = {slot.activity.pk: Choice(slot.proposed.speaker.pk if slot.proposed else None, None) for slot in rota.slots}
    set_rota(stage.series, choices, until=(now + timedelta(weeks=6)).date(), dialect=OWN_TONGUE, by=stage.clerk, now=now)


def _record_some(stage: Stage, talks: list[Talk]) -> None:
    """The last talks of some speakers in the library; a tune stands for each voice."""
    lately = {talk.speaker_id: talk for talk in talks if talk.activity.series_id is not None}
    for seed, talk in enumerate(sorted(lately.values(), key=lambda talk: talk.activity.starts_at)[-RECORDED:]):
        day = timezone.localdate(talk.activity.starts_at)
        fields = {"title": f"{_topic_of(talk).title}（{talk.get_dialect_display()}，示例录音）", "consent_on": day}
        name = f"{_topic_of(talk).title}.wav"
        recording = add_recording(talk, tune(12 + 5 * seed, seed), fields, name=name, by=stage.clerk)
        publish_recording(recording, by=stage.clerk)


def _open_orders(stage: Stage, today: date) -> None:
    """Orders at every step: just come in, to be dispatched, asked, declined once, accepted."""
    chance, now, orders = stage.chance, timezone.now(), []
    # Topics that some speak about, so that most orders find somebody and a few don't.
    topics = [topic for topic in stage.topics if topic.speakers.count() > 1]
    for number in range(OPEN_ORDERS):
        tongue = chance.choice(TONGUES)
        topic = chance.choice(topics)
        days = sorted(chance.sample(range(4, 30), chance.randint(1, 3)))
        times = [datetime.combine(today + timedelta(days=day), time(chance.choice(HOURS)), timezone.get_default_timezone()) for day in days]
        place = chance.choice(stage.villages)
        fields = _requester(chance) | {"dialect": tongue, "audience": topic.audience, "listeners": chance.randint(3, 20) * 10}
        by_page = number < 4
        where: dict[str, Any] = {"place_text": place.name} if by_page else {"place": place}
        order = order_talk(
            stage.programme,
            topic,
            fields | where,
            times,
            way=Order.Way.PAGE if by_page else Order.Way.PHONE,
            by=None if by_page else stage.clerk,
            now=now,
        )
        orders.append(order)
    waiting = list(
        Order.objects.filter(pk__in=[order.pk for order in orders[8:]]).select_related("programme__organisation", "place", "talk__topic")
    )
    for number, proposal in enumerate(propose(stage.programme, waiting, now=now).proposals[:7]):
        speaker = next(one for one in stage.speakers if one.pk == proposal.speaker.pk)
        dispatch = dispatch_talk(proposal.order, speaker, proposal.time, by=stage.clerk, now=now)
        if number < 4:
            accept_dispatch(dispatch, by=None, now=now)
        elif number == 4:
            decline_dispatch(dispatch, by=None, now=now, answer=chance.choice(DECLINES))

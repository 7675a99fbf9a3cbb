"""Two people share out a weekly slot, or look after a speaker, at the same moment."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from banyan.activities.actions import begin_series
from banyan.activities.models import Attendance, Series
from banyan.core.models import AuditEntry
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import speakers as actions
from banyan.programmes.talks.actions.rota import Choice, free_slots, set_rota
from banyan.programmes.talks.models import Pause, Speaker, SpokenDialect, Talk, Topic
from banyan.programmes.talks.queries.rota import propose_rota
from tests.factories import make_account, make_organisation, make_person, make_place, make_programme, make_speaker, make_topic
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
UNTIL = TODAY + timedelta(days=366)


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_programme(make_organisation(make_organisation(make_organisation()))))


@pytest.fixture
def two(topic: Topic) -> tuple[Account, Account]:
    organisation = topic.programme.organisation
    return make_account(organisation, Role.ORGANISER), make_account(organisation, Role.CLERK)


@pytest.fixture
def speakers(topic: Topic) -> list[Speaker]:
    return [make_speaker(topic.programme, topics=[topic]) for _each in range(3)]


@pytest.fixture
def series(topic: Topic, speakers: list[Speaker], two: tuple[Account, Account]) -> Series:
    town = topic.programme.organisation
    fields = {"kind": "talk", "title": "榕树下讲堂", "place": make_place(town), "weekday": 4, "begins": time(19, 30), "minutes": 60}
    return begin_series(town, fields | {"from_on": TODAY, "programme": topic.programme}, by=two[0])


def publish(series: Series, by: Account, speaker: Speaker) -> int:
    activity = series.activities.filter(starts_at__gt=timezone.now() + timedelta(days=1)).order_by("starts_at")[0]
    choices = {activity.pk: Choice(speaker.pk, None)}
    return set_rota(series, choices, until=UNTIL, dialect="hakka", by=by, now=timezone.now())


def test_a_day_is_given_once_and_the_other_clerk_is_told(series: Series, speakers: list[Speaker], two: tuple[Account, Account]) -> None:
    outcomes = at_once(*(lambda by=by, who=who: publish(series, by, who) for by, who in zip(two, speakers, strict=False)))

    assert outcomes == ["UnableToSetRota", "done"]
    talk = Talk.objects.get()
    assert talk.speaker is not None
    assert Attendance.objects.get(activity=talk.activity).person == talk.speaker.person
    assert AuditEntry.objects.filter(verb="set_rota").count() == 1


def test_publishing_while_the_speaker_is_freed_leaves_one_state(
    series: Series, speakers: list[Speaker], two: tuple[Account, Account]
) -> None:
    publish(series, two[0], speakers[0])
    rota = propose_rota(series, UNTIL, now=timezone.now())
    slot = next(slot for slot in rota.slots if slot.now is not None)
    change = {slot.activity.pk: Choice(speakers[1].pk, speakers[0].pk)}

    at_once(
        lambda: set_rota(series, change, until=UNTIL, dialect="hakka", by=two[0], now=timezone.now()),
        lambda: free_slots(speakers[0], TODAY, None, by=two[1]),
    )

    talk = Talk.objects.get()
    there = list(Attendance.objects.filter(activity=talk.activity).values_list("person", flat=True))
    assert there == ([talk.speaker.person_id] if talk.speaker else [])


def test_a_person_is_taken_on_once(topic: Topic, two: tuple[Account, Account]) -> None:
    person = make_person(topic.programme.organisation)
    offers = {"forms": ["talk"], "topics": [topic], "spoken": {"hakka": 3}}

    outcomes = at_once(*(lambda by=by: actions.add_speaker(topic.programme, person, offers, by=by, on=TODAY) for by in two))

    assert outcomes == ["UnableToKeepSpeaker", "done"]
    assert Speaker.objects.count() == 1


def test_two_changes_leave_one_level_for_each_dialect(speakers: list[Speaker], two: tuple[Account, Account]) -> None:
    outcomes = at_once(*(lambda by=by: actions.change_speaker(speakers[0], {"spoken": {"hakka": 2, "yue": 1}}, by=by) for by in two))

    assert outcomes == ["done", "done"]
    assert SpokenDialect.objects.filter(speaker=speakers[0]).count() == 2


def test_a_rest_is_noted_once_and_ended_once(speakers: list[Speaker], two: tuple[Account, Account]) -> None:
    noted = at_once(*(lambda by=by: actions.pause_speaker(speakers[0], from_on=TODAY, to_on=None, reason="", by=by) for by in two))
    ended = at_once(*(lambda by=by: actions.return_speaker(speakers[0], on=TODAY, by=by) for by in two))

    assert noted == ended == ["UnableToKeepSpeaker", "done"]
    assert not Pause.objects.exists()


def test_a_speaker_stops_once(speakers: list[Speaker], two: tuple[Account, Account]) -> None:
    outcomes = at_once(*(lambda by=by: actions.end_speaker(speakers[0], on=TODAY, by=by) for by in two))

    assert outcomes == ["UnableToKeepSpeaker", "done"]

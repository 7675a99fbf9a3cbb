"""The weekly slot shared out: even over the year, nobody while resting, kept where it stands, announced, told."""

from collections import Counter
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities.actions import begin_series, expect, mark_no_outdoor_day
from banyan.activities.models import Attendance, Series
from banyan.core.models import AuditEntry
from banyan.outbox.models import Message
from banyan.people.models import Account, Organisation, Role
from banyan.programmes.talks.actions.rota import Choice, UnableToSetRota, free_slots, set_rota
from banyan.programmes.talks.actions.speakers import pause_speaker
from banyan.programmes.talks.models import Speaker, Talk, Topic
from banyan.programmes.talks.queries.rota import Rota, propose_rota
from tests.factories import make_account, make_person, make_place, make_programme, make_speaker, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()
FIRST = TODAY + timedelta(days=2)
UNTIL = TODAY + timedelta(days=366)


@pytest.fixture
def topics(town: Organisation) -> list[Topic]:
    programme = make_programme(town)
    return [make_topic(programme) for _each in range(3)]


@pytest.fixture
def speakers(topics: list[Topic]) -> list[Speaker]:
    return [make_speaker(topics[0].programme, topics=topics) for _each in range(4)]


@pytest.fixture
def series(topics: list[Topic], clerk: Account, town: Organisation) -> Series:
    place = make_place(town, name="大榕树下", outdoors=True)
    fields = {"kind": "talk", "title": "榕树下讲堂", "place": place, "weekday": FIRST.weekday(), "begins": time(19, 30), "minutes": 60}
    return begin_series(town, fields | {"from_on": TODAY, "programme": topics[0].programme}, by=clerk)


def proposed(series: Series) -> Rota:
    return propose_rota(series, UNTIL, now=timezone.now())


def as_proposed(rota: Rota) -> dict[int, Choice]:
    return {
        slot.activity.pk: Choice(slot.proposed.speaker.pk if slot.proposed else None, slot.now.speaker_id if slot.now else None)
        for slot in rota.slots
    }


def publish(series: Series, by: Account, choices: dict[int, Choice] | None = None) -> int:
    rota = proposed(series)
    return set_rota(series, choices or as_proposed(rota), until=UNTIL, dialect=rota.dialect, by=by, now=timezone.now())


def names(rota: Rota) -> list[int]:
    return [slot.proposed.speaker.pk if slot.proposed else 0 for slot in rota.slots]


def test_eight_weeks_are_shared_out_evenly_among_four(series: Series, speakers: list[Speaker]) -> None:
    rota = proposed(series)

    assert sorted(Counter(names(rota)).values()) == [2, 2, 2, 2]
    assert rota.dialect == "hakka"
    assert all(slot.reason for slot in rota.slots)


def test_nobody_has_two_weeks_running_when_others_can(series: Series, speakers: list[Speaker]) -> None:
    given = names(proposed(series))

    assert all(one != after for one, after in pairwise(given))


def test_who_has_spoken_more_this_year_has_fewer_of_the_days(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    # Through actions a talk of the past takes an order; the rota reads nothing but the row.
    for day in range(6):
        activity = series.activities.model.objects.create(
            organisation=series.organisation,
            programme=series.programme,
            kind="talk",
            title="讲座",
            state="held",
            starts_at=timezone.now() - timedelta(hours=day + 2),
            ends_at=timezone.now() - timedelta(hours=day + 1),
        )
        Talk.objects.create(activity=activity, speaker=speakers[0], topic=None)

    assert names(proposed(series)).count(speakers[0].pk) == 0


def test_nobody_speaks_while_resting(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    pause_speaker(speakers[0], from_on=TODAY, to_on=FIRST + timedelta(weeks=4), reason="", by=clerk)

    given = names(proposed(series))

    assert speakers[0].pk not in given[:5]
    assert speakers[0].pk in given[5:]


def test_who_speaks_indoors_only_is_not_sent_under_the_tree(series: Series, speakers: list[Speaker]) -> None:
    Speaker.objects.filter(pk=speakers[1].pk).update(indoors_only=True)

    assert speakers[1].pk not in names(proposed(series))


def test_on_a_day_of_heat_nobody_is_proposed(series: Series, speakers: list[Speaker], clerk: Account, town: Organisation) -> None:
    mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")

    assert FIRST not in [slot.activity.on for slot in proposed(series).slots]


def test_nobody_has_more_days_of_a_month_than_agreed(series: Series, speakers: list[Speaker]) -> None:
    Speaker.objects.update(talks_a_month=1)

    rota = proposed(series)

    months = Counter((slot.proposed.speaker.pk, slot.activity.on.month) for slot in rota.slots if slot.proposed)
    assert max(months.values()) == 1


def test_without_anybody_who_can_the_slot_says_why(series: Series, topics: list[Topic]) -> None:
    make_speaker(topics[0].programme, topics=topics, indoors_only=True)

    slot = proposed(series).slots[0]

    assert slot.proposed is None
    assert "speaks indoors only" in slot.reason


def test_topics_take_turns(series: Series, speakers: list[Speaker]) -> None:
    given = [slot.proposed.topic for slot in proposed(series).slots if slot.proposed]

    assert len(set(given[:3])) == 3


def test_a_script_that_ends_before_the_day_is_not_given(series: Series, speakers: list[Speaker], topics: list[Topic]) -> None:
    topics[0].scripts.update(usable_until=TODAY)

    assert topics[0] not in [slot.proposed.topic for slot in proposed(series).slots if slot.proposed]


def test_publishing_writes_announces_and_tells_each_speaker(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    changed = publish(series, clerk)

    first = series.activities.order_by("starts_at")[0]
    talk = Talk.objects.get(activity=first)
    assert (changed, first.state) == (8, "open")
    assert talk.speaker in speakers
    assert talk.script is not None
    assert talk.script.state == "approved"
    assert Attendance.objects.get(activity=first).role == "speaker"
    assert Message.objects.filter(person=talk.speaker.person).exists()
    assert AuditEntry.objects.filter(verb="set_rota").count() == 1


def test_publishing_again_changes_nothing(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    publish(series, clerk)

    assert publish(series, clerk) == 0


def test_what_is_published_is_kept_when_somebody_falls_ill(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    publish(series, clerk)
    before = names(proposed(series))
    ill = speakers[0]

    pause_speaker(ill, from_on=TODAY, to_on=None, reason="", by=clerk)
    after = names(proposed(series))

    assert all(new == old for old, new in zip(before, after, strict=True) if old != ill.pk)
    assert ill.pk not in after


def test_the_days_of_who_rests_are_freed_and_the_speaker_is_off_the_list(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    publish(series, clerk)

    count = free_slots(speakers[0], TODAY, None, by=clerk)

    assert count == 2
    assert not Talk.objects.filter(speaker=speakers[0]).exists()
    assert not Attendance.objects.filter(person=speakers[0].person).exists()


def test_a_change_by_hand_releases_one_and_tells_both(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    publish(series, clerk)
    slot = proposed(series).slots[0]
    assert slot.now is not None
    assert slot.now.speaker is not None
    before = slot.now.speaker
    other = next(one for one in speakers if one != before and one.pk not in names(proposed(series))[:2])
    Message.objects.all().delete()

    publish(series, clerk, {slot.activity.pk: Choice(other.pk, before.pk)})

    assert Talk.objects.get(activity=slot.activity).speaker == other
    assert set(Message.objects.values_list("person", flat=True)) == {other.person_id, before.person_id}


def test_who_rests_is_refused_by_hand_too(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    pause_speaker(speakers[0], from_on=TODAY, to_on=None, reason="", by=clerk)
    slot = proposed(series).slots[0]

    with pytest.raises(UnableToSetRota, match="rests on that day"):
        publish(series, clerk, {slot.activity.pk: Choice(speakers[0].pk, None)})

    assert not Talk.objects.exists()


def test_who_is_expected_elsewhere_on_that_day_is_refused(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    activity = series.activities.order_by("starts_at")[0]
    other = series.activities.model.objects.create(
        organisation=series.organisation, kind="study", title="学习会", starts_at=activity.starts_at, ends_at=activity.ends_at
    )
    expect(other, [speakers[0].person], by=clerk)

    with pytest.raises(UnableToSetRota, match="elsewhere"):
        publish(series, clerk, {activity.pk: Choice(speakers[0].pk, None)})


def test_more_days_than_agreed_are_refused_by_hand(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    Speaker.objects.filter(pk=speakers[0].pk).update(talks_a_month=1)
    slots = proposed(series).slots
    month = [slot for slot in slots if slot.activity.on.month == slots[3].activity.on.month]

    with pytest.raises(UnableToSetRota, match="more than 1"):
        publish(series, clerk, {slot.activity.pk: Choice(speakers[0].pk, None) for slot in month})


def test_a_page_that_is_no_longer_true_changes_nothing(series: Series, speakers: list[Speaker], clerk: Account) -> None:
    stale = as_proposed(proposed(series))
    publish(series, clerk)

    with pytest.raises(UnableToSetRota, match="meanwhile"):
        publish(series, clerk, stale)


def test_somebody_of_another_programme_is_refused(series: Series, speakers: list[Speaker], clerk: Account, town: Organisation) -> None:
    stranger = make_speaker(make_programme(town))

    with pytest.raises(UnableToSetRota, match="no longer speaks"):
        publish(series, clerk, {proposed(series).slots[0].activity.pk: Choice(stranger.pk, None)})


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PARTICIPANT, Role.JUDGE])
def test_other_roles_publish_no_rota(series: Series, speakers: list[Speaker], town: Organisation, role: str) -> None:
    with pytest.raises(UnableToSetRota):
        publish(series, make_account(town, role))


def test_the_rota_takes_constant_queries(series: Series, topics: list[Topic], django_assert_max_num_queries: Any) -> None:
    for _each in range(20):
        make_speaker(topics[0].programme, topics=topics)

    with django_assert_max_num_queries(18):
        proposed(series)


def test_the_page_proposes_and_publishes(client: Client, series: Series, speakers: list[Speaker], clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    address = reverse("rota", args=[series.uuid])
    form = client.get(address).context["form"]
    filled = {name: "" if form[name].initial is None else form[name].initial for name in form.fields}

    done = client.post(address, filled, follow=True)

    assert "8 days are published" in done.content.decode()
    assert Talk.objects.filter(speaker__isnull=False).count() == 8


def test_the_page_says_what_was_refused_and_keeps_what_was_chosen(
    client: Client, series: Series, speakers: list[Speaker], clerk: Account
) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    address, slot = reverse("rota", args=[series.uuid]), proposed(series).slots[0]
    publish(series, clerk)

    done = client.post(address, {str(slot.activity.pk): str(speakers[2].pk)})

    assert done.status_code == 422
    assert "meanwhile" in done.content.decode()


def test_a_slot_that_is_no_talk_has_no_rota(client: Client, clerk: Account, town: Organisation) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    fields = {"kind": "study", "title": "学习", "place": make_place(town), "weekday": 1, "begins": time(9), "minutes": 60}
    study = begin_series(town, fields | {"from_on": TODAY}, by=clerk)

    assert client.get(reverse("rota", args=[study.uuid])).status_code == 404


def test_the_slots_page_leads_to_the_rota(client: Client, series: Series, clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)

    assert reverse("rota", args=[series.uuid]) in client.get(series.get_absolute_url()).content.decode()


def test_the_listeners_put_on_the_list_are_left_alone(series: Series, speakers: list[Speaker], clerk: Account, town: Organisation) -> None:
    listener, activity = make_person(town), series.activities.order_by("starts_at")[0]
    expect(activity, [listener], by=clerk)

    publish(series, clerk)

    assert Attendance.objects.filter(activity=activity, person=listener, role="participant").exists()

"""Speakers: taken on, changed, resting, back again, parted with; and what had been agreed goes to others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.orders.actions import accept_dispatch
from banyan.orders.models import Order
from banyan.outbox.models import Message
from banyan.people.actions import mark_died
from banyan.people.models import Account, Organisation, Person, Role
from banyan.programmes.talks.actions import speakers as actions
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.actions.speakers import UnableToKeepSpeaker
from banyan.programmes.talks.models import Speaker, Topic
from banyan.programmes.talks.queries import speakers as queries
from tests.factories import make_account, make_order, make_organisation, make_person, make_programme, make_speaker, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()


@pytest.fixture
def topic(town: Organisation) -> Topic:
    return make_topic(make_programme(town))


@pytest.fixture
def person(town: Organisation) -> Person:
    return make_person(town, name="曾国华")


def offers(topic: Topic, **changes: Any) -> dict[str, Any]:
    usual = {"forms": ["talk"], "topics": [topic], "home": None, "reach_km": 12, "talks_a_month": 3, "indoors_only": False}
    return usual | {"spoken": {"hakka": 3, "yue": 2}, "available": {(2, "morning")}, "health_limits": "膝盖不好"} | changes


def taken_on(topic: Topic, person: Person, by: Account | None = None, **changes: Any) -> Speaker:
    return actions.add_speaker(topic.programme, person, offers(topic, **changes), by=by, on=TODAY)


def test_a_clerk_takes_a_speaker_on_with_all_that_is_offered(topic: Topic, person: Person, clerk: Account) -> None:
    speaker = taken_on(topic, person, clerk)

    kept = Speaker.objects.get(pk=speaker.pk)
    assert (kept.reach_km, kept.talks_a_month, kept.health_limits, kept.begun_on) == (12, 3, "膝盖不好", TODAY)
    assert {one.dialect: one.level for one in kept.spoken.all()} == {"hakka": 3, "yue": 2}
    assert [(one.weekday, one.part) for one in kept.availabilities.all()] == [(2, "morning")]
    assert "膝盖" not in str(AuditEntry.objects.get(verb="add_speaker").difference)


def test_who_has_stopped_is_taken_on_again_with_the_past_kept(topic: Topic, person: Person, clerk: Account) -> None:
    speaker = taken_on(topic, person, clerk)
    actions.end_speaker(speaker, on=TODAY, by=clerk)

    again = taken_on(topic, person, clerk)

    assert (again.pk, again.ended_on) == (speaker.pk, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reach_km": 0}, "1 to 500 km"),
        ({"talks_a_month": 0}, "1 to 31"),
        ({"forms": []}, "at least one form"),
        ({"spoken": {}}, "at least one dialect"),
    ],
)
def test_offers_that_cannot_be_are_refused(topic: Topic, person: Person, clerk: Account, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UnableToKeepSpeaker, match=said):
        taken_on(topic, person, clerk, **changes)

    assert not Speaker.objects.exists()


def test_nobody_is_taken_on_twice(topic: Topic, person: Person, clerk: Account) -> None:
    taken_on(topic, person, clerk)

    with pytest.raises(UnableToKeepSpeaker, match="already"):
        taken_on(topic, person, clerk)


def test_the_dead_are_not_taken_on(topic: Topic, person: Person, clerk: Account) -> None:
    mark_died(person, died_on=TODAY, by=clerk)

    with pytest.raises(UnableToKeepSpeaker, match="has died"):
        taken_on(topic, person, None)


def test_who_is_on_nobodys_roster_of_the_clerk_is_not_taken_on(topic: Topic, clerk: Account) -> None:
    stranger = make_person(make_organisation(make_organisation()))

    with pytest.raises(UnableToKeepSpeaker, match="roster"):
        taken_on(topic, stranger, clerk)


def test_a_topic_of_another_programme_is_refused(topic: Topic, person: Person, clerk: Account, town: Organisation) -> None:
    other = make_topic(make_programme(town))

    with pytest.raises(UnableToKeepSpeaker, match="another programme"):
        taken_on(topic, person, clerk, topics=[other])


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.TEACHER, Role.PARTICIPANT])
def test_other_roles_do_not_keep_speakers(topic: Topic, town: Organisation, role: str) -> None:
    speaker = make_speaker(topic.programme)

    with pytest.raises(UnableToKeepSpeaker):
        actions.change_speaker(speaker, {"reach_km": 3}, by=make_account(town, role))


def test_a_coordinator_changes_what_is_offered_but_not_the_health_limits(topic: Topic, person: Person, town: Organisation) -> None:
    speaker, coordinator = taken_on(topic, person), make_account(town, Role.COORDINATOR)

    actions.change_speaker(speaker, {"reach_km": 5}, by=coordinator)
    with pytest.raises(UnableToKeepSpeaker, match="health"):
        actions.change_speaker(speaker, {"health_limits": ""}, by=coordinator)

    speaker.refresh_from_db()
    assert (speaker.reach_km, speaker.health_limits) == (5, "膝盖不好")


def test_a_coordinator_neither_reads_nor_finds_the_health_limits(client: Client, topic: Topic, person: Person, town: Organisation) -> None:
    speaker = taken_on(topic, person)
    client.cookies["banyan_language"] = "en"
    client.force_login(make_account(town, Role.COORDINATOR))

    pages = [client.get(reverse(name, args=[speaker.uuid])).content.decode() for name in ("speaker", "speaker_edit")]

    assert not any("膝盖" in page or "health" in page.lower() for page in pages)


def test_a_rest_ends_with_the_return(topic: Topic, clerk: Account) -> None:
    speaker = make_speaker(topic.programme)
    actions.pause_speaker(speaker, from_on=TODAY - timedelta(days=9), to_on=None, reason="住院", by=clerk)

    resting = Speaker.objects.active_on(TODAY).exists()
    actions.return_speaker(speaker, on=TODAY, by=clerk)

    assert not resting
    assert Speaker.objects.active_on(TODAY).get() == speaker
    assert speaker.pauses.get().to_on == TODAY - timedelta(days=1)
    assert "住院" not in str(list(AuditEntry.objects.values("difference")))


def test_a_rest_that_has_not_begun_is_dropped_by_the_return(topic: Topic, clerk: Account) -> None:
    speaker = make_speaker(topic.programme)
    actions.pause_speaker(speaker, from_on=TODAY + timedelta(days=2), to_on=TODAY + timedelta(days=5), reason="", by=clerk)

    actions.return_speaker(speaker, on=TODAY, by=clerk)

    assert not speaker.pauses.exists()


def test_two_rests_in_the_same_days_are_refused(topic: Topic, clerk: Account) -> None:
    speaker = make_speaker(topic.programme)
    actions.pause_speaker(speaker, from_on=TODAY, to_on=None, reason="", by=clerk)

    with pytest.raises(UnableToKeepSpeaker, match="already"):
        actions.pause_speaker(speaker, from_on=TODAY + timedelta(days=20), to_on=None, reason="", by=clerk)


def test_a_rest_whose_days_are_the_wrong_way_round_is_refused(topic: Topic, clerk: Account) -> None:
    with pytest.raises(UnableToKeepSpeaker, match="before the first"):
        actions.pause_speaker(make_speaker(topic.programme), from_on=TODAY, to_on=TODAY - timedelta(days=1), reason="", by=clerk)


def test_who_does_not_rest_does_not_return(topic: Topic, clerk: Account) -> None:
    with pytest.raises(UnableToKeepSpeaker, match="doesn't rest"):
        actions.return_speaker(make_speaker(topic.programme), on=TODAY, by=clerk)


def test_nobody_stops_before_having_begun(topic: Topic, clerk: Account) -> None:
    with pytest.raises(UnableToKeepSpeaker, match="began on"):
        actions.end_speaker(make_speaker(topic.programme), on=date(2023, 1, 1), by=clerk)


def test_who_has_stopped_is_changed_no_more(topic: Topic, clerk: Account) -> None:
    speaker = make_speaker(topic.programme)
    actions.end_speaker(speaker, on=TODAY, by=clerk)

    with pytest.raises(UnableToKeepSpeaker, match="no longer speaks"):
        actions.change_speaker(speaker, {"reach_km": 3}, by=clerk)


def agreed(topic: Topic, speaker: Speaker, clerk: Account) -> Order:
    """An order a week ahead that the speaker has said yes to."""
    order = make_order(topic, by=clerk)
    dispatch = dispatch_talk(order, speaker, order.times.get(), by=clerk, now=timezone.now())
    accept_dispatch(dispatch, by=clerk, now=timezone.now())
    return order


def test_a_speaker_who_falls_ill_leaves_the_order_to_others_and_the_rest_as_it_was(topic: Topic, clerk: Account) -> None:
    ill, well = (make_speaker(topic.programme, topics=[topic]) for _each in range(2))
    first, kept = agreed(topic, ill, clerk), agreed(topic, well, clerk)

    actions.pause_speaker(ill, from_on=TODAY, to_on=None, reason="感冒", by=clerk)
    before = queries.agreed_while_resting(ill, TODAY)
    count = actions.free_speaker(ill, from_on=TODAY, to_on=None, by=clerk, now=timezone.now())

    first.refresh_from_db()
    kept.refresh_from_db()
    assert (len(before), count, queries.agreed_while_resting(ill, TODAY)) == (1, 1, [])
    assert (first.state, kept.state) == (Order.State.CHECKED, Order.State.ACCEPTED)
    assert not any("感冒" in text for text in Message.objects.values_list("text", flat=True))
    assert mail.outbox == []


def test_what_lies_outside_the_rest_stays_agreed(topic: Topic, clerk: Account) -> None:
    speaker = make_speaker(topic.programme, topics=[topic])
    order = agreed(topic, speaker, clerk)

    count = actions.free_speaker(speaker, from_on=TODAY, to_on=TODAY + timedelta(days=3), by=clerk, now=timezone.now())

    order.refresh_from_db()
    assert (count, order.state) == (0, Order.State.ACCEPTED)


def test_the_list_takes_constant_queries(client: Client, topic: Topic, clerk: Account, django_assert_max_num_queries: Any) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    for _each in range(12):
        make_speaker(topic.programme, topics=[topic], dialects={"hakka": 3, "yue": 2})

    with django_assert_max_num_queries(14):
        page = client.get(reverse("speakers"))

    assert page.content.decode().count("Hakka (mother tongue)") == 12


def test_the_list_is_narrowed_to_those_who_rest(client: Client, topic: Topic, clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    resting, _speaking = make_speaker(topic.programme), make_speaker(topic.programme)
    actions.pause_speaker(resting, from_on=TODAY, to_on=None, reason="", by=clerk)

    page = client.get(reverse("speakers"), {"state": "resting"}).content.decode()

    assert str(resting) in page
    assert str(_speaking) not in page


def test_a_speaker_is_taken_on_by_the_pages(client: Client, topic: Topic, person: Person, clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    found = client.get(reverse("speaker_new"), {"q": "曾国华"}).content.decode()
    address = f"{reverse('speaker_new')}?programme={topic.programme.slug}&person={person.uuid}"
    filled = {
        "forms": ["talk"],
        "topics": [topic.pk],
        "dialect_hakka": "3",
        "reach_km": "8",
        "talks_a_month": "2",
        "available": ["0-morning"],
    }

    done = client.post(address, filled, follow=True)

    assert str(person.uuid) in found
    speaker = Speaker.objects.get(person=person)
    assert done.redirect_chain[-1][0] == speaker.get_absolute_url()
    assert (speaker.reach_km, list(speaker.topics.all()), speaker.spoken.get().level) == (8, [topic], 3)


def test_the_page_of_a_rest_finds_others_when_ticked(client: Client, topic: Topic, clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    speaker = make_speaker(topic.programme, topics=[topic])
    order = agreed(topic, speaker, clerk)

    client.post(reverse("speaker_pause", args=[speaker.uuid]), {"from_on": TODAY.isoformat(), "free": "on", "confirmed": "yes"})

    order.refresh_from_db()
    assert order.state == Order.State.CHECKED
    assert speaker.pauses.exists()


def test_the_page_of_a_speaker_who_rests_offers_to_find_others(client: Client, topic: Topic, clerk: Account) -> None:
    client.cookies["banyan_language"] = "en"
    client.force_login(clerk)
    speaker = make_speaker(topic.programme, topics=[topic])
    order = agreed(topic, speaker, clerk)
    actions.pause_speaker(speaker, from_on=TODAY, to_on=None, reason="", by=clerk)

    offered = client.get(speaker.get_absolute_url()).content.decode()
    client.post(reverse("speaker_free", args=[speaker.uuid]))

    order.refresh_from_db()
    assert "Agreed on days of rest" in offered
    assert order.state == Order.State.CHECKED

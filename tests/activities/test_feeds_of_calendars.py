"""Calendars by secret address: what stands in them, what doesn't, and that a withdrawn one answers nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from banyan.activities import actions
from banyan.activities.actions import UnableToFeed
from banyan.activities.actions.feeds import MOST_OPEN
from banyan.activities.models import Activity, FeedAddress
from banyan.people.models import Account, Organisation, Person
from tests.factories import make_account, make_activity, make_branch, make_organisation, make_person, make_place

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town, "clerk")


@pytest.fixture
def person(town: Organisation) -> Person:
    return make_person(town)


@pytest.fixture
def reader(town: Organisation, person: Person) -> Account:
    """The person's own account."""
    account = make_account(town, "participant")
    account.person = person
    account.save()
    return account


def events(client: Client, feed: FeedAddress) -> list[Any]:
    response = client.get(reverse("calendar", args=[feed.secret]))
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def titles(client: Client, feed: FeedAddress) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(client, feed)]


def test_a_person_s_calendar_has_what_they_are_on_the_list_of_and_no_names(
    client: Client, town: Organisation, person: Person, reader: Account
) -> None:
    mine, _others = make_activity(town, title="我的学习会"), make_activity(town, title="别人的", state="open")
    actions.expect(mine, [person, make_person(town, name="李素珍")], by=None)
    feed = actions.open_feed(person, by=reader)

    before = titles(client, feed)
    actions.move_activity(mine, "announce", by=None)

    assert before == []
    assert titles(client, feed) == ["我的学习会"]
    assert "李素珍".encode() not in client.get(reverse("calendar", args=[feed.secret])).content


def test_what_somebody_is_excused_from_leaves_their_calendar(client: Client, town: Organisation, person: Person, reader: Account) -> None:
    activity = make_activity(town, state="open")
    actions.expect(activity, [person], by=None)
    feed = actions.open_feed(person, by=reader)

    actions.excuse(activity, person, by=None)

    assert titles(client, feed) == []


def test_an_event_has_time_zone_place_and_an_id_that_stays(client: Client, town: Organisation, clerk: Account) -> None:
    place = make_place(town, name="活动中心", address="常平大道12号")
    activity = make_activity(town, state="open", place=place, title="逗号,分号;换行", text="第一行\n第二行" + "长" * 200)
    feed = actions.open_feed(town, by=clerk)

    event = events(client, feed)[0]
    actions.change_activity(
        activity, {"starts_at": activity.starts_at + timedelta(hours=1), "ends_at": activity.ends_at + timedelta(hours=1)}, by=clerk
    )
    after = events(client, feed)[0]

    assert str(event["UID"]) == str(after["UID"]) == f"{activity.uuid}@banyan"
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.start == activity.starts_at
    assert event.end == activity.ends_at
    assert after.start - event.start == timedelta(hours=1)
    assert after["SEQUENCE"] > event["SEQUENCE"]
    assert str(event["SUMMARY"]) == "逗号,分号;换行"
    assert str(event["LOCATION"]) == "活动中心，常平大道12号"
    assert "长" * 200 in str(event["DESCRIPTION"])


def test_the_file_follows_the_standard(client: Client, town: Organisation, clerk: Account) -> None:
    make_activity(town, state="open", title="一个题目很长的活动" * 10)
    content = client.get(reverse("calendar", args=[actions.open_feed(town, by=clerk).secret])).content

    calendar = Calendar.from_ical(content)

    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert (str(calendar["VERSION"]), [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]) == ("2.0", ["Asia/Shanghai"])
    assert all(not component.errors for component in calendar.walk())


def test_a_cancelled_activity_stays_and_says_so(client: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open", title="学习会")
    feed = actions.open_feed(town, by=clerk)

    actions.move_activity(activity, "cancel", by=clerk, reason="台风")

    event = events(client, feed)[0]
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("CANCELLED", "已取消：学习会")
    assert "台风" in str(event["DESCRIPTION"])


def test_an_office_sees_what_is_planned_below_it_and_a_place_what_takes_place_there(
    client: Client, town: Organisation, clerk: Account
) -> None:
    branch = make_branch(town)
    place = make_place(town)
    make_activity(branch, title="支部大会", place=place)
    make_activity(town, title="宣讲", state="open", starts_at=NOW + timedelta(days=2))
    make_activity(make_organisation(), title="外地", state="open")

    of_office, of_place = actions.open_feed(town, by=clerk), actions.open_feed(place, by=clerk)

    assert titles(client, of_office) == ["支部大会", "宣讲"]
    assert [str(event["STATUS"]) for event in events(client, of_office)] == ["TENTATIVE", "CONFIRMED"]
    assert titles(client, of_place) == ["支部大会"]


@pytest.mark.parametrize(("days", "there"), [(-61, False), (-59, True), (365, True), (367, False)])
def test_a_calendar_reaches_sixty_days_back_and_a_year_ahead(
    client: Client, town: Organisation, clerk: Account, days: int, there: bool
) -> None:
    Activity.objects.create(
        organisation=town,
        kind="study",
        title="学习会",
        state="open",
        starts_at=NOW + timedelta(days=days),
        ends_at=NOW + timedelta(days=days, hours=1),
    )

    assert (titles(client, actions.open_feed(town, by=clerk)) == ["学习会"]) is there


def test_a_telephone_that_has_the_calendar_already_gets_nothing_again(client: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open")
    path = reverse("calendar", args=[actions.open_feed(town, by=clerk).secret])
    etag = client.get(path).headers["ETag"]

    same = client.get(path, headers={"If-None-Match": etag})
    actions.move_activity(activity, "cancel", by=clerk, reason="台风")
    changed = client.get(path, headers={"If-None-Match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_a_withdrawn_address_answers_nobody(client: Client, town: Organisation, clerk: Account) -> None:
    feed = actions.open_feed(town, by=clerk)

    actions.withdraw_feed(feed, by=clerk)

    assert client.get(reverse("calendar", args=[feed.secret])).status_code == 404
    with pytest.raises(UnableToFeed):
        actions.withdraw_feed(feed, by=clerk)


def test_the_calendar_of_somebody_who_died_answers_nobody(client: Client, person: Person, reader: Account) -> None:
    feed = actions.open_feed(person, by=reader)

    Person.objects.filter(pk=person.pk).update(died_on=timezone.localdate())

    assert client.get(reverse("calendar", args=[feed.secret])).status_code == 404


def test_a_guessed_address_is_not_there(client: Client) -> None:
    assert client.get(reverse("calendar", args=["x" * 22])).status_code == 404


def test_nobody_opens_the_calendar_of_another_person_or_office(town: Organisation, person: Person, reader: Account) -> None:
    for of in (town, make_person(town, name="李素珍"), make_place(town)):
        with pytest.raises(UnableToFeed):
            actions.open_feed(of, by=reader)


def test_there_are_at_most_ten_open_addresses_of_one_thing(town: Organisation, clerk: Account) -> None:
    feeds = [actions.open_feed(town, by=clerk) for _number in range(MOST_OPEN)]

    with pytest.raises(UnableToFeed):
        actions.open_feed(town, by=clerk)
    actions.withdraw_feed(feeds[0], by=clerk)
    assert actions.open_feed(town, by=clerk).withdrawn_at is None


def test_the_page_opens_and_withdraws_addresses(client: Client, town: Organisation, person: Person, reader: Account) -> None:
    client.force_login(reader)

    client.post(reverse("feed_open"), {"of": "person"})
    feed = FeedAddress.objects.get()
    shown = feed.secret in client.get(reverse("feeds")).content.decode()
    client.post(reverse("feed_withdraw", args=[feed.pk]), {"confirmed": "yes"})
    feed.refresh_from_db()

    assert shown
    assert feed.withdrawn_at is not None
    assert feed.secret not in client.get(reverse("feeds")).content.decode()


def test_a_clerk_opens_calendars_of_the_own_office_and_places_alone(client: Client, town: Organisation, clerk: Account) -> None:
    place, other = make_place(town), make_place(make_organisation())
    client.force_login(clerk)
    asked = [
        f"organisation:{town.code}",
        f"place:{place.uuid}",
        f"place:{other.uuid}",
        f"organisation:{other.organisation.code}",
        "person",
        "place:x",
        "",
    ]

    answers = [client.post(reverse("feed_open"), {"of": of}).status_code for of in asked]

    assert answers == [302, 302, 422, 422, 422, 422, 422]


def test_nobody_withdraws_the_address_of_another(client: Client, town: Organisation, clerk: Account, reader: Account) -> None:
    feed = actions.open_feed(town, by=clerk)
    client.force_login(reader)

    assert client.post(reverse("feed_withdraw", args=[feed.pk])).status_code == 404
    with pytest.raises(UnableToFeed):
        actions.withdraw_feed(feed, by=reader)

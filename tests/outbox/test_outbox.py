"""Notices: who gets one and when, by which way, how they are ticked off, and what pages show."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.outbox.actions import About, UnableToTickOff, by_day, call_back, notify, notify_group, notify_outsider, tick_off
from banyan.outbox.models import Message
from banyan.outbox.queries import call_list, digests_of
from banyan.people.models import Account, Organisation, Person
from tests.factories import at, make_account, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.now() - timedelta(days=1)
DAY = date(2026, 11, 18)


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def clerk(town: Organisation, client: Client) -> Account:
    account = make_account(town, "clerk")
    client.force_login(account)
    return account


@pytest.fixture
def about(town: Organisation) -> About:
    return About(town, "activity", make_organisation().pk and Message().uuid, "/office/activities/")


def reader_of(person: Person) -> Account:
    account = make_account(person.organisation, "participant")
    account.person = person
    account.save()
    return account


def tell(about: About, *persons: Person, text: str = "学习会改到下午三点", key: str = "one") -> Message:
    notify(persons, text, about, key=key, due_at=YESTERDAY)
    return Message.objects.get(key=f"{key}:{persons[0].uuid}")


def test_each_reader_is_told_by_the_way_that_reaches_them(town: Organisation, about: About) -> None:
    called, carried, signs_in = (
        make_person(town, phone="13800001234"),
        make_person(town, name="温阿婆", without_phone=True),
        make_person(town, name="何念慈"),
    )
    reader_of(signs_in)

    count = notify([called, carried, signs_in], "学习会", about, key="announced")
    notify_group("学习会", about, key="announced:group")

    assert count == 3
    assert list(Message.objects.order_by("pk").values_list("channel", flat=True)) == ["call", "sheet", "page", "group"]


def test_the_same_key_twice_is_one_row(town: Organisation, about: About) -> None:
    person = make_person(town)

    counts = [notify([person], "学习会", about, key="announced") for _time in range(2)]
    outside = [notify_outsider("黄小姐", "13800001111", "学习会", about, key="outside") for _time in range(2)]

    assert (counts, outside) == ([1, 0], [1, 0])
    assert Message.objects.count() == 2


def test_nobody_is_told_after_death(town: Organisation, about: About) -> None:
    dead, dies_later = make_person(town), make_person(town, name="李素珍")
    Person.objects.filter(pk=dead.pk).update(died_on=DAY)
    dead.refresh_from_db()

    notify([dead, dies_later], "学习会", about, key="announced", due_at=YESTERDAY)
    before = Message.objects.due(timezone.now()).count()
    Person.objects.filter(pk=dies_later.pk).update(died_on=DAY)

    assert before == 1
    assert Message.objects.due(timezone.now()).count() == 0


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(DAY, 7, 59), at(DAY, 8)),
        (at(DAY, 8), at(DAY, 8)),
        (at(DAY, 19, 59), at(DAY, 19, 59)),
        (at(DAY, 20), at(DAY + timedelta(days=1), 8)),
        (at(DAY, 23, 59), at(DAY + timedelta(days=1), 8)),
        (at(DAY, 0), at(DAY, 8)),
    ],
)
def test_nobody_is_told_at_night(asked: object, due: object) -> None:
    assert by_day(asked) == due  # type: ignore[arg-type]  # moments of the table


def test_what_falls_due_in_the_night_waits_until_the_morning(town: Organisation, about: About) -> None:
    notify([make_person(town)], "学习会", about, key="late", due_at=at(DAY, 22))

    assert Message.objects.due(at(DAY, 23)).count() == 0
    assert Message.objects.due(at(DAY + timedelta(days=1), 8)).count() == 1


def test_what_is_called_back_waits_no_more(town: Organisation, about: About) -> None:
    message = tell(about, make_person(town))

    assert call_back(about.source_uuid) == 1
    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED


def test_a_tick_says_who_when_and_whether_it_reached_the_reader(town: Organisation, clerk: Account, about: About) -> None:
    message = tell(about, make_person(town))

    done = tick_off(message, by=clerk, reached=False, note=" 无人接听 ")

    assert (done.state, done.done_by, done.note) == (Message.State.FAILED, clerk, "无人接听")
    assert AuditEntry.objects.get(verb="tick_off").subject == message.person.uuid  # type: ignore[union-attr]  # a notice to a person


def test_a_notice_is_ticked_off_once(town: Organisation, clerk: Account, about: About) -> None:
    message = tell(about, make_person(town))
    tick_off(message, by=clerk, reached=True)

    with pytest.raises(UnableToTickOff):
        tick_off(message, by=clerk, reached=False)
    assert Message.objects.get().state == Message.State.DONE


def test_a_stranger_ticks_nothing_off(client: Client, town: Organisation, about: About) -> None:
    message = tell(about, make_person(town))
    stranger = make_account(make_organisation(), "clerk")
    client.force_login(stranger)

    with pytest.raises(UnableToTickOff):
        tick_off(message, by=stranger, reached=True)
    assert client.post(reverse("message_done"), {"message": message.uuid, "reached": "yes"}).status_code == 404


def test_a_reader_ticks_off_the_own_page_and_no_call_to_themselves(town: Organisation, about: About) -> None:
    person = make_person(town)
    call = tell(about, person, key="call")
    reader = reader_of(person)
    on_page = tell(about, person, key="page")

    with pytest.raises(UnableToTickOff):
        tick_off(call, by=reader, reached=True)
    assert tick_off(on_page, by=reader, reached=True).state == Message.State.DONE


def test_all_that_waits_for_one_person_is_one_digest_and_one_tick(client: Client, town: Organisation, clerk: Account, about: About) -> None:
    person = make_person(town, phone="13800001234")
    tell(about, person, text="周三学习会", key="one")
    tell(about, person, text="周五宣讲", key="two")
    tell(about, make_person(town, name="李素珍"), key="three")

    digests = digests_of(call_list(clerk, timezone.now()))
    page = client.get(reverse("outbox")).content.decode()
    client.post(reverse("message_done"), {"message": [row.uuid for row in digests[0].messages], "reached": "yes", "note": "本人接听"})

    assert [(digest.name, len(digest.messages)) for digest in digests] == [("曾国华", 2), ("李素珍", 1)]
    assert page.count("tel:13800001234") == 1
    assert Message.objects.filter(person=person).values_list("state", "note").distinct().get() == ("done", "本人接听")


def test_a_digest_of_which_one_was_ticked_off_meanwhile_is_left_as_it_is(
    client: Client, town: Organisation, clerk: Account, about: About
) -> None:
    person = make_person(town)
    first, second = tell(about, person, key="one"), tell(about, person, key="two")
    tick_off(second, by=clerk, reached=True)

    response = client.post(reverse("message_done"), {"message": [first.uuid, second.uuid], "reached": "yes"})

    first.refresh_from_db()
    assert response.status_code == 422
    assert first.state == Message.State.WAITING


@pytest.mark.parametrize("sent", [{}, {"message": "x"}, {"message": "6f0a8b8e-0000-4000-8000-000000000000"}])
def test_a_tick_of_nothing_is_not_there(client: Client, clerk: Account, sent: dict[str, str]) -> None:
    assert client.post(reverse("message_done"), sent).status_code == 404


def test_the_list_holds_the_own_organisations_alone(client: Client, town: Organisation, clerk: Account, about: About) -> None:
    elsewhere = make_organisation()
    tell(About(elsewhere, "activity", about.source_uuid), make_person(elsewhere, name="外地人"), key="elsewhere")
    tell(About(make_branch(town), "activity", about.source_uuid), make_person(town, name="本镇人"), key="here")

    page = client.get(reverse("outbox")).content.decode()

    assert "本镇人" in page
    assert "外地人" not in page


def test_texts_for_groups_and_outsiders_stand_on_the_list(client: Client, clerk: Account, about: About) -> None:
    notify_group("周三学习会", about, key="group", due_at=YESTERDAY)
    notify_outsider("黄小姐", "13700002222", "宣讲员周三到", about, key="outside", due_at=YESTERDAY)

    page = client.get(reverse("outbox")).content.decode()

    assert "周三学习会</textarea>" in page
    assert "tel:13700002222" in page
    assert "黄小姐" in page


def test_a_sheet_is_printed_for_each_person_without_a_telephone(client: Client, town: Organisation, clerk: Account, about: About) -> None:
    carried, other = make_person(town, name="温阿婆", without_phone=True), make_person(town, name="单晚照", without_phone=True)
    for key, text in (("one", "周三学习会"), ("two", "周五宣讲")):
        notify([carried, other], text, about, key=key, due_at=YESTERDAY)

    all_sheets = client.get(reverse("outbox_sheet")).content.decode()
    one = client.get(reverse("outbox_sheet"), {"person": str(carried.uuid)}).content.decode()

    assert all_sheets.count('class="carried"') == 2
    assert one.count('class="carried"') == 1
    assert "周三学习会" in one
    assert "周五宣讲" in one
    assert "单晚照" not in one


def test_my_page_shows_what_waits_for_me_and_nobody_else(client: Client, town: Organisation, about: About) -> None:
    me, other = make_person(town), make_person(town, name="李素珍")
    reader_of(other)
    client.force_login(reader_of(me))
    mine = tell(about, me, text="我的学习会", key="mine")
    tell(about, other, text="别人的学习会", key="other")

    before = client.get(reverse("my_messages")).content.decode()
    client.post(reverse("message_done"), {"message": mine.uuid, "reached": "yes", "back": "my_messages"})
    after = client.get(reverse("my_messages")).content.decode()

    assert "我的学习会" in before
    assert "别人的学习会" not in before
    assert Message.objects.get(pk=mine.pk).state == Message.State.DONE
    assert after.index("<details") < after.index("我的学习会")


def test_an_account_of_nobody_has_an_empty_page(client: Client, town: Organisation) -> None:
    client.force_login(make_account(town, "participant"))

    assert client.get(reverse("my_messages")).status_code == 200


@pytest.mark.parametrize("people", [1, 3, 40])
def test_the_list_takes_as_many_queries_for_any_number(
    client: Client, town: Organisation, clerk: Account, about: About, people: int, django_assert_max_num_queries: object
) -> None:
    notify(
        [make_person(town, name=f"老同志{number}", phone="13800001234") for number in range(people)],
        "学习会",
        about,
        key="all",
        due_at=YESTERDAY,
    )
    notify(
        [make_person(town, name=f"阿婆{number}", without_phone=True) for number in range(people)],
        "学习会",
        about,
        key="more",
        due_at=YESTERDAY,
    )

    with django_assert_max_num_queries(16):  # type: ignore[operator]  # a fixture without a type
        page = client.get(reverse("outbox")).content.decode()

    assert len(re.findall('class="panel digest"', page)) == min(people, 30) + people

"""Signing in by code: what a code is good for and how long, who signs, and what is refused."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities import actions
from banyan.activities.actions import UnableToSignIn
from banyan.activities.codes import UnableToReadCode, day_for_paper, paper_code, screen_code
from banyan.activities.models import Activity, Attendance, SignIn
from banyan.activities.queries.checkin import activity_of_code, device_of, persons_who_may_be
from banyan.activities.views.checkin import DEVICE_COOKIE, MOST_OF_NAME
from banyan.core.models import AuditEntry
from banyan.people.models import Organisation, Person
from tests.factories import at, make_account, make_activity, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(second=0, microsecond=0)
PHONE = "13800001234"


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


@pytest.fixture
def branch() -> Organisation:
    return make_branch(make_organisation(make_organisation(make_organisation())))


@pytest.fixture
def person(branch: Organisation) -> Person:
    return make_person(branch, branch=branch, phone=PHONE)


@pytest.fixture
def activity(branch: Organisation) -> Activity:
    """One that goes on now."""
    return make_activity(branch, state="open", starts_at=NOW - timedelta(minutes=5))


def address(activity: Activity) -> str:
    return reverse("check_in", args=[screen_code(activity, timezone.now())])


def typed(name: str = "曾国华", digits: str = "1234", **more: str) -> dict[str, str]:
    return {"name": name, "digits": digits, **more}


def page(client: Client, path: str, sent: dict[str, str] | None = None) -> tuple[int, str]:
    response = client.get(path) if sent is None else client.post(path, sent, follow=True)
    return response.status_code, re.sub(r"\s+", " ", response.content.decode())


def came(activity: Activity) -> list[tuple[str, str]]:
    return list(activity.attendances.filter(state=Attendance.State.ATTENDED).values_list("person__name", "way"))


def test_the_code_on_the_screen_is_taken_for_these_ten_minutes_and_the_ten_after(activity: Activity) -> None:
    shown = at(date(2026, 11, 18), 9, 0)
    code = screen_code(activity, shown)

    assert activity_of_code(code, shown) == activity
    assert activity_of_code(code, shown + timedelta(minutes=19)) == activity
    assert activity_of_code(code.upper().replace("0", "O"), shown) == activity


def test_the_code_on_the_screen_is_refused_after_twenty_minutes(activity: Activity) -> None:
    shown = at(date(2026, 11, 18), 9, 0)

    with pytest.raises(UnableToReadCode) as refused:
        activity_of_code(screen_code(activity, shown), shown + timedelta(minutes=20))

    assert refused.value.was_one


@pytest.mark.parametrize("day", [-1, 1, 2, 7, 365])
def test_a_photo_of_the_paper_is_of_no_use_on_another_day(activity: Activity, day: int) -> None:
    code = paper_code(activity, activity.on)

    with pytest.raises(UnableToReadCode):
        activity_of_code(code, activity.starts_at + timedelta(days=day))


def test_a_code_of_yesterday_says_when_it_was_for(client: Client, activity: Activity) -> None:
    yesterday = timezone.now() - timedelta(days=1)

    answers = [
        page(client, reverse("check_in", args=[code]))
        for code in (screen_code(activity, yesterday), paper_code(activity, yesterday.date()))
    ]

    assert [status for status, _text in answers] == [410, 410]
    assert all("负责" in text or "whoever leads" in text for _status, text in answers)


@pytest.mark.parametrize(
    "code", ["", "1", "1-s", "x-y-z", "1-s1-000000", "999999-s1-000000", "zzzzzzzzzzzz-szzzzzzzzzzz-zzzzzz", "é-s1-1", "1-q1-1"]
)
def test_what_is_no_code_is_refused(activity: Activity, code: str) -> None:
    with pytest.raises(UnableToReadCode) as refused:
        activity_of_code(code, NOW)

    assert not refused.value.was_one


def test_the_code_of_one_activity_is_none_of_another(activity: Activity, branch: Organisation) -> None:
    other = make_activity(branch, state="open", starts_at=NOW + timedelta(hours=3))
    number, _dash, rest = screen_code(activity, NOW).partition("-")
    moved = f"{screen_code(other, NOW).partition('-')[0]}-{rest}"

    assert number != moved.partition("-")[0]
    with pytest.raises(UnableToReadCode):
        activity_of_code(moved, NOW)


def test_a_sheet_is_printed_for_the_nearest_day_of_the_activity(branch: Organisation) -> None:
    three_days = make_activity(branch, starts_at=at(date(2030, 5, 6), 9), ends_at=at(date(2030, 5, 8), 12))

    days = [day_for_paper(three_days, date(2030, 5, day)) for day in (1, 7, 20)]

    assert days == [date(2030, 5, 6), date(2030, 5, 7), date(2030, 5, 8)]


def test_name_and_last_four_digits_sign_in(client: Client, activity: Activity, person: Person) -> None:
    status, text = page(client, address(activity), typed())

    assert status == 200
    assert came(activity) == [("曾国华", "qr")]
    assert timezone.localtime(SignIn.objects.get().at).strftime("%H:%M").removeprefix("0") in text
    assert "曾*华" in text
    assert "曾国华" not in text
    entry = AuditEntry.objects.get(verb="sign_in")
    assert (entry.actor, entry.subject) == (None, person.uuid)


@pytest.mark.parametrize(("name", "digits"), [(" 曾 国华 ", "１２３４"), ("曾国华", PHONE), ("曾国华", "12-34")])
def test_names_and_digits_are_taken_as_people_type_them(client: Client, activity: Activity, person: Person, name: str, digits: str) -> None:
    page(client, address(activity), typed(name, digits))

    assert came(activity) == [("曾国华", "qr")]


@pytest.mark.parametrize(("name", "digits"), [("曾国华", "9999"), ("李素珍", "1234"), ("曾国华", "12"), ("", "1234"), ("曾国", "1234")])
def test_a_wrong_name_or_wrong_digits_sign_nobody_in(client: Client, activity: Activity, person: Person, name: str, digits: str) -> None:
    status, text = page(client, address(activity), typed(name, digits))

    assert status == 422
    assert came(activity) == []
    assert PHONE not in text


def test_an_unknown_name_and_wrong_digits_are_refused_in_the_same_words(client: Client, activity: Activity, person: Person) -> None:
    def problem(sent: dict[str, str]) -> list[str]:
        return re.findall(r"<li>([^<]+)</li>", page(client, address(activity), sent)[1])

    assert problem(typed(digits="9999")) == problem(typed(name="无名氏")) != []


def test_the_page_never_lists_names(client: Client, activity: Activity, person: Person) -> None:
    actions.expect(activity, [person], by=None)

    assert "曾国华" not in page(client, address(activity))[1]


def test_two_of_the_same_name_and_digits_are_sent_to_whoever_leads(
    client: Client, activity: Activity, person: Person, branch: Organisation
) -> None:
    make_person(branch, branch=branch, phone="13911111234")

    assert page(client, address(activity), typed())[0] == 422
    assert came(activity) == []


def test_whoever_is_expected_signs_in_from_another_town_and_others_do_not(client: Client, activity: Activity) -> None:
    town = make_organisation(make_organisation(make_organisation()))
    guest, stranger = make_person(town, phone="13700005678", name="周炳坤"), make_person(town, phone="13700008765", name="麦润发")
    actions.expect(activity, [guest], by=None)

    assert persons_who_may_be(activity, "周炳坤", "5678") == [guest]
    assert persons_who_may_be(activity, "麦润发", "8765") == []
    assert stranger.phone


def test_after_ten_tries_of_a_name_even_the_right_digits_wait(client: Client, activity: Activity, person: Person) -> None:
    for number in range(MOST_OF_NAME):
        page(client, address(activity), typed(digits=f"{5000 + number}"))

    status, _text = page(client, address(activity), typed())

    assert status == 422
    assert came(activity) == []


def test_one_who_mistypes_does_not_stop_the_others_of_the_hall(
    client: Client, activity: Activity, person: Person, branch: Organisation
) -> None:
    make_person(branch, branch=branch, name="李素珍", phone="13800004321")
    for number in range(MOST_OF_NAME + 5):
        page(client, address(activity), typed(digits=f"{5000 + number}"))

    page(client, address(activity), typed("李素珍", "4321"))

    assert came(activity) == [("李素珍", "qr")]


def test_a_remembered_telephone_signs_in_with_one_tap(client: Client, activity: Activity, person: Person, branch: Organisation) -> None:
    page(client, address(activity), typed(remember="on"))
    next_one = make_activity(branch, state="open", starts_at=NOW + timedelta(minutes=58))
    kept = client.cookies[DEVICE_COOKIE]

    asked = page(client, address(next_one))[1]
    page(client, address(next_one), {})

    assert "曾*华" in asked
    assert "曾国华" not in asked
    assert came(next_one) == [("曾国华", "qr")]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert PHONE not in kept.value


def test_a_telephone_remembers_nobody_unless_asked(client: Client, activity: Activity, person: Person) -> None:
    page(client, address(activity), typed())

    assert DEVICE_COOKIE not in client.cookies


def test_that_is_not_me_asks_for_a_name(client: Client, activity: Activity, person: Person) -> None:
    client.cookies[DEVICE_COOKIE] = device_of(person)

    assert 'name="digits"' in page(client, f"{address(activity)}?other=1")[1]
    assert 'name="digits"' not in page(client, address(activity))[1]


@pytest.mark.parametrize("changes", [{"died_on": date(2026, 1, 1)}, {"left_on": date(2026, 1, 1)}, {"phone_index": "other"}])
def test_a_telephone_forgets_who_died_moved_or_has_another_number(
    client: Client, activity: Activity, person: Person, changes: dict[str, Any]
) -> None:
    client.cookies[DEVICE_COOKIE] = device_of(person)
    Person.objects.filter(pk=person.pk).update(**changes)

    assert 'name="digits"' in page(client, address(activity))[1]
    page(client, address(activity), {})
    assert came(activity) == []


def test_a_forged_telephone_is_nobody(client: Client, activity: Activity, person: Person) -> None:
    client.cookies[DEVICE_COOKIE] = device_of(person)[:-2] + "xx"

    page(client, address(activity), {})

    assert came(activity) == []


def test_nobody_signs_in_for_the_dead(client: Client, activity: Activity, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(died_on=timezone.localdate())

    with pytest.raises(UnableToSignIn):
        actions.sign_in(activity, person, now=NOW)
    assert page(client, address(activity), typed())[0] == 422
    assert came(activity) == []


def test_nobody_signs_in_at_a_cancelled_activity(client: Client, activity: Activity, person: Person) -> None:
    actions.move_activity(activity, "cancel", by=None, reason="台风")

    with pytest.raises(UnableToSignIn):
        actions.sign_in(activity, person, now=NOW)
    status, text = page(client, address(activity))
    assert status == 200
    assert 'name="digits"' not in text


@pytest.mark.parametrize("state", ["planned", "confirmed"])
def test_nobody_signs_in_before_it_is_announced_or_after_it_is_confirmed(branch: Organisation, person: Person, state: str) -> None:
    activity = make_activity(branch, state=state, starts_at=NOW - timedelta(hours=1), ends_at=NOW - timedelta(minutes=1))

    with pytest.raises(UnableToSignIn):
        actions.sign_in(activity, person, now=NOW)


@pytest.mark.parametrize(("minutes", "works"), [(-61, False), (-59, True), (0, True), (119, True), (121, False)])
def test_signing_in_is_open_from_an_hour_before_to_an_hour_after(branch: Organisation, person: Person, minutes: int, works: bool) -> None:
    noon = at(timezone.localdate(), 12)
    activity = make_activity(branch, state="open", starts_at=noon, ends_at=noon + timedelta(hours=1))
    outcome = "signed in"

    try:
        actions.sign_in(activity, person, now=noon + timedelta(minutes=minutes))
    except UnableToSignIn:
        outcome = "refused"

    assert outcome == ("signed in" if works else "refused")


def test_at_most_three_sign_ins_a_person_activity_and_day(activity: Activity, person: Person) -> None:
    numbers = [actions.sign_in(activity, person, now=NOW + timedelta(minutes=minute)).number for minute in (0, 1, 2)]

    with pytest.raises(UnableToSignIn):
        actions.sign_in(activity, person, now=NOW + timedelta(minutes=3))
    assert numbers == [1, 2, 3]


def test_nobody_is_in_two_places_and_the_refusal_names_the_other(
    client: Client, activity: Activity, person: Person, branch: Organisation
) -> None:
    other = make_activity(branch, state="open", title="棋牌比赛", starts_at=NOW)
    actions.sign_in(other, person, now=NOW)

    status, text = page(client, address(activity), typed())

    assert status == 422
    assert "棋牌比赛" in text
    assert came(activity) == []


def test_opening_the_thanks_again_signs_nobody_in_again(client: Client, activity: Activity, person: Person) -> None:
    response = client.post(address(activity), typed())
    thanks = response.headers["Location"]

    client.get(thanks)
    client.get(thanks)

    assert SignIn.objects.count() == 1
    assert client.get(re.sub("done=.*", "done=1", thanks)).status_code == 404


def test_a_telephone_whose_clock_is_wrong_signs_in_all_the_same(client: Client, activity: Activity, person: Person) -> None:
    client.post(address(activity), typed(), headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})

    assert came(activity) == [("曾国华", "qr")]
    assert abs(SignIn.objects.get().at - timezone.now()) < timedelta(minutes=1)


def test_whoever_runs_the_activity_shows_the_code_and_nobody_else(
    client: Client, activity: Activity, branch: Organisation, person: Person
) -> None:
    actions.sign_in(activity, person, now=timezone.now())
    path = reverse("activity_code", args=[activity.uuid])

    client.force_login(make_account(branch, "branch_secretary"))
    shown = client.get(path)
    client.force_login(make_account(make_organisation(), "clerk"))

    assert screen_code(activity, timezone.now()) in shown.content.decode()
    assert client.get(path).status_code == 404


def test_the_screen_renews_itself_with_a_part_of_the_page(client: Client, activity: Activity, branch: Organisation) -> None:
    client.force_login(make_account(branch, "branch_secretary"))

    part = client.get(reverse("activity_code", args=[activity.uuid]), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<section")
    assert "<svg" in part


def test_the_code_can_be_typed(client: Client, activity: Activity) -> None:
    code = screen_code(activity, timezone.now())

    response = client.get(reverse("check_in_address"), {"code": f"example.org/c/{code}/"})

    assert response.headers["Location"] == reverse("check_in", args=[code])


def test_moments_are_those_of_the_server(activity: Activity, person: Person) -> None:
    moment: datetime = timezone.now()

    assert actions.sign_in(activity, person, now=moment).on == timezone.localdate(moment)

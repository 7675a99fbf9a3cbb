from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities import actions
from banyan.activities.models import Activity, Attendance
from banyan.people.models import Account, Organisation, Person
from tests.factories import make_account, make_activity, make_branch, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def person(town: Organisation, branch: Organisation) -> Person:
    return make_person(town, branch=branch, name="何惠芳")


@pytest.fixture
def held(town: Organisation, clerk: Account) -> Activity:
    return make_activity(town, state="held", by=clerk)


def states(activity: Activity) -> dict[str, str]:
    return dict(activity.attendances.values_list("person__name", "state"))


def test_the_page_takes_as_many_queries_for_three_people_as_for_one(
    office: Client, town: Organisation, held: Activity, clerk: Account, django_assert_max_num_queries: Any
) -> None:
    actions.expect(held, [make_person(town)], by=clerk)
    actions.tick_attended(held, [make_person(town)], way="list", by=clerk)
    office.get(held.get_absolute_url())

    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(20) as counted:
            office.get(held.get_absolute_url())
        counts.append(len(counted))
        actions.expect(held, [make_person(town), make_person(town)], by=clerk)
        actions.tick_attended(held, [make_person(town), make_person(town)], way="list", by=clerk)

    assert counts[0] == counts[1]


def test_people_are_found_by_name_and_put_on_the_list(office: Client, held: Activity, person: Person) -> None:
    found = office.get(held.get_absolute_url(), {"q": "hhf"})

    answer = office.post(reverse("activity_expect", args=[held.uuid]), {"person": str(person.uuid)})

    assert "何惠芳" in found.text
    assert (answer.status_code, states(held)) == (302, {"何惠芳": "expected"})
    assert "何惠芳" not in [row.name for row in office.get(held.get_absolute_url(), {"q": "hhf"}).context["found"]]


def test_all_members_of_a_branch_are_put_on_the_list_at_once(
    office: Client, town: Organisation, branch: Organisation, held: Activity, person: Person
) -> None:
    make_person(town, branch=branch, name="郭大伟")
    make_person(town, name="不是党员")

    office.post(reverse("activity_expect", args=[held.uuid]), {"branch": branch.code})

    assert sorted(states(held)) == ["何惠芳", "郭大伟"]


def test_persons_of_others_are_neither_found_nor_put_on_the_list(office: Client, held: Activity) -> None:
    other = make_person(make_organisation(), name="何惠芳")

    found = office.get(held.get_absolute_url(), {"q": "何惠芳"})
    by_name = office.post(reverse("activity_expect", args=[held.uuid]), {"person": [str(other.uuid), "nonsense"]})
    by_branch = office.post(reverse("activity_expect", args=[held.uuid]), {"branch": make_branch(make_organisation()).code})

    assert found.context["found"] == []
    assert (by_name.status_code, by_branch.status_code, states(held)) == (422, 422, {})


def test_who_came_is_ticked_on_the_page(office: Client, held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)
    url = reverse("activity_attendance", args=[held.uuid])

    nobody = office.post(url, {"way": "sheet"})
    answer = office.post(url, {"way": "sheet", "person": str(person.uuid)})

    assert (nobody.status_code, answer.status_code) == (422, 302)
    assert held.attendances.get().way == "sheet"


def test_all_are_ticked_by_one_link_and_entered_late_from_the_sheet(
    office: Client, branch: Organisation, person: Person, clerk: Account
) -> None:
    yesterday = make_activity(branch, state="held", by=clerk, starts_at=timezone.now() - timedelta(days=1))
    actions.expect(yesterday, [person], by=clerk)

    page = office.get(yesterday.get_absolute_url(), {"ticked": "all"})

    assert f'value="{person.uuid}" checked' in page.text
    assert page.context["way"].initial == {"way": "sheet"}


def test_nobody_is_ticked_as_signed_in_by_code(office: Client, held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)

    answer = office.post(reverse("activity_attendance", args=[held.uuid]), {"way": "qr", "person": str(person.uuid)})

    assert (answer.status_code, states(held)) == (422, {"何惠芳": "expected"})


def test_what_is_refused_is_said_on_the_page(office: Client, town: Organisation, held: Activity, person: Person, clerk: Account) -> None:
    make_activity(town, by=clerk, title="合唱排练", came=[person], starts_at=held.starts_at)
    actions.expect(held, [person], by=clerk)

    answer = office.post(reverse("activity_attendance", args=[held.uuid]), {"way": "list", "person": str(person.uuid)})

    assert answer.status_code == 422
    assert "合唱排练" in answer.text


def test_role_and_minutes_are_changed_on_the_page(office: Client, held: Activity, person: Person, clerk: Account) -> None:
    actions.tick_attended(held, [person], way="list", by=clerk)
    url = reverse("attendance_edit", args=[held.uuid, person.uuid])

    too_long = office.post(url, {"role": "speaker", "minutes": "90"})
    answer = office.post(url, {"role": "speaker", "minutes": "30"})

    row = held.attendances.get()
    assert (too_long.status_code, answer.status_code, row.role, row.minutes) == (422, 302, "speaker", 30)


def test_excusing_setting_back_and_taking_off_on_the_page(office: Client, held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)

    def post(name: str, **sent: str) -> tuple[int, dict[str, str]]:
        return office.post(reverse(name, args=[held.uuid, person.uuid]), sent).status_code, states(held)

    assert post("attendance_untick") == (422, {"何惠芳": "expected"})
    assert post("attendance_excuse", reason="住院") == (302, {"何惠芳": "excused"})
    assert post("attendance_untick") == (302, {"何惠芳": "expected"})
    assert office.get(reverse("attendance_off", args=[held.uuid, person.uuid])).status_code == 200
    assert post("attendance_off", confirmed="yes") == (302, {})
    assert post("attendance_off", confirmed="yes") == (404, {})


def test_the_lists_of_others_arent_there(client: Client, held: Activity, person: Person, clerk: Account, stranger: Account) -> None:
    actions.expect(held, [person], by=clerk)
    client.force_login(stranger)

    answers = [client.get(reverse(name, args=[held.uuid, person.uuid])) for name in ("attendance_edit", "attendance_off")]
    posted = client.post(reverse("activity_attendance", args=[held.uuid]), {"way": "list", "person": str(person.uuid)})

    assert [answer.status_code for answer in (*answers, posted)] == [404, 404, 404]
    assert states(held) == {"何惠芳": "expected"}


def test_a_coordinator_ticks_but_sees_no_roster(client: Client, town: Organisation, held: Activity, person: Person, clerk: Account) -> None:
    actions.expect(held, [person], by=clerk)
    client.force_login(make_account(town, "coordinator"))

    found = client.get(held.get_absolute_url(), {"q": "何"})
    answer = client.post(reverse("activity_attendance", args=[held.uuid]), {"way": "list", "person": str(person.uuid)})

    assert found.context["found"] == []
    assert (answer.status_code, states(held)) == (302, {"何惠芳": Attendance.State.ATTENDED})

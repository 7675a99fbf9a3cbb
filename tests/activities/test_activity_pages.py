from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities.models import Activity
from banyan.people.models import Account, Organisation
from tests.factories import at, make_activity, make_place, make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TOMORROW = timezone.localdate() + timedelta(days=1)
FORM = {"kind": "talk", "title": "榕树下讲堂", "on": TOMORROW.isoformat(), "at": "19:30", "minutes": "90"}


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    office: Client, town: Organisation, clerk: Account, django_assert_max_num_queries: Any
) -> None:
    make_activity(town, by=clerk, place=make_place(town), programme=make_programme(town))
    office.get(reverse("activities"))

    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(12) as counted:
            office.get(reverse("activities"))
        counts.append(len(counted))
        for _more in range(2):
            make_activity(town, by=clerk, place=make_place(town), programme=make_programme(town))

    assert counts[0] == counts[1]


def test_an_activity_is_planned_by_day_time_and_length(office: Client, town: Organisation) -> None:
    answer = office.post(reverse("activity_new"), FORM | {"organisation": town.pk})

    activity = Activity.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, activity.get_absolute_url())
    assert (activity.starts_at, activity.ends_at) == (at(TOMORROW, 19, 30), at(TOMORROW, 21))


def test_what_is_refused_stands_in_the_form_with_what_was_filled_in(office: Client, town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    make_activity(town, by=clerk, title="合唱排练", place=place, starts_at=at(TOMORROW, 20))

    answer = office.post(reverse("activity_new"), FORM | {"organisation": town.pk, "place": place.pk})

    assert answer.status_code == 422
    assert "合唱排练" in answer.text
    assert "榕树下讲堂" in answer.text


def test_a_form_says_what_is_missing(office: Client, town: Organisation) -> None:
    answer = office.post(reverse("activity_new"), {"organisation": town.pk})

    assert answer.status_code == 422
    assert not Activity.objects.exists()


def test_nobody_plans_by_the_form_for_an_organisation_of_others(client: Client, town: Organisation, stranger: Account) -> None:
    client.force_login(stranger)

    answer = client.post(reverse("activity_new"), FORM | {"organisation": town.pk})

    assert answer.status_code == 422
    assert not Activity.objects.exists()


def test_an_activity_is_changed_by_its_form(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)

    shown = office.get(reverse("activity_edit", args=[activity.uuid]))
    answer = office.post(reverse("activity_edit", args=[activity.uuid]), FORM)

    activity.refresh_from_db()
    assert (shown.status_code, answer.status_code, activity.title) == (200, 302, "榕树下讲堂")


def test_two_who_edit_at_once_keep_what_each_of_them_changed(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)
    url = reverse("activity_edit", args=[activity.uuid])
    shown = {field.html_name: field.value() for field in office.get(url).context["form"]}
    as_shown = {name: "" if value is None else str(value) for name, value in shown.items()}
    as_shown |= {f"initial-{name}": value for name, value in as_shown.items()}

    office.post(url, as_shown | {"title": "读报"})
    office.post(url, as_shown | {"minutes": "90"})

    activity.refresh_from_db()
    assert (activity.title, activity.minutes, activity.starts_at.second) == ("读报", 90, 0)


def test_the_page_offers_the_one_next_step(office: Client, town: Organisation, clerk: Account) -> None:
    past = timezone.now() - timedelta(hours=3)
    offered = {}
    for state in Activity.State.values:
        activity = make_activity(town, state=state, by=clerk, starts_at=past)
        offered[state] = office.get(activity.get_absolute_url()).context["next"]

    assert {state: step and step[0] for state, step in offered.items()} == {
        "planned": "announce",
        "open": "hold",
        "held": "confirm",
        "confirmed": None,
        "cancelled": None,
    }


def test_a_step_is_taken_from_the_page(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)

    answer = office.post(reverse("activity_step", args=[activity.uuid, "announce"]))

    activity.refresh_from_db()
    assert (answer.status_code, activity.state) == (302, "open")


def test_a_step_that_is_refused_is_said_on_the_page(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)

    answer = office.post(reverse("activity_step", args=[activity.uuid, "confirm"]))

    assert answer.status_code == 422
    assert "can&#x27;t be done now" in answer.text


def test_cancelling_asks_for_a_reason_first(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, state="open", by=clerk)
    url = reverse("activity_step", args=[activity.uuid, "cancel"])

    asked, empty = office.get(url), office.post(url, {"confirmed": "yes", "reason": ""})
    given = office.post(url, {"confirmed": "yes", "reason": "台风"})

    activity.refresh_from_db()
    assert (asked.status_code, empty.status_code, given.status_code) == (200, 422, 302)
    assert (activity.state, activity.cancel_reason) == ("cancelled", "台风")


def test_a_step_that_there_isnt_is_no_page(office: Client, town: Organisation, clerk: Account) -> None:
    activity = make_activity(town, by=clerk)

    answer = office.get(reverse("activity_step", args=[activity.uuid, "burn"]))

    assert answer.status_code == 404


def test_listeners_are_entered_on_the_page(office: Client, town: Organisation, clerk: Account) -> None:
    activity, ahead = make_activity(town, state="held", by=clerk), make_activity(town, state="open", by=clerk)

    answer = office.post(reverse("activity_audience", args=[activity.uuid]), {"count": "45"})
    nonsense = office.post(reverse("activity_audience", args=[activity.uuid]), {"count": "many"})
    too_early = office.post(reverse("activity_audience", args=[ahead.uuid]), {"count": "45"})

    activity.refresh_from_db()
    assert (answer.status_code, nonsense.status_code, too_early.status_code) == (302, 422, 422)
    assert activity.audience_count == 45


@pytest.mark.parametrize("name", ["activity", "activity_edit"])
def test_the_pages_of_others_arent_there(client: Client, town: Organisation, stranger: Account, name: str) -> None:
    activity = make_activity(town)
    client.force_login(stranger)

    answer = client.get(reverse(name, args=[activity.uuid]))

    assert answer.status_code == 404


def test_a_secretary_reads_and_runs_what_the_own_branch_does(
    client: Client, town: Organisation, branch: Organisation, secretary: Account
) -> None:
    own, of_town = make_activity(branch), make_activity(town)
    client.force_login(secretary)

    answers = [client.get(activity.get_absolute_url()).status_code for activity in (own, of_town)]

    assert answers == [200, 404]
    assert client.post(reverse("activity_step", args=[own.uuid, "announce"])).status_code == 302

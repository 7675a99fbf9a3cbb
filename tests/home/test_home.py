from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from banyan.activities.actions import begin_series
from banyan.activities.queries import missing_meetings
from banyan.core.guards import lift_guards
from tests.factories import make_account, make_branch, make_case, make_organisation, make_place, make_programme
from tests.kernels.journal.made import chain, study
from tests.programmes.study.rows import make_device, make_vessel, merge, parcel
from tests.programmes.talks.rows import make_script, make_topic

pytestmark = pytest.mark.django_db


def test_a_ready_installation_says_so(client: Client) -> None:
    answer = client.get(reverse("healthz"))

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


def test_a_missing_guard_makes_it_not_ready_and_says_which(client: Client) -> None:
    lift_guards(connection)

    answer = client.get(reverse("healthz"))

    assert answer.status_code == 503
    assert "core_auditentry" in str(answer.json())


def test_the_desk_shows_what_waits_for_a_second_person_and_not_to_the_first(client: Client) -> None:
    city = make_organisation(make_organisation())
    clerk, other = make_account(city, "clerk"), make_account(city, "clerk")
    case = make_case(city, clerk, state="waiting")

    client.force_login(other)
    assert case.title in client.get(reverse("desk")).content.decode()
    client.force_login(clerk)
    assert case.title not in client.get(reverse("desk")).content.decode()


def test_the_desk_takes_the_same_number_of_queries_with_one_row_and_with_three(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    city = make_organisation(make_organisation())
    clerk, other = make_account(city, "clerk"), make_account(city, "clerk")
    client.force_login(other)
    make_case(city, clerk, state="waiting")
    client.get(reverse("desk"))
    with django_assert_max_num_queries(18) as one:
        client.get(reverse("desk"))
    for _number in range(2):
        make_case(city, clerk, state="waiting")

    with django_assert_max_num_queries(18) as three:
        client.get(reverse("desk"))

    assert len(one) == len(three)


def test_the_desk_tells_of_scripts_to_review_and_of_days_to_share_out(client: Client) -> None:
    town = make_organisation(make_organisation(make_organisation()))
    clerk, author = make_account(town, "clerk"), make_account(town, "coordinator")
    programme, today = make_programme(town), timezone.localdate()
    make_script(make_topic(programme), author, state="review")
    fields = {
        "kind": "talk",
        "title": "榕树下讲堂",
        "place": make_place(town),
        "weekday": (today + timedelta(days=2)).weekday(),
        "begins": time(19),
        "minutes": 60,
    }
    begin_series(town, fields | {"from_on": today, "programme": programme}, by=clerk)

    client.force_login(clerk)
    page = client.get(reverse("desk")).content.decode()
    client.force_login(author)
    of_author = client.get(reverse("desk")).content.decode()

    assert "有 1 个题目的讲稿等待审阅" in page
    assert "有 4 场还没安排宣讲员" in page
    assert "等待审阅" not in of_author


def test_the_desk_of_a_town_tells_of_late_meetings(client: Client) -> None:
    town = make_organisation(make_organisation(make_organisation()))
    make_branch(town)
    late = [due for due in missing_meetings(make_account(town, "clerk"), timezone.localdate()) if due.is_late]

    client.force_login(make_account(town, "clerk"))
    page = client.get(reverse("desk")).content.decode()

    assert ("次会议逾期未开" in page) == bool(late)


def test_the_desk_of_a_place_with_vessels_tells_of_devices_that_nobody_enrolled(client: Client) -> None:
    town = make_organisation()
    clerk = make_account(town, "clerk")
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    merge(parcel(*chain([study()])))

    before = client.get(reverse("desk")).content.decode()
    vessel = make_vessel(town)
    page = client.get(reverse("desk")).content.decode()
    make_device(vessel)
    after = client.get(reverse("desk")).content.decode()

    assert ["1 device isn't enrolled" in one.replace("&#x27;", "'") for one in (before, page, after)] == [False, True, False]

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from banyan.core.guards import lift_guards
from tests.factories import make_account, make_case, make_organisation

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
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("desk"))
    for _number in range(2):
        make_case(city, clerk, state="waiting")

    with django_assert_max_num_queries(15) as three:
        client.get(reverse("desk"))

    assert len(one) == len(three)

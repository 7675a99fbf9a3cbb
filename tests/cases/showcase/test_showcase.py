from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from banyan.cases.showcase import actions
from banyan.cases.showcase.models import Case
from tests.factories import make_account, make_case, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown() -> Case:
    city = make_organisation(make_organisation(), name="东莞市", code="dongguan")
    return make_case(city, make_account(city, "clerk"), state="published")


def test_anyone_reads_a_public_case(client: Client, shown: Case) -> None:
    page = client.get(shown.get_absolute_url()).content.decode()

    assert shown.title in page
    assert shown.body in page


@pytest.mark.parametrize("state", ["draft", "waiting", "withdrawn"])
def test_nobody_sees_what_is_not_public(client: Client, state: str) -> None:
    city = make_organisation(make_organisation())
    case = make_case(city, make_account(city, "clerk"), state=state)

    assert client.get(case.get_absolute_url()).status_code == 404
    for url in (reverse("cases"), reverse("cases") + "?q=榕树", reverse("cases_feed"), reverse("sitemap"), "/"):
        assert case.title not in client.get(url).content.decode()
        assert str(case.uuid) not in client.get(url).content.decode()


def test_a_page_taken_down_is_gone_at_once(client: Client, shown: Case) -> None:
    actions.withdraw_case(shown, by=shown.prepared_by, reason="有误")

    assert client.get(shown.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=榕树下", True),
        ("q=榕樹", True),
        ("q=深圳", False),
        ("year=2022", True),
        ("year=1999", True),
        ("city=dongguan", True),
        ("city=nowhere", True),
        ("category=发挥作用类", True),
        ("programme=talks", True),
        ("programme=care", False),
        ("q=榕树&programme=talks&city=dongguan&year=2022", True),
        ("page=99", True),
    ],
)
def test_the_list_narrows_by_words_and_filters_and_ignores_values_that_do_not_exist(
    client: Client, shown: Case, query: str, found: bool
) -> None:
    page = client.get(f"{reverse('cases')}?{query}")

    assert page.status_code == 200
    assert (shown.title in page.content.decode()) == found


def test_the_feed_and_the_sitemap_name_the_case(client: Client, shown: Case) -> None:
    for url in (reverse("cases_feed"), reverse("sitemap")):
        assert str(shown.uuid) in client.get(url).content.decode()


@pytest.mark.parametrize("address", ["home", "cases"])
def test_a_public_page_takes_the_same_number_of_queries_with_one_case_and_with_three(
    client: Client, shown: Case, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse(address)
    client.get(url)
    with django_assert_max_num_queries(15) as one:
        client.get(url)
    for title in ("二", "三"):
        make_case(shown.organisation, shown.prepared_by, state="published", title=title)

    with django_assert_max_num_queries(15) as three:
        client.get(url)

    assert len(three) == len(one)


def test_a_public_page_asks_for_nothing_but_this_host(client: Client, shown: Case) -> None:
    for url in ("/", reverse("cases"), shown.get_absolute_url()):
        response = client.get(url)
        policy = response.headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script" not in response.content.decode()


def test_a_case_can_be_read_back_by_a_machine(client: Client, shown: Case) -> None:
    feed: Any = client.get(reverse("cases_feed"))

    assert feed.headers["Content-Type"].startswith("application/atom+xml")

"""The demo's page on which the judging is watched once more."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from banyan.core.models import Job
from banyan.people.models import Account
from tests.factories import make_account, make_call, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Account:
    province = make_organisation(code="gd")
    account = make_account(province, "organiser")
    make_call(province, account)
    return account


def test_a_button_asks_for_one_replay_and_not_for_two_at_a_time(client: Client, organiser: Account, settings: Settings) -> None:
    settings.DEMO = True
    client.force_login(organiser)

    asked = client.post(reverse("demo_judging"))
    again = client.post(reverse("demo_judging"))

    assert (asked.status_code, again.status_code) == (302, 422)
    assert Job.objects.filter(name="judge_again").count() == 1
    assert client.get(reverse("demo_judging")).status_code == 200


def test_another_offices_organiser_asks_for_nothing(client: Client, organiser: Account, settings: Settings) -> None:
    settings.DEMO = True
    client.force_login(make_account(make_organisation(), "organiser"))

    assert client.post(reverse("demo_judging")).status_code == 422
    assert not Job.objects.exists()


def test_an_installation_that_is_no_demo_has_no_such_page(client: Client, organiser: Account, settings: Settings) -> None:
    settings.DEMO = False
    client.force_login(organiser)

    assert client.get(reverse("demo_judging")).status_code == 404

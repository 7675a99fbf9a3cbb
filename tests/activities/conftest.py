from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from banyan.people.models import Account, Organisation
from tests.factories import make_account, make_branch, make_organisation


@pytest.fixture
def in_english() -> Iterator[None]:
    """Refusals in the words of the code, whatever the catalogue says."""
    with translation.override("en"):
        yield


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()), name="常平镇")


@pytest.fixture
def branch(town: Organisation) -> Organisation:
    return make_branch(town, name="第一党支部")


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town, "clerk")


@pytest.fixture
def secretary(branch: Organisation) -> Account:
    return make_account(branch, "branch_secretary")


@pytest.fixture
def stranger() -> Account:
    """A clerk of another province."""
    return make_account(make_organisation(), "clerk")


@pytest.fixture
def office(client: Client, clerk: Account) -> Client:
    """A browser in which the clerk is signed in, in English."""
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    return client

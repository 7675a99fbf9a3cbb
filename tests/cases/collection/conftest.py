"""A province with two cities, a town in each, and an open call."""

from dataclasses import dataclass

import pytest

from banyan.cases.collection.models import Call
from banyan.people.models import Account, Organisation
from tests.core.conftest import _installed, installed
from tests.factories import make_account, make_call, make_organisation

__all__ = ["World", "_installed", "installed", "world"]


@dataclass
class World:
    """Whom the tests of the collection know: the unit's clerk, the city's clerk, the organiser."""

    province: Organisation
    city: Organisation
    town: Organisation
    other_city: Organisation
    other_town: Organisation
    organiser: Account
    city_clerk: Account
    clerk: Account
    call: Call


@pytest.fixture
def world(db: None) -> World:
    province = make_organisation()
    city, other_city = make_organisation(province), make_organisation(province)
    town, other_town = make_organisation(city), make_organisation(other_city)
    organiser = make_account(province, "organiser")
    call = make_call(province, organiser)
    city_clerk, clerk = make_account(city, "clerk"), make_account(town, "clerk")
    return World(province, city, town, other_city, other_town, organiser, city_clerk, clerk, call)

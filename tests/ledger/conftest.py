"""What tests of the ledger share: a town with a branch, its clerk, and a series of days of service."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from banyan.ledger.actions import Fact, Source, settle_facts
from banyan.ledger.models import Entry
from banyan.people.models import Account, Organisation, Person
from tests.factories import at, make_account, make_branch, make_organisation


@pytest.fixture(autouse=True)
def no_tries_counted(request: pytest.FixtureRequest) -> None:
    if "django_db" in request.keywords:
        cache.clear()


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def branch(town: Organisation) -> Organisation:
    return make_branch(town)


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town)


def write_fact(
    person: Person, organisation: Organisation, *, on: date, minutes: int = 60, account: str = "volunteer", **changes: Any
) -> Entry:
    """One fact of something that lasted so long on that day."""
    starts = at(on, 9)
    fields: dict[str, Any] = {"source_kind": "activity", "uuid": uuid4(), "kind": "visit", "label": "入户探访"} | changes
    source = Source(organisation=organisation, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), **fields)
    (entry,) = settle_facts(source, [Fact(person, account, "participant", minutes, None)], by=None)
    return entry

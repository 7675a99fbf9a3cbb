from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from banyan.core.models import AuditEntry, Rule
from banyan.people import actions, queries
from banyan.people.models import Organisation
from tests.factories import make_account, make_organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


def above(organisation: Organisation) -> Organisation:
    found: Organisation = Organisation.objects.get_parent(organisation)
    return found


def set_for(organisation: Organisation | None, value: Any, from_on: date = date(2020, 1, 1)) -> Rule:
    return actions.set_rule("term_years", organisation=organisation, value=value, from_on=from_on, by=None)


def test_a_rule_that_nobody_set_has_its_default(town: Organisation) -> None:
    assert queries.rule("term_years", town, TODAY) == 3


def test_the_nearest_organisation_that_set_a_rule_decides(town: Organisation) -> None:
    city, province = above(town), above(above(town))
    set_for(None, 6)
    set_for(province, 5)
    set_for(city, 4, date(2019, 1, 1))

    assert queries.rule("term_years", town, TODAY) == 4
    assert queries.rule("term_years", make_organisation(province), TODAY) == 5
    assert queries.rule("term_years", None, TODAY) == 6


def test_a_rule_holds_from_its_day_on(town: Organisation) -> None:
    set_for(town, 4, date(2025, 1, 1))
    set_for(town, 5, date(2026, 1, 1))

    assert [queries.rule("term_years", town, date(year, 12, 31)) for year in (2024, 2025, 2026)] == [3, 4, 5]


def test_a_rule_given_back_is_that_of_those_above_again(town: Organisation) -> None:
    set_for(above(town), 5)
    set_for(town, 4)
    set_for(town, None, date(2025, 1, 1))

    assert queries.rule("term_years", town, TODAY) == 5


def test_many_rules_take_one_query(town: Organisation, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    set_for(town, 4)

    with django_assert_num_queries(1):
        found = {rule.definition.name: rule for rule in queries.rules_in_force(town, TODAY)}

    assert (found["term_years"].value, found["term_years"].set_at, found["term_years"].from_on) == (4, town.code, date(2020, 1, 1))
    assert (found["branch_members_most"].value, found["branch_members_most"].from_on) == (50, None)


def test_setting_the_same_day_again_replaces_and_the_trail_keeps_it(town: Organisation) -> None:
    set_for(town, 4)
    set_for(town, 5)

    assert Rule.objects.count() == 1
    assert AuditEntry.objects.filter(verb="set_rule").latest("pk").difference["value"] == [4, 5]


def test_only_organisers_of_the_place_set_its_rules(town: Organisation) -> None:
    organiser, clerk = make_account(town, "organiser"), make_account(town, "clerk")

    actions.set_rule("term_years", organisation=town, value=4, from_on=TODAY, by=organiser)

    for by, place in [(clerk, town), (organiser, above(town)), (organiser, None)]:
        with pytest.raises(actions.UnableToSetRule):
            actions.set_rule("term_years", organisation=place, value=4, from_on=TODAY, by=by)
    top = make_account(above(above(town)), "organiser")
    assert actions.set_rule("term_years", organisation=None, value=4, from_on=TODAY, by=top).organisation_code == ""


@pytest.mark.parametrize(("name", "value"), [("term_years", "three"), ("term_years", -1), ("term_years", True), ("no_such_rule", 3)])
def test_a_value_that_is_none_is_refused(town: Organisation, name: str, value: Any) -> None:
    with pytest.raises(actions.UnableToSetRule):
        actions.set_rule(name, organisation=town, value=value, from_on=TODAY - timedelta(days=1), by=None)

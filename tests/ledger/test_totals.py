"""Totals: a year of a place, of what is below it, of a person, of a branch's members; kept up whatever is settled and reversed."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from banyan.ledger import queries
from banyan.ledger.actions import Fact, Source, rebuild_totals, reverse_entry, settle_facts
from banyan.ledger.models import Entry, Total
from banyan.ledger.queries import Sums
from banyan.ledger.words import say_units
from banyan.people.actions import link_account, set_rule
from banyan.people.models import Account, Organisation, Role
from tests.factories import at, make_account, make_branch, make_organisation, make_person
from tests.ledger.conftest import write_fact

YEAR = 2025


@pytest.mark.parametrize(("quarters", "said"), [(0, "0"), (126, "31.5"), (125, "31.25"), (3, "0.75"), (-5, "−1.25"), (128, "32")])
def test_quarters_read_as_units(quarters: int, said: str) -> None:
    assert say_units(quarters) == said


@pytest.mark.django_db
def test_a_year_of_a_place_is_one_query_and_holds_what_is_below_it(
    town: Organisation, branch: Organisation, django_assert_num_queries: Any
) -> None:
    person = make_person(town, branch=branch)
    write_fact(person, town, on=date(YEAR, 3, 5), account="credit", kind="study")
    write_fact(person, branch, on=date(YEAR, 3, 9), minutes=90)
    write_fact(person, make_organisation(), on=date(YEAR, 4, 9), minutes=45)
    write_fact(person, town, on=date(YEAR - 1, 12, 31))

    with django_assert_num_queries(1):
        totals = queries.totals_of_place(town, YEAR, Total.Side.ORGANISER)

    assert (totals.credit, totals.volunteer) == (Sums(60, 5, 1), Sums(90, 0, 1))
    assert totals.by_month == {("credit", 3): Sums(60, 5, 1), ("volunteer", 3): Sums(90, 0, 1)}
    assert totals.kinds == [("visit", Sums(), Sums(90, 0, 1)), ("study", Sums(60, 5, 1), Sums())]


@pytest.mark.django_db
def test_by_membership_a_branch_counts_what_its_members_did_elsewhere(town: Organisation, branch: Organisation) -> None:
    write_fact(make_person(town, branch=branch), make_organisation(), on=date(YEAR, 4, 9), minutes=45)

    assert queries.totals_of_place(branch, YEAR, Total.Side.BRANCH).volunteer.minutes == 45
    assert queries.totals_of_place(branch, YEAR, Total.Side.ORGANISER).volunteer.minutes == 0


@pytest.mark.django_db
def test_the_places_below_are_summed_in_one_query(town: Organisation, branch: Organisation, django_assert_num_queries: Any) -> None:
    other, person = make_branch(town), make_person(town, branch=branch)
    write_fact(person, branch, on=date(YEAR, 3, 9))
    write_fact(person, other, on=date(YEAR, 3, 9), minutes=30)

    with django_assert_num_queries(1):
        below = queries.totals_below(town, YEAR, Total.Side.ORGANISER)

    assert {path: sums["volunteer"].minutes for path, sums in below.items()} == {branch.path: 60, other.path: 30}


@pytest.mark.django_db
def test_a_persons_year_is_one_query_and_a_reversal_takes_its_fact_off(
    town: Organisation, clerk: Account, django_assert_num_queries: Any
) -> None:
    person = make_person(town)
    wrong = write_fact(person, town, on=date(YEAR, 5, 1))
    write_fact(person, town, on=date(YEAR, 5, 2), minutes=30)
    reverse_entry(wrong, by=clerk, reason="记错了人")

    with django_assert_num_queries(1):
        totals = queries.totals_of_person(person, YEAR)

    assert totals.volunteer == Sums(30, 0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_members_stand_beside_their_target_in_four_queries(
    town: Organisation, branch: Organisation, size: int, django_assert_num_queries: Any
) -> None:
    members = [make_person(town, branch=branch, name=f"党员{number}") for number in range(size)]
    secretary = make_account(branch, Role.BRANCH_SECRETARY)
    link_account(secretary, person=members[0], by=None)
    write_fact(members[0], make_organisation(), on=date(YEAR, 5, 1), minutes=90, account="credit")

    with django_assert_num_queries(4):
        rows = queries.credit_of_members(branch, YEAR)

    assert [(row.is_secretary, row.quarters, row.target) for row in rows] == [(True, 8, 56), *[(False, 0, 32)] * (size - 1)]
    assert rows[0].missing_quarters == 216


@pytest.mark.django_db
def test_the_target_is_a_rule_of_the_place_and_only_members_have_one(town: Organisation, branch: Organisation) -> None:
    set_rule("credit_target_member", organisation=town, value=40, from_on=date(YEAR, 1, 1), by=None)

    assert queries.target_of(make_person(town, branch=branch), YEAR) == 40
    assert queries.target_of(make_person(town, branch=branch), YEAR - 1) == 32
    assert queries.target_of(make_person(town), YEAR) is None


class TotalsStayRight(TestCase):
    """Whatever is settled, settled anew and reversed, in any order: the totals are those of the facts."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(["credit", "volunteer", "reverse"]), st.integers(1, 400)),
            max_size=12,
        )
    )
    def test_totals_equal_those_rebuilt(self, steps: list[tuple[int, int, str, int]]) -> None:
        town = make_organisation(make_organisation())
        branch, clerk = make_branch(town), make_account(town)
        persons = [make_person(town, branch=branch if number else None, name=f"某{number}") for number in range(3)]
        sources = [uuid4() for _number in range(3)]
        for which, who, what, minutes in steps:
            # Over new year, so that facts are split too.
            starts = at(date(2025, 12, 31), 22)
            if what == "reverse":
                for entry in Entry.objects.of(persons[who]).filter(source_uuid=sources[which]).standing():
                    reverse_entry(entry, by=clerk, reason="试")
                continue
            source = Source("activity", sources[which], "visit", "探访", town, starts, starts + timedelta(minutes=400))
            settle_facts(source, [Fact(persons[who], what, "participant", minutes, None)], by=clerk)

        assert rebuild_totals() is False
        year = queries.totals_of_place(town, 2025, Total.Side.ORGANISER), queries.totals_of_place(town, 2026, Total.Side.ORGANISER)
        assert year[0].volunteer.minutes + year[1].volunteer.minutes == Entry.objects.on("volunteer").total_minutes()
        assert year[0].credit.quarters + year[1].credit.quarters == Entry.objects.on("credit").total_quarters()


@pytest.mark.django_db
def test_years_are_offered_from_this_one_back() -> None:
    assert queries.years_to_choose(timezone.localdate().replace(year=2026))[:2] == [2026, 2025]

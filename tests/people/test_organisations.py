from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from banyan.core.models import AuditEntry
from banyan.people import actions, queries
from banyan.people.models import Account, BranchTerm, Organisation, OrganisationChange
from tests.factories import make_account, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def city() -> Organisation:
    return make_organisation(make_organisation())


@pytest.fixture
def clerk(city: Organisation) -> Account:
    return make_account(city, "clerk")


def again(organisation: Organisation) -> Organisation:
    found: Organisation = Organisation.objects.get(pk=organisation.pk)
    return found


class TestMoves(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.integers(min_value=0, max_value=8), min_size=2, max_size=9),
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6),
    )
    def test_under_is_the_subtree_after_any_moves(self, parents: list[int], moves: list[tuple[int, int]]) -> None:
        made = [make_organisation(kind="unit")]
        for parent in parents:
            made.append(make_organisation(again(made[parent % len(made)]), kind="unit"))

        for who, where in moves:
            try:
                actions.move_organisation(made[who % len(made)], parent=made[where % len(made)], made_on=TODAY, by=None)
            except actions.UnableToRearrange:
                continue

        assert not any(Organisation.objects.find_problems())
        for organisation in Organisation.objects.all():
            wanted = {organisation.pk, *Organisation.objects.get_descendants(organisation).values_list("pk", flat=True)}
            assert set(Organisation.objects.under(organisation).values_list("pk", flat=True)) == wanted
            assert list(queries.breadcrumb(organisation)) == list(Organisation.objects.get_ancestors(organisation))
            assert set(queries.children_of(organisation)) == set(Organisation.objects.get_children(organisation))


def test_an_organisation_stands_only_where_its_kind_belongs(city: Organisation, clerk: Account) -> None:
    town = make_organisation(city)
    branch = make_branch(town)

    for kind, parent in [
        ("province", city),
        ("city", town),
        ("village", city),
        ("branch", branch),
        ("town", None),
        ("branch", None),
        ("club", town),
    ]:
        if (kind, parent) == ("town", None):
            continue
        with pytest.raises(actions.UnableToFound):
            actions.found_organisation(code="new", name="新", kind=kind, parent=parent, by=None)
    for number, (kind, parent) in enumerate([("unit", city), ("village", town), ("general_branch", town), ("branch", city)]):
        assert (
            actions.found_organisation(code=f"new-{number}", name="新", kind=kind, parent=parent, by=clerk).depth == again(parent).depth + 1
        )


def test_only_keepers_change_the_tree(city: Organisation) -> None:
    town = make_organisation(city)
    branch, other = make_branch(town), make_organisation(city)
    clerk_of_town = make_account(town, "clerk")

    with pytest.raises(actions.UnableToFound):
        actions.found_organisation(code="new", name="新", kind="town", parent=city, by=clerk_of_town)
    with pytest.raises(actions.UnableToRearrange):
        actions.rename_organisation(other, name="新", made_on=TODAY, by=clerk_of_town)
    with pytest.raises(actions.UnableToRearrange):
        actions.move_organisation(branch, parent=other, made_on=TODAY, by=clerk_of_town)
    with pytest.raises(actions.UnableToRecordTerm):
        actions.record_term(branch, from_on=TODAY, by=make_account(branch, "branch_secretary"))


def test_a_rename_keeps_the_code_and_the_old_name(city: Organisation, clerk: Account) -> None:
    town = make_organisation(city, name="沙田镇", code="shatian")

    actions.rename_organisation(town, name="沙田街道", made_on=date(2025, 1, 1), by=clerk)

    change = OrganisationChange.objects.get()
    assert (again(town).code, again(town).name) == ("shatian", "沙田街道")
    assert (change.kind, change.name_before, change.name_after, change.made_on) == ("rename", "沙田镇", "沙田街道", date(2025, 1, 1))
    assert AuditEntry.objects.filter(verb="rename_organisation", organisation_code="shatian", actor=clerk.uuid).count() == 1


def test_a_rename_to_nothing_new_or_of_tomorrow_is_refused(city: Organisation, clerk: Account) -> None:
    for name, on in [(city.name, TODAY), ("  ", TODAY), ("新", TODAY + timedelta(days=1))]:
        with pytest.raises(actions.UnableToRearrange):
            actions.rename_organisation(city, name=name, made_on=on, by=clerk)


def test_a_move_takes_along_what_stands_below(city: Organisation, clerk: Account) -> None:
    first, second = make_organisation(city), make_organisation(city)
    general = make_organisation(first, kind="general_branch")
    branch = make_branch(general)
    person = make_person(first, branch=branch)

    actions.move_organisation(general, parent=second, made_on=TODAY, by=clerk)

    assert again(branch).path.startswith(again(second).path)
    assert queries.counts_of(again(second), TODAY)[again(second).path].affiliated == 1
    change = OrganisationChange.objects.get()
    assert (change.parent_before, change.parent_after) == (first, second)
    assert queries.affiliations_of(person).get().branch == branch


def test_a_move_that_cannot_be_is_refused(city: Organisation, clerk: Account) -> None:
    town, other = make_organisation(city), make_organisation(city)
    unit = make_organisation(town, kind="unit")
    below = make_organisation(unit, kind="unit")
    branch = make_branch(town)

    for what, where, on in [
        (unit, unit, TODAY),
        (unit, below, TODAY),
        (unit, town, TODAY),
        (town, other, TODAY),
        (unit, branch, TODAY),
        (unit, other, TODAY + timedelta(days=1)),
        (Organisation.objects.get(depth=1), city, TODAY),
    ]:
        with pytest.raises(actions.UnableToRearrange):
            actions.move_organisation(what, parent=where, made_on=on, by=None)
    assert not OrganisationChange.objects.exists()


def test_a_term_is_three_years_and_five_in_a_village(city: Organisation, clerk: Account) -> None:
    town = make_organisation(city)
    branch, in_village = make_branch(town), make_branch(make_organisation(town, kind="village"))

    assert actions.record_term(branch, from_on=date(2024, 2, 29), by=clerk).ends_on == date(2027, 2, 28)
    assert actions.record_term(in_village, from_on=date(2024, 3, 1), by=clerk).ends_on == date(2029, 3, 1)
    assert actions.record_term(branch, from_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), by=clerk).ends_on == date(2026, 1, 1)


def test_a_term_that_cannot_be_is_refused(city: Organisation, clerk: Account) -> None:
    branch = make_branch(city)
    actions.record_term(branch, from_on=date(2024, 1, 1), by=clerk)

    for place, begins, ends in [
        (city, date(2025, 1, 1), None),
        (branch, date(2024, 1, 1), None),
        (branch, date(2023, 1, 1), None),
        (branch, date(2025, 1, 1), date(2025, 1, 1)),
    ]:
        with pytest.raises(actions.UnableToRecordTerm):
            actions.record_term(place, from_on=begins, ends_on=ends, by=clerk)
    assert BranchTerm.objects.count() == 1


def test_counts_of_a_node_and_all_its_children_take_one_query(
    city: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    towns = [make_organisation(city) for _number in range(3)]
    branch = make_branch(towns[0])
    for number, town in enumerate(towns):
        for _person in range(number + 1):
            make_person(town, branch=branch, born="1940")
    make_person(towns[0], born="1960-01", without_phone=True)
    make_person(city, name="梁带喜")
    actions.mark_died(make_person(towns[1], branch=branch, born="1940"), died_on=TODAY, by=None)
    actions.erase_person(make_person(towns[1], branch=branch), reason="本人要求", typed_name="曾国华", by=None)

    with django_assert_num_queries(1):
        counts = queries.counts_of(city, TODAY)

    assert counts[city.path] == queries.Counts(persons=8, members=6, over_eighty=6, without_phone=1, affiliated=6, branches=1)
    assert counts[towns[0].path] == queries.Counts(persons=2, members=1, over_eighty=1, without_phone=1, affiliated=6, branches=1)
    assert counts[towns[2].path].persons == 3


def test_branches_too_small_too_large_or_at_the_end_of_their_term_are_named(
    city: Organisation, clerk: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large, ended, ending, good = (make_branch(city, name=name) for name in ("小", "大", "过期", "将到期", "好"))
    actions.set_rule("branch_members_most", organisation=large, value=4, from_on=TODAY, by=None)
    for branch, members, ends in [
        (small, 2, 365),
        (large, 5, 365),
        (ended, 3, -1),
        (ending, 3, 90),
        (good, 3, 91),
    ]:
        for _member in range(members):
            make_person(city, branch=branch)
        actions.record_term(branch, from_on=TODAY - timedelta(days=1000), ends_on=TODAY + timedelta(days=ends), by=clerk)
    make_branch(city, name="无记录")

    with django_assert_num_queries(2):
        found = [(warning.branch.name, warning.tone) for warning in queries.branch_warnings(city, TODAY)]

    assert found == [("过期", "seal"), ("小", "amber"), ("大", "amber"), ("将到期", "amber"), ("无记录", "amber")]


def test_a_warning_says_all_that_is_wrong_with_a_branch_in_one_line(city: Organisation) -> None:
    make_branch(city)

    warning = queries.branch_warnings(city, TODAY)[0]

    assert (warning.tone, warning.text.count("；")) == ("amber", 1)

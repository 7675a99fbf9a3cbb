from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from banyan.people.models import Organisation, RoleGrant
from tests.factories import make_account, make_organisation


class TestUnder(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(min_value=0, max_value=6), min_size=1, max_size=14))
    def test_under_is_the_organisation_and_its_descendants(self, parents: list[int]) -> None:
        made = [make_organisation(kind="unit")]
        for parent in parents:
            made.append(make_organisation(Organisation.objects.get(pk=made[parent % len(made)].pk), kind="unit"))

        for organisation in Organisation.objects.all():
            wanted = {organisation.pk, *Organisation.objects.get_descendants(organisation).values_list("pk", flat=True)}
            assert set(Organisation.objects.under(organisation).values_list("pk", flat=True)) == wanted


@pytest.mark.django_db
def test_under_nothing_is_nothing() -> None:
    make_organisation()

    assert not Organisation.objects.under().exists()


@pytest.mark.django_db
def test_a_role_reaches_down_the_tree_and_not_up_or_aside() -> None:
    province = make_organisation()
    city, other_city = make_organisation(province), make_organisation(province)
    town = make_organisation(city)
    account = make_account(city, "clerk")

    assert account.has_role_at(city, "clerk")
    assert account.has_role_at(town, "clerk")
    assert not account.has_role_at(province, "clerk")
    assert not account.has_role_at(other_city, "clerk")
    assert not account.has_role_at(city, "organiser")


@pytest.mark.django_db
def test_a_role_that_has_ended_gives_nothing() -> None:
    city = make_organisation()
    account = make_account(city, "clerk")
    RoleGrant.objects.update(from_on="2020-01-01", to_on=timezone.localdate() - timedelta(days=1))

    assert account.grants_now == []


@pytest.mark.django_db
def test_the_same_role_cannot_be_open_twice_at_one_organisation() -> None:
    city = make_organisation()
    account = make_account(city, "clerk")

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(account=account, organisation=city, role="clerk")

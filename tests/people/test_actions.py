from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.people import actions
from banyan.people.models import RoleGrant
from banyan.people.queries import audit_entries, visible_to
from tests.factories import PASSWORD, make_account, make_organisation

pytestmark = pytest.mark.django_db


def test_an_organisation_code_is_used_once() -> None:
    make_organisation(code="gd")

    with pytest.raises(actions.UnableToFound):
        make_organisation(code="gd")


def test_a_user_name_is_used_once() -> None:
    make_account(username="chenmin")

    with pytest.raises(actions.UnableToOpenAccount):
        make_account(username="chenmin")


def test_a_weak_first_password_is_refused() -> None:
    with pytest.raises(actions.UnableToOpenAccount):
        make_account(username="chenmin", password="12345678")


def test_an_organiser_grants_every_role_below() -> None:
    province = make_organisation()
    town = make_organisation(make_organisation(province))
    organiser, account = make_account(province, "organiser"), make_account()

    grant = actions.grant_role(account, town, "clerk", by=organiser, from_on=timezone.localdate())

    assert grant.role == "clerk"
    assert (
        AuditEntry.objects.filter(verb="grant_role", actor=organiser.uuid, subject=account.uuid, organisation_code=town.code).count() == 1
    )


def test_a_clerk_grants_branch_roles_but_never_the_clerks_own() -> None:
    town = make_organisation()
    clerk, account = make_account(town, "clerk"), make_account()

    actions.grant_role(account, town, "branch_secretary", by=clerk, from_on=timezone.localdate())

    with pytest.raises(actions.UnableToGrant):
        actions.grant_role(account, town, "clerk", by=clerk, from_on=timezone.localdate())


def test_nobody_grants_a_role_outside_the_own_subtree() -> None:
    province = make_organisation()
    city, other_city = make_organisation(province), make_organisation(province)
    organiser, account = make_account(city, "organiser"), make_account()

    for place in (province, other_city):
        with pytest.raises(actions.UnableToGrant):
            actions.grant_role(account, place, "clerk", by=organiser, from_on=timezone.localdate())


def test_a_role_held_already_is_not_granted_again() -> None:
    town = make_organisation()
    account = make_account(town, "clerk")

    with pytest.raises(actions.UnableToGrant):
        actions.grant_role(account, town, "clerk", by=None, from_on=timezone.localdate())


def test_a_role_ends_once_and_not_before_it_began() -> None:
    town = make_organisation()
    make_account(town, "clerk")
    grant, today = RoleGrant.objects.get(), timezone.localdate()

    with pytest.raises(actions.UnableToGrant):
        actions.end_role(grant, by=None, to_on=today - timedelta(days=1))
    actions.end_role(grant, by=None, to_on=today)
    with pytest.raises(actions.UnableToGrant):
        actions.end_role(grant, by=None, to_on=today)


def test_ending_a_role_needs_the_right_to_grant_it() -> None:
    town = make_organisation()
    make_account(town, "clerk")
    clerk = make_account(town, "clerk")

    with pytest.raises(actions.UnableToGrant):
        actions.end_role(RoleGrant.objects.earliest("pk"), by=clerk, to_on=timezone.localdate())


def test_appointing_opens_no_account_when_the_role_is_refused() -> None:
    town = make_organisation()
    clerk = make_account(town, "clerk")

    with pytest.raises(actions.UnableToGrant):
        actions.appoint(
            username="new", name="新", password=PASSWORD, organisation=town, role="clerk", from_on=timezone.localdate(), by=clerk
        )

    assert not type(clerk).objects.filter(username="new").exists()


def test_an_account_sees_its_organisations_and_those_below() -> None:
    province = make_organisation()
    city, other_city = make_organisation(province), make_organisation(province)
    town = make_organisation(city)
    account = make_account(city, "participant")

    assert set(visible_to(account)) == {city, town}
    assert other_city not in visible_to(account)
    assert not visible_to(account, "clerk").exists()


def test_the_audit_trail_of_another_city_is_not_shown() -> None:
    province = make_organisation()
    city, other_city = make_organisation(province), make_organisation(province)
    clerk = make_account(city, "clerk")

    codes = set(audit_entries(clerk).values_list("organisation_code", flat=True))

    assert city.code in codes
    assert other_city.code not in codes
    assert "" not in codes


def test_entries_of_no_organisation_are_for_the_organiser_of_the_whole_tree() -> None:
    province = make_organisation()
    organiser = make_account(province, "organiser")

    assert "" in set(audit_entries(organiser).values_list("organisation_code", flat=True))

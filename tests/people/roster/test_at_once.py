"""Two people decide about the same row, and a person is erased whose row waits."""

import pytest
from django.db import connection

from banyan.people.actions import erase_person
from banyan.people.models import Organisation, Person, RosterRow
from banyan.people.roster import actions
from tests.factories import make_account, make_organisation
from tests.people.roster.test_import import doubtful
from tests.test_two_at_once import at_once


@pytest.fixture
def town(db: None) -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.mark.django_db(transaction=True)
def test_two_decisions_about_a_row_at_once_make_one_person(transactional_db: None) -> None:
    town = make_organisation(make_organisation(make_organisation()))
    row, clerk = doubtful(town), make_account(town, "clerk")
    before = Person.objects.count()

    outcomes = at_once(*(lambda: actions.decide_row(row, same_as=None, by=clerk) for _each in range(2)))

    assert outcomes == ["UnableToDecide", "done"]
    assert Person.objects.count() == before + 1


@pytest.mark.django_db
def test_erasing_a_person_lets_go_of_the_rows_that_may_be_theirs(town: Organisation) -> None:
    row = doubtful(town)
    person = Person.objects.get(pk=row.candidates[0])

    erase_person(person, reason="本人要求", typed_name=person.name, by=None)

    row.refresh_from_db()
    assert (row.state, row.candidates) == (RosterRow.State.DISMISSED, [])
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values", cells FROM people_rosterrow WHERE id = %s', [row.pk])
        assert cursor.fetchone() == ("", "")

"""A pair is proposed, answered by both, signed, tried, extended and closed; who may, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.activities.models import Programme
from banyan.pairs.actions import UnableToPair, answer_pair, close_pair, confirm_pair, extend_pair, propose_pair, sign_pair
from banyan.pairs.models import Pair
from banyan.pairs.queries import loads_of, pairs_for
from banyan.people.models import Account, Organisation, Person
from tests.factories import make_account, make_branch, make_person, make_programme
from tests.pairs.rows import TODAY, make_pair
from tests.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def programme(town: Organisation) -> Programme:
    return make_programme(town, kind="mentoring")


def test_two_people_have_one_open_pair_in_a_programme_whoever_gives(programme: Programme, town: Organisation, clerk: Account) -> None:
    one, other = make_person(town), make_person(town)
    pair = propose_pair(programme, one, other, fit={"goals": 700}, at=NOW, by=clerk)

    with pytest.raises(UnableToPair, match="are a pair here already"):
        propose_pair(programme, other, one, at=NOW, by=clerk)
    answer_pair(pair, one, yes=False, at=NOW, by=None)

    assert propose_pair(programme, other, one, at=NOW, by=clerk).state == Pair.State.PROPOSED
    assert loads_of(programme) == {other.pk: 1}


def test_nobody_is_paired_with_oneself_or_after_a_death_or_in_a_programme_that_ended(
    programme: Programme, town: Organisation, clerk: Account, stranger: Account
) -> None:
    one, dead = make_person(town), make_person(town)
    Person.objects.filter(pk=dead.pk).update(died_on=TODAY)

    with pytest.raises(UnableToPair, match="with oneself"):
        propose_pair(programme, one, one, at=NOW, by=clerk)
    with pytest.raises(UnableToPair, match="no longer on the roster"):
        propose_pair(programme, one, dead, at=NOW, by=clerk)
    with pytest.raises(UnableToPair, match="Only the clerk"):
        propose_pair(programme, one, make_person(town), at=NOW, by=stranger)
    Programme.objects.filter(pk=programme.pk).update(ended_on=TODAY)
    with pytest.raises(UnableToPair, match="has ended"):
        propose_pair(programme, one, make_person(town), at=NOW, by=clerk)
    assert not Pair.objects.exists()


def test_a_pair_is_accepted_once_both_said_yes(programme: Programme) -> None:
    pair = make_pair(programme, state="proposed")

    first = answer_pair(pair, pair.giver, yes=True, at=NOW, by=None)
    second = answer_pair(pair, pair.receiver, yes=True, at=NOW, by=None)

    assert (first.state, second.state) == (Pair.State.PROPOSED, Pair.State.ACCEPTED)
    with pytest.raises(UnableToPair, match="is accepted by both"):
        answer_pair(pair, pair.giver, yes=True, at=NOW, by=None)


def test_a_yes_may_still_become_a_no_before_the_signing(programme: Programme) -> None:
    pair = make_pair(programme, state="accepted")

    assert answer_pair(pair, pair.receiver, yes=False, at=NOW, by=None).state == Pair.State.DECLINED


def test_the_person_the_office_and_the_branch_answer_and_nobody_else(programme: Programme, town: Organisation, stranger: Account) -> None:
    branch = make_branch(town, name="第一党支部")
    giver = make_person(town, branch=branch)
    pair = make_pair(programme, state="proposed", giver=giver)
    secretary = make_account(branch, "branch_secretary")

    with pytest.raises(UnableToPair, match="Only 曾国华"):
        answer_pair(pair, giver, yes=True, at=NOW, by=stranger)
    with pytest.raises(UnableToPair, match="isn't one of this pair"):
        answer_pair(pair, make_person(town), yes=True, at=NOW, by=None)

    assert answer_pair(pair, giver, yes=True, at=NOW, by=secretary).giver_accepted_at == NOW


def test_signing_begins_a_trial_as_long_as_the_rule_says(programme: Programme, clerk: Account, stranger: Account) -> None:
    pair = make_pair(programme, state="accepted")

    with pytest.raises(UnableToPair, match="Both said yes later"):
        sign_pair(pair, on=TODAY - 9 * DAY, way="paper", by=clerk)
    with pytest.raises(UnableToPair, match="Only the clerk"):
        sign_pair(pair, on=TODAY, way="paper", by=stranger)
    signed = sign_pair(pair, on=TODAY, way="paper", by=clerk)

    assert (signed.state, signed.trial_until) == (Pair.State.TRIAL, TODAY + 30 * DAY)
    with pytest.raises(UnableToPair, match="is on trial"):
        sign_pair(pair, on=TODAY, way="paper", by=clerk)


def test_after_the_trial_a_pair_runs_a_year_and_is_extended_to_a_later_day(programme: Programme, clerk: Account, stranger: Account) -> None:
    pair = make_pair(programme, state="trial")

    with pytest.raises(UnableToPair, match="Choose a last day after"):
        confirm_pair(pair, on=TODAY, until=TODAY, by=clerk)
    with pytest.raises(UnableToPair, match="is on trial"):
        extend_pair(pair, until=TODAY + DAY, by=clerk)
    running = confirm_pair(pair, on=TODAY, by=clerk)
    assert running.runs_until == TODAY + 365 * DAY
    with pytest.raises(UnableToPair, match="Choose a later day"):
        extend_pair(pair, until=TODAY, by=clerk)
    with pytest.raises(UnableToPair, match="Only the clerk"):
        extend_pair(pair, until=TODAY + 500 * DAY, by=stranger)

    assert extend_pair(pair, until=TODAY + 500 * DAY, by=clerk).runs_until == TODAY + 500 * DAY


def test_a_pair_closes_once_with_how_it_ended_and_what_was_passed_on(programme: Programme, clerk: Account, stranger: Account) -> None:
    pair = make_pair(programme)

    with pytest.raises(UnableToPair, match="This pair began on"):
        close_pair(pair, ending="changed", on=TODAY - 2 * DAY, by=clerk)
    with pytest.raises(UnableToPair, match="Only the clerk"):
        close_pair(pair, ending="changed", on=TODAY, by=stranger)
    closed = close_pair(pair, ending="completed", on=TODAY, passed_on=" 会修渔网了 ", by=clerk)

    assert (closed.state, closed.ending, closed.passed_on) == (Pair.State.CLOSED, "completed", "会修渔网了")
    with pytest.raises(UnableToPair, match="is closed"):
        close_pair(pair, ending="completed", on=TODAY, by=clerk)
    assert loads_of(programme) == {}


def test_the_office_sees_its_pairs_and_each_person_the_own(
    programme: Programme, town: Organisation, clerk: Account, stranger: Account
) -> None:
    pair, other = make_pair(programme), make_pair(programme)
    mine = make_account(town, "participant")
    Account.objects.filter(pk=mine.pk).update(person=pair.giver)
    mine.refresh_from_db()

    assert set(pairs_for(clerk)) == {pair, other}
    assert list(pairs_for(mine)) == [pair]
    assert not pairs_for(stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_make_one_pair_and_sign_it_once(programme: Programme, town: Organisation, clerk: Account) -> None:
    one, other, colleague = make_person(town), make_person(town), make_account(town, "coordinator")

    proposed = at_once(
        lambda: propose_pair(programme, one, other, at=NOW, by=clerk), lambda: propose_pair(programme, other, one, at=NOW, by=colleague)
    )
    pair = make_pair(programme, state="accepted")
    signed = at_once(*(lambda by=by: sign_pair(pair, on=TODAY, way="paper", by=by) for by in (clerk, colleague)))
    confirmed = at_once(*(lambda by=by: confirm_pair(pair, on=TODAY, by=by) for by in (clerk, colleague)))
    closed = at_once(*(lambda by=by: close_pair(pair, ending="other", on=TODAY, by=by) for by in (clerk, colleague)))

    assert [proposed, signed, confirmed, closed] == [["UnableToPair", "done"]] * 4

"""A round of judging: begun once, its numbers, and its steps from state to state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.judging.actions import rounds
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.models import Judging
from banyan.core.models import AuditEntry
from banyan.people.models import Role
from tests.factories import make_account, make_assignment, make_call, make_judge, make_judging, make_organisation, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def judging() -> Judging:
    province = make_organisation()
    organiser = make_account(province, Role.ORGANISER)
    return make_judging(make_call(province, organiser, stage="selection"), organiser)


def in_scoring(judging: Judging) -> Judging:
    by = judging.call.made_by
    town = make_organisation(make_organisation(judging.call.organisation))
    case = make_submission(judging.call, town, by, state="accepted")
    make_assignment(make_judge(judging), case)
    judging.refresh_from_db()
    return judging


def test_a_round_begins_for_a_call_whose_cities_recommend_and_marks_the_call(judging: Judging) -> None:
    judging.call.refresh_from_db()

    assert (judging.state, judging.call.is_judged, judging.seed) == ("preparing", True, 2023)


def test_a_round_begins_once_for_a_call(judging: Judging) -> None:
    with pytest.raises(UnableToJudge, match="已经"):
        make_judging(judging.call, judging.call.made_by)


def test_a_round_does_not_begin_while_units_submit() -> None:
    province = make_organisation()
    organiser = make_account(province, Role.ORGANISER)

    with pytest.raises(UnableToJudge):
        make_judging(make_call(province, organiser), organiser)


def test_only_an_organiser_begins_a_round() -> None:
    province = make_organisation()
    organiser = make_account(province, Role.ORGANISER)
    call = make_call(province, organiser, stage="selection")

    with pytest.raises(UnableToJudge):
        make_judging(call, make_account(province, Role.CLERK))
    assert not Judging.objects.exists()


def test_a_call_without_criteria_is_not_judged() -> None:
    province = make_organisation()
    organiser = make_account(province, Role.ORGANISER)
    call = make_call(province, organiser, stage="selection")
    call.criteria.all().delete()

    with pytest.raises(UnableToJudge):
        make_judging(call, organiser)


@pytest.mark.parametrize("numbers", [{"winners": 0}, {"judges_per_case": 0}, {"unit_most": 0}, {"cases_least": 9, "cases_most": 3}])
def test_numbers_that_make_no_sense_are_refused(judging: Judging, numbers: dict[str, int]) -> None:
    with pytest.raises(UnableToJudge):
        rounds.set_judging(judging, numbers, by=judging.call.made_by)


def test_what_changed_in_the_numbers_stands_in_the_audit_trail(judging: Judging) -> None:
    rounds.set_judging(judging, {"winners": 7, "notice_days": 5}, by=judging.call.made_by)

    entry = AuditEntry.objects.filter(verb="set_judging").get()
    assert entry.difference == {"winners": ["2", "7"]}


def test_scoring_closes_and_opens_again_until_a_day(judging: Judging) -> None:
    judging, by = in_scoring(judging), judging.call.made_by
    until = timezone.localdate() + timedelta(days=3)

    closed = rounds.close_scoring(judging, by=by)
    opened = rounds.reopen_scoring(closed, until=until, by=by)

    assert (closed.state, opened.state, opened.score_until) == ("closed", "scoring", until)


def test_scoring_does_not_open_again_until_a_day_that_is_over(judging: Judging) -> None:
    judging = rounds.close_scoring(in_scoring(judging), by=judging.call.made_by)

    with pytest.raises(UnableToJudge):
        rounds.reopen_scoring(judging, until=timezone.localdate() - timedelta(days=1), by=judging.call.made_by)


def test_a_step_that_the_state_does_not_allow_is_refused(judging: Judging) -> None:
    with pytest.raises(UnableToJudge):
        rounds.close_scoring(judging, by=judging.call.made_by)


def test_others_than_the_organiser_close_nothing(judging: Judging) -> None:
    judging = in_scoring(judging)

    with pytest.raises(UnableToJudge):
        rounds.close_scoring(judging, by=make_account(judging.call.organisation, Role.CLERK))

"""Judges: invited, accepting or declining with a reason, with what they know and what ties them."""

from datetime import date

import pytest

from banyan.cases.judging.actions import judges
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.models import Judge, Judging
from banyan.cases.judging.queries.panel import bounds_of
from banyan.people.models import Role
from tests.factories import make_account, make_call, make_judge, make_judging, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def judging() -> Judging:
    province = make_organisation()
    organiser = make_account(province, Role.ORGANISER)
    return make_judging(make_call(province, organiser, stage="selection"), organiser, cases_least=2, cases_most=9)


def test_an_invited_judge_has_no_cases_before_taking_part(judging: Judging) -> None:
    judge = make_judge(judging, state="invited")

    assert (judge.state, bounds_of(judging, judge)) == ("invited", (0, 0))


def test_a_judge_who_takes_part_has_the_rounds_numbers_unless_own_ones_are_set(judging: Judging) -> None:
    assert bounds_of(judging, make_judge(judging)) == (2, 9)
    assert bounds_of(judging, make_judge(judging, least=0, most=4)) == (0, 4)


def test_somebody_without_the_role_of_judge_is_not_invited(judging: Judging) -> None:
    clerk = make_account(judging.call.organisation, Role.CLERK)

    with pytest.raises(UnableToJudge):
        judges.invite_judge(judging, clerk, judging.call.organisation, {}, by=judging.call.made_by)


def test_nobody_is_invited_twice(judging: Judging) -> None:
    judge = make_judge(judging)

    with pytest.raises(UnableToJudge):
        judges.invite_judge(judging, judge.account, judge.unit, {}, by=judging.call.made_by)


def test_an_invitation_is_answered_by_the_judge_or_by_the_organiser_on_the_telephone(judging: Judging) -> None:
    own, called = make_judge(judging, state="invited"), make_judge(judging, state="invited")

    judges.accept_invitation(own, by=own.account)
    judges.decline_invitation(called, reason="住院", by=judging.call.made_by)

    assert list(Judge.objects.values_list("state", "reason")) == [("accepted", ""), ("declined", "住院")]


def test_nobody_answers_for_another_judge(judging: Judging) -> None:
    first, second = make_judge(judging, state="invited"), make_judge(judging, state="invited")

    with pytest.raises(UnableToJudge):
        judges.accept_invitation(first, by=second.account)


def test_declining_needs_a_reason(judging: Judging) -> None:
    judge = make_judge(judging, state="invited")

    with pytest.raises(UnableToJudge):
        judges.decline_invitation(judge, reason="  ", by=judge.account)


def test_an_answer_is_given_once(judging: Judging) -> None:
    judge = make_judge(judging, state="declined")

    with pytest.raises(UnableToJudge):
        judges.accept_invitation(judge, by=judge.account)


def test_a_judge_who_declined_can_be_invited_again(judging: Judging) -> None:
    judge = judges.invite_again(make_judge(judging, state="declined"), by=judging.call.made_by)

    assert (judge.state, judge.reason) == ("invited", "")


def test_fewer_cases_at_most_than_at_least_are_refused(judging: Judging) -> None:
    with pytest.raises(UnableToJudge):
        make_judge(judging, least=5, most=4)


def test_a_tie_is_to_a_unit_or_a_case_and_says_why(judging: Judging) -> None:
    judge = make_judge(judging)

    with pytest.raises(UnableToJudge):
        judges.add_tie(judge, reason="亲属", by=judge.account)
    with pytest.raises(UnableToJudge):
        judges.add_tie(judge, reason="", organisation=judge.unit, by=judge.account)
    assert judges.add_tie(judge, reason="亲属", organisation=judge.unit, by=judge.account).added_by == judge.account


def test_a_tie_is_removed_by_the_organiser_alone(judging: Judging) -> None:
    judge = make_judge(judging)
    tie = judges.add_tie(judge, reason="亲属", organisation=judge.unit, by=judge.account)

    with pytest.raises(UnableToJudge):
        judges.remove_tie(tie, by=judge.account)
    judges.remove_tie(tie, by=judging.call.made_by)
    assert not judge.ties.exists()


def test_the_same_former_unit_noted_again_changes_its_day(judging: Judging) -> None:
    judge = make_judge(judging)

    judges.add_former_post(judge, judge.unit, until=date(2020, 1, 1), by=judge.account)
    judges.add_former_post(judge, judge.unit, until=date(2021, 1, 1), by=judge.account)

    assert [post.until for post in judge.former_posts.all()] == [date(2021, 1, 1)]

"""Two people act on a judging at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.judging.actions import assignments, discussion, judges, objections, proposals, results, rounds, scoring, selection
from banyan.cases.judging.models import Assignment, Certificate, Judging, Selection
from banyan.people.models import Account, Role
from tests.factories import (
    make_account,
    make_assignment,
    make_call,
    make_judge,
    make_judging,
    make_marks,
    make_organisation,
    make_submission,
)
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Round:
    """Two cases, two judges, one organiser."""

    def __init__(self) -> None:
        province = make_organisation()
        self.by: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.by, stage="selection")
        city = make_organisation(province)
        self.cases = [make_submission(self.call, make_organisation(city), self.by, state="accepted") for _case in range(2)]
        self.judging: Judging = make_judging(self.call, self.by, judges_per_case=1, reviews_least=1, winners=1)
        self.judges = [make_judge(self.judging) for _judge in range(2)]

    def closed(self) -> "Round":
        for judge in self.judges:
            make_marks(make_assignment(judge, self.cases[0]), 40, 20, 20)
        self.judging = rounds.close_scoring(self.judging, by=self.by)
        return self

    def on_notice(self) -> "Round":
        selection.run_selection(self.closed().judging, by=self.by)
        self.judging = results.post_notice(self.judging, by=self.by, on=timezone.localdate() - timedelta(days=9))
        return self


@pytest.fixture
def round_(transactional_db: None) -> Round:
    return Round()


def test_a_round_begun_twice_begins_once(round_: Round) -> None:
    call = make_call(round_.call.organisation, round_.by, stage="selection", title="另一次征集")

    outcomes = at_once(*(lambda: make_judging(call, round_.by) for _each in range(2)))

    assert outcomes == ["UnableToJudge", "done"]


def test_a_case_given_to_a_judge_twice_is_given_once(round_: Round) -> None:
    give = lambda: assignments.add_assignment(round_.judging, round_.judges[0], round_.cases[0], by=round_.by)  # noqa: E731

    assert at_once(give, give) == ["UnableToJudge", "done"]


def test_two_proposals_at_once_leave_one_proposal(round_: Round) -> None:
    propose = lambda: proposals.propose_assignments(round_.judging, by=round_.by)  # noqa: E731

    assert at_once(propose, propose) == ["done", "done"]
    assert Assignment.objects.count() == 2


def test_a_judge_accepts_and_the_office_notes_a_decline_at_once(round_: Round) -> None:
    judge = make_judge(round_.judging, state="invited")

    outcomes = at_once(
        lambda: judges.accept_invitation(judge, by=judge.account),
        lambda: judges.decline_invitation(judge, reason="住院", by=round_.by),
    )

    assert outcomes == ["UnableToJudge", "done"]


def test_a_judge_falls_out_twice_once(round_: Round) -> None:
    gone = lambda: proposals.withdraw_judge(round_.judges[0], reason="住院", by=round_.by)  # noqa: E731

    assert at_once(gone, gone) == ["UnableToJudge", "done"]


def test_one_hands_in_while_scoring_is_closed_and_the_score_counts_or_is_refused(round_: Round) -> None:
    assignment = make_assignment(round_.judges[0], round_.cases[0])
    marks = dict.fromkeys(round_.call.criteria.values_list("pk", flat=True), 10)
    saved = scoring.save_marks(assignment, marks, "", by=round_.judges[0].account)

    outcomes = at_once(
        lambda: scoring.hand_in(saved, by=round_.judges[0].account),
        lambda: rounds.close_scoring(round_.judging, by=round_.by),
    )

    assert outcomes in (["done", "done"], ["UnableToScore", "done"])
    state = Assignment.objects.get().state
    assert state == ("handed_in" if outcomes[0] == "done" else "assigned")


def test_two_windows_that_save_at_once_keep_one(round_: Round) -> None:
    assignment = make_assignment(round_.judges[0], round_.cases[0])
    key = round_.call.criteria.values_list("pk", flat=True)[0]

    def save(points: int) -> Assignment:
        return scoring.save_marks(assignment, {key: points}, "", version=1, by=round_.judges[0].account)

    assert at_once(lambda: save(10), lambda: save(20)) == ["MarkedMeanwhile", "done"]


def test_two_organisers_who_select_at_once_make_two_numbered_runs(round_: Round) -> None:
    round_.closed()

    assert at_once(*(lambda: selection.run_selection(round_.judging, by=round_.by) for _each in range(2))) == ["done", "done"]
    assert sorted(Selection.objects.values_list("number", flat=True)) == [1, 2]


def test_a_notice_posted_twice_is_posted_once(round_: Round) -> None:
    selection.run_selection(round_.closed().judging, by=round_.by)

    assert at_once(*(lambda: results.post_notice(round_.judging, by=round_.by) for _each in range(2))) == ["UnableToJudge", "done"]


def test_results_published_by_two_are_published_once(round_: Round) -> None:
    round_.on_notice()

    assert at_once(*(lambda: results.publish_results(round_.judging, by=round_.by) for _each in range(2))) == ["UnableToJudge", "done"]
    assert Certificate.objects.filter(kind="excellent_case").count() == 1


def test_an_objection_recorded_while_results_are_published_is_answered_or_refused(round_: Round) -> None:
    round_.on_notice()

    outcomes = at_once(
        lambda: results.publish_results(round_.judging, by=round_.by),
        lambda: objections.record_objection(round_.judging, raised_by="匿名", received_on=timezone.localdate(), text="不实", by=round_.by),
    )

    assert outcomes == ["UnableToJudge", "done"]


def test_an_objection_is_answered_by_one_of_two(round_: Round) -> None:
    objection = objections.record_objection(
        round_.on_notice().judging, raised_by="匿名", received_on=timezone.localdate(), text="不实", by=round_.by
    )
    answer = lambda: objections.answer_objection(objection, outcome="dismissed", answer="已核", by=round_.by)  # noqa: E731

    assert at_once(answer, answer) == ["UnableToJudge", "done"]


def test_two_words_at_once_are_both_kept(round_: Round) -> None:
    say = lambda: discussion.discuss(round_.judging, round_.cases[0], "请再看", by=round_.by)  # noqa: E731
    make_assignment(round_.judges[0], round_.cases[0])

    assert at_once(say, say) == ["done", "done"]

"""Who judges what: proposed, changed by hand, published, and mended when a judge falls out."""

from collections import Counter
from typing import Any

import pytest

from banyan.cases.judging.actions import assignments, judges, proposals, rounds
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.queries.conflicts import conflicts_of
from banyan.cases.judging.queries.proposals import proposal_of
from banyan.people.models import Account, Role
from tests.factories import make_account, make_assignment, make_call, make_judge, make_judging, make_organisation, make_submission

pytestmark = pytest.mark.django_db


class Round:
    """Four cases from four towns of two cities, to be judged by two judges each."""

    def __init__(self) -> None:
        province = make_organisation()
        self.by: Account = make_account(province, Role.ORGANISER)
        call = make_call(province, self.by, stage="selection", city_quota=9)
        self.towns = [make_organisation(city) for city in (make_organisation(province), make_organisation(province)) for _town in range(2)]
        self.cases = [make_submission(call, town, self.by, state="accepted") for town in self.towns]
        self.judging: Judging = make_judging(call, self.by, judges_per_case=2)

    def judges(self, count: int, **fields: Any) -> list[Judge]:
        return [make_judge(self.judging, **fields) for _each in range(count)]

    def loads(self) -> list[int]:
        return sorted(Counter(self.judging.assignments.standing().values_list("judge", flat=True)).values())


@pytest.fixture
def round_() -> Round:
    return Round()


def test_every_case_gets_its_judges_and_loads_are_even(round_: Round) -> None:
    round_.judges(4)

    made = proposals.propose_assignments(round_.judging, by=round_.by)

    assert (made, round_.loads()) == (8, [2, 2, 2, 2])
    assert set(round_.judging.assignments.values_list("state", flat=True)) == {"proposed"}


def test_no_assignment_crosses_a_conflict(round_: Round) -> None:
    round_.judges(2)
    make_judge(round_.judging, round_.towns[0])

    proposals.propose_assignments(round_.judging, by=round_.by)

    assert not set(conflicts_of(round_.judging)) & set(round_.judging.assignments.values_list("judge_id", "submission_id"))


def test_who_knows_the_category_gets_its_cases(round_: Round) -> None:
    category = round_.judging.call.categories.first()
    assert category is not None
    knowing = round_.judges(2)
    for judge in knowing:
        judges.change_judge(judge, {}, categories=[category], by=round_.by)
    other = make_judge(round_.judging)
    judges.change_judge(other, {}, categories=[round_.judging.call.categories.all()[1]], by=round_.by)
    rounds.set_judging(round_.judging, {"judges_per_case": 1}, by=round_.by)

    proposals.propose_assignments(round_.judging, by=round_.by)

    assert sorted(round_.loads()) == [1, 1, 2]
    # Even loads come before what fits best, as the round promises them; of two even choices the fitting one is taken.
    assert round_.judging.assignments.filter(judge=other).count() <= 2


def test_a_least_number_that_cannot_be_met_is_refused_with_the_judge_named(round_: Round) -> None:
    judge = round_.judges(1, least=5)[0]

    with pytest.raises(UnableToJudge, match=str(judge)):
        proposals.propose_assignments(round_.judging, by=round_.by)
    assert not round_.judging.assignments.exists()


def test_a_most_number_leaves_places_open_and_says_why(round_: Round) -> None:
    round_.judges(2, most=3)

    proposals.propose_assignments(round_.judging, by=round_.by)

    round_.judging.refresh_from_db()
    said = proposal_of(round_.judging).open
    assert round_.loads() == [3, 3]
    assert len(said) in (1, 2)
    assert "2位评委" in said[0][1].replace(" ", "")


def test_a_round_without_judges_says_so(round_: Round) -> None:
    with pytest.raises(UnableToJudge, match="评委"):
        proposals.propose_assignments(round_.judging, by=round_.by)


def test_judges_who_must_all_keep_away_are_said_so(round_: Round) -> None:
    for judge in round_.judges(2):
        judges.add_tie(judge, reason="亲属", organisation=round_.judging.call.organisation, by=round_.by)

    with pytest.raises(UnableToJudge, match="回避"):
        proposals.propose_assignments(round_.judging, by=round_.by)


def test_a_case_given_by_hand_stays_when_others_are_proposed_again(round_: Round) -> None:
    first, *_others = round_.judges(3)
    assignments.add_assignment(round_.judging, first, round_.cases[0], by=round_.by)

    proposals.propose_assignments(round_.judging, by=round_.by)
    proposals.propose_assignments(round_.judging, by=round_.by)

    assert round_.judging.assignments.filter(judge=first, submission=round_.cases[0], by_hand=True).count() == 1
    assert round_.judging.assignments.count() == 8


def test_a_case_is_not_given_across_a_conflict_by_hand_either(round_: Round) -> None:
    judge = make_judge(round_.judging, round_.towns[0])

    with pytest.raises(UnableToJudge, match="回避"):
        assignments.add_assignment(round_.judging, judge, round_.cases[0], by=round_.by)


def test_a_judge_gets_no_more_by_hand_than_agreed(round_: Round) -> None:
    judge = make_judge(round_.judging, most=1)
    assignments.add_assignment(round_.judging, judge, round_.cases[0], by=round_.by)

    with pytest.raises(UnableToJudge):
        assignments.add_assignment(round_.judging, judge, round_.cases[1], by=round_.by)


def test_publishing_opens_scoring_and_judges_see_their_cases(round_: Round) -> None:
    round_.judges(3)
    proposals.propose_assignments(round_.judging, by=round_.by)

    count = assignments.publish_assignments(round_.judging, by=round_.by)

    round_.judging.refresh_from_db()
    assert (count, round_.judging.state) == (8, "scoring")


def test_a_tie_noted_after_the_proposal_stops_publication(round_: Round) -> None:
    judge = round_.judges(2)[0]
    proposals.propose_assignments(round_.judging, by=round_.by)
    judges.add_tie(judge, reason="亲属", organisation=round_.towns[0], by=judge.account)

    with pytest.raises(UnableToJudge, match="回避"):
        assignments.publish_assignments(round_.judging, by=round_.by)


def test_nothing_proposed_is_nothing_to_publish(round_: Round) -> None:
    with pytest.raises(UnableToJudge):
        assignments.publish_assignments(round_.judging, by=round_.by)


def test_published_work_is_not_moved_unless_asked(round_: Round) -> None:
    first, second = round_.judges(2)
    for case in round_.cases:
        make_assignment(first, case)
    make_judge(round_.judging)

    proposals.propose_assignments(round_.judging, by=round_.by)

    assert round_.judging.assignments.published().filter(judge=first).count() == 4
    assert second.assignments.count() == 2


def test_a_judge_who_falls_out_is_replaced_and_nobody_elses_work_moves(round_: Round) -> None:
    gone, *_others = round_.judges(4)
    proposals.propose_assignments(round_.judging, by=round_.by)
    assignments.publish_assignments(round_.judging, by=round_.by)
    before = set(round_.judging.assignments.exclude(judge=gone).values_list("pk", flat=True))

    freed = proposals.withdraw_judge(gone, reason="住院", by=round_.by)
    round_.judging.refresh_from_db()
    assignments.publish_assignments(round_.judging, by=round_.by)

    standing = round_.judging.assignments.standing()
    assert (freed, standing.count(), standing.filter(judge=gone).count()) == (2, 8, 0)
    assert before <= set(standing.values_list("pk", flat=True))


def test_scores_of_a_judge_who_falls_out_stay_and_their_case_needs_one_judge_fewer(round_: Round) -> None:
    gone, _second, _third = round_.judges(3)
    assignment = make_assignment(gone, round_.cases[0])
    Assignment.objects.filter(pk=assignment.pk).update(state="handed_in", handed_in_at=assignment.assigned_at)

    proposals.withdraw_judge(gone, reason="住院", by=round_.by)
    proposals.propose_assignments(round_.judging, by=round_.by)

    assert round_.judging.assignments.standing().filter(submission=round_.cases[0]).count() == 2
    assert round_.judging.assignments.get(pk=assignment.pk).state == "handed_in"


def test_falling_out_needs_a_reason_and_somebody_who_takes_part(round_: Round) -> None:
    with pytest.raises(UnableToJudge):
        proposals.withdraw_judge(make_judge(round_.judging), reason=" ", by=round_.by)
    with pytest.raises(UnableToJudge):
        proposals.withdraw_judge(make_judge(round_.judging, state="invited"), reason="住院", by=round_.by)


def test_a_published_case_is_taken_away_with_a_reason_and_kept_in_the_report(round_: Round) -> None:
    assignment = make_assignment(round_.judges(1)[0], round_.cases[0])

    with pytest.raises(UnableToJudge):
        assignments.remove_assignment(assignment, by=round_.by)
    assignments.remove_assignment(assignment, reason="误派", by=round_.by)

    assert list(round_.judging.assignments.values_list("state", "reason")) == [("withdrawn", "误派")]


def test_the_same_seed_proposes_the_same(round_: Round) -> None:
    round_.judges(4)

    proposals.propose_assignments(round_.judging, by=round_.by)
    once = set(round_.judging.assignments.values_list("judge_id", "submission_id"))
    proposals.propose_assignments(round_.judging, by=round_.by)

    assert set(round_.judging.assignments.values_list("judge_id", "submission_id")) == once

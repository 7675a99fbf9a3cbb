"""Scoring: whole points a criterion, missing is never nought, blind until one's own marks are in, and nothing after the last day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.cases.judging.actions import discussion, proposals, rounds, scoring
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.actions.scoring import MarkedMeanwhile, UnableToScore
from banyan.cases.judging.models import Assignment, Judging
from banyan.cases.judging.queries.scoring import round_scores
from banyan.core.models import AuditEntry
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

pytestmark = pytest.mark.django_db
POINTS = (45, 20, 15)


class Work:
    """One case that two judges score."""

    def __init__(self) -> None:
        province = make_organisation()
        self.organiser: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.organiser, stage="selection")
        town = make_organisation(make_organisation(province))
        self.case = make_submission(self.call, town, self.organiser, state="accepted")
        self.judging: Judging = make_judging(self.call, self.organiser, judges_per_case=2)
        self.first, self.second = make_judge(self.judging), make_judge(self.judging)
        self.own, self.other = make_assignment(self.first, self.case), make_assignment(self.second, self.case)
        self.criteria = list(self.call.criteria.all())

    def save(self, *points: int | None, assignment: Assignment | None = None, version: int | None = None) -> Assignment:
        row = assignment or self.own
        marks = {criterion.pk: given for criterion, given in zip(self.criteria, points, strict=False)}
        return scoring.save_marks(row, marks, "", version=version, by=row.judge.account)

    def hand_in(self, assignment: Assignment, *points: int) -> Assignment:
        return scoring.hand_in(self.save(*points, assignment=assignment), by=assignment.judge.account)


@pytest.fixture
def work() -> Work:
    return Work()


def test_points_are_kept_as_they_are_given_and_missing_ones_stay_missing(work: Work) -> None:
    work.save(45, None)

    assert list(work.own.marks.values_list("points", flat=True)) == [45, None]


@pytest.mark.parametrize("points", [51, -1, 99])
def test_points_out_of_range_are_refused_and_nothing_changes(work: Work, points: int) -> None:
    work.save(40)

    with pytest.raises(UnableToScore):
        work.save(points)
    assert list(work.own.marks.values_list("points", flat=True)) == [40]


def test_marks_are_not_handed_in_while_one_is_missing_and_it_is_named(work: Work) -> None:
    saved = work.save(45, 20, None)

    with pytest.raises(UnableToScore, match=work.criteria[2].name):
        scoring.hand_in(saved, by=work.first.account)


def test_nought_is_a_mark(work: Work) -> None:
    work.hand_in(work.own, 0, 0, 0)

    assert round_scores(work.judging).calibration.cases[0].raw_thousandths == 0


def test_marks_count_once_they_are_handed_in(work: Work) -> None:
    work.save(*POINTS)
    before = round_scores(work.judging).totals

    work.hand_in(work.own, *POINTS)

    assert (before, [points for _case, _judge, points in round_scores(work.judging).totals]) == ((), [80])


def test_marks_handed_in_are_changed_by_taking_them_back_first(work: Work) -> None:
    handed_in = work.hand_in(work.own, *POINTS)

    with pytest.raises(UnableToScore):
        work.save(1, 1, 1)
    scoring.take_back(handed_in, by=work.first.account)
    assert work.save(1, 1, 1).version > handed_in.version
    assert round_scores(work.judging).totals == ()


def test_two_windows_of_one_judge_do_not_overwrite_each_other(work: Work) -> None:
    version = work.own.version
    work.save(45, version=version)

    with pytest.raises(MarkedMeanwhile):
        work.save(10, version=version)
    assert list(work.own.marks.values_list("points", flat=True)) == [45]


def test_a_save_sent_twice_because_its_answer_was_lost_is_no_second_window(work: Work) -> None:
    version = work.own.version
    first = work.save(45, None, version=version)

    again = work.save(45, None, version=version)

    assert again.version == first.version


def test_nobody_else_scores_a_case(work: Work) -> None:
    with pytest.raises(UnableToScore):
        scoring.save_marks(work.own, {}, "", by=work.second.account)
    with pytest.raises(UnableToScore):
        scoring.hand_in(work.own, by=work.organiser)


def test_after_the_last_day_nothing_is_changed_and_nothing_is_lost(work: Work) -> None:
    saved = work.save(*POINTS)
    after = work.judging.score_until + timedelta(days=1)

    for action in (scoring.hand_in, scoring.take_back):
        with pytest.raises(UnableToScore):
            action(saved, by=work.first.account, on=after)
    with pytest.raises(UnableToScore):
        scoring.save_marks(saved, {}, "", by=work.first.account, on=after)
    assert list(work.own.marks.values_list("points", flat=True)) == list(POINTS)


def test_the_last_day_counts(work: Work) -> None:
    saved = work.save(*POINTS)

    assert scoring.hand_in(saved, by=work.first.account, on=work.judging.score_until).state == "handed_in"


def test_a_closed_round_takes_no_marks(work: Work) -> None:
    rounds.close_scoring(work.judging, by=work.organiser)

    with pytest.raises(UnableToScore):
        work.save(*POINTS)


def test_a_judge_who_fell_out_scores_no_more(work: Work) -> None:
    proposals.withdraw_judge(work.first, reason="住院", by=work.organiser)

    with pytest.raises(UnableToScore):
        work.save(*POINTS)


def test_a_sitting_is_one_entry_of_the_audit_trail_without_the_points(work: Work) -> None:
    for points in (10, 20, 30):
        work.save(points)

    entry = AuditEntry.objects.filter(verb="save_marks").get()
    assert set(entry.difference or {}) == {"case", "number"}


def test_a_case_is_discussed_by_judges_whose_marks_are_in_and_by_the_organiser(work: Work) -> None:
    with pytest.raises(UnableToJudge):
        discussion.discuss(work.judging, work.case, "差距太大", by=work.first.account)
    work.hand_in(work.own, *POINTS)

    discussion.discuss(work.judging, work.case, "差距太大", by=work.first.account)
    discussion.discuss(work.judging, work.case, "请各位再看成效部分", by=work.organiser)

    assert work.judging.notes.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001])
def test_an_empty_or_endless_word_is_refused(work: Work, text: str) -> None:
    with pytest.raises(UnableToJudge):
        discussion.discuss(work.judging, work.case, text, by=work.organiser)


def page(client: Client, account: Account, assignment: Assignment) -> str:
    client.force_login(account)
    return client.get(reverse("scoring", args=[assignment.uuid])).content.decode()


def test_the_page_is_blind_until_ones_own_marks_are_in(work: Work, client: Client) -> None:
    scoring.save_marks(work.other, {work.criteria[0].pk: 33}, "别人的评语", by=work.second.account)
    work.hand_in(work.other, 33, 11, 7)
    Assignment.objects.filter(pk=work.other.pk).update(remark="别人的评语")

    before = page(client, work.first.account, work.own)
    work.hand_in(work.own, *POINTS)
    after = page(client, work.first.account, work.own)

    assert ("别人的评语" in before, str(work.second) in before) == (False, False)
    assert ("别人的评语" in after, str(work.second) in after) == (True, True)


def test_a_judge_sees_neither_contact_nor_telephone(work: Work, client: Client) -> None:
    said = page(client, work.first.account, work.own)

    assert (work.case.contact_name in said, "13800000000" in said) == (False, False)


def test_another_judges_page_is_not_found(work: Work, client: Client) -> None:
    client.force_login(work.second.account)

    assert client.get(reverse("scoring", args=[work.own.uuid])).status_code == 404


def test_a_judge_who_signs_in_too_late_sees_what_was_saved_and_why_it_stays(work: Work, client: Client) -> None:
    work.save(45, 20, 15)
    Judging.objects.update(score_until=timezone.localdate() - timedelta(days=1))

    said = page(client, work.first.account, work.own)

    assert "已于" in said
    assert ("<dd>45</dd>" in said, "<input" in said.split("marking")[1].split("</aside>")[0]) == (True, False)


def test_saving_as_one_types_answers_with_the_version_and_refuses_kindly(work: Work, client: Client) -> None:
    client.force_login(work.first.account)
    url, first = reverse("scoring_autosave", args=[work.own.uuid]), f"points-{work.criteria[0].pk}"

    saved = client.post(url, {first: "40", "version": work.own.version})
    too_many = client.post(url, {first: "51", "version": saved.json()["version"]})
    stale = client.post(url, {first: "41", "version": work.own.version})

    assert (saved.status_code, too_many.status_code, stale.status_code) == (200, 422, 409)
    assert work.criteria[0].name in too_many.json()["said"]


def test_handing_in_goes_on_to_the_next_open_case(work: Work, client: Client) -> None:
    city = make_organisation(work.call.organisation)
    second = make_submission(work.call, make_organisation(city), work.organiser, state="accepted")
    following = make_assignment(work.first, second)
    client.force_login(work.first.account)
    data = {f"points-{criterion.pk}": given for criterion, given in zip(work.criteria, POINTS, strict=True)}

    answer = client.post(reverse("scoring", args=[work.own.uuid]), data | {"do": "hand_in", "version": work.own.version})

    assert answer.headers["Location"] == reverse("scoring", args=[following.uuid])


def test_scores_far_apart_are_flagged_and_strictness_is_shown_to_the_organiser_alone(work: Work, client: Client) -> None:
    make_marks(work.own, 50, 25, 25)
    make_marks(work.other, 20, 10, 10)
    client.force_login(work.organiser)

    listed = client.get(reverse("scores", args=[work.call.uuid])).content.decode()
    strict = client.get(reverse("strictness", args=[work.call.uuid])).status_code
    client.force_login(work.first.account)

    assert "40–100" in listed
    assert (strict, client.get(reverse("strictness", args=[work.call.uuid])).status_code) == (200, 403)

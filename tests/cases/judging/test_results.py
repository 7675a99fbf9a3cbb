"""From the selection to the published result: rules that hold, a notice, and everything at once or nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import results, rounds, scoring, selection
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.models import Assignment, Certificate, Selection
from banyan.cases.judging.queries.results import ranking_of, winners_of
from banyan.cases.showcase.models import Case
from tests.cases.judging.conftest import Closed

pytestmark = pytest.mark.django_db


def test_the_best_cases_win_and_each_reason_is_said(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例1", "案例2"]
    assert closed.said(closed.cases[0]) == "凭分数入选。"
    assert "《案例2》" in closed.said(closed.cases[2])


def test_a_rule_brings_a_case_in_and_names_whom_it_displaced(closed: Closed) -> None:
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)

    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例1", "案例3"]
    assert closed.cities[0].name in closed.said(closed.cases[1])


def test_contradicting_rules_are_named_and_nothing_is_kept(closed: Closed) -> None:
    for city in closed.cities:
        selection.add_rule(closed.judging, "at_least", "city", 2, value=city.code, by=closed.by)

    with pytest.raises(UnableToJudge, match=closed.cities[1].name):
        selection.run_selection(closed.judging, by=closed.by)
    assert not Selection.objects.exists()


def test_a_case_commended_before_is_excluded_with_its_reason(closed: Closed) -> None:
    selection.exclude_case(closed.judging, closed.cases[0], reason="2021年已获省级表彰", by=closed.by)

    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例2", "案例3"]
    assert "2021年已获省级表彰" in closed.said(closed.cases[0])


def test_a_selection_waits_for_the_end_of_scoring(closed: Closed) -> None:
    rounds.reopen_scoring(closed.judging, until=timezone.localdate(), by=closed.by)

    with pytest.raises(UnableToJudge):
        selection.run_selection(closed.judging, by=closed.by)


def test_without_a_score_there_is_nothing_to_select_by(closed: Closed) -> None:
    Assignment.objects.update(state="assigned")

    with pytest.raises(UnableToJudge):
        selection.run_selection(closed.judging, by=closed.by)


def test_decisions_stay_pending_until_they_are_published(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)

    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_notice_needs_a_selection_that_still_follows_from_marks_and_rules(closed: Closed) -> None:
    with pytest.raises(UnableToJudge):
        results.post_notice(closed.judging, by=closed.by)
    selection.run_selection(closed.judging, by=closed.by)
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)

    with pytest.raises(UnableToJudge):
        results.post_notice(closed.judging, by=closed.by)


def test_results_are_published_after_the_days_of_the_notice(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)
    judging, today = results.post_notice(closed.judging, by=closed.by), timezone.localdate()

    with pytest.raises(UnableToJudge):
        results.publish_results(judging, by=closed.by, on=today + timedelta(days=judging.notice_days))
    assert results.publish_results(judging, by=closed.by, on=today + timedelta(days=judging.notice_days + 1)).state == "published"


def test_publication_makes_winners_drafts_awards_and_certificates_at_once(closed: Closed) -> None:
    closed.published()

    closed.call.refresh_from_db()
    assert closed.call.state == "announced"
    assert list(Submission.objects.filter(state="winner").values_list("title", flat=True)) == ["案例1", "案例2"]
    assert Case.objects.filter(state="draft").count() == 2
    assert [(award.organisation, award.place, award.winners) for award in closed.judging.awards.all()] == [(closed.cities[0], 1, 2)]
    assert Certificate.objects.count() == 3


def test_nothing_is_half_published(closed: Closed) -> None:
    closed.on_notice()
    Certificate.objects.create(
        judging=closed.judging,
        kind="excellent_case",
        number=f"{closed.call.year}-{closed.call.pk:02d}-001",
        submission=closed.cases[3],
        issued_on=timezone.localdate(),
    )

    with pytest.raises(IntegrityError):
        results.publish_results(closed.judging, by=closed.by)
    assert not Submission.objects.filter(state="winner").exists()
    assert not Case.objects.exists()


def test_cities_with_the_same_number_of_winners_share_a_place(closed: Closed) -> None:
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)
    selection.run_selection(closed.judging, by=closed.by)

    ranking = ranking_of(closed.judging, winners_of(closed.judging))

    assert [(row.place, row.winners, row.recommended, row.share) for row in ranking] == [(1, 1, 2, 50), (1, 1, 2, 50)]


def test_the_public_page_shows_winners_and_neither_scores_nor_judges(closed: Closed, client: Client) -> None:
    before = client.get(reverse("result", args=[closed.call.uuid])).status_code
    closed.on_notice()
    said = client.get(reverse("result", args=[closed.call.uuid])).content.decode()

    assert before == 404
    assert ("案例1" in said, "案例3" in said) == (True, False)
    assert not [judge for judge in closed.judging.judges.all() if str(judge) in said]


def test_marks_cannot_change_once_the_result_is_on_notice(closed: Closed) -> None:
    closed.on_notice()
    row = Assignment.objects.select_related("judging", "judge__account").earliest("pk")

    with pytest.raises(scoring.UnableToScore):
        scoring.take_back(row, by=row.judge.account)

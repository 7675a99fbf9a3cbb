"""Objections to a notice: recorded as they came, each answered, and none forgotten when the result is published."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from banyan.cases.judging.actions import objections, results, selection
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.people.models import Role
from tests.cases.judging.conftest import Closed
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def test_an_open_objection_stops_publication_and_its_answer_lets_it_go_on(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="数字不实", by=closed.by
    )

    with pytest.raises(UnableToJudge):
        results.publish_results(closed.judging, by=closed.by)
    objections.answer_objection(objection, outcome="dismissed", answer="已核对台账", by=closed.by)
    assert results.publish_results(closed.judging, by=closed.by).state == "published"


def test_an_upheld_objection_asks_for_a_new_selection(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="已获表彰", by=closed.by
    )
    objections.answer_objection(objection, outcome="upheld", answer="属实", by=closed.by)
    with pytest.raises(UnableToJudge):
        results.publish_results(closed.judging, by=closed.by)

    judging = results.withdraw_notice(closed.judging, reason="异议成立", by=closed.by)
    selection.exclude_case(judging, closed.cases[0], reason="已获表彰", by=closed.by)
    selection.run_selection(judging, by=closed.by)
    judging = results.post_notice(judging, by=closed.by, on=timezone.localdate() - timedelta(days=30))

    assert results.publish_results(judging, by=closed.by).state == "published"
    assert closed.winners() == ["案例2", "案例3"]


def test_an_objection_is_answered_once_and_in_words(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="数字不实", by=closed.by
    )

    for outcome, answer in (("dismissed", " "), ("open", "已核")):
        with pytest.raises(UnableToJudge):
            objections.answer_objection(objection, outcome=outcome, answer=answer, by=closed.by)
    objections.answer_objection(objection, outcome="dismissed", answer="已核", by=closed.by)
    with pytest.raises(UnableToJudge):
        objections.answer_objection(objection, outcome="upheld", answer="再核", by=closed.by)


def test_an_objection_belongs_to_the_notice(closed: Closed) -> None:
    day = timezone.localdate()
    with pytest.raises(UnableToJudge):
        objections.record_objection(closed.judging, raised_by="匿名", received_on=day, text="数字不实", by=closed.by)
    closed.on_notice()
    for changes in ({"raised_by": " "}, {"text": ""}, {"received_on": day - timedelta(days=60)}):
        fields: dict[str, Any] = {"raised_by": "匿名", "received_on": day, "text": "不实", "by": closed.by}
        with pytest.raises(UnableToJudge):
            objections.record_objection(closed.judging, **fields | changes)


def test_an_objection_is_of_no_day_ahead_and_about_no_case_of_another_call(closed: Closed) -> None:
    day, other = timezone.localdate(), Closed().cases[0]
    closed.on_notice()

    for changes in ({"received_on": day + timedelta(days=1)}, {"submission": other}):
        fields: dict[str, Any] = {"raised_by": "匿名", "received_on": day, "text": "不实", "by": closed.by}
        with pytest.raises(UnableToJudge):
            objections.record_objection(closed.judging, **fields | changes)


def test_nobody_but_the_organiser_posts_answers_publishes_or_withdraws(closed: Closed) -> None:
    stranger, day = make_account(closed.cities[0], Role.ORGANISER), timezone.localdate()
    selection.run_selection(closed.judging, by=closed.by)
    with pytest.raises(UnableToJudge):
        results.post_notice(closed.judging, by=stranger)
    judging = results.post_notice(closed.judging, by=closed.by, on=day - timedelta(days=30))
    row = objections.record_objection(judging, raised_by="匿名", received_on=day, text="不实", by=closed.by)

    for refused in (
        lambda: objections.record_objection(judging, raised_by="匿名", received_on=day, text="不实", by=stranger),
        lambda: objections.answer_objection(row, outcome="upheld", answer="属实", by=stranger),
        lambda: results.withdraw_notice(judging, reason="复核", by=stranger),
        lambda: results.publish_results(judging, by=stranger),
    ):
        with pytest.raises(UnableToJudge):
            refused()


def test_a_notice_is_withdrawn_with_a_reason_and_counts_its_days_anew(closed: Closed) -> None:
    closed.on_notice()
    with pytest.raises(UnableToJudge):
        results.withdraw_notice(closed.judging, reason=" ", by=closed.by)
    judging = results.withdraw_notice(closed.judging, reason="复核", by=closed.by)

    judging = results.post_notice(judging, by=closed.by)

    assert judging.notice_from == timezone.localdate()
    with pytest.raises(UnableToJudge):
        results.publish_results(judging, by=closed.by)

"""Two people act on a submission or a call at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.collection.actions import calls, decisions, submissions
from banyan.cases.collection.models import Call, Submission
from banyan.cases.showcase.models import Case
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_submission
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_submissions_sent_at_once_get_two_numbers(world: World) -> None:
    rows = [make_submission(world.call, world.town, world.clerk) for _number in range(2)]

    outcomes = at_once(*(lambda row=row: decisions.move_submission(row, "submit", by=world.clerk) for row in rows))

    assert outcomes == ["done", "done"]
    assert set(Submission.objects.values_list("number", flat=True)) == {1, 2}


def test_two_submissions_sent_at_once_share_the_units_last_place(world: World) -> None:
    Call.objects.update(unit_quota=1)
    rows = [make_submission(Call.objects.get(), world.town, world.clerk) for _number in range(2)]

    outcomes = at_once(*(lambda row=row: decisions.move_submission(row, "submit", by=world.clerk) for row in rows))

    assert outcomes == ["UnableToDecide", "done"]


def test_two_recommendations_at_once_share_the_citys_last_place(world: World) -> None:
    rows = [make_submission(world.call, world.town, world.clerk, state="submitted") for _number in range(2)]
    Call.objects.update(city_quota=1)

    outcomes = at_once(*(lambda row=row: decisions.move_submission(row, "recommend", by=world.city_clerk) for row in rows))

    assert outcomes == ["UnableToDecide", "done"]
    assert Submission.objects.past_the_city().count() == 1


def test_a_recommendation_and_a_taking_back_leave_one_of_them(world: World) -> None:
    row = make_submission(world.call, world.town, world.clerk, state="submitted")

    outcomes = at_once(
        lambda: decisions.move_submission(row, "recommend", by=world.city_clerk),
        lambda: decisions.move_submission(row, "take_back", by=world.clerk),
    )

    assert outcomes == ["UnableToDecide", "done"]


def test_two_bulk_decisions_at_once_are_made_once(world: World) -> None:
    rows = [make_submission(world.call, world.town, world.clerk, state="recommended") for _number in range(2)]

    outcomes = at_once(*(lambda: decisions.decide_submissions(world.call, rows, "accept", by=world.organiser) for _each in range(2)))

    assert outcomes == ["UnableToDecide", "done"]


def test_two_people_who_write_at_once_lose_neither_text(world: World) -> None:
    row = make_submission(world.call, world.town, world.clerk)
    colleague = make_account(world.town, "clerk")

    outcomes = at_once(
        lambda: submissions.save_submission(row, {"title": "甲"}, {}, by=world.clerk, version=row.version),
        lambda: submissions.save_submission(row, {"title": "乙"}, {}, by=colleague, version=row.version),
    )

    assert "done" in outcomes
    assert set(outcomes) <= {"done", "ChangedMeanwhile"}
    written = {version.content["title"] for version in row.versions.all()}
    assert len(written & {"甲", "乙"}) == outcomes.count("done")


def test_a_call_is_published_once(world: World) -> None:
    draft = calls.copy_call(world.call, year=2030, by=world.organiser)

    assert at_once(*(lambda: calls.open_call(draft, by=world.organiser) for _each in range(2))) == ["UnableToCall", "done"]


def test_results_are_announced_once(world: World) -> None:
    make_submission(world.call, world.town, world.clerk, state="winner")
    day = world.call.recommend_until + timedelta(days=1)

    outcomes = at_once(*(lambda: calls.announce_results(world.call, by=world.organiser, on=day) for _each in range(2)))

    assert outcomes == ["UnableToCall", "done"]
    assert Case.objects.count() == 1
    assert Call.objects.get().announced_at <= timezone.now()  # type: ignore[operator]  # it is announced

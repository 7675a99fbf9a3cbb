"""A call that judges score: nobody marks its winners by hand; its judging publishes them together."""

from datetime import timedelta

import pytest

from banyan.cases.collection.actions import calls, decisions
from banyan.cases.collection.actions.calls import UnableToCall
from banyan.cases.collection.actions.decisions import UnableToDecide
from banyan.cases.collection.models import Call, Submission
from banyan.cases.showcase.models import Case
from banyan.core.models import AuditEntry
from tests.cases.collection.conftest import World
from tests.factories import make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(world: World) -> World:
    """The world's call in selection, judged, with two accepted submissions and one that the province still has to accept."""
    for town, state in ((world.town, "accepted"), (world.other_town, "accepted"), (world.town, "recommended")):
        make_submission(world.call, town, world.organiser, state=state)
    Call.objects.update(is_judged=True)
    world.call.refresh_from_db()
    return world


def accepted() -> list[Submission]:
    return list(Submission.objects.filter(state="accepted").order_by("number"))


def test_winners_of_a_judged_call_are_not_marked_one_by_one(judged: World) -> None:
    day = judged.call.recommend_until + timedelta(days=1)

    with pytest.raises(UnableToDecide):
        decisions.move_submission(accepted()[0], "choose", by=judged.organiser, on=day)
    assert not Submission.objects.filter(state="winner").exists()


def test_a_case_that_is_being_judged_stays_accepted(judged: World) -> None:
    with pytest.raises(UnableToDecide):
        decisions.move_submission(accepted()[0], "undo_accept", by=judged.organiser)


def test_a_judged_call_is_not_announced_by_hand(judged: World) -> None:
    with pytest.raises(UnableToCall):
        calls.announce_results(judged.call, by=judged.organiser, on=judged.call.recommend_until + timedelta(days=1))


def test_all_winners_become_winners_and_drafts_of_the_showcase_together(judged: World) -> None:
    count = calls.publish_winners(judged.call, accepted(), by=judged.organiser, on=judged.call.recommend_until + timedelta(days=1))

    assert count == 2
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["recommended", "winner", "winner"]
    assert list(Case.objects.values_list("state", flat=True)) == ["draft", "draft"]
    assert Call.objects.get().state == "announced"


def test_each_winner_has_its_entry_on_the_audit_trail(judged: World) -> None:
    calls.publish_winners(judged.call, accepted(), by=judged.organiser, on=judged.call.recommend_until + timedelta(days=1))

    assert AuditEntry.objects.filter(verb="choose_submission").count() == 2


def test_winners_are_not_published_while_cities_still_recommend(judged: World) -> None:
    with pytest.raises(UnableToCall):
        calls.publish_winners(judged.call, accepted(), by=judged.organiser, on=judged.call.recommend_until)


def test_only_accepted_submissions_win_or_none_does(judged: World) -> None:
    day = judged.call.recommend_until + timedelta(days=1)

    for winners in (list(Submission.objects.all()), []):
        with pytest.raises(UnableToCall):
            calls.publish_winners(judged.call, winners, by=judged.organiser, on=day)
    assert not Submission.objects.filter(state="winner").exists()


def test_winners_are_published_once_and_by_the_organiser_alone(judged: World) -> None:
    day, winners = judged.call.recommend_until + timedelta(days=1), accepted()

    with pytest.raises(UnableToCall):
        calls.publish_winners(judged.call, winners, by=judged.city_clerk, on=day)
    calls.publish_winners(judged.call, winners, by=judged.organiser, on=day)
    with pytest.raises(UnableToCall):
        calls.publish_winners(judged.call, winners, by=judged.organiser, on=day)


def test_the_winners_of_a_call_without_judges_are_announced_on_its_own_page(world: World) -> None:
    row = make_submission(world.call, world.town, world.clerk, state="accepted")

    with pytest.raises(UnableToCall):
        calls.publish_winners(world.call, [row], by=world.organiser, on=world.call.recommend_until + timedelta(days=1))

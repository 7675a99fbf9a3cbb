from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.collection import queries
from banyan.cases.collection.actions import decisions as actions
from banyan.cases.collection.models import Call, Submission
from banyan.cases.collection.permissions import STEPS
from banyan.core.models import AuditEntry
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_organisation, make_submission

pytestmark = pytest.mark.django_db
ORDER = ("draft", "submitted", "recommended", "accepted", "winner")


def end(days_ago: int, *, recommend_days_ago: int) -> None:
    today = timezone.localdate()
    submit, recommend = today - timedelta(days=days_ago), today - timedelta(days=recommend_days_ago)
    Call.objects.update(opens_on=submit, submit_until=submit, recommend_until=recommend)


def test_every_verb_of_the_state_table_has_a_step_and_the_reverse() -> None:
    assert {verb for _source, verb, _target in Submission.TRANSITIONS} == set(STEPS)


def test_a_submission_gets_the_next_number_of_its_call_and_keeps_it(world: World) -> None:
    first = make_submission(world.call, world.town, world.clerk, state="submitted")
    second = make_submission(world.call, world.town, world.clerk, state="submitted")
    actions.move_submission(first, "take_back", by=world.clerk)

    again = actions.move_submission(first, "submit", by=world.clerk)

    assert (first.mark, second.mark, again.mark) == ("2022-001", "2022-002", "2022-001")


def test_town_submits_city_recommends_province_accepts_and_selects(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    for verb, by in (("submit", world.clerk), ("recommend", world.city_clerk), ("accept", world.organiser)):
        submission = actions.move_submission(submission, verb, by=by)
    end(2, recommend_days_ago=1)
    submission = actions.move_submission(submission, "choose", by=world.organiser)

    assert submission.state == "winner"
    verbs = AuditEntry.objects.filter(object_id=str(submission.uuid), verb__endswith="_submission").order_by("pk")
    assert [entry.verb for entry in verbs][-4:] == ["submit_submission", "recommend_submission", "accept_submission", "choose_submission"]


@pytest.mark.parametrize(
    ("verb", "state", "who"),
    [
        ("submit", "draft", "other"),
        ("submit", "draft", "judge"),
        ("take_back", "submitted", "other"),
        ("discard", "draft", "other"),
        ("recommend", "submitted", "clerk"),
        ("return", "submitted", "clerk"),
        ("recommend", "submitted", "other_city"),
        ("undo_recommend", "recommended", "clerk"),
        ("accept", "recommended", "city_clerk"),
        ("send_back", "recommended", "city_clerk"),
        ("undo_accept", "accepted", "city_clerk"),
        ("choose", "accepted", "city_clerk"),
        ("undo_choose", "winner", "city_clerk"),
    ],
)
def test_nobody_takes_the_step_of_another_level_or_place(world: World, verb: str, state: str, who: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state=state)
    by = {
        "clerk": world.clerk,
        "city_clerk": world.city_clerk,
        "other": make_account(world.other_town, "clerk"),
        "other_city": make_account(world.other_city, "clerk"),
        "judge": make_account(world.town, "judge"),
    }[who]

    with pytest.raises(actions.UnableToDecide):
        actions.move_submission(submission, verb, by=by, reason="x")
    assert Submission.objects.get(pk=submission.pk).state == state


@pytest.mark.parametrize("verb", sorted(STEPS))
@pytest.mark.parametrize("state", ORDER)
def test_a_step_that_the_state_table_does_not_name_is_refused(world: World, verb: str, state: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state=state)
    if any((state, verb) == (source, name) for source, name, _target in Submission.TRANSITIONS):
        return

    with pytest.raises(actions.UnableToDecide):
        actions.move_submission(submission, verb, by=world.organiser, reason="x")


@pytest.mark.parametrize(
    ("verb", "state", "submit_ago", "recommend_ago"),
    [
        ("submit", "draft", 1, -5),
        ("take_back", "submitted", 1, -5),
        ("recommend", "submitted", 2, 1),
        ("undo_recommend", "recommended", 2, 1),
        ("return", "submitted", 2, 1),
        ("send_back", "recommended", 2, 1),
        ("choose", "accepted", 1, -5),
        ("undo_choose", "winner", 1, -5),
    ],
)
def test_a_step_out_of_its_stage_is_refused(world: World, verb: str, state: str, submit_ago: int, recommend_ago: int) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state=state)
    end(submit_ago, recommend_days_ago=recommend_ago)

    with pytest.raises(actions.UnableToDecide):
        actions.move_submission(submission, verb, by=world.organiser, reason="x")


@pytest.mark.parametrize(("verb", "state"), [("return", "submitted"), ("send_back", "recommended")])
def test_what_goes_back_says_why(world: World, verb: str, state: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state=state)

    with pytest.raises(actions.UnableToDecide):
        actions.move_submission(submission, verb, by=world.organiser, reason="  ")
    returned = actions.move_submission(submission, verb, by=world.organiser, reason="请补充数字")

    assert (returned.state, returned.remark) == ("returned", "请补充数字")


def test_a_city_recommends_no_more_than_its_places(world: World) -> None:
    world.call.unit_quota = 9
    world.call.save()
    for _number in range(2):
        make_submission(world.call, world.town, world.clerk, state="recommended")
    third = make_submission(world.call, world.town, world.clerk, state="submitted")

    with pytest.raises(actions.UnableToDecide, match=world.city.name):
        actions.move_submission(third, "recommend", by=world.city_clerk)
    first = Submission.objects.past_the_city().first()
    assert first is not None
    actions.move_submission(first, "undo_recommend", by=world.city_clerk)

    assert actions.move_submission(third, "recommend", by=world.city_clerk).state == "recommended"


def test_each_step_can_be_taken_back_until_the_next_stage(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="accepted")

    states = [
        actions.move_submission(submission, verb, by=by).state
        for verb, by in (("undo_accept", world.organiser), ("undo_recommend", world.city_clerk), ("take_back", world.clerk))
    ]

    assert states == ["recommended", "submitted", "draft"]


def test_what_was_put_aside_is_taken_up_again(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    aside = actions.move_submission(submission, "discard", by=world.clerk)
    back = actions.move_submission(aside, "take_up", by=world.clerk)

    assert (aside.state, back.state) == ("discarded", "draft")


def test_many_are_decided_together(world: World) -> None:
    rows = [make_submission(world.call, world.town, world.clerk, state="recommended") for _number in range(2)]

    count = actions.decide_submissions(world.call, rows, "accept", by=world.organiser)

    assert count == 2
    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}


def test_many_are_decided_all_or_none_and_the_one_in_the_way_is_named(world: World) -> None:
    good = make_submission(world.call, world.town, world.clerk, state="recommended")
    bad = make_submission(world.call, world.town, world.clerk, state="submitted")

    with pytest.raises(actions.UnableToDecide, match=bad.mark):
        actions.decide_submissions(world.call, [good, bad], "accept", by=world.organiser)

    assert set(Submission.objects.values_list("state", flat=True)) == {"recommended", "submitted"}


def test_deciding_nothing_or_too_many_is_refused(world: World) -> None:
    one = make_submission(world.call, world.town, world.clerk, state="submitted")

    for rows in ([], [one] * (actions.MOST_AT_ONCE + 1)):
        with pytest.raises(actions.UnableToDecide):
            actions.decide_submissions(world.call, rows, "recommend", by=world.city_clerk)


def test_the_standing_of_a_city_counts_each_state_once(world: World) -> None:
    world.call.unit_quota, world.call.city_quota = 9, 9
    world.call.save()
    for state in ORDER:
        make_submission(world.call, world.town, world.clerk, state=state)

    one, other = queries.standings(Call.objects.get())

    assert (one.submitted, one.recommended, one.accepted, one.winners, one.places) == (4, 3, 2, 1, 9)
    assert (other.submitted, other.recommended, other.accepted, other.winners) == (0, 0, 0, 0)


def test_a_unit_under_the_province_is_recommended_by_the_province(world: World) -> None:
    bureau = make_organisation(world.province, kind="unit")
    submission = make_submission(world.call, bureau, make_account(bureau, "clerk"), state="submitted")

    assert submission.city is None
    with pytest.raises(actions.UnableToDecide):
        actions.move_submission(submission, "recommend", by=world.city_clerk)
    assert actions.move_submission(submission, "recommend", by=world.organiser).state == "recommended"

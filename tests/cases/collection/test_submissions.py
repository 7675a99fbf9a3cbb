from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from banyan.cases.collection import queries
from banyan.cases.collection.actions import decisions
from banyan.cases.collection.actions import submissions as actions
from banyan.cases.collection.models import Call, Submission, SubmissionVersion
from banyan.core.models import AuditEntry
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_call, make_submission

pytestmark = pytest.mark.django_db


def test_a_submission_belongs_to_the_city_that_its_unit_lies_in(world: World) -> None:
    submission = actions.begin_submission(world.call, world.town, by=world.clerk)

    assert (submission.city, submission.state, submission.number) == (world.city, "draft", None)


def test_only_the_offices_of_a_unit_begin_a_submission_for_it(world: World) -> None:
    for stranger in (make_account(world.other_town, "clerk"), make_account(world.town, "branch_secretary")):
        with pytest.raises(actions.UnableToWrite, match=world.town.name):
            actions.begin_submission(world.call, world.town, by=stranger)


def test_a_submission_is_not_begun_when_units_no_longer_submit(world: World) -> None:
    for stage in ("draft", "recommendation", "selection"):
        call = make_call(world.province, world.organiser, stage=stage, year=2023)

        with pytest.raises(actions.UnableToWrite):
            actions.begin_submission(call, world.town, by=world.clerk)


def test_what_is_saved_is_counted_as_word_counts(world: World) -> None:
    submission = actions.begin_submission(world.call, world.town, by=world.clerk)
    first, second, *_rest = world.call.parts.all()

    saved = actions.save_submission(submission, {"title": "题"}, {first.pk: "老同志讲了 20 场。", second.pk: "好。"}, by=world.clerk)

    assert saved.characters == 10
    assert [text for _part, text in queries.texts_of(saved)] == ["老同志讲了 20 场。", "好。", "", ""]


def test_what_a_save_does_not_name_stays(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    saved = actions.save_submission(submission, {"title": "新题"}, {}, by=world.clerk)

    assert (saved.title, saved.subtitle) == ("新题", "乡音宣讲")
    assert queries.texts_of(saved) == queries.texts_of(submission)


def test_a_text_for_a_part_of_another_call_is_not_taken(world: World) -> None:
    other = make_call(world.province, world.organiser, year=2023)
    submission = actions.begin_submission(world.call, world.town, by=world.clerk)
    foreign = other.parts.first()
    assert foreign is not None

    actions.save_submission(submission, {}, {foreign.pk: "x"}, by=world.clerk)

    assert submission.texts.count() == 0


def test_the_saves_of_one_sitting_make_one_version_and_one_audit_entry(world: World) -> None:
    submission = actions.begin_submission(world.call, world.town, by=world.clerk)
    part = world.call.parts.first()
    assert part is not None

    for text in ("一", "一二", "一二三"):
        submission = actions.save_submission(submission, {}, {part.pk: text}, by=world.clerk, version=submission.version)

    assert [version.content["texts"][str(part.pk)] for version in submission.versions.all()] == ["一二三"]
    assert AuditEntry.objects.filter(object_id=str(submission.uuid)).count() == 1


def test_what_another_person_saves_makes_a_version_of_its_own(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    colleague = make_account(world.town, "clerk")

    actions.save_submission(submission, {"title": "改题"}, {}, by=colleague, version=submission.version)

    assert list(submission.versions.values_list("number", "saved_by")) == [(2, colleague.pk), (1, world.clerk.pk)]


def test_a_page_that_was_opened_before_somebody_else_saved_is_refused_with_the_name(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    colleague = make_account(world.town, "clerk")
    actions.save_submission(submission, {"title": "同事的题"}, {}, by=colleague, version=submission.version)

    with pytest.raises(actions.ChangedMeanwhile, match=colleague.name):
        actions.save_submission(submission, {"title": "我的题"}, {}, by=world.clerk, version=submission.version)

    assert Submission.objects.get().title == "同事的题"


def test_two_windows_of_one_person_keep_both_texts_as_versions(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    actions.save_submission(submission, {"title": "左窗"}, {}, by=world.clerk, version=submission.version)
    actions.save_submission(submission, {"title": "右窗"}, {}, by=world.clerk, version=submission.version)

    assert [version.content["title"] for version in submission.versions.all()] == ["右窗", "左窗"]


def test_a_version_that_was_handed_in_is_never_written_over(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="submitted")
    taken_back = decisions.move_submission(submission, "take_back", by=world.clerk)

    actions.save_submission(taken_back, {"title": "改了"}, {}, by=world.clerk)

    assert [(version.content["title"], version.is_final) for version in submission.versions.all()] == [
        ("改了", False),
        ("榕树下的声音", True),
    ]


def test_going_back_to_a_version_makes_a_new_one_and_loses_nothing(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    SubmissionVersion.objects.update(is_final=True)
    actions.save_submission(submission, {"title": "第二版"}, {}, by=world.clerk)

    restored = actions.restore_version(submission, 1, by=world.clerk)

    assert restored.title == "榕树下的声音"
    assert [version.content["title"] for version in submission.versions.all()] == ["榕树下的声音", "第二版", "榕树下的声音"]


def test_going_back_to_a_version_that_is_not_there_is_refused(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    with pytest.raises(actions.UnableToWrite, match="99"):
        actions.restore_version(submission, 99, by=world.clerk)


@pytest.mark.parametrize("state", ["submitted", "recommended", "accepted", "winner"])
def test_what_is_handed_in_can_not_be_changed(world: World, state: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state=state)

    with pytest.raises(actions.UnableToWrite):
        actions.save_submission(submission, {"title": "x"}, {}, by=world.clerk)
    with pytest.raises(actions.UnableToWrite):
        actions.restore_version(submission, 1, by=world.clerk)


def test_a_stranger_does_not_write(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    with pytest.raises(actions.UnableToWrite):
        actions.save_submission(submission, {"title": "x"}, {}, by=make_account(world.other_town, "clerk"))


def test_a_returned_submission_is_mended_while_the_cities_recommend(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="submitted")
    decisions.move_submission(submission, "return", by=world.city_clerk, reason="请补数字")
    today = timezone.localdate()
    Call.objects.update(opens_on=today - timedelta(days=9), submit_until=today - timedelta(days=1))

    saved = actions.save_submission(submission, {"title": "补好了"}, {}, by=world.clerk)
    again = decisions.move_submission(saved, "submit", by=world.clerk)

    assert (again.state, again.number, again.remark) == ("submitted", submission.number, "")


def test_everything_that_is_missing_is_told_at_once(world: World) -> None:
    Call.objects.update(least_characters=100, most_characters=200)
    submission = actions.begin_submission(Call.objects.get(), world.town, by=world.clerk)
    first, second, *_rest = world.call.parts.all()
    world.call.parts.filter(pk=first.pk).update(least_characters=20)
    world.call.parts.filter(pk=second.pk).update(most_characters=5)
    submission = actions.save_submission(submission, {}, {first.pk: "太短。", second.pk: "这一段太长了。"}, by=world.clerk)

    problems = queries.problems_of(submission)

    assert [problem.where for problem in problems] == [
        "title", "category", "contact_name", "contact_phone",
        *(f"part-{part.pk}" for part in world.call.parts.all()),
        f"part-{first.pk}",
    ]  # fmt: skip
    with pytest.raises(decisions.UnableToDecide) as refusal:
        decisions.move_submission(submission, "submit", by=world.clerk)
    assert all(problem.what in str(refusal.value) for problem in problems)


def test_a_whole_submission_has_no_problems(world: World) -> None:
    assert queries.problems_of(make_submission(world.call, world.town, world.clerk)) == []


def test_a_unit_hands_in_no_more_than_its_quota(world: World) -> None:
    Call.objects.update(unit_quota=1)
    make_submission(Call.objects.get(), world.town, world.clerk, state="submitted")
    second = make_submission(Call.objects.get(), world.town, world.clerk)

    assert [problem.where for problem in queries.problems_of(second)] == ["organisation"]


def test_the_contacts_telephone_is_kept_encrypted(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_phone FROM collection_submission")
        kept = cursor.fetchone()[0]

    assert "13800000000" not in kept
    assert Submission.objects.get(pk=submission.pk).contact_phone == "13800000000"

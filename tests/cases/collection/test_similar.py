import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banyan.cases.collection.actions import submissions as actions
from banyan.cases.collection.jobs import index_texts
from banyan.cases.collection.models import Submission
from banyan.cases.collection.permissions import why_not_compare
from banyan.cases.collection.similar import beside, similar_to
from banyan.cases.showcase import actions as showcase
from banyan.cases.showcase.models import Case
from banyan.cases.similarity.models import Text
from banyan.core.jobs import Progress
from banyan.core.models import Job
from banyan.people.models import Account, Organisation
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_case, make_organisation, make_submission

pytestmark = pytest.mark.django_db

COPIED = (
    "老同志每逢周三晚上在榕树下用家乡话讲身边的变化，渔民收了网就来听，孩子们坐在最前面，讲完了大家还要问上半个钟头才肯回家。"
    "社区图书室由三位退休教师轮流值守，周末为留守儿童辅导功课，两年来借出图书四千余册，登记读者六百多人，受到家长称赞。"
)


def submit(world: World, unit: Organisation, text: str = COPIED, *, state: str = "submitted") -> Submission:
    """A submission of the unit whose first part is ``text``."""
    by = make_account(unit, "clerk")
    submission = make_submission(world.call, unit, by)
    first = world.call.parts.all()[0]
    rest = {part.pk: f"{unit.pk}、{part.name}各不相同" for part in world.call.parts.all()[1:]}
    actions.save_submission(submission, {}, {first.pk: text} | rest, by=by, on=world.call.opens_on)
    Submission.objects.filter(pk=submission.pk).update(state=state, number=submission.pk, submitted_at=submission.begun_at)
    return Submission.objects.select_related("call", "call__organisation", "organisation", "city").get(pk=submission.pk)


def status(account: Account, *uuids: object) -> int:
    client = Client()
    client.force_login(account)
    name = "submission_beside" if len(uuids) > 1 else "submission_similar"
    return client.get(reverse(name, args=uuids)).status_code


def test_the_province_sees_a_copy_across_cities_with_its_passages(world: World) -> None:
    ours, theirs = submit(world, world.town), submit(world, world.other_town)

    (found,) = similar_to(ours, world.organiser)
    _similar, pieces, _others = beside(ours, theirs)

    assert (found.other, found.is_own) == (theirs, False)
    (passage,) = [piece.text for piece in pieces if piece.number == 1]
    # What follows begins with the keys of both units, which may begin alike.
    assert passage.startswith(COPIED.rstrip("。"))
    assert len(passage) < len(COPIED) + 10
    assert status(world.organiser, ours.uuid) == status(world.organiser, ours.uuid, theirs.uuid) == 200


def test_a_city_does_not_see_the_texts_of_another_city(world: World) -> None:
    ours, theirs = submit(world, world.town), submit(world, world.other_town)

    assert similar_to(ours, world.city_clerk) == []
    assert status(world.city_clerk, ours.uuid) == 200
    assert status(world.city_clerk, ours.uuid, theirs.uuid) == 404


def test_a_city_sees_a_copy_between_two_of_its_towns(world: World) -> None:
    ours, theirs = submit(world, world.town), submit(world, make_organisation(world.city))

    assert [each.other for each in similar_to(ours, world.city_clerk)] == [theirs]


def test_the_clerk_of_a_unit_is_not_shown_what_its_text_resembles(world: World) -> None:
    ours, theirs = submit(world, world.town), submit(world, world.other_town)

    assert why_not_compare(world.clerk, ours) is not None
    assert status(world.clerk, ours.uuid) == status(world.clerk, ours.uuid, theirs.uuid) == 404


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_what_is_not_handed_in_is_compared_by_nobody(world: World, state: str) -> None:
    ours, theirs = submit(world, world.town), submit(world, world.other_town, state=state)

    assert similar_to(ours, world.organiser) == []
    assert status(world.organiser, ours.uuid, theirs.uuid) == 404
    assert status(world.organiser, theirs.uuid) == 404


def test_another_text_of_the_same_unit_is_called_its_own(world: World) -> None:
    ours, _earlier = submit(world, world.town), submit(world, world.town)

    assert [each.is_own for each in similar_to(ours, world.organiser)] == [True]


def test_the_words_of_the_call_make_nobody_a_copy(world: World) -> None:
    type(world.call).objects.filter(pk=world.call.pk).update(text=COPIED)
    world.call.refresh_from_db()
    ours, _theirs = submit(world, world.town), submit(world, world.other_town)

    assert similar_to(ours, world.organiser) == []


def test_the_list_takes_as_many_queries_for_one_copy_as_for_three(world: World) -> None:
    ours, counts = submit(world, world.town), []
    for number in (1, 2):
        for _copy in range(number):
            submit(world, make_organisation(world.other_city))
        client = Client()
        client.force_login(world.organiser)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("submission_similar", args=[ours.uuid]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def publish(world: World, text: str = COPIED) -> Case:
    """A public case with the text, of another city."""
    case = make_case(world.other_city, make_account(world.other_city, "clerk"), body=text, state="waiting")
    return showcase.approve_case(case, by=make_account(world.other_city, "organiser"))


def test_a_copy_of_a_public_case_of_another_city_is_seen_by_the_city(world: World) -> None:
    ours, case = submit(world, world.town), publish(world)

    assert [each.other for each in similar_to(ours, world.city_clerk)] == [case]
    assert status(world.city_clerk, ours.uuid, case.uuid) == 200


def test_a_case_taken_down_is_no_longer_compared(world: World) -> None:
    ours, case = submit(world, world.town), publish(world)

    showcase.withdraw_case(case, by=make_account(world.other_city, "organiser"), reason="有误")

    assert similar_to(ours, world.city_clerk) == []
    assert status(world.city_clerk, ours.uuid, case.uuid) == 404


def test_a_submission_is_not_compared_with_the_case_made_from_it(world: World) -> None:
    ours, case = submit(world, world.town), publish(world)
    Submission.objects.filter(pk=ours.pk).update(case=case)
    ours.refresh_from_db()

    assert similar_to(ours, world.organiser) == []


def test_a_submission_and_the_case_made_from_it_are_listed_once(world: World) -> None:
    ours, theirs, case = submit(world, world.town), submit(world, world.other_town), publish(world)
    Submission.objects.filter(pk=theirs.pk).update(case=case)

    assert [each.other for each in similar_to(ours, world.organiser)] == [theirs]


def test_one_sentence_in_common_is_not_listed(world: World) -> None:
    ours, _theirs = submit(world, world.town, COPIED[:58]), submit(world, world.other_town, COPIED[:58])

    assert similar_to(ours, world.organiser) == []


def test_texts_older_than_the_index_are_put_into_it_and_nothing_else_is_written(world: World) -> None:
    ours, theirs, case = submit(world, world.town), submit(world, world.other_town), publish(world)
    draft = make_case(world.other_city, make_account(world.other_city, "clerk"), body=COPIED)
    Text.objects.all().delete()
    job = Progress(Job.objects.create(name="index_texts", key="span-1"))

    index_texts({}, job)
    before = list(Text.objects.values_list("pk", "updated_at"))
    index_texts({}, job)

    assert set(Text.objects.values_list("ref", flat=True)) == {ours.uuid, theirs.uuid, case.uuid}
    assert draft.uuid not in Text.objects.values_list("ref", flat=True)
    assert {each.other for each in similar_to(ours, world.organiser)} == {theirs, case}
    assert list(Text.objects.values_list("pk", "updated_at")) == before

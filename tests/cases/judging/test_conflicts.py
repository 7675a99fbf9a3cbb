"""Conflicts of judges: found by the system, added by hand, never missed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.judging.actions import judges
from banyan.cases.judging.models import Judging
from banyan.cases.judging.queries.conflicts import Kind, conflicts_of
from banyan.people.models import Role
from tests.factories import make_account, make_branch, make_call, make_judge, make_judging, make_organisation, make_person, make_submission

pytestmark = pytest.mark.django_db


class World:
    """A province with two cities of two towns each, a submission accepted from the first town, and a judging of it."""

    def __init__(self) -> None:
        self.province = make_organisation()
        self.city, self.other_city = make_organisation(self.province), make_organisation(self.province)
        self.town, self.sister = make_organisation(self.city), make_organisation(self.city)
        self.far_town = make_organisation(self.other_city)
        self.organiser = make_account(self.province, Role.ORGANISER)
        self.call = make_call(self.province, self.organiser, stage="selection")
        self.case = make_submission(self.call, self.town, self.organiser, state="accepted")
        self.judging: Judging = make_judging(self.call, self.organiser)

    def kinds(self) -> list[str]:
        return sorted(conflict.kind for found in conflicts_of(self.judging).values() for conflict in found)


@pytest.fixture
def world() -> World:
    return World()


def test_a_judge_of_the_same_unit_or_of_a_village_in_it_is_in_conflict(world: World) -> None:
    village = make_organisation(world.town, kind="village")

    make_judge(world.judging, world.town)
    make_judge(world.judging, village)

    assert world.kinds() == [Kind.OWN_UNIT, Kind.OWN_UNIT]


def test_a_judge_of_the_same_city_is_in_conflict(world: World) -> None:
    make_judge(world.judging, world.sister)
    make_judge(world.judging, world.city)

    assert world.kinds() == [Kind.SAME_CITY, Kind.SAME_CITY]


def test_a_judge_of_another_city_and_one_of_the_province_are_free(world: World) -> None:
    make_judge(world.judging, world.far_town)
    make_judge(world.judging, world.province)

    assert world.kinds() == []


def test_a_judge_named_in_the_text_in_the_contact_or_under_a_photo_is_in_conflict(world: World) -> None:
    part = world.call.parts.get(place=1)
    world.case.texts.filter(part=part).update(text="区秀英同志带头到村里宣讲。")

    make_judge(world.judging, world.far_town, name="区秀英")
    make_judge(world.judging, world.far_town, name="陈敏")
    make_judge(world.judging, world.far_town, name="何无关")

    assert world.kinds() == [Kind.NAMED, Kind.NAMED]


def test_a_former_unit_is_a_conflict_for_the_set_number_of_years_and_then_no_more(world: World) -> None:
    judge = make_judge(world.judging, world.far_town)
    today = timezone.localdate()

    judges.add_former_post(judge, world.town, until=today - timedelta(days=900), by=world.organiser)
    recently = world.kinds()
    judges.add_former_post(judge, world.town, until=today - timedelta(days=1500), by=world.organiser)

    assert (recently, world.kinds()) == ([Kind.FORMER_POST], [])


def test_a_former_branch_on_the_judges_own_record_is_found_without_being_entered(world: World) -> None:
    judge = make_judge(world.judging, world.far_town)
    branch = make_branch(world.town)
    person = make_person(world.town, branch=branch)
    person.affiliations.update(to_on=timezone.localdate() - timedelta(days=300))
    type(judge.account).objects.filter(pk=judge.account_id).update(person=person)

    assert world.kinds() == [Kind.FORMER_POST]


def test_a_declared_tie_to_a_unit_counts_for_all_below_it_and_one_to_a_case_for_that_case(world: World) -> None:
    judge, other = make_judge(world.judging, world.far_town), make_judge(world.judging, world.far_town)

    judges.add_tie(judge, organisation=world.city, reason="爱人在那里工作", by=judge.account)
    judges.add_tie(other, submission=world.case, reason="帮忙改过稿", by=world.organiser)

    assert world.kinds() == [Kind.TIE, Kind.TIE]


def test_conflicts_take_the_same_number_of_queries_for_one_judge_and_for_many(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_judge(world.judging, world.far_town)
    with CaptureQueriesContext(connection) as one:
        conflicts_of(world.judging)
    for _each in range(3):
        make_judge(world.judging, world.town)

    with CaptureQueriesContext(connection) as many:
        conflicts_of(world.judging)

    assert len(many) == len(one) <= 9

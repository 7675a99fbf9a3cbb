"""Two people note voyages, send carriers, hand over and announce at the same moment."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from banyan.activities.models import Activity
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.deliveries import hand_over, plan_delivery, settle_handout
from banyan.programmes.study.actions.makeup import announce_makeup, ask_makeup, work_out_makeup
from banyan.programmes.study.actions.ports import add_port, note_season
from banyan.programmes.study.actions.teachers import add_teacher
from banyan.programmes.study.actions.voyages import note_voyage, plan_voyage
from banyan.programmes.study.models import Delivery, Port, Season, StudyTeacher, Voyage
from tests.factories import make_account, make_organisation, make_person, make_place
from tests.programmes.study.rows import make_carrier, make_delivery, make_port, make_season, make_teacher, make_vessel, make_voyage
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def two(town: Organisation) -> tuple[Account, Account]:
    return make_account(town, "clerk"), make_account(town, "organiser")


def test_one_of_two_voyages_on_the_same_days_is_expected(town: Organisation, two: tuple[Account, Account]) -> None:
    vessel = make_vessel(town)

    outcomes = at_once(*(lambda by=by: plan_voyage(vessel, first=TODAY, last=TODAY + 9 * DAY, by=by) for by in two))
    assert outcomes.count("done") == 1

    assert Voyage.objects.count() == 1


def test_two_voyages_never_get_the_same_real_days(town: Organisation, two: tuple[Account, Account]) -> None:
    vessel = make_vessel(town)
    voyages = [make_voyage(vessel, TODAY - 40 * DAY, TODAY - 30 * DAY), make_voyage(vessel, TODAY - 20 * DAY, TODAY - 10 * DAY)]
    left, back = TODAY - 25 * DAY, TODAY - 15 * DAY

    outcomes = at_once(
        *(lambda one=one, by=by: note_voyage(one, left_on=left, returned_on=back, by=by) for one, by in zip(voyages, two, strict=True))
    )
    assert outcomes.count("done") == 1

    assert Voyage.objects.filter(left_on=left).count() == 1


def test_a_carrier_is_sent_to_one_of_two_boats(town: Organisation, two: tuple[Account, Account]) -> None:
    carrier, vessels = make_carrier(town), [make_vessel(town), make_vessel(town)]

    outcomes = at_once(
        *(
            lambda vessel=vessel, by=by: plan_delivery(vessel, carrier, on=TODAY, things=[("书", False)], by=by)
            for vessel, by in zip(vessels, two, strict=True)
        )
    )
    assert outcomes.count("done") == 1

    assert Delivery.objects.count() == 1


def test_a_delivery_is_handed_over_once_and_credits_once(town: Organisation, two: tuple[Account, Account]) -> None:
    delivery = make_delivery(make_vessel(town))

    outcomes = at_once(*(lambda by=by: hand_over(delivery, at=timezone.now(), minutes=30, by=by) for by in two))
    assert outcomes.count("done") == 1

    assert Activity.objects.count() == 1
    bag = delivery.handouts.get(is_lent=True)
    outcomes = at_once(*(lambda by=by: settle_handout(bag, state="returned", on=TODAY, by=by) for by in two))
    assert outcomes.count("done") == 1
    bag.refresh_from_db()
    assert bag.state == "returned"


def test_a_room_becomes_that_of_one_port_and_a_ban_is_noted_once(town: Organisation, two: tuple[Account, Account]) -> None:
    room = make_place(town)

    outcomes = at_once(
        *(lambda by=by, name=name: add_port(town, name=name, rooms=[room], by=by) for by, name in zip(two, "甲乙", strict=True))
    )
    assert outcomes.count("done") == 1
    begins = timezone.now()
    fields = {"kind": "fishing_ban", "waters": "pearl_river", "begins_at": begins, "ends_at": begins + 9 * DAY, "source": "通告"}
    outcomes = at_once(*(lambda by=by: note_season(town, **fields, by=by) for by in two))  # type: ignore[arg-type]  # fields of several types
    assert outcomes.count("done") == 1

    assert (Port.rooms.through.objects.count(), Season.objects.count()) == (1, 1)


def test_a_teacher_is_taken_on_once(town: Organisation, two: tuple[Account, Account]) -> None:
    person = make_person(town)

    outcomes = at_once(*(lambda by=by: add_teacher(town, person, by=by) for by in two))
    assert outcomes.count("done") == 1

    assert StudyTeacher.objects.count() == 1


def test_a_plan_is_announced_once(town: Organisation, two: tuple[Account, Account]) -> None:
    first, last = date(TODAY.year + 1, 5, 1), date(TODAY.year + 1, 5, 20)
    make_season(town, first, last)
    port = make_port(town, make_place(town))
    make_teacher(town, Span(first, last), ports=[port])
    join_crew(make_vessel(town, home_port=port), make_person(town, party="member"), on=TODAY, by=None)
    asked = ask_makeup(town, first=first, last=last, begins=time(9), at=timezone.now(), by=two[0])
    asked = work_out_makeup(asked, today=TODAY)

    outcomes = at_once(*(lambda by=by: announce_makeup(asked, at=timezone.now(), by=by) for by in two))
    assert outcomes.count("done") == 1

    assert Activity.objects.count() == 4

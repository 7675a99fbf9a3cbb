"""Carriers and deliveries: who goes where, what is handed over, what comes back, and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from banyan.activities.actions import move_activity
from banyan.ledger.models import Entry, LedgerAccount
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.deliveries import (
    UnableToCarry,
    UnableToHandOver,
    add_carrier,
    cancel_delivery,
    end_carrier,
    hand_over,
    plan_delivery,
    settle_handout,
)
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.models import Carrier, Delivery, Handout, Vessel
from banyan.programmes.study.queries.deliveries import packs_to_carry, propose, voyages_to_supply
from tests.factories import make_account, make_organisation, make_person
from tests.programmes.study.rows import make_carrier, make_course, make_delivery, make_vessel, make_voyage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()
DAY = timedelta(days=1)
BAG = [("学习包", True)]


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


@pytest.fixture
def carrier(town: Organisation) -> Carrier:
    return make_carrier(town, trips_a_month=31)


@pytest.fixture
def stranger() -> Account:
    return make_account(make_organisation(), "clerk")


def test_a_carrier_is_taken_on_once_and_by_the_place_only(town: Organisation, clerk: Account, stranger: Account) -> None:
    person = make_person(town)
    add_carrier(town, person, trips_a_month=2, on=TODAY, by=clerk)

    with pytest.raises(UnableToCarry, match="carries here already"):
        add_carrier(town, person, trips_a_month=2, on=TODAY, by=clerk)
    with pytest.raises(UnableToCarry, match="from 1 to 31"):
        add_carrier(town, make_person(town), trips_a_month=0, on=TODAY, by=clerk)
    with pytest.raises(UnableToCarry, match="isn't on a roster of yours"):
        add_carrier(town, make_person(make_organisation()), trips_a_month=2, on=TODAY, by=clerk)
    with pytest.raises(UnableToCarry, match="Only the clerk"):
        add_carrier(town, make_person(town), trips_a_month=2, on=TODAY, by=stranger)
    assert Carrier.objects.count() == 1


def test_nobody_who_died_carries(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    type(person).objects.filter(pk=person.pk).update(died_on=TODAY)
    person.refresh_from_db()

    with pytest.raises(UnableToCarry, match="no longer on the roster"):
        add_carrier(town, person, trips_a_month=2, on=TODAY, by=clerk)


def test_a_carrier_stops_when_nothing_is_left_to_carry(vessel: Vessel, carrier: Carrier, clerk: Account, stranger: Account) -> None:
    delivery = make_delivery(vessel, carrier=carrier)

    with pytest.raises(UnableToCarry, match="Cancel that or hand it over first"):
        end_carrier(carrier, on=TODAY, by=clerk)
    cancel_delivery(delivery, reason="下雨", by=clerk)
    with pytest.raises(UnableToCarry, match="Only the clerk"):
        end_carrier(carrier, on=TODAY, by=stranger)
    with pytest.raises(UnableToCarry, match="began later"):
        end_carrier(carrier, on=date(2019, 1, 1), by=clerk)
    end_carrier(carrier, on=TODAY, by=clerk)

    with pytest.raises(UnableToCarry, match="stopped before"):
        end_carrier(carrier, on=TODAY, by=clerk)
    with pytest.raises(UnableToCarry, match="doesn't carry on"):
        plan_delivery(vessel, carrier, on=TODAY + DAY, things=BAG, by=clerk)


def test_a_carrier_goes_to_one_boat_a_day_and_as_often_a_month_as_agreed(town: Organisation, vessel: Vessel, clerk: Account) -> None:
    carrier, first = make_carrier(town, trips_a_month=1), make_carrier(town, trips_a_month=31)
    on = TODAY.replace(day=10)
    plan_delivery(vessel, carrier, on=on, things=BAG, by=clerk)
    plan_delivery(vessel, first, on=on, things=BAG, by=clerk)

    with pytest.raises(UnableToCarry, match="1 times in that month already"):
        plan_delivery(vessel, carrier, on=on + DAY, things=BAG, by=clerk)
    with pytest.raises(UnableToCarry, match="goes to another boat"):
        plan_delivery(make_vessel(town), first, on=on, things=BAG, by=clerk)


def test_a_boat_is_met_in_port_with_something_of_its_own(vessel: Vessel, town: Organisation, carrier: Carrier, clerk: Account) -> None:
    make_voyage(vessel, TODAY - 5 * DAY, TODAY + 5 * DAY, left=True)
    other = make_vessel(town)
    course = make_course(town, by=clerk, approved_by=make_account(town, "clerk"))
    pack = issue_pack(other, [course], title="", at=timezone.now(), by=None)

    with pytest.raises(UnableToCarry, match="is at sea on"):
        plan_delivery(vessel, carrier, on=TODAY, things=BAG, by=clerk)
    with pytest.raises(UnableToCarry, match="Say what is carried"):
        plan_delivery(vessel, carrier, on=TODAY + 5 * DAY, things=[(" ", True)], by=clerk)
    with pytest.raises(UnableToCarry, match="another vessel's"):
        plan_delivery(vessel, carrier, on=TODAY + 5 * DAY, packs=[pack], by=clerk)
    Vessel.objects.filter(pk=vessel.pk).update(ended_on=TODAY)
    with pytest.raises(UnableToCarry, match="sails no longer"):
        plan_delivery(vessel, carrier, on=TODAY + 5 * DAY, things=BAG, by=clerk)
    assert not Delivery.objects.exists()


def test_before_a_voyage_one_carrier_goes_and_not_after_the_boat_has_left(
    vessel: Vessel, carrier: Carrier, clerk: Account, stranger: Account
) -> None:
    voyage = make_voyage(vessel, TODAY + 3 * DAY, TODAY + 20 * DAY)

    with pytest.raises(UnableToCarry, match="has left by then"):
        plan_delivery(vessel, carrier, on=TODAY + 20 * DAY, voyage=voyage, things=BAG, by=clerk)
    with pytest.raises(UnableToCarry, match="isn't expected any more"):
        plan_delivery(make_vessel(vessel.organisation), carrier, on=TODAY, voyage=voyage, things=BAG, by=clerk)
    with pytest.raises(UnableToCarry, match="Only the clerk"):
        plan_delivery(vessel, carrier, on=TODAY, voyage=voyage, things=BAG, by=stranger)
    plan_delivery(vessel, carrier, on=TODAY + 2 * DAY, voyage=voyage, things=BAG, by=clerk)

    with pytest.raises(UnableToCarry, match="before this voyage already"):
        plan_delivery(vessel, carrier, on=TODAY + DAY, voyage=voyage, things=BAG, by=clerk)


def test_handing_over_credits_the_carrier_once_the_office_confirms(vessel: Vessel, carrier: Carrier, clerk: Account) -> None:
    delivery = make_delivery(vessel, carrier=carrier)
    aboard = join_crew(vessel, make_person(clerk.grants_now[0].organisation), on=TODAY, by=clerk)

    done = hand_over(delivery, at=timezone.now(), minutes=50, received_by=aboard.learner, by=clerk)
    assert done.activity is not None
    move_activity(done.activity, "confirm", by=clerk)

    entry = Entry.objects.get()
    assert (entry.person, entry.account, entry.minutes, entry.kind) == (carrier.person, LedgerAccount.VOLUNTEER, 50, "sea_delivery")
    assert (done.state, done.received_by) == (Delivery.State.DONE, aboard.learner)
    assert [one.state for one in done.handouts.all()] == ["out", "given"]


def test_the_carrier_and_carriers_of_the_place_hand_over_and_others_dont(
    vessel: Vessel, carrier: Carrier, town: Organisation, stranger: Account
) -> None:
    colleague = make_account(town, "carrier")
    delivery = make_delivery(vessel, carrier=carrier)

    with pytest.raises(UnableToHandOver, match="Only the carriers"):
        hand_over(delivery, at=timezone.now(), minutes=50, by=stranger)
    with pytest.raises(UnableToHandOver, match="Only the clerk"):
        cancel_delivery(delivery, reason="下雨", by=stranger)

    assert hand_over(delivery, at=timezone.now(), minutes=50, by=colleague).state == Delivery.State.DONE


def test_a_hand_over_that_makes_no_sense_is_refused(vessel: Vessel, clerk: Account, town: Organisation) -> None:
    delivery = make_delivery(vessel)
    elsewhere = join_crew(make_vessel(town), make_person(town), on=TODAY, by=clerk).learner

    with pytest.raises(UnableToHandOver, match="still to come"):
        hand_over(delivery, at=timezone.now() + DAY, minutes=50, by=clerk)
    with pytest.raises(UnableToHandOver, match="from 1 to 600"):
        hand_over(delivery, at=timezone.now(), minutes=0, by=clerk)
    with pytest.raises(UnableToHandOver, match="was never aboard"):
        hand_over(delivery, at=timezone.now(), minutes=50, received_by=elsewhere, by=clerk)
    with pytest.raises(UnableToHandOver, match="Tick what was handed over"):
        hand_over(delivery, at=timezone.now(), minutes=50, carried=set(), by=clerk)
    assert delivery.handouts.filter(state=Handout.State.PACKED).count() == 2


def test_what_stayed_behind_isnt_out_and_a_delivery_is_handed_over_once(vessel: Vessel, clerk: Account) -> None:
    delivery = make_delivery(vessel)
    paper = delivery.handouts.get(is_lent=False)
    hand_over(delivery, at=timezone.now(), minutes=50, carried={paper.pk}, by=clerk)

    assert [one.state for one in delivery.handouts.all()] == ["not_carried", "given"]
    with pytest.raises(UnableToHandOver, match="is handed over"):
        hand_over(delivery, at=timezone.now(), minutes=50, by=clerk)
    with pytest.raises(UnableToHandOver, match="is handed over"):
        cancel_delivery(delivery, reason="下雨", by=clerk)


def test_a_delivery_is_cancelled_with_a_reason(vessel: Vessel, clerk: Account) -> None:
    delivery = make_delivery(vessel)

    with pytest.raises(UnableToHandOver, match="Say why"):
        cancel_delivery(delivery, reason=" ", by=clerk)

    assert cancel_delivery(delivery, reason="下雨", by=clerk).state == Delivery.State.CANCELLED


def test_what_is_lent_comes_back_or_is_lost_and_may_be_corrected(vessel: Vessel, clerk: Account, stranger: Account) -> None:
    delivery = make_delivery(vessel)
    hand_over(delivery, at=timezone.now(), minutes=50, by=clerk)
    bag, paper = delivery.handouts.get(is_lent=True), delivery.handouts.get(is_lent=False)

    with pytest.raises(UnableToHandOver, match="wasn't lent"):
        settle_handout(paper, state="returned", on=TODAY, by=clerk)
    with pytest.raises(UnableToHandOver, match="is noted as out already"):
        settle_handout(bag, state="out", on=TODAY, by=clerk)
    with pytest.raises(UnableToHandOver, match="today at the latest"):
        settle_handout(bag, state="returned", on=TODAY + DAY, by=clerk)
    with pytest.raises(UnableToHandOver, match="Only the carriers"):
        settle_handout(bag, state="returned", on=TODAY, by=stranger)
    settle_handout(bag, state="lost", on=TODAY, by=clerk)
    found = settle_handout(bag, state="returned", on=TODAY, by=clerk)

    assert (found.state, found.settled_on) == ("returned", TODAY)


def test_a_pack_waits_until_somebody_carries_it(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    course = make_course(town, by=clerk, approved_by=make_account(town, "clerk"))
    pack = issue_pack(vessel, [course], title="", at=timezone.now(), by=None)
    assert packs_to_carry([vessel.pk]) == {vessel.pk: [pack]}

    delivery = plan_delivery(vessel, make_carrier(town), on=TODAY, packs=[pack], by=clerk)
    assert packs_to_carry([vessel.pk]) == {}
    cancel_delivery(delivery, reason="下雨", by=clerk)

    assert packs_to_carry([vessel.pk]) == {vessel.pk: [pack]}


def test_as_many_boats_are_supplied_as_can_be_and_trips_are_shared(town: Organisation, clerk: Account) -> None:
    today = date(2026, 6, 10)
    often, seldom = make_carrier(town), make_carrier(town)
    boats = [make_vessel(town) for _each in range(2)]
    for number in range(2):
        make_delivery(boats[number], carrier=often, on=today - number * DAY)
    voyages = [make_voyage(boat, today + 4 * DAY, today + 20 * DAY) for boat in boats]

    waiting = voyages_to_supply(clerk, today, today + 9 * DAY)
    plan = propose(waiting, [often, seldom], today=today)

    assert waiting == voyages
    assert [one.way.carrier for one in plan if one.way] == [seldom, seldom]
    assert len({one.way.on for one in plan if one.way}) == 2


def test_a_voyage_that_nobody_can_supply_says_why(town: Organisation, clerk: Account) -> None:
    make_voyage(make_vessel(town), TODAY + 4 * DAY, TODAY + 20 * DAY)

    plan = propose(voyages_to_supply(clerk, TODAY, TODAY + 9 * DAY), [], today=TODAY)

    assert [(one.way, one.reason) for one in plan] == [(None, "no carrier is free in the days before")]

"""The clerk's and the carrier's pages of study at sea: boats at a glance, voyages, ports, carriers, deliveries, teachers, lists."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.models import Carrier, Delivery, Handout, Port, Season, StudyTeacher, Vessel, Voyage
from banyan.programmes.study.strip import strip_of
from tests.factories import make_account, make_person, make_place
from tests.programmes.study.rows import (
    make_carrier,
    make_course,
    make_delivery,
    make_port,
    make_season,
    make_teacher,
    make_vessel,
    make_voyage,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def office(client: Client, clerk: Account) -> Client:
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    return client


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


def days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def test_before_there_is_a_boat_the_page_says_how_to_begin(office: Client) -> None:
    page = office.get(reverse("sea")).content.decode()

    assert "Boats stand here, each with its year" in page
    assert "Note a vessel" in page


def test_each_boat_stands_with_its_state_crew_and_year(office: Client, vessel: Vessel, town: Organisation) -> None:
    join_crew(vessel, make_person(town, party="member"), on=TODAY, by=None)
    make_voyage(vessel, TODAY - 5 * DAY, TODAY + 5 * DAY, left=True)
    ashore = make_vessel(town)

    page = office.get(reverse("sea")).content.decode()
    at_sea = office.get(reverse("sea"), {"state": "sea"}).content.decode()

    assert "at sea since" in page
    assert "1 learner · 32 units owed · never heard" in page
    assert ashore.code in page
    assert vessel.code in at_sea
    assert ashore.code not in at_sea
    assert 'class="strip"' in page


def test_a_voyage_is_expected_changed_noted_and_cancelled_on_pages(office: Client, vessel: Vessel) -> None:
    office.post(reverse("voyage_new", args=[vessel.uuid]), days(TODAY - DAY, TODAY + 20 * DAY))
    voyage = Voyage.objects.get()
    office.post(reverse("voyage_edit", args=[voyage.pk]), days(TODAY - DAY, TODAY + 22 * DAY))
    office.post(reverse("voyage_note", args=[voyage.pk]), {"left_on": TODAY.isoformat(), "returned_on": ""})
    refused = office.post(reverse("voyage_new", args=[vessel.uuid]), days(TODAY + DAY, TODAY + 2 * DAY))
    office.post(reverse("voyage_new", args=[vessel.uuid]), days(TODAY + 30 * DAY, TODAY + 40 * DAY))
    later = Voyage.objects.last()
    assert later is not None
    office.post(reverse("voyage_cancel", args=[later.pk]), {"reason": "台风", "confirmed": "yes"})

    voyage.refresh_from_db()
    later.refresh_from_db()
    assert (voyage.left_on, voyage.expected_to, later.cancelled_because) == (TODAY, TODAY + 22 * DAY, "台风")
    assert refused.status_code == 422
    assert "on another voyage" in refused.content.decode()


def test_a_port_with_a_room_and_a_ban_are_noted_on_pages(office: Client, town: Organisation) -> None:
    room = make_place(town, name="服务中心")
    office.post(reverse("port_new"), {"organisation": town.pk, "name": "先锋渔港", "rooms": [room.pk]})
    port = Port.objects.get()
    office.post(reverse("port_edit", args=[port.uuid]), {"name": "先锋港", "rooms": [room.pk]})
    ban = {"organisation": town.pk, "kind": "fishing_ban", "waters": "south_china_sea", "source": "通告"}
    office.post(reverse("season_new"), ban | days(date(2026, 5, 1), date(2026, 8, 16)) | {"first_at": "12:00", "last_at": "12:00"})
    festival = {"organisation": town.pk, "kind": "spring_festival", "waters": "", "source": "农历", "first_at": "00:00", "last_at": "23:59"}
    office.post(reverse("season_new"), festival | days(date(2026, 2, 10), date(2026, 2, 26)))

    seasons = [(one.kind, timezone.localtime(one.ends_at).isoformat()) for one in Season.objects.order_by("begins_at")]
    assert seasons == [("spring_festival", "2026-02-27T00:00:00+08:00"), ("fishing_ban", "2026-08-16T12:00:00+08:00")]
    assert "服务中心" in office.get(port.get_absolute_url()).content.decode()
    assert "先锋港" in office.get(reverse("ports")).content.decode()
    office.post(reverse("season_drop", args=[Season.objects.all()[0].pk]), {"confirmed": "yes"})
    assert Season.objects.count() == 1
    assert office.post(reverse("season_new"), ban | {"source": ""}).status_code == 422


def test_carriers_are_taken_on_from_the_roster_and_part(office: Client, town: Organisation) -> None:
    person = make_person(town, name="黄潮生")

    found = office.get(reverse("carrier_new"), {"q": "hcs"}).content.decode()
    sent = {"organisation": town.pk, "trips_a_month": 3, "on": TODAY.isoformat()}
    office.post(f"{reverse('carrier_new')}?person={person.uuid}", sent)
    carrier = Carrier.objects.get()
    listed = office.get(reverse("carriers"), {"q": "黄潮"}).content.decode()
    office.post(reverse("carrier_end", args=[carrier.pk]), {"on": TODAY.isoformat(), "confirmed": "yes"})

    carrier.refresh_from_db()
    assert "黄潮生" in found
    assert "黄潮生" in listed
    assert carrier.to_on == TODAY


def test_carriers_are_sent_for_all_boats_at_once(office: Client, town: Organisation, vessel: Vessel, clerk: Account) -> None:
    make_carrier(town)
    course = make_course(town, by=clerk, approved_by=make_account(town, "clerk"))
    issue_pack(vessel, [course], title="九月学习包", at=timezone.now(), by=None)
    voyage = make_voyage(vessel, TODAY + 3 * DAY, TODAY + 20 * DAY)
    address = reverse("delivery_dispatch")

    page = office.get(address)
    form = page.context["form"]
    name = f"voyage_{voyage.pk}"
    office.post(address, {name: form[name].initial, "given": "报纸\n杂志", "lent": "书包"})

    delivery = Delivery.objects.get()
    assert "九月学习包" in page.content.decode()
    assert [(one.title, one.is_lent) for one in delivery.handouts.all()][1:] == [("报纸", False), ("杂志", False), ("书包", True)]
    assert "No boat waits" in office.get(address).content.decode()


def test_a_boat_without_a_carrier_says_so_and_leads_to_taking_one_on(office: Client, vessel: Vessel) -> None:
    make_voyage(vessel, TODAY + 3 * DAY, TODAY + 20 * DAY)

    page = office.get(reverse("delivery_dispatch")).content.decode()

    assert "no carrier is free" in page
    assert reverse("carrier_new") in page


def test_the_carrier_hands_over_by_the_code_of_the_slip_and_later_notes_what_came_back(
    client: Client, town: Organisation, vessel: Vessel
) -> None:
    account = make_account(town, "carrier")
    delivery = make_delivery(vessel, carrier=make_carrier(town))
    client.force_login(account)
    client.cookies["banyan_language"] = "en"
    now = timezone.localtime()

    page = client.get(delivery.get_absolute_url()).content.decode()
    filled = {"carried": [str(one.pk) for one in delivery.handouts.all()], "on": now.date().isoformat(), "minutes": 45}
    sent: dict[str, Any] = filled | {"at": "00:00", "received_by": ""}
    client.post(reverse("delivery_hand_over", args=[delivery.uuid]), sent)
    bag = Handout.objects.get(is_lent=True)
    listed = client.get(reverse("handouts"), {"state": "out"}).content.decode()
    client.post(reverse("handout_settle", args=[bag.pk]), {"state": "returned", "on": now.date().isoformat(), "confirmed": "yes"})

    bag.refresh_from_db()
    assert "Handed over" in page
    assert "学习包" in listed
    assert bag.state == "returned"
    assert client.get(reverse("delivery_cancel", args=[delivery.uuid])).status_code == 403


def test_a_delivery_is_planned_by_hand_and_cancelled(office: Client, town: Organisation, vessel: Vessel) -> None:
    carrier = make_carrier(town)
    sent = {"carrier": carrier.pk, "on": TODAY.isoformat(), "voyage": "", "given": "报纸", "lent": ""}
    office.post(reverse("delivery_new", args=[vessel.uuid]), sent)
    delivery = Delivery.objects.get()
    office.post(reverse("delivery_cancel", args=[delivery.uuid]), {"reason": "下雨", "confirmed": "yes"})

    delivery.refresh_from_db()
    assert (delivery.state, delivery.cancelled_because) == ("cancelled", "下雨")
    assert "下雨" in office.get(delivery.get_absolute_url()).content.decode()


def test_a_teacher_gets_stretches_of_days_and_a_single_day_needs_one_date(office: Client, town: Organisation) -> None:
    person, port = make_person(town, name="刘娇妙"), make_port(town)
    first = {"first_0": "2027-05-04", "last_0": "2027-05-30", "first_1": "2027-06-02"}
    office.post(f"{reverse('study_teacher_new')}?person={person.uuid}", {"organisation": town.pk, "ports": [port.pk]} | first)
    teacher = StudyTeacher.objects.get()
    spans = [(str(one.from_on), str(one.to_on)) for one in teacher.days.all()]
    wrong = office.post(teacher.get_absolute_url(), {"last_0": "2027-05-30"})
    office.post(reverse("study_teacher_end", args=[teacher.uuid]), {"on": TODAY.isoformat(), "confirmed": "yes"})

    teacher.refresh_from_db()
    assert spans == [("2027-05-04", "2027-05-30"), ("2027-06-02", "2027-06-02")]
    assert (wrong.status_code, teacher.ended_on) == (422, TODAY)
    assert "刘娇妙" in office.get(reverse("study_teachers")).content.decode()


def test_the_list_of_learners_says_where_each_is_and_what_is_owed(office: Client, town: Organisation, vessel: Vessel) -> None:
    join_crew(vessel, make_person(town, name="冯水生", party="member"), on=TODAY, by=None)
    make_voyage(vessel, TODAY - 5 * DAY, TODAY + 5 * DAY, left=True)

    page = office.get(reverse("learners"), {"crew": "on"}).content.decode()
    sheet = office.get(reverse("learners"), {"export": "xlsx"})

    assert "冯水生" in page
    assert "at sea since" in page
    assert ">32<" in page
    assert sheet.status_code == 200


def test_the_page_of_boats_takes_as_many_queries_for_three_as_for_one(
    office: Client, town: Organisation, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    def boat() -> None:
        vessel = make_vessel(town, home_port=make_port(town, make_place(town)))
        join_crew(vessel, make_person(town, party="member"), on=TODAY, by=None)
        make_voyage(vessel, TODAY - 5 * DAY, TODAY + 5 * DAY, left=True)

    boat()
    office.get(reverse("sea"))
    with django_assert_max_num_queries(60) as one:
        office.get(reverse("sea"))
        office.get(reverse("learners"))
    boat()
    boat()
    with django_assert_num_queries(len(one)):
        office.get(reverse("sea"))
        office.get(reverse("learners"))


def test_a_year_is_drawn_from_edge_to_edge(town: Organisation) -> None:
    make_season(town, TODAY, TODAY)
    make_teacher(town, Span(TODAY, TODAY))
    whole = Span(date(2025, 12, 1), date(2027, 1, 9))

    strip = strip_of(2026, [(whole, True)], [], [date(2026, 1, 1), date(2025, 1, 1)], [], today=date(2026, 7, 2))

    assert [(bar.x, bar.width, bar.kind) for bar in strip.bars] == [("0.00%", "100.00%", "real")]
    assert [mark.x for mark in strip.marks] == ["0.00%"]
    assert strip.today == "49.86%"
    assert strip_of(2026, [(Span(date(2025, 1, 1), date(2025, 2, 1)), True)], [], [], [], today=date(2025, 1, 1)).bars == ()

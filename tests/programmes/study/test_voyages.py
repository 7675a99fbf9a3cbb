"""Ports, times in port, voyages: what is noted, what is refused, and when a crew is surely ashore."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.ports import UnableToKeepPort, UnableToKeepSeason, add_port, change_port, drop_season, note_season
from banyan.programmes.study.actions.voyages import UnableToKeepVoyage, cancel_voyage, change_voyage, note_voyage, plan_voyage
from banyan.programmes.study.ashore import days_ashore, joined, voyage_days, whole_days
from banyan.programmes.study.models import Port, Season, Vessel, Voyage
from banyan.programmes.study.queries.ashore import seasons_for, years_of
from tests.factories import make_account, make_organisation, make_place
from tests.programmes.study.rows import make_delivery, make_port, make_season, make_vessel, make_voyage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


@pytest.fixture
def stranger() -> Account:
    return make_account(make_organisation(), "clerk")


def moment(day: date, hour: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def test_a_port_has_a_name_once_a_place_and_rooms_of_its_own(town: Organisation, clerk: Account) -> None:
    room = make_place(town)
    port = add_port(town, name=" 先锋渔港 ", rooms=[room], by=clerk)

    assert (port.name, list(port.rooms.all())) == ("先锋渔港", [room])
    with pytest.raises(UnableToKeepPort, match="has a port of this name"):
        add_port(town, name="先锋渔港", by=clerk)
    with pytest.raises(UnableToKeepPort, match="is a room of 先锋渔港 already"):
        add_port(town, name="泥洲渔港", rooms=[room], by=clerk)
    with pytest.raises(UnableToKeepPort, match="A port has a name"):
        add_port(town, name=" ", by=clerk)
    assert Port.objects.count() == 1


def test_a_port_is_changed_by_who_keeps_it(town: Organisation, clerk: Account, stranger: Account) -> None:
    port, room = make_port(town), make_place(town)

    changed = change_port(port, name="新港", rooms=[room], by=clerk)

    assert (changed.name, list(changed.rooms.all())) == ("新港", [room])
    with pytest.raises(UnableToKeepPort, match="Only the clerk"):
        change_port(port, name="别港", rooms=[], by=stranger)
    with pytest.raises(UnableToKeepPort, match="Only the clerk"):
        add_port(town, name="别港", by=stranger)


def test_a_ban_is_a_dated_row_of_some_waters_with_its_source(town: Organisation, clerk: Account) -> None:
    fields: dict[str, Any] = {"kind": "fishing_ban", "waters": "south_china_sea", "begins_at": moment(date(2026, 5, 1), 12)}
    season = note_season(town, **fields, ends_at=moment(date(2026, 8, 16), 12), source="通告", by=clerk)

    assert whole_days(season) == Span(date(2026, 5, 2), date(2026, 8, 15))
    with pytest.raises(UnableToKeepSeason, match="already"):
        note_season(town, **fields, ends_at=moment(date(2026, 6, 1)), source="通告", by=clerk)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": moment(date(2026, 5, 1))}, "ends after it begins"),
        ({"waters": ""}, "Choose which"),
        ({"source": " "}, "Say where it stands"),
    ],
)
def test_a_time_in_port_that_makes_no_sense_is_refused(town: Organisation, clerk: Account, changes: dict[str, object], said: str) -> None:
    fields = {"kind": "fishing_ban", "waters": "pearl_river", "begins_at": moment(date(2026, 5, 1)), "ends_at": moment(date(2026, 6, 1))}
    everything: dict[str, object] = fields | {"source": "通告"} | changes

    with pytest.raises(UnableToKeepSeason, match=said):
        note_season(town, **everything, by=clerk)  # type: ignore[arg-type]  # fields of several types


def test_a_time_in_port_is_taken_out_by_who_keeps_it_only(town: Organisation, clerk: Account, stranger: Account) -> None:
    season = make_season(town, TODAY, TODAY + 9 * DAY)

    with pytest.raises(UnableToKeepSeason, match="Only the clerk"):
        drop_season(season, by=stranger)
    with pytest.raises(UnableToKeepSeason, match="Only the clerk"):
        note_season(
            town, kind="spring_festival", waters="", begins_at=moment(TODAY), ends_at=moment(TODAY + DAY), source="农历", by=stranger
        )
    drop_season(season, by=clerk)

    assert not Season.objects.exists()


def test_a_ban_of_the_province_holds_for_its_towns_and_for_its_waters_only(town: Organisation, clerk: Account) -> None:
    province = Organisation.objects.get(depth=1, path=town.path[: Organisation.steplen])
    season = make_season(province, TODAY, TODAY + 9 * DAY)
    ours, river, elsewhere = make_vessel(town), make_vessel(town), make_vessel(make_organisation())
    Vessel.objects.filter(pk=river.pk).update(waters="pearl_river")
    river.refresh_from_db()

    years = years_of([ours, river, elsewhere], TODAY, TODAY + DAY, TODAY)

    assert [[one for one, _days in years[vessel.pk].in_port] for vessel in (ours, river, elsewhere)] == [[season], [], []]
    assert list(seasons_for(clerk)) == [season]


def test_voyages_of_a_boat_never_overlap_but_it_may_leave_on_the_day_it_returned(vessel: Vessel, clerk: Account) -> None:
    make_voyage(vessel, TODAY + 10 * DAY, TODAY + 20 * DAY)

    for first, last in ((15, 25), (5, 11), (10, 10), (12, 13)):
        with pytest.raises(UnableToKeepVoyage, match="on another voyage"):
            plan_voyage(vessel, first=TODAY + first * DAY, last=TODAY + last * DAY, by=clerk)
    plan_voyage(vessel, first=TODAY + 20 * DAY, last=TODAY + 30 * DAY, by=clerk)

    assert vessel.voyages.count() == 2


def test_no_voyage_is_expected_in_a_ban_but_what_happened_is_noted(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    make_season(town, TODAY - 5 * DAY, TODAY + 20 * DAY)

    with pytest.raises(UnableToKeepVoyage, match="fishing ban"):
        plan_voyage(vessel, first=TODAY - 10 * DAY, last=TODAY, by=clerk)
    voyage = plan_voyage(vessel, first=TODAY - 10 * DAY, last=TODAY - 6 * DAY, by=clerk)
    noted = note_voyage(voyage, left_on=TODAY - 10 * DAY, returned_on=TODAY - 2 * DAY, by=clerk)

    assert noted.returned_on == TODAY - 2 * DAY


@pytest.mark.parametrize(("first", "last", "said"), [(5, 4, "returns after it left"), (1, 402, "at most 400 days")])
def test_an_expected_voyage_that_makes_no_sense_is_refused(vessel: Vessel, clerk: Account, first: int, last: int, said: str) -> None:
    with pytest.raises(UnableToKeepVoyage, match=said):
        plan_voyage(vessel, first=TODAY + first * DAY, last=TODAY + last * DAY, by=clerk)


def test_a_boat_that_sails_no_longer_and_one_of_others_are_refused(vessel: Vessel, clerk: Account, stranger: Account) -> None:
    with pytest.raises(UnableToKeepVoyage, match="Only the clerk"):
        plan_voyage(vessel, first=TODAY, last=TODAY + DAY, by=stranger)
    Vessel.objects.filter(pk=vessel.pk).update(ended_on=TODAY)

    with pytest.raises(UnableToKeepVoyage, match="sails no longer"):
        plan_voyage(vessel, first=TODAY, last=TODAY + DAY, by=clerk)


def test_leaving_and_returning_are_noted_in_order_and_never_ahead(vessel: Vessel, clerk: Account) -> None:
    voyage = make_voyage(vessel, TODAY - 9 * DAY, TODAY + 9 * DAY)

    with pytest.raises(UnableToKeepVoyage, match="returns after it left"):
        note_voyage(voyage, left_on=None, returned_on=TODAY, by=clerk)
    with pytest.raises(UnableToKeepVoyage, match="still to come"):
        note_voyage(voyage, left_on=TODAY - DAY, returned_on=TODAY + DAY, by=clerk)
    note_voyage(voyage, left_on=TODAY - 8 * DAY, returned_on=None, by=clerk)
    changed = change_voyage(voyage, first=TODAY, last=TODAY + 12 * DAY, by=clerk)

    assert (changed.left_on, changed.expected_from, changed.expected_to) == (TODAY - 8 * DAY, TODAY - 9 * DAY, TODAY + 12 * DAY)


def test_real_days_never_overlap_those_of_another_voyage(vessel: Vessel, clerk: Account) -> None:
    make_voyage(vessel, TODAY - 30 * DAY, TODAY - 10 * DAY, left=True, returned=True)
    second = make_voyage(vessel, TODAY - 9 * DAY, TODAY - DAY)

    with pytest.raises(UnableToKeepVoyage, match="on another voyage"):
        note_voyage(second, left_on=TODAY - 12 * DAY, returned_on=TODAY - DAY, by=clerk)


def test_a_voyage_that_is_over_has_no_expected_days_to_change(vessel: Vessel, clerk: Account) -> None:
    voyage = make_voyage(vessel, TODAY - 9 * DAY, TODAY - DAY, left=True, returned=True)

    with pytest.raises(UnableToKeepVoyage, match="is over"):
        change_voyage(voyage, first=TODAY, last=TODAY, by=clerk)
    with pytest.raises(UnableToKeepVoyage, match="took place"):
        cancel_voyage(voyage, reason="台风", by=clerk)


def test_a_voyage_is_cancelled_with_a_reason_and_when_nobody_goes_there(vessel: Vessel, clerk: Account) -> None:
    voyage, other = make_voyage(vessel, TODAY + DAY, TODAY + 9 * DAY), make_voyage(vessel, TODAY + 20 * DAY, TODAY + 29 * DAY)
    make_delivery(vessel, voyage=other, on=TODAY + 19 * DAY)

    with pytest.raises(UnableToKeepVoyage, match="Say why"):
        cancel_voyage(voyage, reason=" ", by=clerk)
    with pytest.raises(UnableToKeepVoyage, match="Cancel the delivery first"):
        cancel_voyage(other, reason="台风", by=clerk)
    cancel_voyage(voyage, reason="台风", by=clerk)

    with pytest.raises(UnableToKeepVoyage, match="was cancelled"):
        note_voyage(voyage, left_on=TODAY, returned_on=None, by=clerk)
    assert plan_voyage(vessel, first=TODAY + 2 * DAY, last=TODAY + 8 * DAY, by=clerk).pk


def test_a_boat_that_is_overdue_is_out_until_today() -> None:
    voyage = Voyage(expected_from=TODAY - 30 * DAY, expected_to=TODAY - 5 * DAY, left_on=TODAY - 29 * DAY)

    assert voyage_days(voyage, TODAY) == Span(TODAY - 29 * DAY, TODAY)


def test_a_crew_is_ashore_between_voyages_and_beyond_them_in_times_in_port_only() -> None:
    first = date(2026, 1, 1)
    out = [Span(date(2026, 1, 5), date(2026, 1, 10)), Span(date(2026, 1, 14), date(2026, 1, 20))]
    in_port = [Span(date(2026, 1, 25), date(2026, 1, 27))]

    found = days_ashore(out, in_port, first, date(2026, 1, 31))

    assert found == (Span(date(2026, 1, 11), date(2026, 1, 13)), Span(date(2026, 1, 25), date(2026, 1, 27)))


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=5)


@given(SPANS, SPANS)
def test_days_ashore_are_those_that_the_rule_names_one_by_one(out: list[tuple[int, int]], in_port: list[tuple[int, int]]) -> None:
    base = date(2026, 1, 1)
    spans, seasons = ([Span(base + first * DAY, base + (first + length) * DAY) for first, length in those] for those in (out, in_port))

    found = days_ashore(spans, seasons, base, base + 59 * DAY)

    days = {day for span in found for day in (span.first + number * DAY for number in range((span.last - span.first).days + 1))}
    for number in range(60):
        day = base + number * DAY
        at_sea = any(one.first <= day <= one.last for one in spans)
        between = bool(spans) and min(one.first for one in spans) <= day <= max(one.last for one in spans)
        assert (day in days) == (not at_sea and (between or any(one.first <= day <= one.last for one in seasons)))


@given(st.sets(st.integers(0, 60)))
def test_joined_days_are_the_same_days_in_the_fewest_spans(numbers: set[int]) -> None:
    base = date(2026, 1, 1)
    days = [base + number * DAY for number in sorted(numbers)]

    spans = joined(days)

    assert [span.first + number * DAY for span in spans for number in range((span.last - span.first).days + 1)] == days
    assert all(later.first - earlier.last > DAY for earlier, later in pairwise(spans))

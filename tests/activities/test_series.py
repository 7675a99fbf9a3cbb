from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities import actions, queries
from banyan.activities.actions import UnableToMove, UnableToPlanSeries
from banyan.activities.jobs import plan_series
from banyan.activities.models import Activity, NoOutdoorDay, Place, Series, SeriesException
from banyan.core.jobs import Progress
from banyan.core.models import AuditEntry, Job
from banyan.outbox.models import Message
from banyan.people.models import Account, Organisation
from tests.factories import at, make_account, make_activity, make_person, make_place, make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()
# The weekday after next, so that the first slot lies ahead whatever the hour.
FIRST = TODAY + timedelta(days=2)


@pytest.fixture
def place(town: Organisation) -> Place:
    return make_place(town, name="榕树下", outdoors=True)


def fields(place: Place, **changes: Any) -> dict[str, Any]:
    usual = {"kind": "talk", "title": "榕树下讲堂", "place": place, "weekday": FIRST.weekday(), "begins": time(19, 30), "minutes": 60}
    return usual | {"from_on": TODAY, "to_on": None} | changes


@pytest.fixture
def series(town: Organisation, place: Place, clerk: Account) -> Series:
    return actions.begin_series(town, fields(place), by=clerk)


def days(series: Series) -> list[date]:
    return sorted(activity.on for activity in series.activities.filter(state="planned"))


def test_a_slot_plans_the_coming_eight_weeks(series: Series, place: Place) -> None:
    first = series.activities.order_by("starts_at")[0]

    assert days(series) == [FIRST + timedelta(weeks=week) for week in range(8)]
    assert (first.starts_at, first.minutes, first.place) == (at(FIRST, 19, 30), 60, place)


def test_a_slot_ends_on_its_last_day(town: Organisation, place: Place, clerk: Account) -> None:
    series = actions.begin_series(town, fields(place, to_on=FIRST + timedelta(days=7)), by=clerk)

    assert days(series) == [FIRST, FIRST + timedelta(days=7)]


def test_planning_ahead_again_plans_nothing_twice(series: Series) -> None:
    actions.plan_ahead(series, by=None)

    assert len(days(series)) == 8


def test_the_daily_job_plans_the_week_that_came_nearer(series: Series) -> None:
    Activity.objects.filter(series=series, starts_at__date__gt=FIRST).delete()

    plan_series({}, Progress(Job.objects.create(name="plan_series", key="today")))

    assert len(days(series)) == 8


def test_the_daily_job_goes_on_and_tells_of_a_slot_that_cant_be_planned(
    town: Organisation, place: Place, series: Series, clerk: Account, caplog: pytest.LogCaptureFixture
) -> None:
    Activity.objects.filter(series=series).delete()
    make_activity(town, by=clerk, title="中秋晚会", place=place, starts_at=at(FIRST, 19))

    plan_series({}, Progress(Job.objects.create(name="plan_series", key="today")))

    assert "中秋晚会" in caplog.text
    assert len(days(series)) == 7


def test_a_cancelled_slot_stays_cancelled(series: Series, clerk: Account) -> None:
    actions.move_activity(series.activities.order_by("starts_at")[0], "cancel", by=clerk, reason="下雨")

    actions.plan_ahead(series, by=None)

    assert days(series)[0] == FIRST + timedelta(weeks=1)


def test_a_slot_isnt_begun_where_another_has_the_place_at_that_time(
    town: Organisation, place: Place, series: Series, clerk: Account
) -> None:
    with pytest.raises(UnableToPlanSeries, match=r"榕树下 is taken every .* at 19:30 by “榕树下讲堂”"):
        actions.begin_series(town, fields(place, title="合唱", begins=time(20, 0)), by=clerk)

    assert Series.objects.count() == 1


def test_a_slot_may_follow_another_on_the_same_evening(town: Organisation, place: Place, series: Series, clerk: Account) -> None:
    actions.begin_series(town, fields(place, title="合唱", begins=time(20, 30)), by=clerk)

    assert Series.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [{"from_on": TODAY + timedelta(weeks=4)}, {"to_on": TODAY + timedelta(weeks=1)}],
    ids=["before the other begins", "after the other has ended"],
)
def test_a_slot_may_take_the_time_that_another_doesnt_have_yet_or_any_more(
    town: Organisation, place: Place, clerk: Account, changes: dict[str, Any]
) -> None:
    other = actions.begin_series(town, fields(place, **changes), by=clerk)
    between = {"to_on": TODAY + timedelta(weeks=3)} if "from_on" in changes else {"from_on": TODAY + timedelta(weeks=2)}

    actions.begin_series(town, fields(place, title="合唱", **between), by=clerk)

    assert Series.objects.exclude(pk=other.pk).get().title == "合唱"


def test_a_slot_over_an_activity_at_the_place_is_refused_with_its_name(town: Organisation, place: Place, clerk: Account) -> None:
    make_activity(town, by=clerk, title="中秋晚会", place=place, starts_at=at(FIRST + timedelta(weeks=2), 19))

    with pytest.raises(UnableToPlanSeries, match="中秋晚会"):
        actions.begin_series(town, fields(place), by=clerk)

    assert not Series.objects.exists()


def test_the_days_of_a_slot_stand_in_order(town: Organisation, place: Place, clerk: Account) -> None:
    with pytest.raises(UnableToPlanSeries, match="Exchange the two"):
        actions.begin_series(town, fields(place, to_on=TODAY - timedelta(days=1)), by=clerk)


def test_only_who_runs_the_organisation_keeps_its_slots(town: Organisation, place: Place, series: Series, stranger: Account) -> None:
    acts: list[Any] = [
        lambda: actions.begin_series(town, fields(place, begins=time(8)), by=stranger),
        lambda: actions.skip_slot(series, FIRST, by=stranger, reason="台风"),
        lambda: actions.put_back_slot(series, FIRST, by=stranger),
        lambda: actions.end_series(series, on=FIRST, by=stranger, reason="台风"),
        lambda: actions.mark_no_outdoor_day(town, FIRST, by=stranger, reason="台风"),
    ]

    for act in acts:
        with pytest.raises(UnableToPlanSeries, match="常平镇"):
            act()


def test_a_day_left_out_is_cancelled_and_told(town: Organisation, series: Series, clerk: Account) -> None:
    activity = series.activities.order_by("starts_at")[0]
    actions.expect(activity, [make_person(town)], by=clerk)

    actions.skip_slot(series, FIRST, by=clerk, reason="台风")

    activity.refresh_from_db()
    assert (activity.state, activity.cancel_reason) == ("cancelled", "台风")
    assert Message.objects.filter(channel="call", text__contains="台风").count() == 1
    assert AuditEntry.objects.get(verb="skip_slot").difference == {"on": FIRST.isoformat(), "reason": "台风"}


@pytest.mark.parametrize(
    ("on", "reason", "words"),
    [
        (FIRST + timedelta(days=1), "台风", "isn't a"),
        (FIRST, " ", "Say why"),
        (FIRST + timedelta(weeks=1), "台风", "left out already: 国庆"),
    ],
)
def test_a_day_is_left_out_once_and_with_a_reason(series: Series, clerk: Account, on: date, reason: str, words: str) -> None:
    actions.skip_slot(series, FIRST + timedelta(weeks=1), by=clerk, reason="国庆")

    with pytest.raises(UnableToPlanSeries, match=words):
        actions.skip_slot(series, on, by=clerk, reason=reason)

    assert SeriesException.objects.count() == 1


def test_a_day_put_back_is_planned_anew(series: Series, clerk: Account) -> None:
    actions.skip_slot(series, FIRST, by=clerk, reason="台风")

    activity = actions.put_back_slot(series, FIRST, by=clerk)

    assert activity is not None
    assert (activity.on, activity.state) == (FIRST, "planned")
    assert not SeriesException.objects.exists()


def test_a_day_is_put_back_only_when_it_was_left_out(series: Series, clerk: Account) -> None:
    with pytest.raises(UnableToPlanSeries, match="isn't left out"):
        actions.put_back_slot(series, FIRST, by=clerk)


def test_a_day_isnt_put_back_where_the_place_is_taken_meanwhile(town: Organisation, place: Place, series: Series, clerk: Account) -> None:
    actions.skip_slot(series, FIRST, by=clerk, reason="台风")
    make_activity(town, by=clerk, title="合唱", place=place, starts_at=at(FIRST, 19))

    with pytest.raises(UnableToPlanSeries, match="合唱"):
        actions.put_back_slot(series, FIRST, by=clerk)

    assert SeriesException.objects.count() == 1


def test_a_day_that_is_over_is_put_back_without_planning(series: Series, clerk: Account) -> None:
    over = FIRST - timedelta(weeks=1)
    actions.skip_slot(series, over, by=clerk, reason="台风")

    assert actions.put_back_slot(series, over, by=clerk) is None


def test_ending_a_slot_cancels_what_is_planned_after_it(series: Series, clerk: Account) -> None:
    actions.end_series(series, on=FIRST + timedelta(weeks=1), by=clerk, reason="停办")

    assert days(series) == [FIRST, FIRST + timedelta(weeks=1)]
    assert series.activities.filter(state="cancelled", cancel_reason="停办").count() == 6


def test_a_slot_ends_after_it_began_and_once(series: Series, clerk: Account) -> None:
    with pytest.raises(UnableToPlanSeries, match="before it began"):
        actions.end_series(series, on=TODAY - timedelta(days=1), by=clerk, reason="停办")
    actions.end_series(series, on=FIRST, by=clerk, reason="停办")

    with pytest.raises(UnableToPlanSeries, match="already"):
        actions.end_series(series, on=FIRST + timedelta(days=1), by=clerk, reason="停办")


def test_ending_a_slot_with_something_planned_needs_a_reason(series: Series, clerk: Account) -> None:
    with pytest.raises(UnableToMove, match="Say why"):
        actions.end_series(series, on=FIRST, by=clerk, reason="")


def test_a_day_of_heat_cancels_with_notice_what_is_in_the_open_here_and_below(
    town: Organisation, branch: Organisation, place: Place, clerk: Account
) -> None:
    below = make_activity(branch, state="open", by=clerk, place=place, starts_at=at(FIRST, 9))
    indoors = make_activity(town, state="open", by=clerk, place=make_place(town), starts_at=at(FIRST, 9))
    actions.expect(below, [make_person(town)], by=clerk)

    actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")

    below.refresh_from_db()
    indoors.refresh_from_db()
    assert (below.state, below.cancel_reason, indoors.state) == ("cancelled", "高温", "open")
    assert Message.objects.filter(channel="call", text__contains="高温").count() == 1


def test_a_day_of_heat_doesnt_reach_what_is_elsewhere(town: Organisation, place: Place, clerk: Account, stranger: Account) -> None:
    elsewhere = stranger.grants_now[0].organisation
    activity = make_activity(elsewhere, by=stranger, place=make_place(elsewhere, outdoors=True), starts_at=at(FIRST, 9))

    actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")

    activity.refresh_from_db()
    assert activity.state == "planned"


@pytest.mark.parametrize(("on", "reason", "words"), [(TODAY - timedelta(days=1), "高温", "is over"), (FIRST, " ", "Say why")])
def test_a_day_is_marked_ahead_and_with_a_reason(town: Organisation, clerk: Account, on: date, reason: str, words: str) -> None:
    with pytest.raises(UnableToPlanSeries, match=words):
        actions.mark_no_outdoor_day(town, on, by=clerk, reason=reason)


def test_marking_again_changes_the_reason(town: Organisation, clerk: Account) -> None:
    actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")

    actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="台风")

    assert NoOutdoorDay.objects.get().reason == "台风"


def test_a_slot_in_the_open_begins_around_a_day_of_heat_and_fills_it_once_the_mark_is_gone(
    town: Organisation, place: Place, clerk: Account
) -> None:
    mark = actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")
    series = actions.begin_series(town, fields(place), by=clerk)
    around = days(series)

    actions.lift_no_outdoor_day(mark, by=clerk)
    actions.plan_ahead(series, by=None)

    assert (around[0], len(around)) == (FIRST + timedelta(weeks=1), 7)
    assert (days(series)[0], len(days(series))) == (FIRST, 8)


def test_only_the_office_takes_a_mark_back(town: Organisation, clerk: Account) -> None:
    mark = actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")

    with pytest.raises(UnableToPlanSeries, match="常平镇"):
        actions.lift_no_outdoor_day(mark, by=make_account(town, "coordinator"))

    assert NoOutdoorDay.objects.exists()


def test_the_coming_days_tell_what_is_planned_and_what_is_left_out(series: Series, clerk: Account) -> None:
    actions.skip_slot(series, FIRST + timedelta(weeks=1), by=clerk, reason="国庆")

    slots = queries.coming_slots(series, TODAY)

    assert [(slot.on, slot.activity.state if slot.activity else "", slot.left_out) for slot in slots[:3]] == [
        (FIRST, "planned", ""),
        (FIRST + timedelta(weeks=1), "cancelled", "国庆"),
        (FIRST + timedelta(weeks=2), "planned", ""),
    ]


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    office: Client, town: Organisation, series: Series, clerk: Account, django_assert_max_num_queries: Any
) -> None:
    office.get(reverse("series_list"))

    counts = []
    for hour in (8, 14):
        with django_assert_max_num_queries(12) as counted:
            office.get(reverse("series_list"))
        counts.append(len(counted))
        for later in range(2):
            actions.begin_series(town, fields(make_place(town), begins=time(hour + later)), by=clerk)

    assert counts[0] == counts[1]


def test_a_slot_is_begun_by_its_form(office: Client, town: Organisation, place: Place) -> None:
    programme = make_programme(town)
    form = {"organisation": town.pk, "kind": "talk", "title": "讲堂", "weekday": "4", "begins": "19:30", "minutes": "60"}
    form |= {"place": place.pk, "programme": programme.pk, "from_on": TODAY.isoformat(), "to_on": ""}

    begun = office.post(reverse("series_new"), form)
    refused = office.post(reverse("series_new"), form)

    series = Series.objects.get()
    assert (begun.status_code, begun["Location"], refused.status_code) == (302, series.get_absolute_url(), 422)
    assert (series.programme, series.weekday, series.begins) == (programme, 4, time(19, 30))
    assert "is taken every" in refused.text


def test_days_are_left_out_and_put_back_on_the_page(office: Client, series: Series) -> None:
    url = series.get_absolute_url()
    skip, back = reverse("series_skip", args=[series.uuid]), reverse("series_put_back", args=[series.uuid])

    asked = office.get(skip, {"on": FIRST.isoformat()})
    empty = office.post(skip, {"on": FIRST.isoformat(), "reason": ""})
    skipped = office.post(skip, {"on": FIRST.isoformat(), "reason": "台风"})
    shown = office.get(url)
    restored = office.post(back, {"on": FIRST.isoformat()})
    again = office.post(back, {"on": FIRST.isoformat()})
    nonsense = office.post(back, {"on": "tomorrow"})

    assert [answer.status_code for answer in (asked, empty, skipped, restored, again, nonsense)] == [200, 422, 302, 302, 422, 302]
    assert "台风" in shown.text
    assert days(series)[0] == FIRST


def test_a_slot_is_ended_on_the_page(office: Client, series: Series) -> None:
    url = reverse("series_end", args=[series.uuid])

    asked, refused = office.get(url), office.post(url, {"on": "2020-01-01", "reason": "停办"})
    answer = office.post(url, {"on": FIRST.isoformat(), "reason": "停办"})

    assert (asked.status_code, refused.status_code, answer.status_code) == (200, 422, 302)
    assert days(series) == [FIRST]


def test_days_of_heat_are_marked_and_lifted_on_the_page(office: Client, town: Organisation) -> None:
    url = reverse("no_outdoor_days")

    marked = office.post(url, {"organisation": town.pk, "on": FIRST.isoformat(), "reason": "高温"})
    refused = office.post(url, {"organisation": town.pk, "on": "2020-01-01", "reason": "高温"})
    shown = office.get(url)
    mark = NoOutdoorDay.objects.get()
    lifted = office.post(reverse("no_outdoor_lift", args=[mark.pk]))

    assert [answer.status_code for answer in (marked, refused, shown, lifted)] == [302, 422, 200, 302]
    assert "高温" in shown.text
    assert not NoOutdoorDay.objects.exists()


def test_a_secretary_reads_the_marked_days_of_the_town_and_marks_none(
    client: Client, town: Organisation, clerk: Account, secretary: Account
) -> None:
    mark = actions.mark_no_outdoor_day(town, FIRST, by=clerk, reason="高温")
    client.force_login(secretary)

    shown = client.get(reverse("no_outdoor_days"))
    marked = client.post(reverse("no_outdoor_days"), {"organisation": town.pk, "on": TODAY.isoformat(), "reason": "试"})
    lifted = client.post(reverse("no_outdoor_lift", args=[mark.pk]))

    assert "高温" in shown.text
    assert (shown.context["form"], marked.status_code, lifted.status_code) == (None, 200, 403)
    assert NoOutdoorDay.objects.get() == mark


@pytest.mark.parametrize("name", ["series", "series_skip", "series_end"])
def test_the_slots_of_others_arent_there(client: Client, series: Series, stranger: Account, name: str) -> None:
    client.force_login(stranger)

    answer = client.get(reverse(name, args=[series.uuid]))

    assert answer.status_code == 404

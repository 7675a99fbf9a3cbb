from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities import queries
from banyan.activities.models import Activity, Kind
from banyan.people.actions import set_rule
from banyan.people.models import Account, Organisation
from tests.factories import at, make_account, make_activity, make_branch, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

# The second month of a quarter.
TODAY = date(2026, 5, 20)


def meet(branch: Organisation, kind: str, on: date, state: str = "held") -> None:
    activity = make_activity(branch, kind=kind, starts_at=at(on, 9))
    Activity.objects.filter(pk=activity.pk).update(state=state)


def due(account: Account, kind: str, today: date = TODAY) -> queries.MeetingsDue:
    return next(row for row in queries.meetings_due(account, queries.quarter_of(today), today) if row.kind == kind)


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 1, 1), date(2026, 1, 1)), (TODAY, date(2026, 4, 1)), (date(2026, 12, 31), date(2026, 10, 1))]
)
def test_a_quarter_begins_with_january_april_july_and_october(day: date, first: date) -> None:
    assert queries.quarter_of(day) == first


def test_the_quarter_before_january_is_that_of_october() -> None:
    assert queries.quarter_before(date(2026, 1, 1)) == date(2025, 10, 1)


def test_a_branch_owes_a_meeting_and_a_lecture_a_quarter_and_the_rest_each_month_that_has_begun(
    branch: Organisation, clerk: Account
) -> None:
    rows = queries.meetings_due(clerk, queries.quarter_of(TODAY), TODAY)

    assert {(str(row.kind), row.needed, row.missing) for row in rows} == {
        ("branch_meeting", 1, 1),
        ("lecture", 1, 1),
        ("group_meeting", 2, 2),
        ("theme_day", 2, 2),
    }


def test_what_was_held_is_no_longer_missing(branch: Organisation, clerk: Account) -> None:
    meet(branch, "branch_meeting", date(2026, 4, 3))

    row = due(clerk, Kind.BRANCH_MEETING)

    assert (row.held, row.planned, row.missing) == (1, 0, 0)


def test_what_is_planned_isnt_missing_but_isnt_held_either(branch: Organisation, clerk: Account) -> None:
    meet(branch, "branch_meeting", date(2026, 6, 3), "open")

    row = due(clerk, Kind.BRANCH_MEETING)

    assert (row.held, row.planned, row.missing) == (0, 1, 0)


def test_a_cancelled_meeting_doesnt_count(branch: Organisation, clerk: Account) -> None:
    activity = make_activity(branch, kind="branch_meeting", state="cancelled", starts_at=at(date(2026, 4, 3), 9))

    row = due(clerk, Kind.BRANCH_MEETING)

    assert (row.held, row.planned, row.missing, activity.state) == (0, 0, 1, "cancelled")


def test_two_theme_days_in_april_dont_make_up_for_may(branch: Organisation, clerk: Account) -> None:
    meet(branch, "theme_day", date(2026, 4, 3))
    meet(branch, "theme_day", date(2026, 4, 20))

    row = due(clerk, Kind.THEME_DAY)

    assert (row.held, row.missing, row.months, row.is_late) == (2, 1, (date(2026, 5, 1),), False)


def test_what_is_missing_of_a_month_that_is_over_is_late_and_entered_for_that_month(branch: Organisation, clerk: Account) -> None:
    meet(branch, "theme_day", date(2026, 5, 3))

    row = due(clerk, Kind.THEME_DAY)

    assert (row.missing, row.late, row.months) == (1, 1, (date(2026, 4, 1),))
    assert row.url == f"{reverse('activity_new')}?organisation={branch.code}&kind=theme_day&on=2026-04-01"


def test_the_last_hours_of_a_month_belong_to_it_as_the_clock_hangs_here(branch: Organisation, clerk: Account) -> None:
    activity = make_activity(branch, kind="theme_day", starts_at=at(date(2026, 5, 1), 0, 30))
    Activity.objects.filter(pk=activity.pk).update(state="held")

    row = due(clerk, Kind.THEME_DAY)

    assert row.months == (date(2026, 4, 1),)


def test_the_committee_meets_only_where_a_branch_is_large_enough_for_one(town: Organisation, branch: Organisation, clerk: Account) -> None:
    large = make_branch(town, name="第二党支部")
    for number in range(7):
        make_person(town, branch=large, name=f"党员{number}")

    rows = queries.meetings_due(clerk, queries.quarter_of(TODAY), TODAY)

    assert [row.branch for row in rows if row.kind == Kind.COMMITTEE_MEETING] == [large]


def test_a_rule_of_the_town_holds_for_its_branches(town: Organisation, branch: Organisation, clerk: Account) -> None:
    organiser = make_account(town, "organiser")
    set_rule("theme_days_a_month", value=2, organisation=town, from_on=date(2026, 1, 1), by=organiser)
    set_rule("group_meetings_a_month", value=0, organisation=town, from_on=date(2026, 1, 1), by=organiser)

    rows = queries.meetings_due(clerk, queries.quarter_of(TODAY), TODAY)

    assert {str(row.kind): row.needed for row in rows} == {"branch_meeting": 1, "lecture": 1, "theme_day": 4}


def test_what_is_missing_stands_first_and_late_before_due(town: Organisation, branch: Organisation, clerk: Account) -> None:
    meet(branch, "lecture", date(2026, 4, 3))

    rows = queries.meetings_due(clerk, queries.quarter_of(TODAY), TODAY)

    assert [(row.is_late, row.missing > 0) for row in rows] == [(True, True), (True, True), (False, True), (False, False)]


def test_the_desk_is_told_only_what_is_missing(branch: Organisation, clerk: Account) -> None:
    meet(branch, "lecture", date(2026, 4, 3))

    assert sorted(str(row.kind) for row in queries.missing_meetings(clerk, TODAY)) == ["branch_meeting", "group_meeting", "theme_day"]


def test_each_reader_sees_the_own_branches(
    town: Organisation, branch: Organisation, clerk: Account, secretary: Account, stranger: Account
) -> None:
    make_branch(town, name="第二党支部")

    seen = [{row.branch.name for row in queries.missing_meetings(account, TODAY)} for account in (clerk, secretary, stranger)]

    assert seen == [{"第一党支部", "第二党支部"}, {"第一党支部"}, set()]


def test_it_takes_as_many_queries_for_three_branches_as_for_one(
    town: Organisation, branch: Organisation, clerk: Account, django_assert_num_queries: Any
) -> None:
    account = Account.objects.get(pk=clerk.pk)
    with django_assert_num_queries(4):
        queries.missing_meetings(account, TODAY)
    for number in range(2):
        meet(make_branch(town, name=f"支部{number}"), "lecture", date(2026, 4, 3))

    account = Account.objects.get(pk=clerk.pk)
    with django_assert_num_queries(4):
        queries.missing_meetings(account, TODAY)


def test_the_page_tells_what_is_missing_and_where_it_is_planned(office: Client, branch: Organisation) -> None:
    answer = office.get(reverse("rhythm"))

    assert "第一党支部" in answer.text
    assert reverse("activity_new") in answer.text


def test_in_the_quarter_before_all_that_is_missing_is_late(office: Client, branch: Organisation) -> None:
    answer = office.get(reverse("rhythm"), {"quarter": "before"})

    assert {row.is_late for row in answer.context["page"]} == {True}
    assert {row.needed for row in answer.context["page"]} == {1, 3}


def test_the_plan_button_fills_the_form_in(office: Client, branch: Organisation) -> None:
    row = next(iter(office.get(reverse("rhythm")).context["page"]))

    form = office.get(row.url).context["form"]

    assert (form.initial["organisation"], form.initial["kind"]) == (branch.pk, row.kind.value)


def test_an_office_without_branches_is_told_how_to_begin(client: Client) -> None:
    client.force_login(make_account(make_organisation(), "clerk"))

    answer = client.get(reverse("rhythm"))

    assert answer.status_code == 200
    assert list(answer.context["page"]) == []


def test_a_meeting_late_by_the_rhythm_is_planned_for_a_day_that_is_over(office: Client, branch: Organisation) -> None:
    on = (timezone.localdate().replace(day=1) - timedelta(days=3)).isoformat()
    form = {"organisation": branch.pk, "kind": "theme_day", "title": "主题党日", "on": on, "at": "09:30", "minutes": "60"}

    answer = office.post(reverse("activity_new"), form)

    assert (answer.status_code, Activity.objects.get().organisation) == (302, branch)

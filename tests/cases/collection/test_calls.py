from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from banyan.cases.collection import queries
from banyan.cases.collection.actions import calls as actions
from banyan.cases.collection.models import Call, CallNotice, Stage, Submission
from banyan.cases.showcase.models import Case
from banyan.core.models import AuditEntry
from banyan.people.models import Account, Organisation
from tests.factories import make_account, make_call, make_organisation, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Organisation:
    return make_organisation()


@pytest.fixture
def organiser(province: Organisation) -> Account:
    return make_account(province, "organiser")


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2022, 2, 28), Stage.AHEAD),
        (date(2022, 3, 1), Stage.SUBMISSION),
        (date(2022, 5, 31), Stage.SUBMISSION),
        (date(2022, 6, 1), Stage.RECOMMENDATION),
        (date(2022, 6, 30), Stage.RECOMMENDATION),
        (date(2022, 7, 1), Stage.SELECTION),
    ],
)
def test_a_published_call_tells_its_stage_by_its_dates_and_the_last_day_counts(day: date, stage: Stage) -> None:
    call = Call(state="open", opens_on=date(2022, 3, 1), submit_until=date(2022, 5, 31), recommend_until=date(2022, 6, 30))

    assert call.stage_on(day) == stage


def test_a_call_that_is_no_longer_a_draft_is_seen_by_the_offices_below_and_a_draft_is_not(
    province: Organisation, organiser: Account
) -> None:
    clerk = make_account(make_organisation(make_organisation(province)), "clerk")
    elsewhere = make_account(make_organisation(), "clerk")
    call = make_call(province, organiser, stage="draft")

    before = list(queries.calls_for(clerk))
    actions.open_call(call, by=organiser)

    assert before == []
    assert list(queries.calls_for(clerk)) == [call]
    assert list(queries.calls_for(elsewhere)) == []


@pytest.mark.parametrize("role", ["clerk", "judge"])
def test_only_the_organiser_makes_calls(province: Organisation, organiser: Account, role: str) -> None:
    call = make_call(province, organiser, stage="draft")
    other = make_account(province, role)
    fields = {name: getattr(call, name) for name in actions.FIELDS}
    rules = actions.CallRules([], [], [])

    for refused in (
        lambda: actions.draft_call(province, fields, rules, by=other),
        lambda: actions.copy_call(call, year=2023, by=other),
        lambda: actions.change_call(call, fields, by=other),
        lambda: actions.set_call_rules(call, rules, by=other),
        lambda: actions.set_city_quotas(call, {}, by=other),
        lambda: actions.open_call(call, by=other),
        lambda: actions.publish_call_notice(call, stage="submission", title="x", text="y", by=other),
        lambda: actions.announce_results(call, by=other),
    ):
        with pytest.raises(actions.UnableToCall, match=province.name):
            refused()


def test_a_copy_has_last_years_rules_quotas_and_dates_moved_by_whole_years(province: Organisation, organiser: Account) -> None:
    city = make_organisation(province)
    call = make_call(
        province, organiser, opens_on=date(2024, 2, 29), submit_until=date(2024, 5, 31), recommend_until=date(2024, 6, 30), year=2024
    )
    actions.set_city_quotas(call, {city: 9}, by=organiser)

    copy = actions.copy_call(call, year=2025, by=organiser)

    assert (copy.state, copy.year, copy.opens_on, copy.submit_until) == ("draft", 2025, date(2025, 2, 28), date(2025, 5, 31))
    for name in ("categories", "parts", "criteria"):
        assert list(getattr(copy, name).values_list("name", flat=True)) == list(getattr(call, name).values_list("name", flat=True))
    assert list(copy.criteria.values_list("weight", flat=True)) == [50, 25, 25]
    assert queries.places_of(copy, city) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"submit_until": date(2000, 1, 1)},
        {"recommend_until": date(2000, 1, 1)},
        {"least_characters": 10, "most_characters": 9},
    ],
)
def test_dates_and_limits_that_are_out_of_order_are_refused(province: Organisation, organiser: Account, changes: dict[str, Any]) -> None:
    call = make_call(province, organiser)

    with pytest.raises(actions.UnableToCall):
        actions.change_call(call, {name: getattr(call, name) for name in actions.FIELDS} | changes, by=organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**changes)


def test_a_call_without_parts_is_not_published(province: Organisation, organiser: Account) -> None:
    call = make_call(province, organiser, stage="draft")
    actions.set_call_rules(call, actions.CallRules([{"name": "综合类"}], [], [{"name": "工作实效", "weight": 1}]), by=organiser)

    with pytest.raises(actions.UnableToCall):
        actions.open_call(call, by=organiser)


def test_a_call_is_published_once(province: Organisation, organiser: Account) -> None:
    call = make_call(province, organiser)

    with pytest.raises(actions.UnableToCall):
        actions.open_call(call, by=organiser)


def test_a_category_in_use_can_not_be_taken_away_and_another_can(province: Organisation, organiser: Account) -> None:
    town = make_organisation(make_organisation(province))
    clerk = make_account(town, "clerk")
    call = make_call(province, organiser)
    make_submission(call, town, clerk)
    rest: dict[str, Any] = {"parts": list(call.parts.values("name", "hint", "least_characters", "most_characters"))}
    rest["criteria"] = list(call.criteria.values("name", "weight"))

    with pytest.raises(actions.UnableToCall, match="发挥作用类"):
        actions.set_call_rules(call, actions.CallRules(categories=[{"name": "综合类"}], **rest), by=organiser)
    actions.set_call_rules(call, actions.CallRules(categories=[{"name": "发挥作用类"}, {"name": "新类"}], **rest), by=organiser)

    assert list(call.categories.values_list("name", flat=True)) == ["发挥作用类", "新类"]


@pytest.mark.parametrize(
    "rules",
    [
        actions.CallRules([{"name": "甲"}, {"name": "甲"}], [], []),
        actions.CallRules([], [{"name": "背景", "hint": "", "least_characters": 9, "most_characters": 8}], []),
    ],
)
def test_lists_that_contradict_themselves_are_refused_whole(province: Organisation, organiser: Account, rules: actions.CallRules) -> None:
    call = make_call(province, organiser)

    with pytest.raises(actions.UnableToCall):
        actions.set_call_rules(call, rules, by=organiser)
    assert call.parts.count() == 4


def test_a_city_keeps_the_ordinary_quota_until_it_gets_its_own(province: Organisation, organiser: Account) -> None:
    one, other = make_organisation(province), make_organisation(province)
    call = make_call(province, organiser, city_quota=12)

    actions.set_city_quotas(call, {one: 5, other: 12}, by=organiser)

    assert [queries.places_of(call, city) for city in (one, other, None)] == [5, 12, 12]
    assert [row.places for row in queries.standings(call)] == [5, 12]


def test_a_quota_below_what_a_city_has_recommended_is_refused(province: Organisation, organiser: Account) -> None:
    city = make_organisation(province)
    town = make_organisation(city)
    call = make_call(province, organiser)
    make_submission(call, town, make_account(town, "clerk"), state="recommended")

    with pytest.raises(actions.UnableToCall, match=city.name):
        actions.set_city_quotas(call, {city: 0}, by=organiser)


def test_a_notice_of_a_draft_is_refused_as_nobody_would_see_it(province: Organisation, organiser: Account) -> None:
    call = make_call(province, organiser, stage="draft")

    with pytest.raises(actions.UnableToCall):
        actions.publish_call_notice(call, stage="submission", title="通知", text="请各单位报送。", by=organiser)
    notice = actions.publish_call_notice(
        actions.open_call(call, by=organiser), stage="submission", title="通知", text="甲\n\n乙", by=organiser
    )

    assert CallNotice.objects.get().paragraphs == notice.paragraphs == ["甲", "乙"]


def test_winners_become_drafts_of_the_showcase_in_their_city(province: Organisation, organiser: Account) -> None:
    city = make_organisation(province, name="东莞市")
    town = make_organisation(city, name="常平镇")
    call = make_call(province, organiser, stage="selection")
    winner = make_submission(call, town, make_account(town, "clerk"), state="winner")
    make_submission(call, town, make_account(town, "clerk"), state="accepted")

    count = actions.announce_results(call, by=organiser)

    case = Case.objects.get()
    winner.refresh_from_db()
    call.refresh_from_db()
    assert (count, winner.case, call.state) == (1, case, "announced")
    assert (case.city, case.place, case.year, case.category, case.state) == (city, "常平镇", 2022, "发挥作用类", "draft")
    assert case.body.splitlines()[:2] == ["背景", "背景：老同志在榕树下用家乡话讲身边事。"]


def test_results_are_not_announced_twice_nor_early_nor_without_winners(province: Organisation, organiser: Account) -> None:
    town = make_organisation(make_organisation(province))
    early = make_call(province, organiser)
    empty = make_call(province, organiser, stage="selection")
    done = make_call(province, organiser, stage="selection")
    make_submission(done, town, make_account(town, "clerk"), state="winner")
    actions.announce_results(done, by=organiser)

    for call in (early, empty, done):
        with pytest.raises(actions.UnableToCall):
            actions.announce_results(call, by=organiser)


def test_nothing_of_an_announced_call_changes(province: Organisation, organiser: Account) -> None:
    town = make_organisation(make_organisation(province))
    call = make_call(province, organiser, stage="selection")
    make_submission(call, town, make_account(town, "clerk"), state="winner")
    actions.announce_results(call, by=organiser)

    with pytest.raises(actions.UnableToCall):
        actions.change_call(call, {name: getattr(call, name) for name in actions.FIELDS} | {"title": "新"}, by=organiser)


def test_every_change_of_a_call_is_on_the_audit_trail(province: Organisation, organiser: Account) -> None:
    call = make_call(province, organiser)
    fields = {name: getattr(call, name) for name in actions.FIELDS}

    actions.change_call(call, fields | {"submit_until": timezone.localdate() + timedelta(days=31)}, by=organiser)

    entries = AuditEntry.objects.filter(object_kind="call").order_by("pk")
    assert [entry.verb for entry in entries] == ["draft_call", "open_call", "change_call"]
    assert list(entries.last().difference) == ["submit_until"]  # type: ignore[union-attr]  # there are three
    assert {entry.actor for entry in entries} == {organiser.uuid}
    assert Submission.objects.count() == 0

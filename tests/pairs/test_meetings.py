"""Goals, meetings and notes of a pair: recorded once, confirmed by somebody else, reversed when taken out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from banyan.activities.models import Programme
from banyan.ledger.actions import UnableToRecord
from banyan.ledger.models import Entry, LedgerAccount
from banyan.pairs.actions import (
    UnableToMeet,
    close_pair,
    confirm_meetings,
    drop_meeting,
    reach_goal,
    record_meeting,
    set_goals,
    write_note,
)
from banyan.pairs.models import Meeting, Note, Pair
from banyan.pairs.queries import lapsed, to_confirm
from banyan.people.models import Account, Organisation
from tests.factories import make_account, make_programme
from tests.pairs.rows import TODAY, make_pair
from tests.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
DAY = timedelta(days=1)
GOALS = [("学会修网", TODAY + 30 * DAY), ("走访三户", TODAY + 60 * DAY), ("写一篇心得", TODAY + 90 * DAY)]


@pytest.fixture
def programme(town: Organisation) -> Programme:
    return make_programme(town, kind="mentoring")


@pytest.fixture
def pair(programme: Programme) -> Pair:
    return make_pair(programme, signed_days_ago=1)


def meet(pair: Pair, *, key: str = "a", by: Account | None = None, **changes: Any) -> Meeting:
    usual: dict[str, Any] = {"at": NOW - timedelta(hours=2), "minutes": 40, "mode": "talk", "summary": "聊修网"}
    return record_meeting(pair, key=key, **(usual | changes), now=NOW, by=by)


def of(person_of: Pair, town: Organisation) -> Account:
    """The account of who gives."""
    account = make_account(town, "participant")
    Account.objects.filter(pk=account.pk).update(person=person_of.giver)
    return Account.objects.get(pk=account.pk)


def test_a_meeting_sent_twice_counts_once(pair: Pair) -> None:
    first, again = meet(pair), meet(pair, minutes=55)

    assert (first, again.minutes, Meeting.objects.count()) == (again, 40, 1)


def test_the_two_and_the_office_record_and_nobody_else(pair: Pair, town: Organisation, clerk: Account, stranger: Account) -> None:
    with pytest.raises(UnableToMeet, match="Only the two"):
        meet(pair, by=stranger)

    assert meet(pair, by=of(pair, town)).recorded_by is not None
    assert meet(pair, key="b", at=NOW - 5 * timedelta(hours=1), by=clerk).pk


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": NOW + timedelta(hours=1)}, "still to come"),
        ({"minutes": 0}, "1 to 600 minutes"),
        ({"minutes": 25 * 60}, "1 to 600 minutes"),
        ({"at": NOW - 3 * DAY}, "signed later"),
    ],
)
def test_a_meeting_that_makes_no_sense_is_refused(pair: Pair, clerk: Account, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UnableToMeet, match=said):
        meet(pair, by=clerk, **changes)


def test_two_meetings_of_a_pair_never_overlap(pair: Pair) -> None:
    meet(pair)

    with pytest.raises(UnableToMeet, match="recorded already"):
        meet(pair, key="b", at=NOW - timedelta(hours=2, minutes=20))

    assert meet(pair, key="c", at=NOW - timedelta(hours=2, minutes=40)).pk


def test_nothing_is_recorded_for_a_pair_that_isnt_living(programme: Programme, clerk: Account) -> None:
    accepted, closed = make_pair(programme, state="accepted"), close_pair(make_pair(programme), ending="moved", on=TODAY, by=None)

    with pytest.raises(UnableToMeet, match="is accepted by both"):
        meet(accepted, by=clerk)
    with pytest.raises(UnableToMeet, match="is closed"):
        set_goals(closed, GOALS, by=clerk)


def test_confirming_credits_who_gives_once(pair: Pair, programme: Programme, clerk: Account) -> None:
    meeting = meet(pair)
    assert list(to_confirm(programme)) == [meeting]

    counts = [confirm_meetings([meeting], now=NOW, by=clerk) for _each in range(2)]

    entry = Entry.objects.get()
    assert counts == [1, 0]
    assert (entry.person, entry.account, entry.minutes, entry.kind) == (pair.giver, LedgerAccount.VOLUNTEER, 40, "mentoring")
    assert not to_confirm(programme).exists()


def test_where_both_give_both_are_credited(pair: Pair, clerk: Account) -> None:
    Pair.objects.filter(pk=pair.pk).update(is_mutual=True)

    confirm_meetings([meet(pair)], now=NOW, by=clerk)

    assert set(Entry.objects.values_list("person", flat=True)) == {pair.giver_id, pair.receiver_id}


def test_nobody_confirms_the_own_meeting_and_only_who_may(pair: Pair, clerk: Account, stranger: Account) -> None:
    meeting = meet(pair)
    with pytest.raises((UnableToMeet, UnableToRecord), match="Only the clerk"):
        confirm_meetings([meeting], now=NOW, by=stranger)
    Account.objects.filter(pk=clerk.pk).update(person=pair.giver)

    with pytest.raises(UnableToMeet, match="of your own"):
        confirm_meetings([meeting], now=NOW, by=Account.objects.get(pk=clerk.pk))
    assert not Entry.objects.exists()


def test_a_meeting_taken_out_is_reversed_in_the_ledger(pair: Pair, clerk: Account, town: Organisation, stranger: Account) -> None:
    meeting = meet(pair)
    confirm_meetings([meeting], now=NOW, by=clerk)

    with pytest.raises(UnableToMeet, match="Only the two"):
        drop_meeting(meeting, reason="记错", by=stranger)
    with pytest.raises(UnableToMeet, match="Only the clerk"):
        drop_meeting(meeting, reason="记错", by=of(pair, town))
    with pytest.raises(UnableToMeet, match="Say why"):
        drop_meeting(meeting, reason=" ", by=clerk)
    drop_meeting(meeting, reason="记错", by=clerk)

    assert sum(Entry.objects.values_list("minutes", flat=True)) == 0
    with pytest.raises(UnableToMeet, match="taken out before"):
        drop_meeting(meeting, reason="记错", by=clerk)


def test_goals_are_three_to_six_and_those_reached_stay(pair: Pair, clerk: Account, stranger: Account) -> None:
    with pytest.raises(UnableToMeet, match="3 to 6 goals"):
        set_goals(pair, GOALS[:2], by=clerk)
    with pytest.raises(UnableToMeet, match="Only the two"):
        set_goals(pair, GOALS, by=stranger)
    first = set_goals(pair, GOALS, by=clerk)[0]
    reach_goal(first, on=TODAY, by=clerk)

    goals = set_goals(pair, [*GOALS, ("讲一堂课", TODAY + 100 * DAY)], by=clerk)

    assert [(goal.text, goal.reached_on) for goal in goals] == [
        ("学会修网", TODAY),
        ("走访三户", None),
        ("写一篇心得", None),
        ("讲一堂课", None),
    ]
    assert reach_goal(goals[0], on=None, by=clerk).reached_on is None
    with pytest.raises(UnableToMeet, match="Only the two"):
        reach_goal(goals[0], on=TODAY, by=stranger)


def test_a_note_is_written_by_the_two_alone_and_stored_unreadable(pair: Pair, clerk: Account, town: Organisation) -> None:
    account = of(pair, town)

    with pytest.raises(UnableToMeet, match="Only the two"):
        write_note(pair, "他想家了", by=clerk)
    with pytest.raises(UnableToMeet, match="1 to 4000"):
        write_note(pair, " ", by=account)
    write_note(pair, "他想家了", by=account)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM pairs_note")
        stored = cursor.fetchone()[0]
    assert "想家" not in stored
    assert Note.objects.get().text == "他想家了"


def test_a_pair_that_hasnt_met_for_long_stands_out_the_longest_first(programme: Programme) -> None:
    quiet, quieter, new, met = (make_pair(programme, signed_days_ago=days) for days in (50, 90, 3, 90))
    meet(met)

    assert list(lapsed(programme, TODAY)) == [quieter, quiet]
    assert new not in lapsed(programme, TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_record_confirm_and_take_out_once(pair: Pair, town: Organisation, clerk: Account) -> None:
    colleague = make_account(town, "organiser")

    at_once(*(lambda by=by: meet(pair, by=by) for by in (clerk, colleague)))
    meeting = Meeting.objects.get()
    confirmed = at_once(*(lambda by=by: confirm_meetings([meeting], now=NOW, by=by) for by in (clerk, colleague)))
    taken_out = at_once(*(lambda by=by: drop_meeting(meeting, reason="记错", by=by) for by in (clerk, colleague)))

    assert confirmed == ["done", "done"]
    assert taken_out == ["UnableToMeet", "done"]
    assert sorted(Entry.objects.values_list("minutes", flat=True)) == [-40, 40]

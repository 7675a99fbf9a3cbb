"""What counts: each item once a learner and year, proved by time or quiz, the same whatever came first or twice."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.journal.credit import Account, Credit, Held, Item, Oddity, Terms, credit
from banyan.kernels.journal.events import Clock, Event
from banyan.kernels.journal.receipt import Row, day_of
from tests.kernels.journal.made import quiz, study

ITEMS = {"1": Item(minutes=10, pass_score=60), "2": Item(minutes=20)}
RECEIVED = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())
ISSUED = {0: int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), 3: int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())}


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]  # numbers of a date


def held(*events: Event, device: bytes = b"device-1", received: int = RECEIVED) -> list[Held]:
    return [Held(device, b"inc1", number, event, received) for number, event in enumerate(events, start=1)]


def account(*those: Held, provisional: list[Row] | None = None, terms: Terms | None = None) -> Account:
    return credit(those, items=ITEMS, issued=ISSUED, provisional=provisional or [], terms=terms)


def test_eight_tenths_of_the_time_credit_the_nominal_minutes() -> None:
    assert account(*held(study(seconds=479))).credits == ()
    assert account(*held(study(seconds=480))).credits == (Credit("1", "1", 2026, date(2026, 9, 21), 10),)
    assert account(*held(study(seconds=5000))).credits[0].minutes == 10


def test_time_is_summed_over_sittings_and_devices() -> None:
    assert len(account(*held(study(seconds=240)), *held(study(seconds=240), device=b"device-2")).credits) == 1


def test_a_passed_quiz_credits_without_time_and_a_failed_one_does_not() -> None:
    assert len(account(*held(quiz(score=60, seconds=0))).credits) == 1
    assert account(*held(quiz(score=59, seconds=0))).credits == ()


def test_an_item_counts_once_a_year_and_again_in_the_next() -> None:
    again = held(study(at=at(2026, 10, 1)), study(at=at(2026, 11, 1)), study(at=at(2027, 2, 1)))

    assert [(one.year, one.minutes) for one in account(*again).credits] == [(2026, 10), (2027, 10)]


def test_study_begun_before_new_year_counts_in_the_year_that_completes_it() -> None:
    halves = held(study(at=at(2026, 12, 31, 15, 50), seconds=300), study(at=at(2026, 12, 31, 16, 10), seconds=300))

    assert [(one.year, one.on) for one in account(*halves).credits] == [(2027, date(2027, 1, 1))]


def test_an_item_nobody_knows_credits_nothing_until_it_is_known() -> None:
    assert account(*held(study(item="9"))).credits == ()


@pytest.mark.parametrize(
    "event",
    [
        study(at=at(2019, 1, 1)),
        study(at=at(2026, 8, 31), pack=3),
        study(at=at(2030, 1, 1)),
        replace(study(at=at(2026, 10, 1)), clock=Clock.UNSET),
    ],
    ids=["before Banyan", "before its pack was issued", "after it was received", "by a clock that nobody set"],
)
def test_study_under_an_odd_clock_counts_on_the_day_it_was_received_and_is_flagged(event: Event) -> None:
    found = account(*held(event))

    assert [one.on for one in found.credits] == [date(2027, 6, 1)]
    assert [flag.oddity for flag in found.flags] == [Oddity.CLOCK_OUTSIDE]


def test_a_clock_that_goes_back_is_flagged() -> None:
    found = account(*held(study(at=at(2026, 10, 2)), study(at=at(2026, 10, 1), item="2", seconds=1200)))

    assert [(flag.oddity, flag.held.sequence) for flag in found.flags] == [(Oddity.CLOCK_BACK, 2)]
    assert len(found.credits) == 2


def test_a_learner_in_two_places_at_once_is_flagged_and_nothing_is_dropped() -> None:
    found = account(*held(study(seconds=600)), *held(study(item="2", seconds=1200), device=b"device-2"))

    assert [flag.oddity for flag in found.flags] == [Oddity.OVERLAP]
    assert len(found.credits) == 2


def test_two_learners_at_once_are_nothing_odd() -> None:
    assert account(*held(study()), *held(study(learner="2"), device=b"device-2")).flags == ()


def test_what_a_revoked_device_noted_before_still_counts_and_later_study_is_flagged() -> None:
    those = held(study(at=at(2026, 10, 1)), study(at=at(2026, 10, 3), item="2", seconds=1200))

    found = credit(those, items=ITEMS, issued=ISSUED, revoked={b"device-1": at(2026, 10, 2)})

    assert [one.item for one in found.credits] == ["1"]
    assert [(flag.oddity, flag.held.sequence) for flag in found.flags] == [(Oddity.REVOKED, 2)]


def test_study_under_an_odd_clock_is_judged_by_its_arrival_when_the_device_was_revoked() -> None:
    found = credit(held(study(at=at(2099, 1, 1))), items=ITEMS, issued=ISSUED, revoked={b"device-1": RECEIVED - 1})

    assert found.credits == ()
    assert {flag.oddity for flag in found.flags} == {Oddity.CLOCK_OUTSIDE, Oddity.REVOKED}


def test_what_two_branches_of_a_fork_share_counts_once() -> None:
    once = held(study(seconds=240))

    assert account(*once, *once).credits == ()
    assert len(account(*once, *held(study(seconds=241))).credits) == 1


def test_what_an_old_copy_seals_anew_under_another_incarnation_counts_once() -> None:
    first = held(study(seconds=300))
    anew = [replace(one, incarnation=b"inc2") for one in first]

    assert account(*first, *anew).credits == ()
    assert account(*anew, *first, *held(study(at=at(2026, 10, 1), seconds=180), device=b"device-2")).credits != ()


def test_the_same_study_noted_twice_in_one_incarnation_is_two() -> None:
    assert account(*held(study(seconds=300), study(seconds=300))).credits != ()


def test_a_receipt_credits_provisionally_and_gives_way_to_events() -> None:
    row = Row("1", "1", day_of(at(2026, 10, 5)), 8, None)

    assert account(provisional=[row]).credits == (Credit("1", "1", 2026, date(2026, 10, 5), 10, is_provisional=True),)
    assert account(*held(study()), provisional=[row]).credits == account(*held(study())).credits


def test_a_receipt_is_never_added_to_events() -> None:
    row = Row("1", "1", day_of(at(2026, 10, 5)), 4, None)

    assert account(*held(study(seconds=240)), provisional=[row]).credits == ()


def test_the_share_of_time_is_a_rule() -> None:
    assert account(*held(study(seconds=599)), terms=Terms(least_share=100)).credits == ()


@st.composite
def fleets(draw: st.DrawFn) -> list[Held]:
    return [
        Held(
            device=draw(st.sampled_from([b"device-1", b"device-2"])),
            incarnation=draw(st.sampled_from([b"inc1", b"inc2"])),
            sequence=draw(st.integers(1, 6)),
            event=draw(
                st.builds(
                    study,
                    learner=st.sampled_from("12"),
                    item=st.sampled_from("12"),
                    at=st.sampled_from([at(2015, 1, 1), at(2026, 10, 1), at(2026, 12, 31, 15), at(2027, 1, 1), at(2040, 1, 1)]),
                    seconds=st.integers(0, 1500),
                )
            ),
            received=draw(st.sampled_from([at(2026, 12, 31), RECEIVED])),
        )
        for _ in range(draw(st.integers(0, 12)))
    ]


@given(fleets(), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(those: list[Held], chance: random.Random) -> None:
    other = [*those, *those[:3]]
    chance.shuffle(other)

    assert account(*other) == account(*those)


@given(fleets(), st.integers(0, 12))
def test_more_events_never_take_a_credit_of_a_learner_and_item_away(those: list[Held], count: int) -> None:
    def pairs(found: Account) -> set[tuple[str, str]]:
        return {(one.learner, one.item) for one in found.credits}

    assert pairs(account(*those[:count])) <= pairs(account(*those))


@given(fleets())
def test_nobody_is_credited_twice_for_an_item_and_year(those: list[Held]) -> None:
    keys = [(one.learner, one.item, one.year) for one in account(*those).credits]

    assert len(keys) == len(set(keys))

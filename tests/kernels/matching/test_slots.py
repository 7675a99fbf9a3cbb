"""Nobody is in two places at once, and what somebody did before counts: against brute force on small instances."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.matching import Instance, LeftOut, Matching, OutReason, PairReason, UnableToMatch, Wishes, left_out, match, pair_reasons
from tests.kernels.matching.brute import best, chosen_of, holds, instance, loads, worth

BANDS = (300, 500, 700)
MOST_PAIRS = 9
RARE = (0, 0, 0, 0, 1)


@st.composite
def months(draw: st.DrawFn, *, pinned: tuple[int, ...] = RARE, minimum: tuple[int, ...] = (0, 0, 0, 1, 2), room: int = 0) -> Instance:
    """Up to three speakers and four orders on three days; the same two may meet on several days where one place is wanted."""
    lefts, rights = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    threes = draw(st.lists(st.sampled_from(list(product(range(lefts), range(rights), range(3)))), unique=True, max_size=MOST_PAIRS))
    quality = st.one_of(st.sampled_from([0, 299, 300, 500, 700, 1000]), st.integers(0, 1000))
    twos = [three[:2] for three in threes]
    several = {right for left, right in twos if twos.count((left, right)) > 1}
    return instance(
        [(left, right, draw(quality), draw(st.sampled_from(RARE)), draw(st.sampled_from(pinned))) for left, right in twos],
        slot=[20_000 + day for _left, _right, day in threes],
        base=draw(st.one_of(st.just([]), st.lists(st.integers(0, 4), min_size=lefts, max_size=lefts))),
        capacity=draw(st.lists(st.integers(room, 3), min_size=lefts, max_size=lefts)),
        minimum=draw(st.lists(st.sampled_from(minimum), min_size=lefts, max_size=lefts)),
        places=[draw(st.integers(0, 1 if right in several else 2)) for right in range(rights)],
    )


@settings(max_examples=1000, deadline=None)
@given(months(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_no_choice_in_which_nobody_is_needed_twice_at_once_is_better(given_: Instance, keep: bool, even: bool, seed: int) -> None:
    wishes = Wishes(bands=BANDS, keep_existing=keep, even_loads=even, seed=seed)
    wanted = best(given_, wishes)

    if wanted is None:
        with pytest.raises(UnableToMatch):
            match(given_, wishes)
        return
    chosen = chosen_of(given_, match(given_, wishes))

    assert holds(given_, chosen)
    assert worth(given_, wishes, chosen) == wanted


@settings(max_examples=400, deadline=None)
@given(months(), st.randoms(use_true_random=False), st.booleans(), st.integers(0, 9))
def test_the_order_of_the_input_changes_no_day(given_: Instance, chance: Any, even: bool, seed: int) -> None:
    order = np.array(chance.sample(range(len(given_.left)), len(given_.left)), dtype=np.int64)
    names = ("left", "right", "quality", "existing", "pinned", "slot")
    columns = {name: getattr(given_, name)[order] for name in names}
    other = Instance(given_.capacity, given_.minimum, given_.places, **columns, base=given_.base)
    wishes = Wishes(bands=BANDS, even_loads=even, seed=seed)
    try:
        once, again = match(given_, wishes), match(other, wishes)
    except UnableToMatch:
        return

    assert meetings(given_, once) == meetings(other, again)


def meetings(given_: Instance, found: Matching) -> set[tuple[int, int, int]]:
    """Who meets whom when."""
    return set(zip(*(one[found.pairs].tolist() for one in (given_.left, given_.right, given_.slot)), strict=True))


@settings(max_examples=600, deadline=None)
@given(months(pinned=(0,), minimum=(1, 2), room=2))
def test_minimums_that_cannot_be_met_say_how_many_there_are_for_whom(given_: Instance) -> None:
    try:
        match(given_, Wishes())
    except UnableToMatch as error:
        problems = error.problems
    else:
        return

    for problem in problems:
        if problem.code == "minimum_unmet":
            lefts = list(problem.left)
            free = Instance(given_.capacity, given_.minimum * 0, given_.places, given_.left, given_.right, given_.quality, slot=given_.slot)
            choices = (np.array(bits, dtype=bool) for bits in product((0, 1), repeat=len(given_.left)))
            met = (np.minimum(loads(given_, chosen)[0], given_.minimum)[lefts].sum() for chosen in choices if holds(free, chosen))
            assert problem.there == max(met) < problem.needed == given_.minimum[lefts].sum()


@settings(max_examples=600, deadline=None)
@given(months())
def test_a_chain_leads_to_room_on_days_that_are_free_and_there_is_one_wherever_pins_alone_stand_in_the_way(given_: Instance) -> None:
    try:
        found = match(given_, Wishes())
    except UnableToMatch:
        return
    empty = given_.minimum * 0
    free = Instance(given_.capacity, empty, given_.places, given_.left, given_.right, given_.quality, slot=given_.slot)

    out = left_out(given_, found)

    assert all(can_be_done(free, found, one) for one in out if one.chain)
    # Who lost the lots is told so and nothing else.
    if all(one.reason != OutReason.LOTTERY for one in out):
        assert any(one.chain for one in out) == (match(free, Wishes()).filled > found.filled)


def can_be_done(given_: Instance, found: Matching, out: LeftOut) -> bool:
    """Whether the moves of a chain give a choice that holds, on some days."""
    asks, partners = (out.right, *out.chain[1::2]), out.chain[::2]
    pairs = {
        (left, right): pair for pair, left, right in zip(found.pairs, given_.left[found.pairs], given_.right[found.pairs], strict=True)
    }
    goes = [pairs[left, right] for left, right in zip(partners, asks[1:], strict=False)]
    ways = [np.flatnonzero((given_.left == left) & (given_.right == right)) for left, right in zip(partners, asks, strict=True)]
    for comes in product(*ways):
        chosen = chosen_of(given_, found)
        chosen[goes] = False
        before = int(chosen.sum())
        chosen[list(comes)] = True
        if int(chosen.sum()) == before + len(comes) and holds(given_, chosen):
            return True
    return False


def test_when_a_speaker_falls_ill_the_others_keep_their_orders() -> None:
    chance = np.random.default_rng(5)
    threes = np.unique(chance.integers(0, [8, 20, 10], (160, 3)), axis=0)
    size = len(threes)
    parts = {"capacity": [3] * 8, "minimum": [0] * 8, "places": [1] * 20}
    edges = [(int(left), int(right), int(chance.integers(0, 1001)), 0, 0) for left, right, _day in threes]
    month = instance(edges, slot=threes[:, 2], **parts)
    before = match(month, Wishes(bands=BANDS))
    ill = int(month.left[before.pairs[0]])

    well = month.left != ill
    again = instance(
        [(left, right, quality, int(pair in before.pairs), 0) for pair, (left, right, quality, _e, _p) in enumerate(edges) if well[pair]],
        slot=threes[np.arange(size)[well], 2],
        **parts,
    )
    after = match(again, Wishes(bands=BANDS, keep_existing=True))

    kept = {one for one in meetings(month, before) if one[0] != ill}
    assert kept <= meetings(again, after)
    assert after.filled > len(kept)


def test_who_gave_few_talks_this_year_goes_first() -> None:
    edges = [(0, 0, 900, 0, 0), (1, 0, 100, 0, 0), (0, 1, 900, 0, 0), (1, 1, 100, 0, 0)]
    given_ = instance(edges, capacity=[2, 2], minimum=[0, 0], places=[1, 1], base=[31, 30])

    even, free = match(given_, Wishes(even_loads=True)), match(given_, Wishes())

    assert sorted(given_.left[even.pairs].tolist()) == [0, 1]
    assert given_.left[free.pairs].tolist() == [0, 0]
    assert match(
        instance(edges, capacity=[2, 2], minimum=[0, 0], places=[1, 1], base=[32, 30]), Wishes(even_loads=True)
    ).pairs.tolist() == [1, 3]


def test_two_times_on_one_day_that_are_alike_in_everything_are_settled_too() -> None:
    given_ = instance([(0, 0, 500, 0, 0)] * 3, slot=[7, 7, 7], capacity=[2], minimum=[0], places=[1])

    assert match(given_, Wishes()).filled == 1


def test_lots_decide_which_of_two_orders_gets_the_day_and_the_other_day_is_served_always() -> None:
    given_ = instance(
        [(0, 0, 900, 0, 0), (0, 1, 500, 0, 0), (0, 2, 900, 0, 0)], slot=[1, 0, 1], capacity=[2], minimum=[0], places=[1, 1, 1]
    )

    served = {tuple(match(given_, Wishes(seed=seed)).pairs.tolist()) for seed in range(20)}

    assert served == {(0, 1), (1, 2)}


def test_lots_decide_the_day_too() -> None:
    edges = [(0, 0, 900, 0, 0), (0, 0, 900, 0, 0), (0, 1, 0, 0, 0), (0, 1, 0, 0, 0), (1, 1, 900, 0, 0)]
    given_ = instance(edges, slot=[1, 2, 1, 2, 1], capacity=[1, 1], minimum=[1, 1], places=[1, 1])

    served = {tuple(match(given_, Wishes(seed=seed)).pairs.tolist()) for seed in range(20)}

    assert served == {(0, 4), (1, 4)}


def test_an_order_whose_speakers_have_room_but_no_free_day_is_told_so() -> None:
    edges = [(0, 0, 500, 0, 1), (0, 1, 500, 0, 0)]

    busy = instance(edges, slot=[3, 3], capacity=[2], minimum=[0], places=[1, 1])
    full = instance(edges, slot=[3, 4], capacity=[1], minimum=[0], places=[1, 1])

    assert left_out(busy, match(busy, Wishes())) == [LeftOut(1, 1, OutReason.ALL_BUSY, (0,))]
    assert left_out(full, match(full, Wishes())) == [LeftOut(1, 1, OutReason.ALL_FULL, (0,))]


def test_a_chain_asks_only_who_took_the_day_to_move() -> None:
    edges = [(0, 0, 500, 0, 1), (0, 1, 500, 0, 1), (0, 2, 500, 0, 0), (1, 0, 500, 0, 0), (1, 1, 500, 0, 0)]
    given_ = instance(edges, slot=[1, 2, 2, 1, 2], capacity=[3, 3], minimum=[0, 0], places=[1, 1, 1])

    assert left_out(given_, match(given_, Wishes())) == [LeftOut(2, 1, OutReason.ALL_BUSY, (0,), chain=(0, 1, 1))]


def test_one_speaker_on_two_days_is_the_only_one() -> None:
    given_ = instance([(0, 0, 500, 0, 0), (0, 0, 400, 0, 0)], slot=[1, 2], capacity=[1], minimum=[0], places=[1])

    assert pair_reasons(given_, match(given_, Wishes())) == [PairReason.ONLY]


def test_pins_on_one_day_are_named() -> None:
    given_ = instance([(0, 0, 10, 0, 1), (0, 1, 10, 0, 1)], slot=[5, 5], capacity=[2], minimum=[0], places=[1, 1])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    problem = caught.value.problems[0]
    assert (problem.code, problem.left, problem.right, problem.needed, problem.there) == ("pinned_at_once", (0,), (0, 1), 2, 1)


def test_the_same_two_on_two_days_are_refused_where_there_are_two_places() -> None:
    given_ = instance([(0, 0, 10, 0, 0), (0, 0, 10, 0, 0)], slot=[5, 6], capacity=[2], minimum=[0], places=[2])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    assert [(one.code, one.left, one.right) for one in caught.value.problems] == [("same_two_twice", (0,), (0,))]


def test_a_minimum_that_one_day_alone_offers_is_named() -> None:
    given_ = instance([(0, 0, 10, 0, 0), (0, 1, 10, 0, 0)], slot=[5, 5], capacity=[2], minimum=[2], places=[1, 1])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    problem = caught.value.problems[0]
    assert (problem.code, problem.left, problem.right, problem.needed, problem.there) == ("minimum_unmet", (0,), (0, 1), 2, 1)

"""Who is matched with whom: against brute force on small instances, with limits, pins and bans that always hold."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.matching import Instance, UnableToMatch, Wishes, match
from tests.kernels.matching.brute import best, chosen_of, holds, instance, worth

BANDS = (300, 500, 700)
MOST_PAIRS = 9


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    lefts, rights = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    pairs = draw(st.lists(st.sampled_from(list(product(range(lefts), range(rights)))), unique=True, max_size=MOST_PAIRS))
    quality = st.one_of(st.sampled_from([0, 299, 300, 500, 700, 1000]), st.integers(0, 1000))
    rare = st.sampled_from([0, 0, 0, 0, 1])
    edges = [(left, right, draw(quality), draw(rare), draw(rare)) for left, right in pairs]
    return instance(
        edges,
        capacity=draw(st.lists(st.integers(0, 3), min_size=lefts, max_size=lefts)),
        minimum=draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=lefts, max_size=lefts)),
        places=draw(st.lists(st.integers(0, 2), min_size=rights, max_size=rights)),
    )


@settings(max_examples=1500, deadline=None)
@given(instances(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_no_choice_that_holds_is_better(given_: Instance, keep: bool, even: bool, seed: int) -> None:
    wishes = Wishes(bands=BANDS, keep_existing=keep, even_loads=even, seed=seed)
    wanted = best(given_, wishes)

    if wanted is None:
        with pytest.raises(UnableToMatch):
            match(given_, wishes)
        return
    matching = match(given_, wishes)

    chosen = chosen_of(given_, matching)
    assert holds(given_, chosen)
    assert worth(given_, wishes, chosen) == wanted
    assert (matching.filled, sum(matching.bands), matching.total) == (chosen.sum(), chosen.sum(), given_.quality[chosen].sum())


@settings(max_examples=300, deadline=None)
@given(instances(), st.randoms(use_true_random=False), st.integers(0, 9))
def test_the_order_of_the_input_changes_nothing(given_: Instance, chance: Any, seed: int) -> None:
    order = np.array(chance.sample(range(len(given_.left)), len(given_.left)), dtype=np.int64)
    names = ("left", "right", "quality", "existing", "pinned")
    other = Instance(given_.capacity, given_.minimum, given_.places, **{name: getattr(given_, name)[order] for name in names})
    wishes = Wishes(bands=BANDS, seed=seed)
    try:
        once, again = match(given_, wishes), match(other, wishes)
    except UnableToMatch:
        return

    pairs = [
        set(zip(one.left[got.pairs].tolist(), one.right[got.pairs].tolist(), strict=True)) for one, got in ((given_, once), (other, again))
    ]
    assert pairs[0] == pairs[1]


def test_the_lottery_alone_settles_what_is_equal_and_another_seed_settles_it_otherwise() -> None:
    equal = instance(
        [(0, right, 500, 0, 0) for right in range(20)],
        capacity=[1],
        minimum=[0],
        places=[1] * 20,
    )

    drawn = {int(equal.right[match(equal, Wishes(seed=seed)).pairs[0]]) for seed in range(40)}

    assert len(drawn) > 10


def test_a_forbidden_pair_is_never_chosen() -> None:
    given_ = instance(
        [(0, 0, 1000, 0, 0), (0, 1, 10, 0, 0)], capacity=[1], minimum=[0], places=[1, 1], forbidden_left=[0], forbidden_right=[0]
    )

    assert match(given_, Wishes()).pairs.tolist() == [1]


def test_a_pair_that_is_pinned_and_forbidden_is_named() -> None:
    given_ = instance([(0, 0, 10, 0, 1)], capacity=[1], minimum=[0], places=[1], forbidden_left=[0], forbidden_right=[0])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    assert [(one.code, one.left, one.right) for one in caught.value.problems] == [("pinned_and_forbidden", (0,), (0,))]


def test_minimums_that_cannot_be_met_name_the_persons_who_share_too_few_places() -> None:
    edges = [(0, 0, 10, 0, 0), (1, 0, 10, 0, 0), (2, 1, 10, 0, 0)]
    given_ = instance(edges, capacity=[1, 1, 1], minimum=[1, 1, 1], places=[1, 1])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    problem = caught.value.problems[0]
    assert (problem.code, problem.left, problem.right, problem.needed, problem.there) == ("minimum_unmet", (0, 1), (0,), 2, 1)


def test_a_minimum_above_what_is_eligible_says_how_many_are() -> None:
    given_ = instance([(0, 0, 10, 0, 0)], capacity=[2], minimum=[2], places=[1])

    with pytest.raises(UnableToMatch) as caught:
        match(given_, Wishes())
    problem = caught.value.problems[0]
    assert (problem.code, problem.left, problem.right, problem.needed, problem.there) == ("minimum_unmet", (0,), (0,), 2, 1)


def test_nobody_and_nothing_is_matched_with_nothing() -> None:
    assert match(instance([], capacity=[], minimum=[], places=[]), Wishes()).filled == 0

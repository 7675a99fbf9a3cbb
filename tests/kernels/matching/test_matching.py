"""Who is matched with whom: against brute force on small instances, with limits, pins and bans that always hold."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.matching import Instance, Matching, UnableToMatch, Wishes, match

BANDS = (300, 500, 700)
MOST_PAIRS = 9


def instance(edges: list[tuple[int, int, int, int, int]], **parts: Any) -> Instance:
    """An instance from (left, right, quality, existing, pinned) and the arrays of ``parts``."""
    columns = np.array(edges, dtype=np.int64).reshape(-1, 5).T
    arrays = {name: np.array(values, dtype=np.int64) for name, values in parts.items()}
    return Instance(left=columns[0], right=columns[1], quality=columns[2], existing=columns[3], pinned=columns[4], **arrays)


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


def loads(given: Instance, chosen: Any) -> tuple[Any, Any]:
    """How many pairs each person has."""
    return (
        np.bincount(given.left[chosen], minlength=len(given.capacity)),
        np.bincount(given.right[chosen], minlength=len(given.places)),
    )


def holds(given: Instance, chosen: Any) -> bool:
    """Whether all limits and pins hold."""
    left, right = loads(given, chosen)
    limits = (left <= given.capacity).all() and (left >= given.minimum).all() and (right <= given.places).all()
    return bool(limits and chosen[given.pinned.astype(bool)].all())


def worth(given: Instance, wishes: Wishes, chosen: Any) -> tuple[int, ...]:
    """What is compared, first things first, each the less the better."""
    band = np.searchsorted(wishes.bands, given.quality[chosen], side="right")
    return (
        -int(chosen.sum()),
        int((given.existing.astype(bool) & ~chosen).sum()) if wishes.keep_existing else 0,
        int((loads(given, chosen)[0] ** 2).sum()) if wishes.even_loads else 0,
        *(int((band == number).sum()) for number in range(len(wishes.bands))),
        -int(given.quality[chosen].sum()),
    )


def best(given: Instance, wishes: Wishes) -> tuple[int, ...] | None:
    """The best worth of all choices that hold; None where none does."""
    choices = (np.array(bits, dtype=bool) for bits in product((0, 1), repeat=len(given.left)))
    return min((worth(given, wishes, chosen) for chosen in choices if holds(given, chosen)), default=None)


def chosen_of(given: Instance, matching: Matching) -> Any:
    chosen = np.zeros(len(given.left), dtype=bool)
    chosen[matching.pairs] = True
    return chosen


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


def test_nobody_and_nothing_is_matched_with_nothing() -> None:
    assert match(instance([], capacity=[], minimum=[], places=[]), Wishes()).filled == 0

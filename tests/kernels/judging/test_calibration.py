"""Scores freed of the judges' strictness: how well they find the best, the same digits everywhere, and data that tell little."""

import random
from decimal import ROUND_DOWN, localcontext
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.judging import Calibration, Disagreement, Fault, JudgingError, Remark, Reviews, calibrate, disagreements

CASES, JUDGES, EACH, BEST = 500, 20, 3, 40
# A hundred points that spread as quality does, with as much chance in each review.
MIDDLE, SPREAD = 65, 6
ROUNDS = 40


def simulated(seed: int, *, bias: float) -> tuple[list[float], Reviews]:
    chance = random.Random(seed)
    quality = [chance.gauss(0, 1) for _ in range(CASES)]
    lenient = [chance.gauss(0, 1) * bias for _ in range(JUDGES)]
    rows = [
        (case, judge, points(chance, quality[case] + lenient[judge]))
        for case in range(CASES)
        for judge in chance.sample(range(JUDGES), EACH)
    ]
    return quality, Reviews.of(rows, cases=CASES, judges=JUDGES)


def by_region(seed: int, *, bias: float, abroad: float) -> tuple[list[float], Reviews]:
    """Five regions of different quality; a judge scores mostly cases of the own region, and ``abroad`` is the share of others."""
    chance = random.Random(seed)
    level = [chance.gauss(0, 1) for _ in range(5)]
    quality = [level[case % 5] + chance.gauss(0, 1) for case in range(CASES)]
    lenient = [chance.gauss(0, 1) * bias for _ in range(JUDGES)]
    rows = []
    for case in range(CASES):
        weights = [(1 - abroad) / 4 if judge % 5 == case % 5 else abroad / 16 for judge in range(JUDGES)]
        panel: set[int] = set()
        while len(panel) < EACH:
            panel |= set(chance.choices(range(JUDGES), weights))
        rows += [(case, judge, points(chance, quality[case] + lenient[judge])) for judge in sorted(panel)]
    return quality, Reviews.of(rows, cases=CASES, judges=JUDGES)


def points(chance: random.Random, worth: float) -> int:
    return min(max(round(MIDDLE + SPREAD * (worth + chance.gauss(0, 1))), 0), 100)


def share_found(quality: list[float], scores: list[int]) -> float:
    return len(best(quality) & best(scores)) / BEST


def best(values: list[float] | list[int]) -> set[int]:
    return set(sorted(range(len(values)), key=lambda place: -values[place])[:BEST])


def scores(calibration: Calibration, *, raw: bool = False) -> list[int]:
    return [(one.raw_thousandths if raw else one.score_thousandths) or 0 for one in calibration.cases]


def averages(given: list[tuple[list[float], Reviews]]) -> tuple[float, float]:
    """How much of the true best is found by the mean, and by calibration."""
    told = [(quality, calibrate(reviews)) for quality, reviews in given]
    means = [share_found(quality, scores(one, raw=True)) for quality, one in told]
    ours = [share_found(quality, scores(one)) for quality, one in told]
    return sum(means) / len(means), sum(ours) / len(ours)


@pytest.mark.parametrize(("bias", "least", "by_mean"), [(0, 0.60, 0.61), (1, 0.58, 0.52), (2, 0.55, 0.40)])
def test_the_best_are_found_however_strict_their_judges(bias: float, least: float, by_mean: float) -> None:
    mean, ours = averages([simulated(seed, bias=bias) for seed in range(ROUNDS)])

    assert ours >= least
    assert mean == pytest.approx(by_mean, abs=0.03)


@pytest.mark.parametrize(
    ("bias", "abroad", "gain"), [(0, 0.2, -0.01), (1, 0.2, 0.05), (2, 0.2, 0.18), (0, 0.1, -0.02), (1, 0.1, 0.02), (2, 0.1, 0.13)]
)
def test_judges_of_one_region_are_told_from_good_cases_where_some_reviews_are_abroad(bias: float, abroad: float, gain: float) -> None:
    mean, ours = averages([by_region(seed, bias=bias, abroad=abroad) for seed in range(ROUNDS)])

    assert ours >= mean + gain


def test_without_reviews_abroad_regions_cannot_be_compared_and_the_calibration_says_so() -> None:
    _quality, reviews = by_region(1, bias=1, abroad=0)

    assert Remark.DISCONNECTED in calibrate(reviews).remarks


def test_the_spreads_are_estimated_and_the_uncertainty_is_honest() -> None:
    quality, reviews = simulated(3, bias=1)

    told = calibrate(reviews)

    assert told.case_spread_thousandths == pytest.approx(SPREAD * 1000, rel=0.1)
    assert told.judge_spread_thousandths == pytest.approx(SPREAD * 1000, rel=0.35)
    assert told.noise_spread_thousandths == pytest.approx(SPREAD * 1000, rel=0.1)
    off = [
        abs((one.score_thousandths or 0) - 1000 * (MIDDLE + SPREAD * worth)) <= 2 * (one.uncertainty_thousandths or 0)
        for one, worth in zip(told.cases, quality, strict=True)
    ]
    assert sum(off) / CASES > 0.93


def test_a_strict_judge_has_strictness_above_nought_and_the_figures_add_up() -> None:
    rows = [(case, judge, 70 + case - (10 if judge == 0 else 0) + case * judge % 2) for case, judge in product(range(12), range(4))]

    told = calibrate(Reviews.of(rows, cases=12, judges=4))

    strictness = [one.strictness_thousandths or 0 for one in told.judges]
    assert strictness[0] > 5_000
    assert max(strictness[1:]) < 0
    assert abs(sum(strictness)) <= 4
    assert [one.reviews for one in told.judges] == [12] * 4


def test_scores_are_the_same_as_by_the_equations_in_full() -> None:
    _quality, reviews = simulated(5, bias=1)
    told = calibrate(reviews)

    size = 1 + CASES + JUDGES
    design = np.zeros((len(reviews.case), size))
    design[:, 0] = 1
    design[np.arange(len(design)), 1 + reviews.case] = 1
    design[np.arange(len(design)), 1 + CASES + reviews.judge] = 1
    ridge = np.diag([0.0] + [(told.case_ratio or 0) / 1000] * CASES + [(told.judge_ratio or 0) / 1000] * JUDGES)
    effects = np.linalg.solve(design.T @ design + ridge, design.T @ reviews.points)

    assert scores(told) == [round(1000 * value) for value in effects[0] + effects[1 : 1 + CASES]]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 4)), st.integers(0, 100), max_size=30), st.randoms(use_true_random=False)
)
def test_any_scores_give_figures_that_no_order_and_no_setting_changes(given: dict[tuple[int, int], int], chance: random.Random) -> None:
    rows = [(case, judge, number) for (case, judge), number in given.items()]
    mixed = chance.sample(rows, len(rows))

    told = calibrate(Reviews.of(rows, cases=8, judges=5))

    again = np.array(mixed, dtype=np.int64).reshape(-1, 3)
    with localcontext(prec=3, rounding=ROUND_DOWN):
        assert calibrate(Reviews(again[:, 0], again[:, 1], again[:, 2], 8, 5)) == told
    for case, one in enumerate(told.cases):
        assert one.reviews == sum(row[0] == case for row in rows)
        assert (one.score_thousandths is None) == (one.raw_thousandths is None) == (one.reviews == 0)


@pytest.mark.parametrize(
    ("rows", "remarks", "raw", "score"),
    [
        ([], (Remark.NO_SCORES,), [None, None, None], [None, None, None]),
        ([(0, 0, 80), (1, 0, 70)], (Remark.ONE_JUDGE,), [80_000, 70_000, None], [80_000, 70_000, None]),
        ([(0, 0, 80), (1, 1, 71), (2, 1, 70)], (Remark.NOT_SEPARABLE,), [80_000, 71_000, 70_000], [80_000, 71_000, 70_000]),
        ([(case, judge, 80) for case in range(3) for judge in range(2)], (Remark.ALL_EQUAL,), [80_000] * 3, [80_000] * 3),
    ],
)
def test_data_that_tell_no_strictness_give_the_means_and_say_so(
    rows: list[tuple[int, int, int]], remarks: tuple[Remark, ...], raw: list[int | None], score: list[int | None]
) -> None:
    told = calibrate(Reviews.of(rows, cases=3, judges=2))

    assert told.remarks == remarks
    assert [one.raw_thousandths for one in told.cases] == raw
    assert [one.score_thousandths for one in told.cases] == score
    assert [one.uncertainty_thousandths for one in told.cases] == [None] * 3


def test_judges_who_agree_but_for_strictness_leave_no_noise() -> None:
    rows = [(case, judge, 60 + 5 * case - 3 * judge) for case in range(6) for judge in range(3)]

    told = calibrate(Reviews.of(rows, cases=6, judges=3))

    assert Remark.NO_NOISE in told.remarks
    assert told.noise_spread_thousandths == 0
    order = scores(told)
    assert order == sorted(order)


def test_scores_that_differ_by_chance_alone_keep_an_order() -> None:
    rows = [(0, 0, 80), (0, 1, 60), (1, 0, 60), (1, 1, 80), (2, 0, 71), (2, 1, 71)]

    told = calibrate(Reviews.of(rows, cases=3, judges=2))

    assert set(told.remarks) == {Remark.CASES_ALIKE, Remark.JUDGES_ALIKE, Remark.FEW_COMPARISONS}
    assert [one.strictness_thousandths for one in told.judges] == [0, 0]
    assert scores(told)[2] > scores(told)[0]


def test_a_half_is_rounded_to_the_even_thousandth() -> None:
    rows = [(case, judge, number) for case, total in enumerate((1, 3)) for judge, number in enumerate([total, *[0] * 15])]

    told = calibrate(Reviews.of(rows, cases=2, judges=16))

    # 1/16 is 62.5 thousandths, 3/16 is 187.5.
    assert scores(told, raw=True) == [62, 188]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [([(2, 0, 1)], Fault.OUT_OF_RANGE), ([(0, -1, 1)], Fault.OUT_OF_RANGE), ([(0, 0, 1), (0, 0, 2)], Fault.TWICE)],
)
def test_reviews_of_nobody_or_twice_are_refused(rows: list[tuple[int, int, int]], fault: Fault) -> None:
    with pytest.raises(JudgingError) as refusal:
        Reviews.of(rows, cases=2, judges=1)

    assert refusal.value.fault == fault


def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(JudgingError):
        Reviews(np.array([0]), np.array([0, 0]), np.array([1]), 1, 1)


def test_a_gap_that_strictness_explains_is_told_from_one_that_it_does_not() -> None:
    rows = [(case, judge, 80 - 30 * judge + case % 3) for case in range(20) for judge in range(2)]
    rows = [*rows, (20, 0, 50), (20, 1, 52), (21, 0, 70)]
    reviews = Reviews.of(rows, cases=22, judges=2)

    found = disagreements(reviews, calibrate(reviews), threshold=25)

    assert found[0].case == 20
    assert (found[0].lowest, found[0].highest, found[0].gap) == (50, 52, 2)
    assert found[0].corrected_gap_thousandths > 25_000
    assert all(one.gap == 30 and one.corrected_gap_thousandths < 5_000 for one in found[1:])
    assert 21 not in {one.case for one in found}
    assert all(isinstance(one, Disagreement) for one in found)

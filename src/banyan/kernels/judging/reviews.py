"""What judges gave and what calibration makes of it, in whole points and whole thousandths of a point."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from banyan.kernels.judging.errors import Fault, JudgingError

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reviews:
    """Three arrays of equal length, one entry a review: which case (0 … cases - 1), which judge (0 … judges - 1), total points.

    A review that is missing is simply absent; so a case may have none. Raise JudgingError when the arrays differ in length, an
    index is out of range, or a judge scored a case twice.
    """

    case: Integers
    judge: Integers
    points: Integers
    cases: int
    judges: int

    def __post_init__(self) -> None:
        if not len(self.case) == len(self.judge) == len(self.points):
            raise JudgingError(Fault.UNEQUAL_ARRAYS, "reviews")
        for name, indexes, count in (("case", self.case, self.cases), ("judge", self.judge, self.judges)):
            if len(indexes) and (int(indexes.min()) < 0 or int(indexes.max()) >= count):
                raise JudgingError(Fault.OUT_OF_RANGE, name)
        if len(set(zip(self.case.tolist(), self.judge.tolist(), strict=True))) < len(self.case):
            raise JudgingError(Fault.TWICE, "reviews")

    @classmethod
    def of(cls, given: Iterable[tuple[int, int, int]], *, cases: int, judges: int) -> "Reviews":
        """Make the arrays of triples (case, judge, points). Raise JudgingError as the class does."""
        rows = np.array(sorted(given), dtype=np.int64).reshape(-1, 3)
        return cls(rows[:, 0], rows[:, 1], rows[:, 2], cases, judges)


class Remark(StrEnum):
    """What has to be said beside a calibration."""

    NO_SCORES = "no_scores"
    ONE_JUDGE = "one_judge"
    ALL_EQUAL = "all_equal"
    NOT_SEPARABLE = "not_separable"
    DISCONNECTED = "disconnected"
    JUDGES_ALIKE = "judges_alike"
    CASES_ALIKE = "cases_alike"
    NO_NOISE = "no_noise"
    FEW_COMPARISONS = "few_comparisons"


@dataclass(frozen=True, slots=True)
class CaseScore:
    """A case's mean, its calibrated score and how far off that may be (one standard deviation), in thousandths; None: no scores."""

    reviews: int
    raw_thousandths: int | None
    score_thousandths: int | None
    uncertainty_thousandths: int | None


@dataclass(frozen=True, slots=True)
class JudgeStrictness:
    """How many thousandths of a point a judge gives less than the others would (below 0: more), and how far off that may be."""

    reviews: int
    strictness_thousandths: int | None
    uncertainty_thousandths: int | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores freed of the judges' strictness; the three spreads are standard deviations in thousandths of a point, None where unknown.

    ``case_ratio`` and ``judge_ratio`` are noise variance over case and judge variance, in thousandths, as they were used; None where not.
    """

    cases: tuple[CaseScore, ...]
    judges: tuple[JudgeStrictness, ...]
    mean_thousandths: int | None
    case_spread_thousandths: int | None
    judge_spread_thousandths: int | None
    noise_spread_thousandths: int | None
    case_ratio: int | None
    judge_ratio: int | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case whose judges are far apart: lowest and highest points, the gap, and the gap freed of the judges' strictness."""

    case: int
    lowest: int
    highest: int
    gap: int
    corrected_gap_thousandths: int

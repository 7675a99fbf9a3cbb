"""Scores freed of the judges' strictness: additive empirical Bayes, in exact decimals, with how far off each may be.

A review is the mean of all + the case's effect + the judge's effect + chance. Effects are drawn towards nought by as much as the data
say that chance could have made them (best linear unbiased prediction; G. K. Robinson, Statistical Science 6, 1991).
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from banyan.kernels.judging.exact import CONTEXT, Matrix, inverse, is_zero, thousandths, times
from banyan.kernels.judging.reviews import Calibration, CaseScore, JudgeStrictness, Remark, Reviews
from banyan.kernels.judging.table import Table, tabulate
from banyan.kernels.judging.variances import Variances, estimate

# Ratios of variances are used in whole thousandths, from .001 (chance is next to nothing) to 1,000 (all is chance).
LEAST_RATIO, MOST_RATIO = 1, 1_000_000
_FEW = 10


@dataclass(frozen=True, slots=True)
class _Fit:
    """The mean and the judges' effects in one vector, with the inverse that tells how sure they are."""

    effects: list[Decimal]
    spread: Matrix
    case_ratio: Decimal
    noise: Decimal


def calibrate(reviews: Reviews) -> Calibration:
    """Free the scores of ``reviews`` of the judges' strictness, in whole thousandths that are the same on every machine.

    Where the data can't tell cases from judges, scores are the means, uncertainties None, and a remark says why.
    """
    with localcontext(CONTEXT):
        table = tabulate(reviews)
        if table.freedom <= 0:
            return _means(table, reviews, _why_means(table))
        variances = estimate(table)
        if is_zero(variances.noise) and is_zero(variances.case) and is_zero(variances.judge):
            return _means(table, reviews, (Remark.ALL_EQUAL,))
        return _calibrated(table, reviews, variances)


def _why_means(table: Table) -> tuple[Remark, ...]:
    if not table.reviews:
        return (Remark.NO_SCORES,)
    return (Remark.ONE_JUDGE,) if len(table.judge_of) == 1 else (Remark.NOT_SEPARABLE,)


def _means(table: Table, reviews: Reviews, remarks: tuple[Remark, ...]) -> Calibration:
    raw = _raw(table)
    counts = _counts(table, reviews)
    return Calibration(
        cases=tuple(CaseScore(len(row), mean, mean, None) for row, mean in zip(table.rows, raw, strict=True)),
        judges=tuple(JudgeStrictness(count, None, None) for count in counts),
        mean_thousandths=thousandths(Decimal(table.total) / table.reviews) if table.reviews else None,
        case_spread_thousandths=None,
        judge_spread_thousandths=None,
        noise_spread_thousandths=None,
        case_ratio=None,
        judge_ratio=None,
        remarks=remarks,
    )


def _calibrated(table: Table, reviews: Reviews, variances: Variances) -> Calibration:
    case_ratio, judge_ratio = _ratio(variances.noise, variances.case), _ratio(variances.noise, variances.judge)
    judges_differ = judge_ratio < MOST_RATIO
    fit = _fit(table, Decimal(case_ratio).scaleb(-3), Decimal(judge_ratio).scaleb(-3) if judges_differ else None, variances.noise)
    return Calibration(
        cases=tuple(_case(table, fit, case, mean) for case, mean in enumerate(_raw(table))),
        judges=_judges(table, reviews, fit),
        mean_thousandths=thousandths(fit.effects[0]),
        case_spread_thousandths=_root(variances.case),
        judge_spread_thousandths=_root(variances.judge) if judges_differ else 0,
        noise_spread_thousandths=_root(variances.noise),
        case_ratio=case_ratio,
        judge_ratio=judge_ratio if judges_differ else None,
        remarks=_remarks(table, variances, case_ratio, judge_ratio),
    )


def _ratio(noise: Decimal, variance: Decimal) -> int:
    if variance <= 0 or is_zero(variance):
        return MOST_RATIO
    return min(max(thousandths(noise / variance), LEAST_RATIO), MOST_RATIO)


def _fit(table: Table, case_ratio: Decimal, judge_ratio: Decimal | None, noise: Decimal) -> _Fit:
    """Solve the mixed-model equations: cases are eliminated, so that only the mean and the judges are left."""
    size = 1 + (len(table.judge_of) if judge_ratio is not None else 0)
    matrix: Matrix = [[Decimal(0)] * size for _ in range(size)]
    right = [Decimal(0)] * size
    for row, total in zip(table.rows, table.case_sums, strict=True):
        if not row:
            continue
        weights, share = _weights(row, size), 1 / (len(row) + case_ratio)
        right[0] += total
        matrix[0][0] += len(row)
        for judge, points in row if judge_ratio is not None else ():
            right[judge + 1] += points
            matrix[judge + 1][judge + 1] += 1
            matrix[0][judge + 1] += 1
            matrix[judge + 1][0] += 1
        for one, weight in weights:
            right[one] -= share * weight * total
            for other, other_weight in weights:
                matrix[one][other] -= share * weight * other_weight
    for judge in range(1, size):
        matrix[judge][judge] += judge_ratio or 0
    spread = inverse(matrix)
    return _Fit(times(spread, right), spread, case_ratio, max(noise, Decimal(0)))


def _weights(row: tuple[tuple[int, int], ...], size: int) -> list[tuple[int, int]]:
    """Where a case stands in the equations: with all its reviews at the mean, with one at each of its judges."""
    return [(0, len(row)), *((judge + 1, 1) for judge, _points in row if size > 1)]


def _case(table: Table, fit: _Fit, case: int, mean: int | None) -> CaseScore:
    row = table.rows[case]
    if not row:
        return CaseScore(0, None, None, None)
    share, weights = 1 / (len(row) + fit.case_ratio), _weights(row, len(fit.effects))
    expected = sum((fit.effects[place] * weight for place, weight in weights), Decimal(0))
    score = fit.effects[0] + share * (table.case_sums[case] - expected)
    free = [(place, Decimal(place == 0) - share * weight) for place, weight in weights]
    doubt = share + sum((one * other * fit.spread[row][column] for row, one in free for column, other in free), Decimal(0))
    return CaseScore(len(row), mean, thousandths(score), thousandths((fit.noise * doubt).sqrt()))


def _judges(table: Table, reviews: Reviews, fit: _Fit) -> tuple[JudgeStrictness, ...]:
    place = {judge: index + 1 for index, judge in enumerate(table.judge_of)}
    told: list[JudgeStrictness] = []
    for judge, count in enumerate(_counts(table, reviews)):
        if not count:
            told.append(JudgeStrictness(0, None, None))
        elif len(fit.effects) == 1:
            told.append(JudgeStrictness(count, 0, 0))
        else:
            doubt = fit.noise * fit.spread[place[judge]][place[judge]]
            told.append(JudgeStrictness(count, -thousandths(fit.effects[place[judge]]), thousandths(doubt.sqrt())))
    return tuple(told)


def _remarks(table: Table, variances: Variances, case_ratio: int, judge_ratio: int) -> tuple[Remark, ...]:
    facts = (
        (table.group_count > 1, Remark.DISCONNECTED),
        (table.freedom < _FEW, Remark.FEW_COMPARISONS),
        (is_zero(variances.noise), Remark.NO_NOISE),
        (judge_ratio == MOST_RATIO, Remark.JUDGES_ALIKE),
        (case_ratio == MOST_RATIO, Remark.CASES_ALIKE),
    )
    return tuple(remark for holds, remark in facts if holds)


def _raw(table: Table) -> list[int | None]:
    return [thousandths(Decimal(total) / len(row)) if row else None for row, total in zip(table.rows, table.case_sums, strict=True)]


def _counts(table: Table, reviews: Reviews) -> list[int]:
    counts = dict(zip(table.judge_of, table.judge_counts, strict=True))
    return [counts.get(judge, 0) for judge in range(reviews.judges)]


def _root(variance: Decimal) -> int:
    return thousandths(max(variance, Decimal(0)).sqrt())

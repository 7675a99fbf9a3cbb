"""How much cases differ, how much judges do, and how much is chance: Henderson's third method, which needs no search.

C. R. Henderson, Estimation of variance and covariance components, Biometrics 9 (1953). Each component is read off a difference of sums of
squares that the others can't touch: judges are compared within cases, and cases within judges, so that a judge who was given
the better cases isn't taken for a lenient one.
"""

from dataclasses import dataclass
from decimal import Decimal

from banyan.kernels.judging.exact import Matrix, solution
from banyan.kernels.judging.table import Table


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances in points squared; an estimate may come out below nought where the truth is near it."""

    case: Decimal
    judge: Decimal
    noise: Decimal


def estimate(table: Table) -> Variances:
    """Estimate the three variances of a table that has freedom left (``table.freedom`` above 0)."""
    squares = Decimal(sum(points * points for row in table.rows for _judge, points in row))
    by_case = sum((Decimal(total * total) / len(row) for row, total in zip(table.rows, table.case_sums, strict=True) if row), Decimal(0))
    by_judge = sum((Decimal(total * total) / n for total, n in zip(table.judge_sums, table.judge_counts, strict=True)), Decimal(0))
    by_both = by_case + _explained_by_judges(table)
    noise = (squares - by_both) / table.freedom
    judges, groups = len(table.judge_of), table.group_count
    return Variances(
        case=(by_both - by_judge - noise * (table.scored - groups)) / (table.reviews - judges),
        judge=(by_both - by_case - noise * (judges - groups)) / (table.reviews - table.scored),
        noise=noise,
    )


def _explained_by_judges(table: Table) -> Decimal:
    """The sum of squares that judges explain within cases; one judge of each group is the one that the others are measured by."""
    judges = len(table.judge_of)
    matrix: Matrix = [[Decimal(0)] * judges for _ in range(judges)]
    gap = [Decimal(0)] * judges
    for row, total in zip(table.rows, table.case_sums, strict=True):
        for judge, points in row:
            matrix[judge][judge] += 1
            gap[judge] += points - Decimal(total) / len(row)
            for other, _points in row:
                matrix[judge][other] -= Decimal(1) / len(row)
    kept = [judge for judge in range(judges) if table.groups[judge] != judge]
    effects = solution([[matrix[row][column] for column in kept] for row in kept], [gap[judge] for judge in kept])
    return sum((effect * gap[judge] for effect, judge in zip(effects, kept, strict=True)), Decimal(0))

"""Cases on which the judges are far apart, which the panel should talk about."""

from banyan.kernels.judging.reviews import Calibration, Disagreement, Reviews
from banyan.kernels.judging.table import tabulate


def disagreements(reviews: Reviews, calibration: Calibration, *, threshold: int) -> tuple[Disagreement, ...]:
    """Name the cases whose points lie ``threshold`` or more apart, as given or freed of the judges' strictness, widest first."""
    table = tabulate(reviews)
    strictness = [calibration.judges[judge].strictness_thousandths or 0 for judge in table.judge_of]
    found = []
    for case, row in enumerate(table.rows):
        if len(row) < 2:
            continue
        points = [given for _judge, given in row]
        freed = [given * 1000 + strictness[judge] for judge, given in row]
        gap, corrected = max(points) - min(points), max(freed) - min(freed)
        if gap >= threshold or corrected >= threshold * 1000:
            found.append(Disagreement(case, min(points), max(points), gap, corrected))
    return tuple(sorted(found, key=lambda one: (-one.corrected_gap_thousandths, -one.gap, one.case)))

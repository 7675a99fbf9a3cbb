"""Arithmetic that gives the same digits on every machine: decimals of 50 places in a fixed order, rounded by one rule."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

# The standard of decimal arithmetic sets every digit of a result, which no processor, compiler or library of matrices can change.
CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)
_NEAR = Decimal(1).scaleb(-30)
_WHOLE, _NONE = Decimal(1), Decimal(0)

Matrix = list[list[Decimal]]


def thousandths(value: Decimal) -> int:
    """Round ``value`` to whole thousandths, half to even.

    First to 30 places: so that what is a half in truth, and 0.49999… after fifty digits, is taken for the half that it is.
    """
    near = value.scaleb(3, CONTEXT).quantize(_NEAR, context=CONTEXT)
    return int(near.quantize(_WHOLE, context=CONTEXT))


def is_zero(value: Decimal) -> bool:
    """Tell whether ``value`` is nought but for the last digits."""
    return abs(value) < _NEAR


def inverse(matrix: Matrix) -> Matrix:
    """Invert a symmetric positive definite matrix by elimination in the order of its rows; it needs no pivots."""
    rows = [list(row) for row in matrix]
    for pivot, above in enumerate(rows):
        scale = 1 / above[pivot]
        # The column that is eliminated makes room for that of the inverse.
        above[pivot] = _WHOLE
        above[:] = [value * scale for value in above]
        for number, row in enumerate(rows):
            factor = row[pivot]
            if number != pivot and factor:
                row[pivot] = _NONE
                row[:] = [value - factor * over for value, over in zip(row, above, strict=True)]
    return rows


def solution(matrix: Matrix, vector: Sequence[Decimal]) -> list[Decimal]:
    """Solve ``matrix`` × result = ``vector`` for a symmetric positive definite matrix, a third of the work of its inverse."""
    rows = [[*row, right] for row, right in zip(matrix, vector, strict=True)]
    for pivot, above in enumerate(rows):
        for row in rows[pivot + 1 :]:
            if row[pivot]:
                factor = row[pivot] / above[pivot]
                row[pivot:] = [value - factor * over for value, over in zip(row[pivot:], above[pivot:], strict=True)]
    found: list[Decimal] = []
    for pivot in range(len(rows) - 1, -1, -1):
        known = zip(rows[pivot][pivot + 1 : -1], reversed(found), strict=True)
        found.append((rows[pivot][-1] - sum((value * other for value, other in known), _NONE)) / rows[pivot][pivot])
    return found[::-1]


def times(matrix: Matrix, vector: Sequence[Decimal]) -> list[Decimal]:
    """Multiply ``matrix`` by ``vector``."""
    return [sum((value * factor for value, factor in zip(row, vector, strict=True)), Decimal(0)) for row in matrix]

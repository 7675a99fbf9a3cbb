"""Arithmetic that gives the same digits on every machine: decimals of 50 places in a fixed order, rounded by one rule."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

# The standard of decimal arithmetic sets every digit of a result, which no processor, compiler or library of matrices can change.
CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)
_NEAR = Decimal(1).scaleb(-30)
_WHOLE = Decimal(1)

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
    size = len(matrix)
    left = [list(row) for row in matrix]
    right = [[Decimal(int(row == column)) for column in range(size)] for row in range(size)]
    for pivot in range(size):
        scale = 1 / left[pivot][pivot]
        left[pivot] = [value * scale for value in left[pivot]]
        right[pivot] = [value * scale for value in right[pivot]]
        for row in range(size):
            factor = left[row][pivot]
            if row == pivot or not factor:
                continue
            left[row] = [value - factor * above for value, above in zip(left[row], left[pivot], strict=True)]
            right[row] = [value - factor * above for value, above in zip(right[row], right[pivot], strict=True)]
    return right


def times(matrix: Matrix, vector: Sequence[Decimal]) -> list[Decimal]:
    """Multiply ``matrix`` by ``vector``."""
    return [sum((value * factor for value, factor in zip(row, vector, strict=True)), Decimal(0)) for row in matrix]

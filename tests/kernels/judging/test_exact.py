"""Exact arithmetic: what is solved fits its equations to forty digits, and roundings of halves."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.judging.exact import CONTEXT, Matrix, inverse, solution, thousandths, times

NEAR = Decimal(1).scaleb(-40)


@st.composite
def equations(draw: st.DrawFn) -> tuple[Matrix, list[Decimal]]:
    """A matrix times its own transpose, made surely definite, and a right-hand side."""
    size = draw(st.integers(1, 6))
    numbers = st.integers(-9, 9).map(Decimal)
    root = draw(st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=size, max_size=size))
    square = [
        [sum((a * b for a, b in zip(one, other, strict=True)), Decimal(row == column)) for column, other in enumerate(root)]
        for row, one in enumerate(root)
    ]
    return square, draw(st.lists(numbers, min_size=size, max_size=size))


@settings(max_examples=100, deadline=None)
@given(equations())
def test_inverse_and_solution_fit_the_equations_and_leave_them_as_they_were(given: tuple[Matrix, list[Decimal]]) -> None:
    matrix, right = given
    before = [list(row) for row in matrix]

    with localcontext(CONTEXT):
        by_inverse, found = times(inverse(matrix), right), solution(matrix, right)
        off = [abs(value - wanted) for value, wanted in zip(times(matrix, found), right, strict=True)]

    assert max(off) < NEAR
    assert max(abs(one - other) for one, other in zip(by_inverse, found, strict=True)) < NEAR
    assert matrix == before


@pytest.mark.parametrize(
    ("value", "whole"), [("0.0625", 62), ("0.0635", 64), ("-0.0625", -62), ("0.06249999999999999999999999999999999999", 62), ("0.0626", 63)]
)
def test_halves_are_rounded_to_the_even_thousandth(value: str, whole: int) -> None:
    assert thousandths(Decimal(value)) == whole

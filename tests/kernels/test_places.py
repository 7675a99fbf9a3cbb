"""Distances as the crow flies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.places import kilometres

POSITIONS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_two_towns_are_as_far_apart_as_the_map_says() -> None:
    changping, shatian = (22.9753, 113.9925), (22.9140, 113.6150)

    assert kilometres(changping, shatian) == pytest.approx(39.2, abs=0.3)


@given(POSITIONS, POSITIONS)
def test_the_way_back_is_as_long_and_nothing_is_farther_than_half_around(here: tuple[float, float], there: tuple[float, float]) -> None:
    assert kilometres(here, there) == pytest.approx(kilometres(there, here))
    assert 0 <= kilometres(here, there) <= 20016
    assert kilometres(here, here) == 0

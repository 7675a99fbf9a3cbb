"""Distances between places."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the distance as the crow flies between two positions in degrees north and east (haversine formula)."""
    north, east = radians(here[0]), radians(here[1])
    north_there, east_there = radians(there[0]), radians(there[1])
    half = sin((north_there - north) / 2) ** 2 + cos(north) * cos(north_there) * sin((east_there - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))

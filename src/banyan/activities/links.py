"""Links that the rooms of programmes put on the pages of activities and weekly slots of their kind."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from banyan.activities.models import Activity, Series

_links: dict[str, list[tuple[tuple[str, ...], Any, str]]] = {}
_series_links: dict[str, list[tuple[Any, str]]] = {}


def add_activity_link(kind: str, words: Any, name: str, *, states: Sequence[str]) -> None:
    """Show a link to the address ``name`` (which takes the activity's uuid) on pages of activities of a kind in these states."""
    _links.setdefault(kind, []).append((tuple(states), words, name))


def add_series_link(kind: str, words: Any, name: str) -> None:
    """Show a link to the address ``name`` (which takes the slot's uuid) on pages of a programme's weekly slots of a kind."""
    _series_links.setdefault(kind, []).append((words, name))


def links_of(activity: Activity) -> list[tuple[str, str]]:
    """Words and address of each link that the activity's page shows."""
    found = _links.get(activity.kind, [])
    return [(str(words), reverse(name, args=[activity.uuid])) for states, words, name in found if activity.state in states]


def links_of_series(series: Series) -> list[tuple[str, str]]:
    """Words and address of each link that the page of the weekly slot shows."""
    found = _series_links.get(series.kind, []) if series.programme_id else []
    return [(str(words), reverse(name, args=[series.uuid])) for words, name in found]

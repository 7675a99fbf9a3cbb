"""Links that the rooms of programmes put on the page of an activity of their kind."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from banyan.activities.models import Activity

_links: dict[str, list[tuple[tuple[str, ...], Any, str]]] = {}


def add_activity_link(kind: str, words: Any, name: str, *, states: Sequence[str]) -> None:
    """Show a link to the address ``name`` (which takes the activity's uuid) on pages of activities of a kind in these states."""
    _links.setdefault(kind, []).append((tuple(states), words, name))


def links_of(activity: Activity) -> list[tuple[str, str]]:
    """Words and address of each link that the activity's page shows."""
    found = _links.get(activity.kind, [])
    return [(str(words), reverse(name, args=[activity.uuid])) for states, words, name in found if activity.state in states]

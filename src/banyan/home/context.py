"""The words of the navigation: at most seven, those that the reader's roles have a use for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the navigation, its address, and whether the reader is there."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template its navigation."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        words = [("home", _("Home")), ("cases", _("Excellent cases"))]
    elif user.has_role("organiser", "clerk"):
        words = [("desk", _("Today")), ("persons", _("Persons")), ("calls", _("Collection")), ("notices", _("Notices"))]
        words += [("office_cases", _("Cases")), ("organisations", _("Organisations")), ("accounts", _("Accounts"))]
    elif user.has_role("branch_secretary"):
        words = [("desk", _("Today")), ("persons", _("Persons")), ("cases", _("Excellent cases")), ("organisations", _("Organisations"))]
    elif user.has_role("judge"):
        words = [("desk", _("Today")), ("my_judging", _("Judging")), ("cases", _("Excellent cases")), ("organisations", _("Organisations"))]
    else:
        words = [("desk", _("Today")), ("cases", _("Excellent cases")), ("organisations", _("Organisations"))]
    return {"navigation": [_word(request.path, name, label) for name, label in words]}


def _word(path: str, name: str, label: str) -> Word:
    url = reverse(name)
    return Word(label=label, url=url, current=path == url if url == "/" else path.startswith(url))

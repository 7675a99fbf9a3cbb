"""The words of the navigation: at most seven, those that the reader's roles have a use for; and all pages, for the menu."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.people.models import Account, Role

OFFICE = (Role.ORGANISER, Role.CLERK)
BRANCH = (*OFFICE, Role.BRANCH_SECRETARY)
RUNNERS = (*BRANCH, Role.COORDINATOR)
KEEPERS = (*OFFICE, Role.COORDINATOR)
# Who meets boats.
HANDERS = (*RUNNERS, Role.CARRIER, Role.TEACHER)
AUTHORS = (*KEEPERS, Role.TEACHER)
EVERYONE = tuple(Role)

# The words for who holds one of the roles; the first row that fits counts.
WORDS: tuple[tuple[tuple[str, ...], tuple[tuple[str, Any], ...]], ...] = (
    (
        OFFICE,
        (
            ("desk", gettext_lazy("Today")),
            ("activities", gettext_lazy("Activities")),
            ("orders", gettext_lazy("Orders")),
            ("ledger", gettext_lazy("Ledger")),
            ("calls", gettext_lazy("Collection")),
            ("persons", gettext_lazy("Persons")),
        ),
    ),
    (
        (Role.BRANCH_SECRETARY,),
        (
            ("desk", gettext_lazy("Today")),
            ("activities", gettext_lazy("Activities")),
            ("persons", gettext_lazy("Persons")),
            ("ledger", gettext_lazy("Ledger")),
            ("cases", gettext_lazy("Excellent cases")),
        ),
    ),
    (
        (Role.COORDINATOR,),
        (
            ("desk", gettext_lazy("Today")),
            ("activities", gettext_lazy("Activities")),
            ("orders", gettext_lazy("Orders")),
            ("topics", gettext_lazy("Menu of topics")),
            ("cases", gettext_lazy("Excellent cases")),
        ),
    ),
    (
        (Role.TEACHER,),
        (
            ("desk", gettext_lazy("Today")),
            ("courses", gettext_lazy("Courses")),
            ("handover_new", gettext_lazy("Hand in from the sea")),
            ("cases", gettext_lazy("Excellent cases")),
        ),
    ),
    (
        (Role.CARRIER,),
        (
            ("desk", gettext_lazy("Today")),
            ("handover_new", gettext_lazy("Hand in from the sea")),
            ("handovers", gettext_lazy("Hand-overs")),
            ("cases", gettext_lazy("Excellent cases")),
        ),
    ),
    (
        (Role.JUDGE,),
        (
            ("desk", gettext_lazy("Today")),
            ("my_judging", gettext_lazy("Judging")),
            ("cases", gettext_lazy("Excellent cases")),
            ("organisations", gettext_lazy("Organisations")),
        ),
    ),
    (
        EVERYONE,
        (("desk", gettext_lazy("Today")), ("cases", gettext_lazy("Excellent cases")), ("organisations", gettext_lazy("Organisations"))),
    ),
)
# All pages that begin something: title of the group, and (address, words, who has a use for it).
PAGES: tuple[tuple[Any, tuple[tuple[str, Any, tuple[str, ...]], ...]], ...] = (
    (
        gettext_lazy("Programmes and activities"),
        (
            ("activities", gettext_lazy("Activities"), RUNNERS),
            ("programmes", gettext_lazy("Programmes"), RUNNERS),
            ("series_list", gettext_lazy("Weekly slots"), RUNNERS),
            ("rhythm", gettext_lazy("Regular meetings"), RUNNERS),
            ("places", gettext_lazy("Venues"), RUNNERS),
            ("outbox", gettext_lazy("Calls and notices"), RUNNERS),
            ("feeds", gettext_lazy("Calendars"), RUNNERS),
        ),
    ),
    (
        gettext_lazy("Talks under the banyan"),
        (
            ("orders", gettext_lazy("Orders"), RUNNERS),
            ("talk_orders", gettext_lazy("Dispatch talks"), RUNNERS),
            ("topics", gettext_lazy("Menu of topics"), KEEPERS),
            ("speakers", gettext_lazy("Speakers"), KEEPERS),
        ),
    ),
    (
        gettext_lazy("Study at sea"),
        (
            ("sea", gettext_lazy("Boats and crews"), KEEPERS),
            ("makeup_plans", gettext_lazy("Make-up study ashore"), KEEPERS),
            ("deliveries", gettext_lazy("Study carried to boats"), (*KEEPERS, Role.CARRIER)),
            ("handover_new", gettext_lazy("Hand in from the sea"), HANDERS),
            ("devices", gettext_lazy("Devices"), KEEPERS),
            ("vessels", gettext_lazy("Vessels"), KEEPERS),
            ("courses", gettext_lazy("Courses"), AUTHORS),
        ),
    ),
    (
        gettext_lazy("Ledger"),
        (
            ("ledger", gettext_lazy("Figures of the year"), BRANCH),
            ("ledger_facts", gettext_lazy("Facts"), BRANCH),
            ("service_certificates", gettext_lazy("Certificates of service"), OFFICE),
        ),
    ),
    (
        gettext_lazy("Collection of cases"),
        (
            ("calls", gettext_lazy("Calls for cases"), OFFICE),
            ("submissions", gettext_lazy("Submissions"), OFFICE),
            ("my_judging", gettext_lazy("Judging"), (Role.JUDGE,)),
            ("notices", gettext_lazy("Notices"), OFFICE),
            ("office_cases", gettext_lazy("Cases"), OFFICE),
            ("cases", gettext_lazy("Excellent cases"), EVERYONE),
        ),
    ),
    (
        gettext_lazy("Office"),
        (
            ("persons", gettext_lazy("Persons"), BRANCH),
            ("rosters", gettext_lazy("Rosters"), OFFICE),
            ("organisations", gettext_lazy("Organisations"), EVERYONE),
            ("accounts", gettext_lazy("Accounts"), OFFICE),
            ("audit", gettext_lazy("Audit trail"), OFFICE),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the navigation, its address, and whether the reader is there."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template its navigation, and the menu all pages in groups (``all_pages``)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        words: list[tuple[str, Any]] = [("home", _("Home")), ("cases", _("Excellent cases"))]
        return {"navigation": [_word(request.path, name, label) for name, label in words]}
    words = list(next((words for roles, words in WORDS if user.has_role(*roles)), WORDS[-1][1]))
    if user.has_role(*RUNNERS):
        words.append(("menu", _("All pages")))
    return {
        "navigation": [_word(request.path, name, label) for name, label in words],
        "all_pages": SimpleLazyObject(lambda: _all_pages(request.path, user)),
    }


def _all_pages(path: str, user: Account) -> list[tuple[str, list[Word]]]:
    groups = [(str(title), [_word(path, name, label) for name, label, roles in pages if user.has_role(*roles)]) for title, pages in PAGES]
    return [(title, words) for title, words in groups if words]


def _word(path: str, name: str, label: Any) -> Word:
    url = reverse(name)
    return Word(label=str(label), url=url, current=path == url if url == "/" else path.startswith(url))

"""The kinds of orders: each programme that is ordered says here what it adds to the steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from banyan.activities.models import Activity
from banyan.orders.models import Dispatch, Order


@dataclass(frozen=True, slots=True)
class OrderKind:
    """What a programme adds: the kind of activity and role that an accepted order becomes, and what follows from three steps.

    ``accepted`` and ``reopened`` run inside the action's transaction; ``reopened`` looks for somebody else once a dispatch came to nothing.
    ``details`` says what is ordered as (label, text); ``dispatch_url`` is the page where the office chooses who comes, ``plan`` the words
    and the address name of the page where it does so for all orders together.
    """

    slug: str
    activity_kind: str
    role: str
    accepted: Callable[[Order, Dispatch, Activity], None]
    reopened: Callable[[Order, datetime], None]
    details: Callable[[Order], Sequence[tuple[str, object]]]
    dispatch_url: Callable[[Order], str]
    plan: tuple[object, str]


_kinds: dict[str, OrderKind] = {}


def register_order_kind(kind: OrderKind) -> None:
    """Make a kind known; the programme's room does so when it starts."""
    _kinds[kind.slug] = kind


def kind_of(order: Order) -> OrderKind:
    """Return the kind of an order; raise KeyError for one that no room registered."""
    return _kinds[order.kind]


def plans() -> list[tuple[str, str]]:
    """Words and address of each page on which orders are dispatched together."""
    return [(str(words), reverse(name)) for words, name in (kind.plan for kind in _kinds.values())]

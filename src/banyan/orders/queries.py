"""What pages read of orders: which an account serves, what is overdue, and what stands behind a secret address."""

from datetime import datetime

from django.db.models import Prefetch, Q

from banyan.activities.permissions import RUNNERS
from banyan.orders.models import Dispatch, Order, OrderQuerySet, Owner
from banyan.people.models import Account
from banyan.people.queries import visible_to


def orders_for(account: Account) -> OrderQuerySet:
    """Orders that the organisations serve which the account runs, and all below them."""
    found: OrderQuerySet = Order.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related(
        "organisation", "programme", "place", "activity"
    )
    return found


def overdue_orders(account: Account, now: datetime) -> OrderQuerySet:
    """Orders whose step has passed its deadline, whoever's step it is, the longest waiting first."""
    found: OrderQuerySet = orders_for(account).overdue(now).order_by("due_at", "pk")
    return found


def waiting_orders(account: Account, now: datetime) -> OrderQuerySet:
    """Orders whose next step is the office's, and those of others past their deadline; the most pressing first."""
    found: OrderQuerySet = orders_for(account).filter(Q(owner=Owner.OFFICE) | Q(due_at__lt=now)).order_by("due_at", "pk")
    return found


def orders_with_dispatch(orders: OrderQuerySet) -> OrderQuerySet:
    """The orders with their open dispatch in ``open_dispatches``: one query more, however many they are."""
    open_ones = Dispatch.objects.filter(state__in=Dispatch.OPEN).select_related("person", "time")
    found: OrderQuerySet = orders.prefetch_related(Prefetch("dispatches", open_ones, to_attr="open_dispatches"))
    return found


def order_by_code(code: str) -> Order | None:
    """The order behind the address that who ordered has; None for an unknown one."""
    return Order.objects.filter(code=code).select_related("organisation", "programme", "place", "activity").first()


def dispatch_by_code(code: str) -> Dispatch | None:
    """What somebody was asked, by the address that was sent; None for an unknown one."""
    return (
        Dispatch.objects.filter(code=code)
        .select_related("order__organisation", "order__programme", "order__place", "person", "time")
        .first()
    )

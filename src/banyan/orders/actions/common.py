"""What the steps of an order share: the row under lock, its state and deadline, the audit entry."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from banyan.activities.actions import move_activity
from banyan.activities.models import Activity
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.orders.models import Order
from banyan.orders.permissions import why_not_move, why_not_serve
from banyan.orders.rules import deadline
from banyan.outbox.actions import About
from banyan.people.models import Account, Person

name_verbs(
    {
        "request_order": gettext_lazy("took an order"),
        "check_order": gettext_lazy("checked an order"),
        "dispatch_order": gettext_lazy("dispatched an order"),
        "accept_order": gettext_lazy("accepted an order"),
        "decline_order": gettext_lazy("declined an order"),
        "lapse_order": gettext_lazy("let a dispatch lapse without an answer"),
        "take_back_order": gettext_lazy("took a dispatch back"),
        "finish_order": gettext_lazy("reported an order as done"),
        "rate_order": gettext_lazy("rated an order"),
        "close_order": gettext_lazy("closed an order without a rating"),
        "cancel_order": gettext_lazy("cancelled an order"),
    }
)


class UnableToServe(RuleError):
    """The step can't be taken with this order."""


def about_order(order: Order, url: str = "") -> About:
    """Return what a notice about the order is about."""
    return About(order.organisation, "order", order.uuid, url or order.get_absolute_url())


def locked_order(order: Order) -> Order:
    """Return the order's row as it stands now, held until the transaction ends."""
    # First the lock alone: PostgreSQL would join the rows as they were before it had waited.
    Order.objects.select_for_update().only("pk").get(pk=order.pk)
    return Order.objects.select_related("organisation", "programme__organisation", "place", "activity").get(pk=order.pk)


def served_order(order: Order, verb: str, by: Account | None) -> Order:
    """Return the order's row under lock. Raise UnableToServe when the account may not serve it, or it isn't there yet."""
    order = locked_order(order)
    if by is not None and (reason := why_not_serve(by, order)):
        raise UnableToServe(reason)
    if reason := why_not_move(order, verb):
        raise UnableToServe(reason)
    return order


@transaction.atomic
def move_order(order: Order, state: Order.State, begun_at: datetime, *, before: datetime | None = None) -> None:
    """Set state, owner and deadline; ``before`` is a moment that the deadline doesn't pass."""
    due_at = deadline(state, order.organisation, begun_at)
    if due_at is not None and before is not None:
        due_at = max(min(due_at, before), begun_at + timedelta(hours=1))
    order.state, order.owner, order.due_at = state, Order.OWNERS.get(state, "nobody"), due_at
    order.save()


def free_activity(order: Order, reason: str) -> None:
    """Cancel the activity that the order had become, and let go of it."""
    activity, order.activity = order.activity, None
    if activity is None or activity.state not in (Activity.State.PLANNED, Activity.State.OPEN):
        return
    move_activity(activity, "cancel", by=None, reason=reason)


def record_order(
    verb: str, order: Order, by: Account | None, difference: dict[str, Any] | None = None, person: Person | None = None
) -> None:
    """Write the audit entry of a step."""
    record(
        verb,
        "order",
        order.uuid,
        actor=by.uuid if by else None,
        label=order.what,
        organisation_code=order.organisation.code,
        subject=person.uuid if person else None,
        difference=difference,
    )

"""Orders are taken, checked and cancelled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.models import Place, Programme
from banyan.core.errors import RuleError
from banyan.orders.actions.common import UnableToServe, about_order, free_activity, move_order, record_order, served_order
from banyan.orders.models import Dispatch, Order, OrderTime
from banyan.orders.rules import deadline
from banyan.outbox.actions import call_back, notify
from banyan.people.models import Account, index_of_phone
from banyan.people.queries import rule
from banyan.web.words import say_moment

MOST_TIMES = 3
FIELDS = ("what", "requester", "contact_name", "contact_phone", "place", "place_text", "minutes", "remark")


class UnableToOrder(RuleError):
    """The order can't be taken so."""


@transaction.atomic
def request_order(
    programme: Programme, fields: Mapping[str, Any], times: Sequence[datetime], *, way: str, by: Account | None, now: datetime
) -> Order:
    """Take an order with up to three moments at which it could be; one from the public page waits to be checked. Raise UnableToOrder."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    on_page = by is None
    if programme.ended_on is not None:
        raise UnableToOrder(_("“%(name)s” has ended and takes no orders.") % {"name": programme})
    _refuse_times(programme, times, now, on_page=on_page)
    index = index_of_phone(fields["contact_phone"])
    if on_page:
        _refuse_too_many(programme, index, now)
    state = Order.State.REQUESTED if on_page else Order.State.CHECKED
    order = Order.objects.create(
        kind=programme.kind,
        programme=programme,
        organisation=programme.organisation,
        phone_index=index,
        way=way,
        state=state,
        owner=Order.OWNERS[state],
        due_at=deadline(state, programme.organisation, now),
        made_by=by,
        **{name: fields[name] for name in FIELDS if name in fields},
    )
    OrderTime.objects.bulk_create(OrderTime(order=order, starts_at=moment) for moment in times)
    record_order("request_order", order, by, {"way": way})
    return order


@transaction.atomic
def check_order(order: Order, *, place: Place | None, by: Account, now: datetime) -> Order:
    """Say that an order is real (whoever ordered was called back) and where it will be. Raise UnableToServe."""
    order = served_order(order, "check", by)
    if place is not None:
        order.place = place
    move_order(order, Order.State.CHECKED, now)
    record_order("check_order", order, by)
    return order


@transaction.atomic
def cancel_order(order: Order, *, by: Account | None, now: datetime, reason: str) -> Order:
    """Cancel an order, by the office or (``by`` None) by who ordered; whoever was asked is told. Raise UnableToServe."""
    order = served_order(order, "cancel", by)
    if not reason.strip():
        raise UnableToServe(_("Say why; who was asked is told."))
    call_back(order.uuid)
    for dispatch in order.dispatches.filter(state__in=Dispatch.OPEN).select_related("person"):
        dispatch.state, dispatch.answered_at = Dispatch.State.TAKEN_BACK, now
        dispatch.save()
        text = _("Cancelled: “%(what)s” for %(who)s. %(reason)s")
        said = {"what": order.what, "who": order.requester, "reason": reason.strip()}
        notify([dispatch.person], text % said, about_order(order), key=f"order-cancelled:{dispatch.uuid}")
    order.cancel_reason = reason.strip()[:200]
    free_activity(order, reason)
    move_order(order, Order.State.CANCELLED, now)
    record_order("cancel_order", order, by, {"reason": reason.strip()})
    return order


def _refuse_times(programme: Programme, times: Sequence[datetime], now: datetime, *, on_page: bool) -> None:
    today = timezone.localdate(now)
    if not 1 <= len(set(times)) == len(times) <= MOST_TIMES:
        raise UnableToOrder(_("Name one to three different times at which it could be."))
    lead = rule("order_lead_days", programme.organisation, today) if on_page else 0
    ahead = rule("order_ahead_days", programme.organisation, today)
    for moment in times:
        day = timezone.localdate(moment)
        if moment <= now:
            raise UnableToOrder(_("%(when)s is over. Choose a day that is still ahead.") % {"when": say_moment(moment)})
        if day < today + timedelta(days=lead):
            raise UnableToOrder(
                _("%(when)s is too near: somebody has to be found. Choose a day from %(day)s on, or call the office.")
                % {"when": say_moment(moment), "day": today + timedelta(days=lead)}
            )
        if day > today + timedelta(days=ahead):
            raise UnableToOrder(
                _("%(when)s is too far ahead. Choose a day until %(day)s.")
                % {"when": say_moment(moment), "day": today + timedelta(days=ahead)}
            )


def _refuse_too_many(programme: Programme, index: str, now: datetime) -> None:
    most = rule("orders_open_most", programme.organisation, timezone.localdate(now))
    if Order.objects.filter(phone_index=index).unfinished().count() >= most:
        raise UnableToOrder(
            _("From this telephone number %(most)d orders are open already. Call the office if you need more.") % {"most": most}
        )

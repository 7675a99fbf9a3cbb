"""What was given is reported, rated and closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from banyan.activities.actions import count_audience, move_activity
from banyan.activities.models import Activity, Attendance, Way
from banyan.orders.actions.common import UnableToServe, about_order, locked_order, move_order, record_order, served_order
from banyan.orders.models import Dispatch, Order, Rating
from banyan.orders.permissions import why_not_answer, why_not_move
from banyan.outbox.actions import call_back, notify_outsider
from banyan.people.models import Account, Person
from banyan.web.words import say_moment


@dataclass(frozen=True, slots=True)
class Held:
    """What is reported of a service that was given: how many listened (None: not counted), and minutes where it was shorter."""

    audience: int | None = None
    minutes: int | None = None


@transaction.atomic
def finish_order(order: Order, held: Held, *, by: Account | None, now: datetime) -> Order:
    """Report that the service was given and how many listened; who ordered is asked to rate it. Raise UnableToServe."""
    order = locked_order(order)
    dispatch = order.dispatches.select_related("person", "order__organisation").filter(state=Dispatch.State.ACCEPTED).first()
    if by is not None and dispatch is not None and (reason := why_not_answer(by, dispatch)):
        raise UnableToServe(reason)
    if reason := why_not_move(order, "finish"):
        raise UnableToServe(reason)
    activity = order.activity
    if activity is None or dispatch is None or activity.ends_at > now:
        raise UnableToServe(_("It hasn't taken place yet. Report it afterwards."))
    _hold(activity, dispatch.person, held, by)
    move_order(order, Order.State.DONE, now)
    text = _("“%(what)s” on %(when)s: how was it? Three short questions.")
    said = {"what": order.what, "when": say_moment(activity.starts_at)}
    notify_outsider(
        order.contact_name,
        order.contact_phone,
        text % said,
        about_order(order, reverse("order_follow", args=[order.code])),
        key=f"rate:{order.uuid}",
    )
    record_order("finish_order", order, by, {"audience": held.audience})
    return order


@transaction.atomic
def rate_order(order: Order, answers: Mapping[str, int], *, remark: str, by: Account | None, now: datetime) -> Rating:
    """Keep what who ordered says: three answers of 1 to 3, and words if they like. Raise UnableToServe."""
    order = served_order(order, "rate", by)
    if not all(1 <= answers[name] <= 3 for name in ("content", "manner", "again")):
        raise UnableToServe(_("Answer each question with one of its three choices."))
    rating = Rating.objects.create(order=order, remark=remark.strip()[:300], made_by=by, **answers)
    call_back(order.uuid)
    move_order(order, Order.State.RATED, now)
    record_order("rate_order", order, by, dict(answers))
    return rating


@transaction.atomic
def close_order(order: Order, *, by: Account, now: datetime) -> Order:
    """Close an order that nobody rates. Raise UnableToServe."""
    order = served_order(order, "close", by)
    call_back(order.uuid)
    move_order(order, Order.State.RATED, now)
    record_order("close_order", order, by)
    return order


def _hold(activity: Activity, person: Person, held: Held, by: Account | None) -> None:
    """Note at the activity what was reported; the office confirms it, and the ledger follows."""
    row = activity.attendances.get(person=person)
    row.state, row.way, row.minutes, row.recorded_by = Attendance.State.ATTENDED, Way.PROXY if by else Way.LIST, held.minutes, by
    row.save()
    count_audience(activity, held.audience, by=None)
    if activity.state == Activity.State.OPEN:
        move_activity(activity, "hold", by=None)

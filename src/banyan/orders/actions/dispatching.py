"""Somebody is asked to serve an order, says yes or no, or falls ill."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from banyan.activities.actions import expect, move_activity, plan_activity
from banyan.activities.models import Activity, Attendance
from banyan.orders.actions.common import UnableToServe, about_order, free_activity, locked_order, move_order, record_order, served_order
from banyan.orders.kinds import kind_of
from banyan.orders.models import Dispatch, Order, OrderTime
from banyan.orders.permissions import why_not_answer, why_not_move
from banyan.outbox.actions import call_back, notify, notify_outsider
from banyan.people.models import Account, Person
from banyan.web.words import say_moment


@transaction.atomic
def dispatch_order(
    order: Order, person: Person, time: OrderTime, *, by: Account | None, now: datetime, fit: Mapping[str, Any], by_hand: bool = False
) -> Dispatch:
    """Ask a person to serve an order at one of its times; the person is told and has some days to answer. Raise UnableToServe."""
    order = served_order(order, "dispatch", by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    time = order.times.get(pk=time.pk)
    if person.died_on is not None or person.left_on is not None:
        raise UnableToServe(_("%(name)s is no longer on the roster. Choose somebody else.") % {"name": person})
    if time.starts_at <= now:
        raise UnableToServe(_("%(when)s is over. Ask for another time.") % {"when": say_moment(time.starts_at)})
    _refuse_busy(person, time.starts_at, time.starts_at + timedelta(minutes=order.minutes))
    dispatch = Dispatch.objects.create(
        order=order, person=person, time=time, state=Dispatch.State.SENT, fit=dict(fit), by_hand=by_hand, made_by=by
    )
    move_order(order, Order.State.DISPATCHED, now, before=time.starts_at - timedelta(days=1))
    text = _("%(who)s asks you to come: “%(what)s”, %(when)s. Please say yes or no.")
    said = {"who": order.requester, "what": order.what, "when": say_moment(time.starts_at)}
    notify([person], text % said, about_order(order, reverse("order_answer", args=[dispatch.code])), key=f"dispatch:{dispatch.uuid}")
    record_order("dispatch_order", order, by, {"by_hand": by_hand}, person)
    return dispatch


@transaction.atomic
def accept_dispatch(dispatch: Dispatch, *, by: Account | None, now: datetime) -> Dispatch:
    """Say yes: the activity is planned and announced, who ordered is told, both are reminded the day before. Raise UnableToServe.

    ``by`` is None when the answer came by the address that was sent. Raises UnableToPlan when the place is taken meanwhile.
    """
    dispatch, order = _answered(dispatch, "accept", by)
    activity = _planned(order, dispatch)
    dispatch.state, dispatch.answered_at = Dispatch.State.ACCEPTED, now
    dispatch.save()
    order.activity = activity
    move_order(order, Order.State.ACCEPTED, activity.ends_at)
    kind_of(order).accepted(order, dispatch, activity)
    _tell_both(order, dispatch, activity)
    record_order("accept_order", order, by, {}, dispatch.person)
    return dispatch


@transaction.atomic
def decline_dispatch(dispatch: Dispatch, *, by: Account | None, now: datetime, answer: str = "", lapsed: bool = False) -> Dispatch:
    """Say no, or (``lapsed``) note that no answer came in time; the order goes back to be dispatched. Raise UnableToServe."""
    dispatch, order = _answered(dispatch, "decline", by)
    dispatch.state = Dispatch.State.LAPSED if lapsed else Dispatch.State.DECLINED
    dispatch.answered_at, dispatch.answer = now, answer.strip()[:200]
    dispatch.save()
    move_order(order, Order.State.CHECKED, now)
    call_back(order.uuid)
    record_order("lapse_order" if lapsed else "decline_order", order, by, {}, dispatch.person)
    kind_of(order).reopened(order, now)
    return dispatch


@transaction.atomic
def take_back_dispatch(order: Order, *, by: Account, now: datetime, reason: str) -> Order:
    """Take a dispatch back, asked or accepted (illness): its activity is cancelled, the order is dispatched anew. Raise UnableToServe."""
    order = served_order(order, "take_back", by)
    if not reason.strip():
        raise UnableToServe(_("Say why; who was asked and who ordered are told."))
    dispatch = order.dispatches.select_related("person").get(state__in=(Dispatch.State.SENT, Dispatch.State.ACCEPTED))
    dispatch.state, dispatch.answered_at, dispatch.answer = Dispatch.State.TAKEN_BACK, now, reason.strip()[:200]
    dispatch.save()
    call_back(order.uuid)
    free_activity(order, reason)
    move_order(order, Order.State.CHECKED, now)
    record_order("take_back_order", order, by, {"reason": reason.strip()}, dispatch.person)
    kind_of(order).reopened(order, now)
    return order


def _refuse_busy(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    """Raise UnableToServe when the person is expected elsewhere at that time, or was asked to be."""
    beside = Activity.objects.beside(starts_at, ends_at)
    other = Attendance.objects.filter(person=person, activity__in=beside).exclude(state=Attendance.State.EXCUSED).select_related("activity")
    if (there := other.first()) is not None:
        raise UnableToServe(
            _("%(name)s is expected at “%(what)s” then, on %(when)s. Choose somebody else or another time.")
            % {"name": person, "what": there.activity, "when": say_moment(there.activity.starts_at)}
        )
    for asked in Dispatch.objects.filter(person=person, state=Dispatch.State.SENT).select_related("order", "time"):
        begin = asked.time.starts_at
        if begin < ends_at and begin + timedelta(minutes=asked.order.minutes) > starts_at:
            raise UnableToServe(
                _("%(name)s was asked to be at “%(what)s” then. Wait for the answer or choose somebody else.")
                % {"name": person, "what": asked.order}
            )


def _planned(order: Order, dispatch: Dispatch) -> Activity:
    kind = kind_of(order)
    fields = {
        "kind": kind.activity_kind,
        "title": order.what,
        "programme": order.programme,
        "place": order.place,
        "text": order.requester if order.place else f"{order.requester} {order.place_text}".strip(),
        "starts_at": dispatch.time.starts_at,
        "ends_at": dispatch.time.starts_at + timedelta(minutes=order.minutes),
    }
    activity = plan_activity(order.organisation, fields, by=None)
    # Announced before anybody is on its list: who said yes needn't be told.
    activity = move_activity(activity, "announce", by=None)
    expect(activity, [dispatch.person], by=None, role=kind.role)
    return activity


def _tell_both(order: Order, dispatch: Dispatch, activity: Activity) -> None:
    day_before = activity.starts_at - timedelta(days=1)
    said = {"what": order.what, "when": say_moment(activity.starts_at), "who": order.requester, "where": order.place or order.place_text}
    text = _("%(name)s will come: “%(what)s”, %(when)s.") % (said | {"name": dispatch.person})
    address = about_order(order, reverse("order_follow", args=[order.code]))
    notify_outsider(order.contact_name, order.contact_phone, text, address, key=f"accepted:{dispatch.uuid}")
    reminder = _("Tomorrow: “%(what)s”, %(when)s, %(where)s, for %(who)s.") % said
    notify(
        [dispatch.person],
        reminder,
        about_order(order, reverse("order_answer", args=[dispatch.code])),
        key=f"reminder:{dispatch.uuid}",
        due_at=day_before,
    )
    key = f"reminder-host:{dispatch.uuid}"
    notify_outsider(order.contact_name, order.contact_phone, reminder, address, key=key, due_at=day_before)


def _answered(dispatch: Dispatch, verb: str, by: Account | None) -> tuple[Dispatch, Order]:
    order = locked_order(dispatch.order)
    dispatch = Dispatch.objects.select_for_update(of=("self",)).select_related("person", "time").get(pk=dispatch.pk)
    dispatch.order = order
    if by is not None and (reason := why_not_answer(by, dispatch)):
        raise UnableToServe(reason)
    if dispatch.state != Dispatch.State.SENT:
        raise UnableToServe(
            _("This request is no longer open: %(state)s. Nothing needs to be done.") % {"state": dispatch.get_state_display()}
        )
    if reason := why_not_move(order, verb):
        raise UnableToServe(reason)
    return dispatch, order

"""The office's pages of orders: the list, one order with its next step, and the steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.permissions import RUNNERS
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.orders import actions, queries
from banyan.orders.forms import CheckForm, RatingForm, ReasonForm, ReportForm
from banyan.orders.kinds import kind_of, plans
from banyan.orders.models import Dispatch, Order
from banyan.people.models import Account
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {
    Order.State.REQUESTED: "amber",
    Order.State.CHECKED: "amber",
    Order.State.ACCEPTED: "green",
    Order.State.RATED: "quiet",
    Order.State.CANCELLED: "quiet",
}


@who_may(*RUNNERS)
def order_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = ListPage(
        queries.orders_with_dispatch(queries.orders_for(_account(request))),
        request,
        columns=[
            Column("what", _("What"), sort="what", url=Order.get_absolute_url),
            Column("requester", _("Who orders"), sort="requester"),
            Column("who_comes", _("Who comes"), text=_who_comes),
            Column("state", _("State"), tone=lambda order: _tone(order, now)),
            Column("owner", _("Whose step")),
            Column("due_at", _("Until"), sort="due_at"),
            Column("made_at", _("Ordered on"), sort="made_at"),
        ],
        filters=[Filter("state", _("State"), Order.State.choices), Filter("late", _("Deadline"), [("yes", _("overdue"))], _late)],
        search=lambda orders, words: narrowed(orders, words, "what", "requester", "place_text", "place__name"),
        empty=EmptyState(
            _("Orders stand here"),
            _("Villages, schools and units order from the public page of a programme, or you enter what they tell you."),
        ),
        export_name="orders",
    )
    context = {"page": page, "title": _("Orders"), "plans": plans()}
    return page.export() if page.wants_export else render(request, "orders/order_list.html", context)


@who_may(*RUNNERS)
def order_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    dispatches = list(order.dispatches.select_related("person", "time")[:50])
    current = next((one for one in dispatches if one.state in Dispatch.OPEN), None)
    context = {
        "title": order.what,
        "order": order,
        "tone": _tone(order, timezone.now()),
        "is_late": order.due_at is not None and order.due_at < timezone.now(),
        "details": kind_of(order).details(order),
        "dispatch_url": kind_of(order).dispatch_url(order),
        "dispatches": dispatches,
        "current": current,
        "rating": getattr(order, "rating", None),
        "verbs": {verb for source, verb, _target in Order.TRANSITIONS if source == order.state},
        "is_over": order.activity is not None and order.activity.ends_at <= timezone.now(),
    }
    return render(request, "orders/order_show.html", context)


@who_may(*RUNNERS)
def order_check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    form = CheckForm(order, request.POST or None)
    act = lambda: actions.check_order(order, by=_account(request), now=timezone.now(), **form.cleaned_data)  # noqa: E731  # read in place
    return _step(request, order, form, act, title=_("Called back: is the order of %(who)s right?") % {"who": order.requester})


@who_may(*RUNNERS)
def order_take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    form = ReasonForm(request.POST or None)
    act = lambda: actions.take_back_dispatch(order, by=_account(request), now=timezone.now(), **form.cleaned_data)  # noqa: E731
    return _step(request, order, form, act, title=_("Find somebody else for “%(what)s”?") % {"what": order.what})


@who_may(*RUNNERS)
def order_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    form = ReasonForm(request.POST or None)
    act = lambda: actions.cancel_order(order, by=_account(request), now=timezone.now(), **form.cleaned_data)  # noqa: E731
    return _step(request, order, form, act, title=_("Cancel the order of %(who)s?") % {"who": order.requester})


@who_may(*RUNNERS)
def order_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    form = ReportForm(request.POST or None, initial={"audience": None})
    act = lambda: actions.finish_order(order, actions.Held(**form.cleaned_data), by=_account(request), now=timezone.now())  # noqa: E731
    return _step(request, order, form, act, title=_("How was “%(what)s”?") % {"what": order.what})


@who_may(*RUNNERS)
def order_rate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    form = RatingForm(request.POST or None)
    title = _("What %(who)s says about it") % {"who": order.requester}
    return _step(request, order, form, lambda: _rate(order, form, _account(request), timezone.now()), title=title)


@who_may(*RUNNERS)
def order_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = _order(request, uuid)
    if request.method == "POST":
        return _done(request, order, lambda: actions.close_order(order, by=_account(request), now=timezone.now()))
    context = {
        "title": _("Close the order of %(who)s without a rating?") % {"who": order.requester},
        "warning": _("Nobody is asked for a rating any more."),
        "action": _("Close it"),
        "back": order.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context)


@who_may(*RUNNERS)
def order_answer_for(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """The answer that somebody gave by telephone, entered by the office."""
    order = _order(request, uuid)
    dispatch = get_object_or_404(order.dispatches.filter(state=Dispatch.State.SENT))
    action = actions.accept_dispatch if verb == "accept" else actions.decline_dispatch
    if request.method == "POST":
        return _done(request, order, lambda: action(dispatch, by=_account(request), now=timezone.now()))
    said = {"name": dispatch.person}
    context = {
        "title": (_("%(name)s said yes?") if verb == "accept" else _("%(name)s said no?")) % said,
        "warning": _("You enter what was said on the telephone; the record shows that you did."),
        "action": _("Yes, said so") if verb == "accept" else _("No, can't come"),
        "back": order.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context)


def _rate(order: Order, form: RatingForm, by: Account, now: datetime) -> object:
    return actions.rate_order(order, form.answers(), remark=form.cleaned_data["remark"], by=by, now=now)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _order(request: HttpRequest, uuid: UUID) -> Order:
    return get_object_or_404(queries.orders_for(_account(request)), uuid=uuid)


def _who_comes(order: Any) -> str:
    return "、".join(f"{one.person} {one.get_state_display()}" for one in order.open_dispatches)


def _tone(order: Order, now: datetime) -> str:
    return "seal" if order.due_at is not None and order.due_at < now else TONES.get(order.state, "")


def _late(orders: QuerySet[Any], value: str) -> QuerySet[Any]:
    return orders.filter(due_at__lt=timezone.now())


def _step(request: HttpRequest, order: Order, form: BaseForm, act: Callable[[], object], *, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect(order)
    context = {"form": form, "title": title, "back": order.get_absolute_url(), "order": order}
    return render(request, "orders/step.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, order: Order, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect(reverse("order", args=[order.uuid]))

"""Pages behind a secret address: who ordered follows and rates, who was asked says yes or no. Neither needs an account."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.orders import actions, queries
from banyan.orders.forms import DeclineForm, RatingForm, ReasonForm, ReportForm
from banyan.orders.kinds import kind_of
from banyan.orders.models import Dispatch, Order

STEPS = (Order.State.REQUESTED, Order.State.CHECKED, Order.State.DISPATCHED, Order.State.ACCEPTED, Order.State.DONE, Order.State.RATED)


@who_may("anyone")
def order_follow(request: HttpRequest, code: str) -> HttpResponse:
    order = queries.order_by_code(code)
    if order is None:
        raise Http404
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers, remark = form.answers(), form.cleaned_data["remark"]
        if _tried(form, lambda: actions.rate_order(order, answers, remark=remark, by=None, now=timezone.now())):
            messages.success(request, _("Thank you for your answer."))
            return redirect("order_follow", order.code)
    accepted = order.dispatches.filter(state=Dispatch.State.ACCEPTED).select_related("person", "time").first()
    context = {
        "title": order.what,
        "order": order,
        "accepted": accepted,
        "steps": STEPS,
        "reached": STEPS.index(Order.State(order.state)) if order.state in STEPS else -1,
        "times": list(order.times.all()),
        "details": kind_of(order).details(order),
        "form": form,
        "may_cancel": any(source == order.state and verb == "cancel" for source, verb, _target in Order.TRANSITIONS),
    }
    return render(request, "orders/follow.html", context, status=422 if form.errors else 200)


@who_may("anyone")
def order_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    order = queries.order_by_code(code)
    if order is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if _tried(form, lambda: actions.cancel_order(order, by=None, now=timezone.now(), reason=reason)):
            messages.success(request, _("Your order is cancelled."))
            return redirect("order_follow", order.code)
    context = {"form": form, "title": _("Cancel your order?"), "order": order}
    return render(request, "orders/withdraw.html", context, status=422 if form.errors else 200)


@who_may("anyone")
def order_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Yes or no in one tap, and afterwards how it was."""
    dispatch = queries.dispatch_by_code(code)
    if dispatch is None:
        raise Http404
    order, now = dispatch.order, timezone.now()
    verb = request.POST.get("verb", "")
    form = _form_of(request, verb)
    if request.method == "POST" and form.is_valid():
        if verb == "accept":
            done = _tried(form, lambda: actions.accept_dispatch(dispatch, by=None, now=now))
        elif verb == "decline":
            done = _tried(form, lambda: actions.decline_dispatch(dispatch, by=None, now=now, **form.cleaned_data))
        else:
            done = _tried(form, lambda: actions.finish_order(order, actions.Held(**form.cleaned_data), by=None, now=now))
        if done:
            messages.success(request, _("Thank you. The office knows."))
            return redirect("order_answer", dispatch.code)
    activity = order.activity if dispatch.state == Dispatch.State.ACCEPTED else None
    context = {
        "title": order.what,
        "dispatch": dispatch,
        "order": order,
        "details": kind_of(order).details(order),
        "may_answer": dispatch.state == Dispatch.State.SENT and order.state == Order.State.DISPATCHED,
        "may_report": activity is not None and order.state == Order.State.ACCEPTED and activity.ends_at <= now,
        "form": form if request.method == "POST" else ReportForm(),
        "decline": DeclineForm(),
    }
    return render(request, "orders/answer.html", context, status=422 if form.errors else 200)


def _form_of(request: HttpRequest, verb: str) -> BaseForm:
    if verb in ("accept", "decline"):
        return DeclineForm(request.POST)
    return ReportForm(request.POST or None)


def _tried(form: BaseForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except RuleError as error:
        form.add_error(None, str(error))
        return False
    return True

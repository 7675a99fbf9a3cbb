"""Dispatching talks: one order with everybody who could come, or all orders of a month matched together."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.activities.models import Programme
from banyan.activities.permissions import RUNNERS
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.orders.models import Order, OrderTime
from banyan.orders.queries import orders_for
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.talks.actions.dispatch import dispatch_talk
from banyan.programmes.talks.forms.orders import ChoicesForm
from banyan.programmes.talks.models import Speaker
from banyan.programmes.talks.queries.dispatch import Option, Plan, Proposal, candidates, orders_to_dispatch, propose
from banyan.web.words import MONTHS, say_moment

MONTHS_AHEAD = 4


@who_may(*RUNNERS)
def talk_orders(request: HttpRequest) -> HttpResponse:
    """All orders of a month that wait, with a proposal for each; the clerk changes and sends what is ticked."""
    account, now = cast("Account", request.user), timezone.now()
    programmes = list(
        Programme.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by(), kind="talks", ended_on=None).select_related(
            "organisation"
        )[:50]
    )
    programme = next((one for one in programmes if one.slug == request.GET.get("programme")), programmes[0] if programmes else None)
    month = _month(request.GET.get("month", ""))
    orders = orders_to_dispatch(programme, month) if programme else []
    plan = propose(programme, orders, now=now) if programme else Plan([], [], {})
    form = ChoicesForm(_rows(plan), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, refused = _dispatch_all(form.cleaned_data, orders, account)
        if done:
            messages.success(
                request, ngettext("%(count)d order is dispatched.", "%(count)d orders are dispatched.", done) % {"count": done}
            )
        for refusal in refused:
            messages.error(request, refusal)
        return redirect(request.get_full_path())
    context = {
        "title": _("Dispatch talks"),
        "programmes": programmes,
        "programme": programme,
        "month": month,
        "months": _months(now.date()),
        "rows": [(proposal, form[str(proposal.order.uuid)]) for proposal in plan.proposals],
        "unserved": plan.unserved,
        "form": form,
    }
    return render(request, "talks/talk_orders.html", context, status=422 if form.errors else 200)


@who_may(*RUNNERS)
def talk_dispatch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One order: the proposal on top, then all who can, then all others with what hinders them."""
    account, now = cast("Account", request.user), timezone.now()
    order = get_object_or_404(orders_for(account).filter(kind="talks").select_related("talk__topic"), uuid=uuid)
    if request.method == "POST":
        speaker = get_object_or_404(Speaker, programme=order.programme, pk=_number(request.POST.get("speaker", "")))
        time = get_object_or_404(OrderTime, order=order, pk=_number(request.POST.get("time", "")))
        try:
            dispatch_talk(order, speaker, time, by=account, now=now, by_hand="by_hand" in request.POST)
        except RuleError as error:
            messages.error(request, str(error))
            return redirect("talk_dispatch", order.uuid)
        messages.success(request, _("%(name)s is asked.") % {"name": speaker})
        return redirect(order)
    waits = order.state == Order.State.CHECKED
    found = candidates(order, now=now) if waits else []
    context = {
        "title": _("Who comes?"),
        "order": order,
        "asked": order.talk,
        "waits": waits,
        "proposal": next(iter(propose(order.programme, [order], now=now).proposals), None) if waits else None,
        "able": [one for one in found if not one.hindrance],
        "others": [one for one in found if one.hindrance],
    }
    return render(request, "talks/talk_dispatch.html", context)


def _rows(plan: Plan) -> list[tuple[str, list[tuple[str, str]], str]]:
    """For each order those who could go, the proposed one chosen."""
    rows = []
    for one in plan.proposals:
        chosen = f"{one.speaker.pk}:{one.time.pk}"
        choices = {f"{option.speaker.pk}:{option.time.pk}": _said(option) for option in plan.options.get(one.order.pk, [])}
        choices |= {chosen: _said(one)}
        rows.append((str(one.order.uuid), list(choices.items()), chosen))
    return rows


def _said(option: Option | Proposal) -> str:
    return f"{option.speaker.name} · {say_moment(option.time.starts_at)}"


def _dispatch_all(chosen: dict[str, Any], orders: list[Order], account: Account) -> tuple[int, list[str]]:
    by_uuid, done, refused = {str(order.uuid): order for order in orders}, 0, []
    for uuid, value in chosen.items():
        if not value:
            continue
        speaker, _colon, time = value.partition(":")
        try:
            dispatch_talk(by_uuid[uuid], Speaker.objects.get(pk=speaker), OrderTime.objects.get(pk=time), by=account, now=timezone.now())
        except RuleError as error:
            refused.append(str(error))
        else:
            done += 1
    return done, refused


def _month(asked: str) -> date | None:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None


def _months(today: date) -> list[tuple[str, str]]:
    first, found = today.replace(day=1), []
    for _step in range(MONTHS_AHEAD):
        found.append((f"{first:%Y-%m}", str(MONTHS[first.month - 1])))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

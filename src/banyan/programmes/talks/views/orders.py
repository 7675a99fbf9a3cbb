"""Ordering a talk in three steps without an account, or entered by the office that was called."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.models import Programme
from banyan.activities.permissions import RUNNERS, why_not_run
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.core.throttle import address_of, is_too_often
from banyan.orders.models import Order
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.talks.actions.dispatch import order_talk
from banyan.programmes.talks.forms.orders import OfficeOrderForm, RequesterForm, TopicChoiceForm, WishForm
from banyan.programmes.talks.models import Form, Topic
from banyan.web.lists import Column, EmptyState, Filter, ListPage

ORDERS_AN_HOUR = 10


@who_may("anyone")
def order_menu(request: HttpRequest, slug: str) -> HttpResponse:
    """The first step: the menu."""
    programme = _running(slug)
    page = ListPage(
        Topic.objects.filter(programme=programme).usable_on(timezone.localdate()),
        request,
        columns=[
            Column("title", _("Topic"), sort="title", url=lambda topic: reverse("order_topic", args=[slug, topic.uuid])),
            Column("summary", _("What it is about")),
            Column("form", _("Form")),
            Column("minutes", _("Minutes"), sort="minutes", number=True),
            Column("dialect_words", _("Tongues")),
            Column("audience", _("For whom")),
        ],
        filters=[Filter("form", _("Form"), Form.choices)],
        search=lambda topics, words: narrowed(topics, words, "title", "summary"),
        empty=EmptyState(_("The menu is empty"), _("No topic can be ordered just now. Call the office.")),
    )
    context = {"page": page, "title": _("Order a talk"), "programme": programme, "step": 1}
    return render(request, "talks/order_menu.html", context)


@who_may("anyone")
def order_talk_form(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The second and third step on one address: what was filled in second travels along hidden."""
    programme = _running(slug)
    topic = get_object_or_404(Topic.objects.filter(programme=programme).usable_on(timezone.localdate()), uuid=uuid)
    sent = request.POST or None
    wish, requester = WishForm(topic, sent), RequesterForm(sent if request.POST.get("step") == "3" else None)
    step = 3 if sent and wish.is_valid() else 2
    if step == 3 and request.POST.get("step") == "3" and requester.is_valid():
        if requester.cleaned_data["website"]:
            # A machine that fills in everything; it learns nothing from being turned away.
            return redirect("order_talk", slug)
        if is_too_often("order", address_of(request), most=ORDERS_AN_HOUR, seconds=3600):
            requester.add_error(None, _("Too many orders came from here within an hour. Call the office, or try again later."))
        elif order := _ordered(requester, lambda: _order(programme, topic, wish, requester, None)):
            return redirect("order_follow", order.code)
    context = {
        "title": topic.title,
        "programme": programme,
        "topic": topic,
        "wish": wish,
        "requester": requester,
        "step": step,
    }
    return render(request, "talks/order_form.html", context, status=422 if wish.errors or requester.errors else 200)


@who_may(*RUNNERS)
def order_enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An order that came by telephone: the topic first, then all the rest on one page."""
    account = cast("Account", request.user)
    programme = get_object_or_404(
        Programme.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by(), kind="talks").select_related("organisation"),
        uuid=uuid,
    )
    if reason := why_not_run(account, programme.organisation):
        raise PermissionDenied(reason)
    topics = Topic.objects.filter(programme=programme).usable_on(timezone.localdate())
    choice = TopicChoiceForm(topics, request.GET if "topic" in request.GET else None)
    topic = choice.cleaned_data["topic"] if choice.is_bound and choice.is_valid() else None
    wish = WishForm(topic, request.POST or None) if topic else None
    requester = OfficeOrderForm(programme, request.POST or None)
    if request.method == "POST" and topic and wish and wish.is_valid() and requester.is_valid():
        by = account
        if order := _ordered(requester, lambda: _order(programme, topic, wish, requester, by)):
            messages.success(request, _("The order is taken. Choose who comes."))
            return redirect(order)
    errors = bool(wish and wish.errors) or (request.method == "POST" and bool(requester.errors))
    context = {
        "title": _("Enter an order"),
        "programme": programme,
        "choice": choice,
        "topic": topic,
        "wish": wish,
        "requester": requester,
    }
    return render(request, "talks/order_enter.html", context, status=422 if errors else 200)


def _running(slug: str) -> Programme:
    return get_object_or_404(Programme.objects.select_related("organisation"), slug=slug, kind="talks", ended_on=None)


def _order(programme: Programme, topic: Topic, wish: WishForm, requester: RequesterForm, by: Account | None) -> Order:
    fields: dict[str, Any] = wish.wishes() | requester.details()
    way = Order.Way.PHONE if by else Order.Way.PAGE
    return order_talk(programme, topic, fields, wish.times(), way=way, by=by, now=timezone.now())


def _ordered(form: BaseForm, act: Callable[[], Order]) -> Order | None:
    try:
        return act()
    except RuleError as error:
        form.add_error(None, str(error))
        return None

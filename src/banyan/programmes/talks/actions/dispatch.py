"""Ordered talks: taken with their topic and tongue, dispatched, and turned into a talk when the speaker says yes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.models import Activity, Programme
from banyan.orders.actions import UnableToOrder, UnableToServe, dispatch_order, request_order
from banyan.orders.models import Dispatch, Order, OrderTime
from banyan.people.models import Account, Dialect
from banyan.programmes.talks.fit import HINDRANCES, Hindrance, fit, hindrance
from banyan.programmes.talks.models import Speaker, Talk, TalkOrder, Topic
from banyan.programmes.talks.queries.dispatch import least_level, propose, speaker_facts, talk_facts
from banyan.programmes.talks.queries.menu import usable_script

# What a clerk who knows better may pass over; nobody is in two places, speaks while ill, or more often than agreed.
MAY_BE_PASSED_OVER = (Hindrance.TOPIC, Hindrance.FORM, Hindrance.DIALECT, Hindrance.TOO_FAR, Hindrance.WEEKDAY)


@transaction.atomic
def order_talk(
    programme: Programme,
    topic: Topic,
    fields: Mapping[str, Any],
    times: Sequence[datetime],
    *,
    way: str,
    by: Account | None,
    now: datetime,
) -> Order:
    """Take the order of a talk from the menu, in one of the dialects that its topic is offered in. Raise UnableToOrder."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    last = timezone.localdate(max(times)) if times else timezone.localdate(now)
    if topic.programme_id != programme.pk or not Topic.objects.usable_on(last).filter(pk=topic.pk).exists():
        raise UnableToOrder(_("“%(topic)s” can't be given on those days. Choose another topic of the menu.") % {"topic": topic})
    if fields["dialect"] not in topic.dialects:
        raise UnableToOrder(
            _("“%(topic)s” isn't given in %(dialect)s. Choose one of: %(offered)s.")
            % {"topic": topic, "dialect": Dialect(fields["dialect"]).label, "offered": topic.dialect_words}
        )
    general = {name: value for name, value in fields.items() if name not in ("dialect", "audience", "listeners")}
    order = request_order(programme, general | {"what": topic.title, "minutes": topic.minutes}, times, way=way, by=by, now=now)
    TalkOrder.objects.create(
        order=order, topic=topic, dialect=fields["dialect"], audience=fields["audience"], listeners=fields.get("listeners")
    )
    return order


@transaction.atomic
def dispatch_talk(order: Order, speaker: Speaker, time: OrderTime, *, by: Account | None, now: datetime, by_hand: bool = False) -> Dispatch:
    """Ask a speaker to give an ordered talk. What hinders is refused; a choice ``by_hand`` may pass over topic, tongue, distance and hours.

    Raise UnableToServe.
    """
    Order.objects.select_for_update().only("pk").get(pk=order.pk)
    order = Order.objects.select_related("programme__organisation", "place", "talk__topic").get(pk=order.pk)
    # Two orders that want one speaker wait for one another here.
    speaker = Speaker.objects.select_for_update(of=("self",)).select_related("person").get(pk=speaker.pk)
    day = timezone.localdate(time.starts_at)
    facts = next((one for one in speaker_facts(order.programme, day, day) if one.pk == speaker.pk), None)
    if facts is None:
        raise UnableToServe(_("%(name)s doesn't speak for “%(programme)s” any more.") % {"name": speaker, "programme": order.programme})
    talk = talk_facts(order, now, least_level(order.programme, now))
    reason = hindrance(facts, talk, time.starts_at)
    if reason is not None and not (by_hand and reason in MAY_BE_PASSED_OVER):
        raise UnableToServe(_("%(name)s %(why)s. Choose somebody else.") % {"name": speaker, "why": HINDRANCES[reason]})
    if usable_script(order.talk.topic, timezone.localdate(time.starts_at)) is None:
        raise UnableToServe(_("No script of “%(topic)s” is approved for that day. Have one approved first.") % {"topic": order.talk.topic})
    return dispatch_order(order, speaker.person, time, by=by, now=now, fit=fit(facts, talk, time.starts_at).as_json(), by_hand=by_hand)


@transaction.atomic
def become_talk(order: Order, dispatch: Dispatch, activity: Activity) -> None:
    """Write down what will be given, by whom, in which tongue, from which version of the script; part of accepting."""
    asked = TalkOrder.objects.select_related("topic").get(order=order)
    speaker = Speaker.objects.filter(programme=order.programme, person=dispatch.person).first()
    script = usable_script(asked.topic, timezone.localdate(dispatch.time.starts_at))
    Talk.objects.create(activity=activity, topic=asked.topic, script=script, speaker=speaker, dialect=asked.dialect)


@transaction.atomic
def look_further(order: Order, now: datetime) -> None:
    """Ask the next best speaker by itself when one has declined, not answered or fallen ill; nobody who was asked for it before."""
    order = Order.objects.select_related("organisation", "programme__organisation", "place", "talk__topic").get(pk=order.pk)
    asked = set(order.dispatches.values_list("person_id", flat=True))
    plan = propose(order.programme, [order], now=now, without=asked)
    for proposal in plan.proposals:
        dispatch_talk(order, Speaker.objects.get(pk=proposal.speaker.pk), proposal.time, by=None, now=now)

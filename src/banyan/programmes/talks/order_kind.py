"""What talks add to the steps of an order."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import AttendanceRole, Kind
from banyan.orders.kinds import OrderKind, register_order_kind
from banyan.orders.models import Order
from banyan.programmes.talks.actions.dispatch import become_talk, look_further
from banyan.programmes.talks.models import TalkOrder


def details(order: Order) -> Sequence[tuple[str, object]]:
    """What an order of a talk asks for, as (label, text)."""
    asked = TalkOrder.objects.select_related("topic").get(order=order)
    rows: list[tuple[str, object]] = [
        (_("Topic"), asked.topic),
        (_("Form"), asked.topic.get_form_display()),
        (_("Dialect"), asked.get_dialect_display()),
        (_("For whom"), asked.get_audience_display()),
    ]
    return [*rows, (_("Listeners"), asked.listeners)] if asked.listeners else rows


register_order_kind(
    OrderKind(
        slug="talks",
        activity_kind=Kind.TALK,
        role=AttendanceRole.SPEAKER,
        accepted=become_talk,
        reopened=look_further,
        details=details,
        dispatch_url=lambda order: reverse("talk_dispatch", args=[order.uuid]),
        plan=(gettext_lazy("Dispatch talks"), "talk_orders"),
    )
)

"""The hourly job of orders: a dispatch without an answer lapses, and the order goes on by itself."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from banyan.core.errors import RuleError
from banyan.core.jobs import Progress, register_job
from banyan.orders.actions import decline_dispatch
from banyan.orders.models import Dispatch, Order

logger = logging.getLogger(__name__)


@register_job("lapse_dispatches", every=timedelta(hours=1))
def lapse_dispatches(arguments: dict[str, Any], progress: Progress) -> None:
    """Let dispatches lapse whose deadline has passed; one that can't is told on the worker's terminal, and the others go on."""
    now = timezone.now()
    late = Dispatch.objects.filter(state=Dispatch.State.SENT, order__state=Order.State.DISPATCHED, order__due_at__lt=now)
    waiting = list(late.select_related("order").order_by("pk")[:1000])
    for number, dispatch in enumerate(waiting, start=1):
        try:
            decline_dispatch(dispatch, by=None, now=now, lapsed=True)
        except RuleError as refusal:
            logger.warning("%s: %s", dispatch, refusal)
        progress.say(number, len(waiting))

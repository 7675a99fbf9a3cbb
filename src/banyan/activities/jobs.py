"""The daily job of activities: weekly slots are planned some weeks ahead."""

import logging
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from banyan.activities.actions import plan_ahead
from banyan.activities.models import Series
from banyan.core.jobs import Progress, register_job

logger = logging.getLogger(__name__)


@register_job("plan_series", every=timedelta(days=1))
def plan_series(arguments: dict[str, Any], progress: Progress) -> None:
    """Plan the coming weeks of all slots that go on; a slot that can't be planned is told on the worker's terminal."""
    running = list(Series.objects.filter(Q(to_on=None) | Q(to_on__gte=timezone.localdate())).order_by("pk"))
    for number, series in enumerate(running, start=1):
        for refusal in plan_ahead(series, by=None):
            logger.warning("%s: %s", series, refusal)
        progress.say(number, len(running))

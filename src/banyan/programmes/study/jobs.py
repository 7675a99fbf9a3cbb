"""Study at sea becomes credit in the ledger: after each hand-over for those it is about, and once a day for all."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from banyan.core.jobs import Progress, register_job
from banyan.programmes.study.actions.credit import settle_study_credit
from banyan.programmes.study.actions.journal import CREDIT_JOB
from banyan.programmes.study.actions.makeup import MAKEUP_JOB, work_out_makeup
from banyan.programmes.study.models import MakeupPlan
from banyan.programmes.study.queries.credit import learners_of

logger = logging.getLogger(__name__)


@register_job(CREDIT_JOB, every=timedelta(days=1))
def settle(arguments: dict[str, Any], progress: Progress) -> None:
    """Settle the learners whom the named devices wrote of, or everybody; what the ledger refuses is told on the worker's terminal."""
    devices = arguments.get("devices")
    _written, refused = settle_study_credit(None if devices is None else learners_of(devices))
    for why in refused:
        logger.warning("%s", why)


@register_job(MAKEUP_JOB)
def work_out(arguments: dict[str, Any], progress: Progress) -> None:
    """Work out the make-up plan that somebody waits for."""
    asked = MakeupPlan.objects.select_related("organisation").get(uuid=arguments["plan"])
    work_out_makeup(asked, today=timezone.localdate())
    progress.say(1, 1)

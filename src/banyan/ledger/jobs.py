"""The ledger's daily job: its totals are made anew from the facts, so that no error in them lasts longer than a day."""

from datetime import timedelta
from typing import Any

from banyan.core.jobs import Progress, register_job
from banyan.ledger.actions import rebuild_totals


@register_job("rebuild_totals", every=timedelta(days=1))
def rebuild_totals_daily(arguments: dict[str, Any], progress: Progress) -> None:
    """Make the totals of the ledger anew."""
    rebuild_totals()
    progress.say(1, 1)

"""The demo's work in the background: the collection judged once more."""

from typing import Any

from banyan.core.jobs import Progress, register_job
from banyan.demo.actions.judging import JOB, judge_again


@register_job(JOB)
def replay(arguments: dict[str, Any], progress: Progress) -> None:
    """Judge the copy that was asked for, from beginning to end."""
    judge_again(arguments["number"], progress.say)

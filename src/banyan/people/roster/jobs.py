"""Work on rosters that is done later: reading one, taking one over."""

from typing import Any

from banyan.core.errors import RuleError
from banyan.core.jobs import Progress, register_job
from banyan.people.models import RosterImport
from banyan.people.roster.actions import UnableToImport, refuse_roster
from banyan.people.roster.importing import apply_all, read_into
from banyan.people.roster.queries import APPLY_JOB, READ_JOB


@register_job(READ_JOB)
def read_roster_file(arguments: dict[str, Any], progress: Progress) -> None:
    """Read a roster's file into rows, or say why it can't be read."""
    roster = RosterImport.objects.select_related("organisation", "file").get(pk=arguments["roster"])
    if roster.state != RosterImport.State.READING or roster.round != arguments["round"]:
        return
    try:
        read_into(roster, round_=arguments["round"], say=progress.say)
    except UnableToImport:
        # Discarded, or read anew with another mapping, while it was being read.
        return
    except RuleError as refusal:
        refuse_roster(roster, reason=str(refusal))


@register_job(APPLY_JOB)
def apply_roster(arguments: dict[str, Any], progress: Progress) -> None:
    """Take the rows of a roster over; after a fall the job comes again and goes on."""
    roster = RosterImport.objects.select_related("organisation", "imported_by").get(pk=arguments["roster"])
    if roster.state == RosterImport.State.APPLYING:
        apply_all(roster, say=progress.say)

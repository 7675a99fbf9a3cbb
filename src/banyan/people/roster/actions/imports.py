"""What people do with a roster that comes in: hand in, say what its columns mean, have it taken over, discard it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import files, jobs
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, RosterImport
from banyan.people.permissions import why_not_keep
from banyan.people.roster.mapping import mapping_from_json, why_not_readable
from banyan.people.roster.queries import APPLY_JOB, READ_JOB

State = RosterImport.State


name_verbs(
    {
        "import_roster": gettext_lazy("took over a roster"),
        "discard_roster": gettext_lazy("discarded a roster"),
        "decide_roster_row": gettext_lazy("decided about a row of a roster"),
        "dismiss_roster_rows": gettext_lazy("put rows of a roster aside"),
        "export_roster": gettext_lazy("took a roster out"),
    }
)


class UnableToImport(RuleError):
    """The roster can't be taken in."""


@transaction.atomic
def hand_in_roster(
    content: bytes, *, name: str, organisation: Organisation, by: Account | None, kind: str = "", in_background: bool = True
) -> RosterImport:
    """Keep a roster file for an organisation and have it read; ``by`` None means the system. Raise UnableToImport, files.UnableToStore."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_stranger(organisation, by)
    file = files.store(content, name=name, kind=kind or "application/octet-stream", organisation_code=organisation.code)
    roster = RosterImport.objects.create(organisation=organisation, file=file, file_name=file.name, file_hash=file.sha256, imported_by=by)
    if in_background:
        ask_for(READ_JOB, roster)
    return roster


@transaction.atomic
def change_mapping(roster: RosterImport, *, fields: dict[str, str], sheet: str = "", by: Account | None) -> RosterImport:
    """Say by hand what columns mean (letter → field, "" for none), or which sheet to read: it is read anew. Raise UnableToImport."""
    roster = _locked(roster, by, State.MAPPING)
    if sheet and sheet != roster.mapping.get("sheet"):
        if sheet not in roster.sheets:
            raise UnableToImport(_("This file has no sheet “%(sheet)s”.") % {"sheet": sheet})
        roster.mapping = {"sheet": sheet}
    else:
        mapping = mapping_from_json(roster.mapping).with_fields(fields)
        if reason := why_not_readable(mapping):
            raise UnableToImport(reason)
        roster.mapping = mapping.as_json()
    roster.state, roster.round, roster.warnings = State.READING, roster.round + 1, []
    roster.save(update_fields=["mapping", "state", "round", "warnings"])
    ask_for(READ_JOB, roster)
    return roster


@transaction.atomic
def confirm_roster(roster: RosterImport, *, by: Account | None, in_background: bool = True) -> RosterImport:
    """Have the rows of a roster taken over as they were read. Raise UnableToImport."""
    roster = _locked(roster, by, State.MAPPING)
    if reason := why_not_readable(mapping_from_json(roster.mapping)):
        raise UnableToImport(reason)
    roster.state = State.APPLYING
    roster.save(update_fields=["state"])
    if in_background:
        ask_for(APPLY_JOB, roster)
    return roster


@transaction.atomic
def refuse_roster(roster: RosterImport, *, reason: str) -> RosterImport:
    """Say that a roster can't be read, and let its file go. Raise UnableToImport unless it is being read."""
    roster = _locked(roster, None, State.READING)
    roster.state, roster.refusal, roster.file = State.REFUSED, reason, None
    roster.save(update_fields=["state", "refusal", "file"])
    return roster


@transaction.atomic
def discard_roster(roster: RosterImport, *, by: Account | None) -> RosterImport:
    """Put a roster aside whose rows weren't taken over; what was read of it is let go. Raise UnableToImport."""
    roster = _locked(roster, by, State.MAPPING, State.READING)
    roster.state, roster.file, roster.samples = State.DISCARDED, None, ""
    roster.save(update_fields=["state", "file", "samples"])
    roster.staged.all().delete()
    record(
        "discard_roster",
        "roster",
        roster.uuid,
        actor=by.uuid if by else None,
        label=roster.file_name,
        organisation_code=roster.organisation.code,
    )
    return roster


def ask_for(job: str, roster: RosterImport) -> None:
    """Ask for a job on the roster, once a round; raise LookupError for an unknown job."""
    jobs.request(job, f"{roster.uuid}:{roster.round}", {"roster": roster.pk, "round": roster.round})


def _locked(roster: RosterImport, by: Account | None, *states: str) -> RosterImport:
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=roster.pk)
    _refuse_stranger(roster.organisation, by)
    if roster.state not in states:
        words = _("“%(roster)s” is in the state “%(state)s” by now, so this can't be done. Open it again.")
        raise UnableToImport(words % {"roster": roster, "state": roster.get_state_display()})
    return roster


def _refuse_stranger(organisation: Organisation, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep(Account.objects.get(pk=by.pk), organisation)):
        raise UnableToImport(reason)

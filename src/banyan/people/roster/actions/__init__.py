"""What people do with rosters: hand in, check the columns, take over, decide doubtful rows, give out."""

from banyan.people.roster.actions.applying import UnableToApply, apply_rows, finish_roster
from banyan.people.roster.actions.deciding import UnableToDecide, decide_row, dismiss_rows
from banyan.people.roster.actions.export import UnableToExport, export_roster
from banyan.people.roster.actions.imports import (
    UnableToImport,
    change_mapping,
    confirm_roster,
    discard_roster,
    hand_in_roster,
    refuse_roster,
)
from banyan.people.roster.actions.staging import begin_round, drop_staged_rows, finish_reading, stage_rows

__all__ = [
    "UnableToApply",
    "UnableToDecide",
    "UnableToExport",
    "UnableToImport",
    "apply_rows",
    "begin_round",
    "change_mapping",
    "confirm_roster",
    "decide_row",
    "discard_roster",
    "dismiss_rows",
    "drop_staged_rows",
    "export_roster",
    "finish_reading",
    "finish_roster",
    "hand_in_roster",
    "refuse_roster",
    "stage_rows",
]

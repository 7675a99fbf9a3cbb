"""What pages read of activities."""

from banyan.activities.queries.activities import (
    AttendanceCounts,
    activities_for,
    activities_when,
    attendance_counts,
    branches_to_expect,
    members_to_expect,
    nearest_first,
    organisations_to_run,
    people_of,
    persons_to_expect,
    places_to_meet,
    programmes_to_join,
)
from banyan.activities.queries.programmes import (
    YearFigures,
    activities_at,
    activities_of_series,
    figures_of_year,
    next_activities,
    places_for,
    programmes_for,
)
from banyan.activities.queries.rhythm import MeetingsDue, meetings_due, missing_meetings, quarter_before, quarter_of
from banyan.activities.queries.series import Slot, coming_slots, no_outdoor_days_for, series_for

__all__ = [
    "AttendanceCounts",
    "MeetingsDue",
    "Slot",
    "YearFigures",
    "activities_at",
    "activities_for",
    "activities_of_series",
    "activities_when",
    "attendance_counts",
    "branches_to_expect",
    "coming_slots",
    "figures_of_year",
    "meetings_due",
    "members_to_expect",
    "missing_meetings",
    "nearest_first",
    "next_activities",
    "no_outdoor_days_for",
    "organisations_to_run",
    "people_of",
    "persons_to_expect",
    "places_for",
    "places_to_meet",
    "programmes_for",
    "programmes_to_join",
    "quarter_before",
    "quarter_of",
    "series_for",
]

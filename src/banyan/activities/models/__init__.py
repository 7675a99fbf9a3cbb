"""What is kept of activities: programmes, places, series, what is planned and held, who took part, minutes of meetings, feeds."""

from banyan.activities.models.activities import Activity, ActivityQuerySet, Kind
from banyan.activities.models.attendance import Attendance, AttendanceRole, SignIn, Way
from banyan.activities.models.feeds import FeedAddress
from banyan.activities.models.meetings import MeetingPhoto, MeetingRecord
from banyan.activities.models.programmes import Place, Programme, Template
from banyan.activities.models.series import NoOutdoorDay, Series, SeriesException

__all__ = [
    "Activity",
    "ActivityQuerySet",
    "Attendance",
    "AttendanceRole",
    "FeedAddress",
    "Kind",
    "MeetingPhoto",
    "MeetingRecord",
    "NoOutdoorDay",
    "Place",
    "Programme",
    "Series",
    "SeriesException",
    "SignIn",
    "Template",
    "Way",
]

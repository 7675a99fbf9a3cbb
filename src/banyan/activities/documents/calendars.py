"""Calendars that telephones and desks subscribe to (RFC 5545), without the names of others."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from icalendar import Calendar, Event

from banyan.activities.models import Activity
from banyan.activities.queries.feeds import Change

# Documents are in Chinese whatever the language of the page that makes them.
STATES = {Activity.State.CANCELLED: "CANCELLED", Activity.State.PLANNED: "TENTATIVE"}
REFRESHED = timedelta(hours=1)
PRODUCT = "-//Banyan//Activities//ZH"


def calendar_of(name: str, activities: Iterable[Activity], changes: dict[str, Change]) -> bytes:
    """Write a calendar of these activities; the same rows give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    with translation.override("zh-hans"):
        for activity in activities:
            calendar.add_component(_event(activity, changes.get(str(activity.uuid))))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(activity: Activity, change: Change | None) -> Event:
    event = Event()
    # Before an activity has an entry in the trail nothing of it has changed.
    stamp = change.at if change else activity.starts_at
    place = activity.place
    event.add("uid", f"{activity.uuid}@banyan")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", change.count if change else 0)
    event.add("dtstart", timezone.localtime(activity.starts_at))
    event.add("dtend", timezone.localtime(activity.ends_at))
    event.add("summary", f"{'已取消：' if activity.state == Activity.State.CANCELLED else ''}{activity.title}")
    event.add("status", STATES.get(Activity.State(activity.state), "CONFIRMED"))
    event.add("categories", [str(activity.get_kind_display())])
    if place is not None:
        event.add("location", f"{place.name}，{place.address}" if place.address else place.name)
        if place.position is not None:
            event.add("geo", place.position)
    event.add("description", _words(activity))
    return event


def _words(activity: Activity) -> str:
    if activity.state == Activity.State.CANCELLED:
        return f"{activity.organisation.name}：已取消。{activity.cancel_reason}"
    return f"{activity.organisation.name}\n{activity.text}".strip()

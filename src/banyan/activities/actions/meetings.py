"""What people do with the minutes of a meeting: write them, put photos in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions.activities import locked_activity
from banyan.activities.models import Activity, MeetingPhoto, MeetingRecord
from banyan.activities.permissions import why_not_run
from banyan.core import files
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.photos import clean_photo
from banyan.people.models import Account

name_verbs(
    {
        "write_minutes": gettext_lazy("wrote the minutes of a meeting"),
        "add_activity_photo": gettext_lazy("added a photo to an activity"),
        "drop_activity_photo": gettext_lazy("took a photo out of an activity"),
    }
)
FIELDS = ("chair", "writer", "others", "topics", "discussion", "decisions")
MOST_PHOTOS = 12


class UnableToWriteMinutes(RuleError):
    """The minutes can't be written so."""


@transaction.atomic
def write_minutes(activity: Activity, fields: Mapping[str, Any], *, by: Account, version: int) -> MeetingRecord:
    """Write the minutes of a meeting; ``version`` is the one that the writer had before (0: none). Raise UnableToWriteMinutes."""
    activity = _running(activity, by)
    row = MeetingRecord.objects.filter(activity=activity).first() or MeetingRecord(activity=activity, version=0)
    if row.version != version:
        raise UnableToWriteMinutes(
            _("%(name)s has changed these minutes meanwhile. What you wrote is still here; put both together and save again.")
            % {"name": row.changed_by or _("Somebody")}
        )
    for name in FIELDS:
        setattr(row, name, fields.get(name, ""))
    row.version, row.changed_by = row.version + 1, by
    row.save()
    _record("write_minutes", activity, by, {"version": row.version})
    return row


@transaction.atomic
def add_photo(activity: Activity, content: bytes, *, name: str, by: Account, caption: str = "") -> MeetingPhoto:
    """Put a photo in, cleaned of place and camera. Raise UnableToWriteMinutes, UnableToUsePhoto or UnableToStore."""
    activity = _running(activity, by)
    if activity.photos.count() >= MOST_PHOTOS:
        raise UnableToWriteMinutes(_("At most %(most)d photos. Take one away first.") % {"most": MOST_PHOTOS})
    photo = clean_photo(content, name=name)
    file = files.store(photo.content, name=name, kind=photo.kind, organisation_code=activity.organisation.code)
    kept = MeetingPhoto.objects.create(activity=activity, file=file, caption=caption.strip()[:100])
    _record("add_activity_photo", activity, by, {"file": file.name})
    return kept


@transaction.atomic
def drop_photo(photo: MeetingPhoto, *, by: Account) -> None:
    """Take a photo out. Raise UnableToWriteMinutes."""
    activity = _running(photo.activity, by)
    _record("drop_activity_photo", activity, by, {"caption": photo.caption})
    MeetingPhoto.objects.filter(pk=photo.pk).delete()


def _running(activity: Activity, by: Account) -> Activity:
    activity = locked_activity(activity)
    if reason := why_not_run(by, activity.organisation):
        raise UnableToWriteMinutes(reason)
    if activity.state == Activity.State.CANCELLED:
        raise UnableToWriteMinutes(_("“%(what)s” was cancelled, so there is nothing to write down.") % {"what": activity})
    return activity


def _record(verb: str, activity: Activity, by: Account, difference: dict[str, object]) -> None:
    record(
        verb,
        "activity",
        activity.uuid,
        actor=by.uuid,
        label=activity.title,
        organisation_code=activity.organisation.code,
        difference=difference,
    )

"""What is kept of a meeting's minutes (会议记录): who led and wrote, what was decided, photos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banyan.activities.models.activities import Activity
from banyan.core.models import StoredFile
from banyan.people.models import Account


class MeetingRecord(models.Model):
    """The minutes of one meeting; who was expected, came and was excused stands in the attendance."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="record", primary_key=True)
    chair = models.CharField(_("led by"), max_length=60, blank=True)
    writer = models.CharField(_("written by"), max_length=60, blank=True)
    others = models.CharField(_("others present"), max_length=200, blank=True)
    topics = models.TextField(_("topics"), blank=True)
    discussion = models.TextField(_("what was said"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.activity)


class MeetingPhoto(models.Model):
    """A photo of an activity, made smaller and freed of where it was taken."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="meeting_photos")
    caption = models.CharField(_("caption"), max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or str(self.file)

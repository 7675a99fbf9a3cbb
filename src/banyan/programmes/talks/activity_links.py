"""What talks add to the pages of an activity and of a weekly slot."""

from django.utils.translation import gettext_lazy as _

from banyan.activities.links import add_activity_link, add_series_link
from banyan.activities.models import Activity, Kind

add_activity_link(Kind.TALK, _("Add a recording"), "recording_add", states=(Activity.State.HELD, Activity.State.CONFIRMED))
add_series_link(Kind.TALK, _("Who speaks when"), "rota")

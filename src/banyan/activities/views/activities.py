"""Pages of activities: the list, and one with what to do next."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from banyan.activities.models import Activity, Kind
from banyan.activities.permissions import RUNNERS
from banyan.activities.queries import activities_for
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Account
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {Activity.State.OPEN: "green", Activity.State.HELD: "amber", Activity.State.CANCELLED: "quiet"}


@who_may(*RUNNERS)
def activity_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        activities_for(cast("Account", request.user)),
        request,
        columns=[
            Column("starts_at", _("When"), sort="starts_at"),
            Column("title", _("Title"), sort="title", url=Activity.get_absolute_url),
            Column("kind", _("Kind")),
            Column("place", _("Place")),
            Column("organisation", _("Organised by"), sort="organisation__path"),
            Column("state", _("State"), tone=lambda activity: TONES.get(activity.state, "quiet")),
        ],
        filters=[Filter("state", _("State"), Activity.State.choices), Filter("kind", _("Kind"), Kind.choices)],
        search=lambda activities, words: narrowed(activities, words, "title", "place__name"),
        empty=EmptyState(_("Activities stand here"), _("Plan one, and its facts go to the ledger when it is confirmed.")),
        export_name="activities",
    )
    context = {"page": page, "title": _("Activities")}
    return page.export() if page.wants_export else render(request, "web/list.html", context)


@who_may(*RUNNERS)
def activity_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity = get_object_or_404(activities_for(cast("Account", request.user)), uuid=uuid)
    attendances = activity.attendances.select_related("person")[:500]
    context = {"title": activity.title, "activity": activity, "attendances": attendances, "tone": TONES.get(activity.state, "")}
    return render(request, "activities/activity_show.html", context)

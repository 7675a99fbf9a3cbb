"""Pages of activities: the list, one with what to do next, planning and changing one, its steps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banyan.activities import actions, queries
from banyan.activities.actions.activities import NEEDS_REASON
from banyan.activities.forms.activities import ActivityForm, AudienceForm, NewActivityForm, ReasonForm, WayForm
from banyan.activities.links import links_of
from banyan.activities.models import Activity, ActivityQuerySet, Attendance, Kind
from banyan.activities.permissions import RUNNERS, why_not_move, why_not_record
from banyan.activities.views.common import TONES, account_of, activity_of, as_day, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_moment

STEPS = {
    "announce": gettext_lazy("Announce"),
    "hold": gettext_lazy("It has taken place"),
    "confirm": gettext_lazy("Confirm and write to the ledger"),
    "take_up": gettext_lazy("Open it again"),
    "take_back": gettext_lazy("Take the confirmation back"),
    "cancel": gettext_lazy("Cancel the activity"),
}
DONE = {
    "announce": gettext_lazy("Announced. Whoever is on the list is told."),
    "hold": gettext_lazy("Noted. Look through who came, then confirm."),
    "confirm": gettext_lazy("Confirmed. The facts are in the ledger."),
    "take_up": gettext_lazy("Open again."),
    "take_back": gettext_lazy("Taken back. The facts in the ledger are reversed."),
    "cancel": gettext_lazy("Cancelled. Whoever is on the list is told."),
}
# The step that an activity waits for; all others stand apart.
NEXT: dict[str, str] = {Activity.State.PLANNED: "announce", Activity.State.OPEN: "hold", Activity.State.HELD: "confirm"}
WHEN = (("week", gettext_lazy("this week")), ("coming", gettext_lazy("coming")), ("past", gettext_lazy("past")))


@who_may(*RUNNERS)
def activity_list(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    programmes = [(str(row.pk), row.name) for row in queries.programmes_for(account)[:100]]
    page = ListPage(
        queries.nearest_first(queries.activities_for(account), timezone.now()),
        request,
        columns=[
            Column("title", _("Title"), sort="title", url=Activity.get_absolute_url),
            Column("starts_at", _("When"), sort="starts_at"),
            Column("kind", _("Kind"), tone=lambda _activity: "quiet"),
            Column("place", _("Where"), sort="place__name"),
            Column("organisation", _("Organised by"), sort="organisation__path"),
            Column("state", _("State"), sort="state", tone=lambda activity: TONES.get(activity.state, "quiet")),
        ],
        filters=[
            Filter("when", _("When"), WHEN, lambda rows, when: queries.activities_when(_activities(rows), when, today)),
            Filter("state", _("State"), Activity.State.choices),
            Filter("kind", _("Kind"), Kind.choices),
            *([Filter("programme", _("Programme"), programmes)] if programmes else []),
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "place__name", "organisation__name"),
        search_label=_("Title, place or organiser"),
        empty=EmptyState(
            _("Activities stand here"),
            _("Plan one, and its facts go to the ledger when it is confirmed."),
            action=_("Plan an activity"),
            url=reverse("activity_new"),
        ),
        export_name="activities",
    )
    context = {"page": page, "title": _("Activities")}
    return page.export() if page.wants_export else render(request, "activities/activity_list.html", context)


@who_may(*RUNNERS)
def activity_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return activity_page(request, activity_of(request, uuid))


def activity_page(request: HttpRequest, activity: Activity, *, refusal: str = "") -> HttpResponse:
    """The page of an activity, with what was refused, if anything."""
    account = account_of(request)
    asked = request.GET.get("q", "")[:60]
    records = why_not_record(account, activity, timezone.localdate())
    steps = {verb for verb in STEPS if why_not_move(account, activity, verb) is None}
    next_step = NEXT.get(activity.state, "")
    context = {
        "title": activity.title,
        "activity": activity,
        "tone": TONES.get(activity.state, ""),
        "next": (next_step, STEPS[next_step]) if next_step in steps and not _too_early(activity, next_step) else None,
        "waits": _waits(activity, next_step),
        "steps": [(verb, STEPS[verb]) for verb in STEPS if verb in steps - {next_step}],
        "people": queries.people_of(activity),
        "counts": queries.attendance_counts(activity),
        "records": records is None,
        "why_not": records,
        "all_ticked": request.GET.get("ticked") == "all",
        "has_begun": activity.starts_at <= timezone.now(),
        "way": WayForm(initial={"way": "list" if activity.on == timezone.localdate() else "sheet"}),
        "is_changeable": activity.state in (Activity.State.PLANNED, Activity.State.OPEN),
        "counts_audience": activity.state in (Activity.State.OPEN, Activity.State.HELD) and activity.starts_at <= timezone.now(),
        "audience": AudienceForm(initial={"count": activity.audience_count}),
        "photos": activity.photos.all()[: actions.MOST_PHOTOS],
        "refusal": refusal,
        "links": links_of(activity),
        **_finding(account, activity, asked, records is None),
    }
    return render(request, "activities/activity_show.html", context, status=422 if refusal else 200)


@who_may(*RUNNERS)
def activity_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    offered = queries.organisations_to_run(account, request.GET.get("organisation", ""))
    form = NewActivityForm(
        visible_to(account, *RUNNERS),
        offered,
        queries.places_to_meet(offered),
        queries.programmes_to_join(offered),
        sent(request),
        initial=_asked_for(request, offered),
    )
    return saved(
        request,
        form,
        lambda: actions.plan_activity(form.cleaned_data["organisation"], form.activity_fields(), by=account),
        title=_("Plan an activity"),
        back=reverse("activities"),
        action=_("Plan it"),
    )


@who_may(*RUNNERS)
def activity_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity = activity_of(request, uuid)
    line = [activity.organisation]
    places, programmes = queries.places_to_meet(line), queries.programmes_to_join(line)
    places += [activity.place] if activity.place and activity.place not in places else []
    programmes += [activity.programme] if activity.programme and activity.programme not in programmes else []
    form = ActivityForm(places, programmes, sent(request), initial=ActivityForm.values_of(activity))
    return saved(
        request,
        form,
        lambda: actions.change_activity(activity, form.changed_fields(), by=account_of(request)),
        title=_("Change “%(what)s”") % {"what": activity},
        back=activity.get_absolute_url(),
    )


@who_may(*RUNNERS)
def activity_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    activity, account = activity_of(request, uuid), account_of(request)
    if verb not in STEPS:
        raise Http404
    if verb not in NEEDS_REASON and request.method == "POST":
        try:
            actions.move_activity(activity, verb, by=account)
        except RuleError as error:
            return activity_page(request, activity, refusal=str(error))
        messages.success(request, str(DONE[verb]))
        return redirect(activity)
    form = ReasonForm(sent(request)) if verb in NEEDS_REASON else None
    return confirmed(
        request,
        lambda: actions.move_activity(activity, verb, by=account, reason=form.cleaned_data["reason"] if form else ""),
        form=form,
        title=_("%(step)s: “%(what)s”?") % {"step": STEPS[verb], "what": activity},
        warning=f"{say_moment(activity.starts_at)} · {activity.place or _('place to be announced')}",
        changes=_changes(activity, verb),
        action=STEPS[verb],
        back=activity.get_absolute_url(),
    )


@who_may(*RUNNERS)
@require_POST
def activity_audience(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity = activity_of(request, uuid)
    form = AudienceForm(request.POST)
    if not form.is_valid():
        return activity_page(request, activity, refusal=_("Write how many listened as a number, for example 45."))
    try:
        actions.count_audience(activity, form.cleaned_data["count"], by=account_of(request))
    except RuleError as error:
        return activity_page(request, activity, refusal=str(error))
    messages.success(request, _("Saved."))
    return redirect(activity)


def _activities(rows: Any) -> ActivityQuerySet:
    # A list's filters don't know what they narrow.
    found: ActivityQuerySet = rows
    return found


def _too_early(activity: Activity, verb: str) -> bool:
    return verb in ("hold", "confirm") and activity.ends_at > timezone.now()


def _waits(activity: Activity, verb: str) -> str:
    """What is to come before the next step, when it is too early for it."""
    if not _too_early(activity, verb):
        return ""
    return _("It ends on %(when)s; then say that it has taken place.") % {"when": say_moment(activity.ends_at)}


def _finding(account: Account, activity: Activity, asked: str, records: bool) -> dict[str, Any]:
    """What the panel shows that puts people on the list."""
    if not records:
        return {}
    found = queries.persons_to_expect(account, activity, asked.split()[:3]) if asked.strip() else []
    branches = queries.branches_to_expect(account, activity)[:60]
    return {"asked": asked, "found": found, "branches": branches}


def _asked_for(request: HttpRequest, offered: Any) -> dict[str, Any]:
    """What a link to a new activity has filled in already."""
    asked = request.GET
    chosen = next((place.pk for place in offered if place.code == asked.get("organisation")), None)
    values: dict[str, Any] = {"organisation": chosen or (offered[0].pk if offered else None)}
    values |= {name: asked[name][:120] for name in ("kind", "title", "place", "programme") if name in asked}
    if values.get("kind") in Kind.values and "title" not in values:
        values["title"] = Kind(values["kind"]).label
    return values | {"on": as_day(asked.get("on", "")) or timezone.localdate() + timedelta(days=1), "at": "09:30"}


def _changes(activity: Activity, verb: str) -> list[str]:
    """What follows from a step."""
    counts = activity.attendances.exclude(state=Attendance.State.EXCUSED).count()
    told = _("%(count)d on the list are told.") % {"count": counts}
    ledger = _("What each of them did is written to the ledger.")
    said = {
        "announce": [told],
        "hold": [_("Who came can still be entered.")],
        "confirm": [ledger, _("Afterwards who came can't be changed, unless the office takes the confirmation back.")],
        "take_up": [_("It is announced again; nobody is told.")],
        "take_back": [_("Its facts in the ledger are reversed; both stay readable."), _("Who came can be corrected again.")],
        "cancel": [told, _("A text for the group lies ready."), _("It can't be opened again; plan a new one instead.")],
    }
    return said[verb]

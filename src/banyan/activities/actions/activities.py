"""What people do with an activity: plan it, change it, take it from step to step, count who listened."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Activity, Attendance, NoOutdoorDay, Place, Series
from banyan.activities.permissions import why_not_move, why_not_run, why_not_step
from banyan.activities.rules import earning_rules, earns
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.ledger.actions import Fact, Source, settle_facts
from banyan.outbox.actions import About, call_back, notify, notify_group
from banyan.people.models import Account, Organisation
from banyan.web.words import say_moment

name_verbs(
    {
        "plan_activity": gettext_lazy("planned an activity"),
        "change_activity": gettext_lazy("changed an activity"),
        "announce_activity": gettext_lazy("announced an activity"),
        "hold_activity": gettext_lazy("said that an activity was held"),
        "take_up_activity": gettext_lazy("opened an activity again"),
        "confirm_activity": gettext_lazy("confirmed an activity"),
        "take_back_activity": gettext_lazy("took a confirmation back"),
        "cancel_activity": gettext_lazy("cancelled an activity"),
        "count_audience": gettext_lazy("counted the listeners"),
    }
)
FIELDS = ("kind", "title", "text", "programme", "place", "starts_at", "ends_at")
LONGEST = timedelta(days=3)
NEEDS_REASON = ("cancel", "take_back")


class UnableToPlan(RuleError):
    """The activity can't be planned or changed so."""


class UnableToMove(RuleError):
    """The step can't be taken."""


@transaction.atomic
def plan_activity(organisation: Organisation, fields: Mapping[str, Any], *, by: Account | None, series: Series | None = None) -> Activity:
    """Plan an activity of the organisation; its place must be free, and open only where weather allows. Raise UnableToPlan."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_run(by, organisation)):
        raise UnableToPlan(reason)
    values = {name: fields[name] for name in FIELDS if name in fields}
    activity = Activity(organisation=organisation, series=series, made_by=by, **values)
    refuse_time_and_place(activity)
    activity.save()
    _record("plan_activity", activity, by)
    return activity


@transaction.atomic
def change_activity(activity: Activity, fields: Mapping[str, Any], *, by: Account) -> Activity:
    """Change what is planned or announced; those who are expected learn of another time or place. Raise UnableToPlan."""
    activity = locked_activity(activity)
    if reason := why_not_run(by, activity.organisation):
        raise UnableToPlan(reason)
    if activity.state not in (Activity.State.PLANNED, Activity.State.OPEN):
        raise UnableToPlan(
            _("“%(what)s” is %(state)s, so it can't be changed any more.") % {"what": activity, "state": activity.get_state_display()}
        )
    changed = {name: fields[name] for name in FIELDS if name in fields and getattr(activity, name) != fields[name]}
    difference = {name: [str(getattr(activity, name)), str(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(activity, name, value)
    refuse_time_and_place(activity)
    activity.save()
    if activity.state == Activity.State.OPEN and changed.keys() & {"starts_at", "place"}:
        text = _("Changed: “%(what)s” is now on %(when)s, %(where)s.")
        _tell(activity, text % _words(activity), f"changed:{activity.uuid}:{timezone.now():%Y%m%d%H%M%S}")
    _record("change_activity", activity, by, difference)
    return activity


@transaction.atomic
def move_activity(activity: Activity, verb: str, *, by: Account | None, reason: str = "") -> Activity:
    """Take the activity one step on or back; confirming writes the ledger, taking back reverses it. Raise UnableToMove or UnableToRecord.

    Cancelling and taking back need a reason; whoever is expected learns of a cancellation. ``by`` is None where the step follows from an
    action of another room, which has asked for the permission.
    """
    activity = locked_activity(activity)
    if why := why_not_move(by, activity, verb) if by else why_not_step(activity, verb):
        raise UnableToMove(why)
    if verb in NEEDS_REASON and not reason.strip():
        raise UnableToMove(_("Say why; the reason is kept."))
    if verb in ("hold", "confirm") and activity.ends_at > timezone.now():
        raise UnableToMove(_("“%(what)s” ends on %(when)s; wait until then.") % {"what": activity, "when": say_moment(activity.ends_at)})
    activity.state = next(target for source, name, target in Activity.TRANSITIONS if name == verb and source == activity.state)
    _follow(activity, verb, by, reason.strip())
    activity.save()
    _record(f"{verb}_activity", activity, by, {"reason": reason.strip()} if reason.strip() else None)
    return activity


@transaction.atomic
def count_audience(activity: Activity, count: int | None, *, by: Account | None) -> Activity:
    """Say how many listened, those on no list included. Raise UnableToPlan."""
    activity = locked_activity(activity)
    if by is not None and (reason := why_not_run(by, activity.organisation)):
        raise UnableToPlan(reason)
    if activity.state not in (Activity.State.OPEN, Activity.State.HELD):
        raise UnableToPlan(_("The listeners are counted before an activity is confirmed."))
    if activity.starts_at > timezone.now():
        raise UnableToPlan(_("“%(what)s” hasn't begun yet.") % {"what": activity})
    activity.audience_count = count
    activity.save(update_fields=["audience_count"])
    _record("count_audience", activity, by, {"count": count})
    return activity


def locked_activity(activity: Activity) -> Activity:
    """Return the activity's row as it stands now, held until the transaction ends."""
    # First the lock alone: PostgreSQL would join the rows as they were before it had waited.
    Activity.objects.select_for_update().only("pk").get(pk=activity.pk)
    return Activity.objects.select_related("organisation", "programme", "place").get(pk=activity.pk)


def refuse_time_and_place(activity: Activity) -> None:
    """Raise UnableToPlan for a time that is none, a place that is taken, closed or in the open on a day of heat or storm."""
    if activity.ends_at <= activity.starts_at:
        raise UnableToPlan(_("An activity ends after it begins. Correct the times."))
    if activity.ends_at - activity.starts_at > LONGEST:
        raise UnableToPlan(_("An activity lasts at most three days. Plan a longer one as several."))
    place = activity.place
    if place is None:
        return
    # Two who plan at once at one place wait for one another here.
    Place.objects.select_for_update().get(pk=place.pk)
    if place.closed_on is not None and activity.on >= place.closed_on:
        raise UnableToPlan(_("%(place)s is no longer used since %(day)s.") % {"place": place, "day": place.closed_on})
    other = Activity.objects.filter(place=place).exclude(pk=activity.pk).beside(activity.starts_at, activity.ends_at).first()
    if other is not None:
        raise UnableToPlan(
            _("%(place)s is taken on %(when)s by “%(what)s”. Choose another time or place.")
            % {"place": place, "when": say_moment(other.starts_at), "what": other}
        )
    if place.outdoors and (day := no_outdoor_days(activity.organisation).filter(on=activity.on).first()):
        raise UnableToPlan(
            _("Nothing takes place in the open on %(day)s: %(reason)s. Choose a place indoors.") % {"day": day.on, "reason": day.reason}
        )


def no_outdoor_days(organisation: Organisation) -> QuerySet[NoOutdoorDay]:
    """The marks of the office, or of those above it, that nothing takes place in the open on a day."""
    path = organisation.path
    above = [path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen)]
    return NoOutdoorDay.objects.filter(organisation__path__in=above)


def _follow(activity: Activity, verb: str, by: Account | None, reason: str) -> None:
    if verb == "announce":
        text = _("“%(what)s” on %(when)s, %(where)s. You are expected.")
        _tell(activity, text % _words(activity), f"announced:{activity.uuid}")
    elif verb == "cancel":
        activity.cancel_reason = reason[:200]
        call_back(activity.uuid)
        text = _("Cancelled: “%(what)s” on %(when)s, %(where)s. %(reason)s")
        _tell(activity, text % (_words(activity) | {"reason": reason}), f"cancelled:{activity.uuid}", group=True)
    elif verb == "confirm":
        activity.confirmed_by, activity.confirmed_at = by, timezone.now()
        settle_facts(_source(activity), _facts(activity), by=by)
    elif verb == "take_back":
        activity.confirmed_by, activity.confirmed_at = None, None
        settle_facts(_source(activity), [], by=by, reason=reason)


def _tell(activity: Activity, text: str, key: str, *, group: bool = False) -> None:
    # What is entered afterwards from a signed sheet is no news to anybody.
    if activity.ends_at < timezone.now():
        return
    about = About(activity.organisation, "activity", activity.uuid, activity.get_absolute_url())
    expected = activity.attendances.exclude(state=Attendance.State.EXCUSED).select_related("person")
    notify([row.person for row in expected], text, about, key=key)
    if group:
        notify_group(text, about, key=f"{key}:group")


def _words(activity: Activity) -> dict[str, Any]:
    return {"what": activity.title, "when": say_moment(activity.starts_at), "where": activity.place or _("place to be announced")}


def _source(activity: Activity) -> Source:
    return Source(
        source_kind="activity",
        uuid=activity.uuid,
        kind=activity.kind,
        label=activity.title,
        organisation=activity.organisation,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
    )


def _facts(activity: Activity) -> list[Fact]:
    """What each who came earns by the rules of that day; a role that earns nothing leaves no fact."""
    book = earning_rules(activity.on)
    came = activity.attendances.filter(state=Attendance.State.ATTENDED).select_related("person", "recorded_by")
    return [
        Fact(
            person=row.person,
            account=account,
            role=row.role,
            minutes=row.minutes or activity.minutes,
            recorded_by=row.recorded_by.uuid if row.recorded_by else None,
        )
        for row in came
        if (account := earns(book, activity, row.role))
    ]


def _record(verb: str, activity: Activity, by: Account | None, difference: dict[str, Any] | None = None) -> None:
    record(
        verb,
        "activity",
        activity.uuid,
        actor=by.uuid if by else None,
        label=activity.title,
        organisation_code=activity.organisation.code,
        difference=difference,
    )

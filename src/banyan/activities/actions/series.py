"""What people do with weekly slots: begin, skip a day, plan ahead, end; and which days are too hot or stormy for the open."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions.activities import UnableToPlan, move_activity, no_outdoor_days, plan_activity
from banyan.activities.models import Activity, NoOutdoorDay, Series, SeriesException
from banyan.activities.permissions import why_not_run
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.ledger.permissions import OFFICE
from banyan.people.models import Account, Organisation
from banyan.people.queries import rule

name_verbs(
    {
        "begin_series": gettext_lazy("began a weekly slot"),
        "end_series": gettext_lazy("ended a weekly slot"),
        "skip_slot": gettext_lazy("left a day out of a weekly slot"),
        "put_back_slot": gettext_lazy("put a day back into a weekly slot"),
        "mark_no_outdoor_day": gettext_lazy("marked a day without anything in the open"),
        "lift_no_outdoor_day": gettext_lazy("took the mark of a day back"),
    }
)
FIELDS = ("programme", "kind", "title", "place", "weekday", "begins", "minutes", "from_on", "to_on")
AHEAD = (Activity.State.PLANNED, Activity.State.OPEN)


class UnableToPlanSeries(RuleError):
    """The weekly slot can't be so."""


@transaction.atomic
def begin_series(organisation: Organisation, fields: Mapping[str, Any], *, by: Account | None) -> Series:
    """Begin a weekly slot and plan its first weeks. Raise UnableToPlanSeries, also when another slot or activity has the place then."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_run(by, organisation)):
        raise UnableToPlanSeries(reason)
    series = Series(organisation=organisation, **{name: fields[name] for name in FIELDS if name in fields})
    if series.to_on is not None and series.to_on < series.from_on:
        raise UnableToPlanSeries(_("The last day is before the first. Exchange the two."))
    _refuse_other_series(series)
    series.save()
    _record("begin_series", series, by)
    if refused := plan_ahead(series, by=by):
        raise UnableToPlanSeries(" ".join(refused))
    return series


@transaction.atomic
def plan_ahead(series: Series, *, by: Account | None, today: date | None = None) -> list[str]:
    """Plan the slots of the next weeks, but for days left out and days of heat or storm; return why some couldn't be planned."""
    series = Series.objects.select_for_update(of=("self",)).select_related("organisation", "programme", "place").get(pk=series.pk)
    today = today or timezone.localdate()
    last = today + timedelta(weeks=rule("series_weeks_ahead", series.organisation, today))
    days = _days(series, max(series.from_on, today), min(series.to_on or last, last))
    # A cancelled slot stays cancelled.
    planned = {timezone.localdate(start) for start in series.activities.values_list("starts_at", flat=True)}
    left_out = set(series.exceptions.values_list("on", flat=True)) | _no_outdoor_days(series)
    refused = []
    for day in days:
        if day not in planned and day not in left_out:
            try:
                _plan_slot(series, day, by)
            except UnableToPlan as error:
                refused.append(str(error))
    return refused


@transaction.atomic
def skip_slot(series: Series, on: date, *, by: Account, reason: str) -> SeriesException:
    """Leave a day out; if its activity is planned it is cancelled, and everybody expected learns of it. Raise UnableToPlanSeries."""
    series = _locked(series, by)
    if on.weekday() != series.weekday:
        raise UnableToPlanSeries(_("%(day)s isn't a %(weekday)s.") % {"day": on, "weekday": series.get_weekday_display()})
    if not reason.strip():
        raise UnableToPlanSeries(_("Say why; the reason is shown with the slot."))
    skipped, is_new = SeriesException.objects.get_or_create(series=series, on=on, defaults={"reason": reason.strip()[:100]})
    if not is_new:
        raise UnableToPlanSeries(_("%(day)s is left out already: %(reason)s.") % {"day": on, "reason": skipped.reason})
    for activity in series.activities.on_days(on, on).filter(state__in=AHEAD):
        move_activity(activity, "cancel", by=by, reason=reason)
    _record("skip_slot", series, by, {"on": on.isoformat(), "reason": skipped.reason})
    return skipped


@transaction.atomic
def put_back_slot(series: Series, on: date, *, by: Account) -> Activity | None:
    """Put a day back that was left out, and plan it anew when it lies ahead. Raise UnableToPlanSeries."""
    series = _locked(series, by)
    taken_out, _rows = SeriesException.objects.filter(series=series, on=on).delete()
    if not taken_out:
        raise UnableToPlanSeries(_("%(day)s isn't left out.") % {"day": on})
    _record("put_back_slot", series, by, {"on": on.isoformat()})
    if on < timezone.localdate() or series.activities.on_days(on, on).taking_place().exists():
        return None
    try:
        return _plan_slot(series, on, by)
    except UnableToPlan as error:
        raise UnableToPlanSeries(str(error)) from error


@transaction.atomic
def end_series(series: Series, *, on: date, by: Account, reason: str) -> Series:
    """Let a slot end on a day; what is planned after it is cancelled. Raise UnableToPlanSeries."""
    series = _locked(series, by)
    if on < series.from_on:
        raise UnableToPlanSeries(_("A slot can't end before it began, on %(day)s.") % {"day": series.from_on})
    if series.to_on is not None and on > series.to_on:
        raise UnableToPlanSeries(_("This slot ends on %(day)s already. Begin a new one for the time after.") % {"day": series.to_on})
    series.to_on = on
    series.save()
    for activity in series.activities.filter(state__in=AHEAD, starts_at__date__gt=on):
        move_activity(activity, "cancel", by=by, reason=reason)
    _record("end_series", series, by, {"on": on.isoformat()})
    return series


@transaction.atomic
def mark_no_outdoor_day(organisation: Organisation, on: date, *, by: Account, reason: str) -> NoOutdoorDay:
    """Let nothing take place in the open on a day, here and below; what was planned in the open is cancelled. Raise UnableToPlanSeries."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if why := _why_not_mark(by, organisation):
        raise UnableToPlanSeries(why)
    if on < timezone.localdate():
        raise UnableToPlanSeries(_("%(day)s is over.") % {"day": on})
    if not reason.strip():
        raise UnableToPlanSeries(_("Say why, for example: heat, typhoon."))
    mark, _new = NoOutdoorDay.objects.update_or_create(organisation=organisation, on=on, defaults={"reason": reason.strip()[:100]})
    below = Organisation.objects.under(organisation).order_by()
    for activity in Activity.objects.on_days(on, on).filter(organisation__in=below, place__outdoors=True, state__in=AHEAD):
        move_activity(activity, "cancel", by=by, reason=mark.reason)
    _record_mark("mark_no_outdoor_day", mark, by)
    return mark


@transaction.atomic
def lift_no_outdoor_day(mark: NoOutdoorDay, *, by: Account) -> None:
    """Take the mark of a day back; what was cancelled stays so. Raise UnableToPlanSeries."""
    mark = NoOutdoorDay.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mark.pk)
    if why := _why_not_mark(by, mark.organisation):
        raise UnableToPlanSeries(why)
    _record_mark("lift_no_outdoor_day", mark, by)
    NoOutdoorDay.objects.filter(pk=mark.pk).delete()


def _why_not_mark(by: Account, organisation: Organisation) -> str | None:
    if by.has_role_at(organisation, *OFFICE):
        return None
    return _("Only the clerk or organiser of %(name)s can mark days.") % {"name": organisation}


def _locked(series: Series, by: Account) -> Series:
    series = Series.objects.select_for_update(of=("self",)).select_related("organisation", "programme", "place").get(pk=series.pk)
    if reason := why_not_run(by, series.organisation):
        raise UnableToPlanSeries(reason)
    return series


def _refuse_other_series(series: Series) -> None:
    """Raise UnableToPlanSeries when another slot has the place on that weekday at that time."""
    begin = datetime.combine(series.from_on, series.begins)
    end = begin + timedelta(minutes=series.minutes)
    others = Series.objects.filter(place=series.place, weekday=series.weekday)
    if series.to_on is not None:
        others = others.filter(from_on__lte=series.to_on)
    for other in others:
        if other.to_on is not None and other.to_on < series.from_on:
            continue
        start = datetime.combine(series.from_on, other.begins)
        if start < end and begin < start + timedelta(minutes=other.minutes):
            raise UnableToPlanSeries(
                _("%(place)s is taken every %(weekday)s at %(time)s by “%(what)s”. Choose another time or place.")
                % {
                    "place": series.place,
                    "weekday": other.get_weekday_display(),
                    "time": other.begins.strftime("%H:%M"),
                    "what": other,
                }
            )


def _days(series: Series, first: date, last: date) -> list[date]:
    begin = first + timedelta(days=(series.weekday - first.weekday()) % 7)
    return [begin + timedelta(weeks=week) for week in range(((last - begin).days // 7) + 1)] if begin <= last else []


def _no_outdoor_days(series: Series) -> set[date]:
    """Days of heat or storm, on which a slot in the open isn't planned; once the mark is taken back it is."""
    if not series.place.outdoors:
        return set()
    return set(no_outdoor_days(series.organisation).values_list("on", flat=True))


def _plan_slot(series: Series, day: date, by: Account | None) -> Activity:
    starts_at = datetime.combine(day, series.begins, timezone.get_default_timezone())
    fields = {
        "kind": series.kind,
        "title": series.title,
        "programme": series.programme,
        "place": series.place,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=series.minutes),
    }
    return plan_activity(series.organisation, fields, by=by, series=series)


def _record(verb: str, series: Series, by: Account | None, difference: dict[str, object] | None = None) -> None:
    record(
        verb,
        "series",
        series.uuid,
        actor=by.uuid if by else None,
        label=series.title,
        organisation_code=series.organisation.code,
        difference=difference,
    )


def _record_mark(verb: str, mark: NoOutdoorDay, by: Account) -> None:
    record(
        verb,
        "no_outdoor_day",
        mark.pk,
        actor=by.uuid,
        label=mark.reason,
        organisation_code=mark.organisation.code,
        difference={"on": mark.on.isoformat()},
    )

"""What people do with voyages: expect one, note when it really began and ended, cancel it."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.makeup import Span
from banyan.people.models import Account
from banyan.programmes.study.ashore import voyage_days
from banyan.programmes.study.models import Delivery, Season, Vessel, Voyage
from banyan.programmes.study.permissions import why_not_keep_vessels
from banyan.programmes.study.queries.ashore import LONGEST_VOYAGE, years_of

name_verbs(
    {
        "plan_voyage": gettext_lazy("expected a voyage"),
        "change_voyage": gettext_lazy("changed when a voyage is expected"),
        "note_voyage": gettext_lazy("noted when a boat left or returned"),
        "cancel_voyage": gettext_lazy("cancelled a voyage"),
    }
)


class UnableToKeepVoyage(RuleError):
    """The voyage can't be expected, noted or cancelled so."""


@transaction.atomic
def plan_voyage(vessel: Vessel, *, first: date, last: date, by: Account | None) -> Voyage:
    """Expect a voyage from one day to another; none begins before another ends, none leads into a fishing ban. Raise UnableToKeepVoyage."""
    vessel = _locked(vessel, by)
    if vessel.ended_on is not None:
        raise UnableToKeepVoyage(_("%(vessel)s sails no longer. Choose another vessel.") % {"vessel": vessel})
    voyage = Voyage(vessel=vessel, expected_from=first, expected_to=last)
    _refuse_expected(voyage)
    voyage.save()
    _record("plan_voyage", voyage, by)
    return voyage


@transaction.atomic
def change_voyage(voyage: Voyage, *, first: date, last: date, by: Account | None) -> Voyage:
    """Change when a voyage is expected; one that has begun only when it is expected back. Raise UnableToKeepVoyage."""
    voyage = _locked_voyage(voyage, by)
    if voyage.returned_on is not None:
        raise UnableToKeepVoyage(_("This voyage is over. Correct the days on which the boat left and returned."))
    if voyage.left_on is None:
        voyage.expected_from = first
    voyage.expected_to = last
    _refuse_expected(voyage)
    voyage.save()
    _record("change_voyage", voyage, by)
    return voyage


@transaction.atomic
def note_voyage(voyage: Voyage, *, left_on: date | None, returned_on: date | None, by: Account | None) -> Voyage:
    """Note when the boat really left and returned, or correct it; what happened is taken also where a ban or plan says otherwise.

    Raise UnableToKeepVoyage.
    """
    voyage = _locked_voyage(voyage, by)
    today = timezone.localdate()
    if returned_on is not None and (left_on is None or returned_on < left_on):
        raise UnableToKeepVoyage(_("A boat returns after it left. Correct the days."))
    if any(day is not None and day > today for day in (left_on, returned_on)):
        raise UnableToKeepVoyage(_("This day is still to come. Change when the voyage is expected instead."))
    voyage.left_on, voyage.returned_on = left_on, returned_on
    if left_on is not None:
        _refuse_overlap(voyage, only_real=True)
    voyage.save()
    _record("note_voyage", voyage, by)
    return voyage


@transaction.atomic
def cancel_voyage(voyage: Voyage, *, reason: str, by: Account | None) -> Voyage:
    """Cancel a voyage that hasn't begun. Raise UnableToKeepVoyage."""
    voyage = _locked_voyage(voyage, by)
    if voyage.left_on is not None:
        raise UnableToKeepVoyage(_("The boat has left, so this voyage took place."))
    if not reason.strip():
        raise UnableToKeepVoyage(_("Say why; the reason is kept."))
    if voyage.deliveries.exclude(state=Delivery.State.CANCELLED).exists():
        raise UnableToKeepVoyage(_("Somebody carries study to this boat before it leaves. Cancel the delivery first."))
    voyage.cancelled_because = reason.strip()[:200]
    voyage.save()
    _record("cancel_voyage", voyage, by)
    return voyage


def _locked(vessel: Vessel, by: Account | None) -> Vessel:
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    if by is not None and (reason := why_not_keep_vessels(by, vessel.organisation)):
        raise UnableToKeepVoyage(reason)
    return vessel


def _locked_voyage(voyage: Voyage, by: Account | None) -> Voyage:
    # The vessel first, as for a new voyage: two voyages of a boat are never changed at once.
    vessel = _locked(voyage.vessel, by)
    voyage = Voyage.objects.get(pk=voyage.pk)
    voyage.vessel = vessel
    if voyage.cancelled_because:
        raise UnableToKeepVoyage(_("This voyage was cancelled. Expect a new one."))
    return voyage


def _refuse_expected(voyage: Voyage) -> None:
    if voyage.expected_to < voyage.expected_from:
        raise UnableToKeepVoyage(_("A boat returns after it left. Correct the days."))
    if voyage.expected_to - voyage.expected_from > LONGEST_VOYAGE:
        raise UnableToKeepVoyage(_("A voyage lasts at most %(days)d days. Correct the days.") % {"days": LONGEST_VOYAGE.days})
    _refuse_overlap(voyage)
    year = years_of([voyage.vessel], voyage.expected_from, voyage.expected_to, timezone.localdate())[voyage.vessel.pk]
    ahead = Span(max(voyage.left_on or voyage.expected_from, voyage.expected_from), voyage.expected_to)
    for season, days in year.in_port:
        if season.kind == Season.Kind.FISHING_BAN and ahead.first <= days.last and days.first <= ahead.last:
            raise UnableToKeepVoyage(
                _("From %(first)s to %(last)s there is a fishing ban. Choose days before or after it.")
                % {"first": days.first, "last": days.last}
            )


def _refuse_overlap(voyage: Voyage, *, only_real: bool = False) -> None:
    """Refuse days of another voyage; a boat may leave on the day it returned. What really happened gives way to no plan."""
    today = timezone.localdate()
    days = voyage_days(voyage, today)
    others = Voyage.objects.standing().filter(vessel=voyage.vessel).exclude(pk=voyage.pk)
    for other in others.filter(left_on__isnull=False) if only_real else others:
        there = voyage_days(other, today)
        if (days.first < there.last and there.first < days.last) or days.first == there.first:
            raise UnableToKeepVoyage(
                _("%(vessel)s is out from %(first)s to %(last)s on another voyage. Correct one of the two.")
                % {"vessel": voyage.vessel, "first": there.first, "last": there.last}
            )


def _record(verb: str, voyage: Voyage, by: Account | None) -> None:
    organisation = voyage.vessel.organisation
    days = {name: getattr(voyage, name) for name in ("expected_from", "expected_to", "left_on", "returned_on")}
    record(
        verb,
        "vessel",
        voyage.vessel.uuid,
        actor=by.uuid if by else None,
        label=str(voyage.vessel),
        organisation_code=organisation.code if organisation else "",
        difference={name: day.isoformat() if day else "" for name, day in days.items()} | {"reason": voyage.cancelled_because},
    )

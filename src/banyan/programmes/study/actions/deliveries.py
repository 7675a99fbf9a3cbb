"""What people do to carry study to boats: take on carriers, plan who goes when, hand over, note what came back or was lost."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions import expect, move_activity, plan_activity, tick_attended
from banyan.activities.models import Activity, AttendanceRole, Kind, Way
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import persons_for
from banyan.programmes.study.models import Carrier, Delivery, Handout, Learner, Pack, Vessel, Voyage
from banyan.programmes.study.permissions import why_not_hand_over, why_not_keep_vessels
from banyan.programmes.study.queries.deliveries import is_at_sea, trips_in_month

name_verbs(
    {
        "add_carrier": gettext_lazy("took on a carrier"),
        "end_carrier": gettext_lazy("noted that a carrier stopped"),
        "plan_delivery": gettext_lazy("planned who carries study to a boat"),
        "hand_over_delivery": gettext_lazy("handed study over to a boat"),
        "cancel_delivery": gettext_lazy("cancelled a delivery"),
        "settle_handout": gettext_lazy("noted what came back or was lost"),
    }
)
LONGEST_MINUTES = 600


class UnableToCarry(RuleError):
    """The carrier can't be taken on, or doesn't go so."""


class UnableToHandOver(RuleError):
    """The delivery can't be handed over or cancelled, or the thing not noted so."""


@transaction.atomic
def add_carrier(organisation: Organisation, person: Person, *, trips_a_month: int, on: date, by: Account | None) -> Carrier:
    """Take on a carrier from a day on. Raise UnableToCarry."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse(organisation, by)
    if by is not None and not persons_for(by).filter(pk=person.pk).exists():
        raise UnableToCarry(_("%(name)s isn't on a roster of yours. Choose somebody from your list.") % {"name": person})
    if person.died_on is not None or person.left_on is not None:
        raise UnableToCarry(_("%(name)s is no longer on the roster.") % {"name": person})
    if Carrier.objects.filter(organisation=organisation, person=person, to_on=None).exists():
        raise UnableToCarry(_("%(name)s carries here already.") % {"name": person})
    if not 1 <= trips_a_month <= 31:
        raise UnableToCarry(_("Say how often a month, from 1 to 31."))
    carrier = Carrier.objects.create(organisation=organisation, person=person, trips_a_month=trips_a_month, from_on=on)
    _record_carrier("add_carrier", carrier, by)
    return carrier


@transaction.atomic
def end_carrier(carrier: Carrier, *, on: date, by: Account | None) -> Carrier:
    """Note that a carrier stopped on a day; whoever still goes somewhere is refused by name. Raise UnableToCarry."""
    carrier = _locked_carrier(carrier)
    _refuse(carrier.organisation, by)
    if carrier.to_on is not None:
        raise UnableToCarry(_("%(name)s stopped before.") % {"name": carrier})
    if on < carrier.from_on:
        raise UnableToCarry(_("%(name)s began later than that.") % {"name": carrier})
    if ahead := carrier.deliveries.filter(state=Delivery.State.PLANNED).select_related("vessel").first():
        raise UnableToCarry(
            _("%(name)s goes to %(vessel)s on %(day)s. Cancel that or hand it over first.")
            % {"name": carrier, "vessel": ahead.vessel, "day": ahead.on}
        )
    carrier.to_on = on
    carrier.save(update_fields=["to_on"])
    _record_carrier("end_carrier", carrier, by)
    return carrier


@transaction.atomic
def plan_delivery(
    vessel: Vessel,
    carrier: Carrier,
    *,
    on: date,
    voyage: Voyage | None = None,
    packs: Sequence[Pack] = (),
    things: Sequence[tuple[str, bool]] = (),
    by: Account | None,
) -> Delivery:
    """Plan that a carrier goes to a boat on a day, with packs and other things (what, whether it is given back). Raise UnableToCarry."""
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    _refuse(vessel.organisation, by)
    carrier = _locked_carrier(carrier)
    _refuse_way(vessel, carrier, on)
    if voyage is not None:
        _refuse_voyage(vessel, Voyage.objects.get(pk=voyage.pk), on)
    named = [(title.strip(), is_lent) for title, is_lent in things if title.strip()]
    if not packs and not named:
        raise UnableToCarry(_("Say what is carried: a study pack, or something else."))
    if any(pack.vessel_id != vessel.pk for pack in packs):
        raise UnableToCarry(_("This pack is another vessel's. Choose one of %(vessel)s.") % {"vessel": vessel})
    delivery = Delivery.objects.create(vessel=vessel, voyage=voyage, carrier=carrier, on=on, made_by=by)
    Handout.objects.bulk_create(
        [
            *(Handout(delivery=delivery, title=str(pack), pack=pack) for pack in packs),
            *(Handout(delivery=delivery, title=title[:120], is_lent=is_lent) for title, is_lent in named),
        ]
    )
    _record("plan_delivery", delivery, by, {"on": on.isoformat(), "what": [*map(str, packs), *(title for title, _lent in named)]})
    return delivery


@transaction.atomic
def hand_over(
    delivery: Delivery,
    *,
    at: datetime,
    minutes: int,
    received_by: Learner | None = None,
    carried: Collection[int] | None = None,
    by: Account | None,
) -> Delivery:
    """Note that things were handed over, which ones (None: all) and to whom; the carrier's time is an activity that the office confirms.

    Raise UnableToHandOver.
    """
    delivery = _locked_delivery(delivery)
    if by is not None and (reason := why_not_hand_over(by, delivery)):
        raise UnableToHandOver(reason)
    _refuse_state(delivery)
    if at > timezone.now():
        raise UnableToHandOver(_("This time is still to come. Note it when it is handed over."))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise UnableToHandOver(_("Say how long it took, from 1 to %(most)d minutes.") % {"most": LONGEST_MINUTES})
    if received_by is not None and not delivery.vessel.crew.filter(learner=received_by).exists():
        raise UnableToHandOver(_("%(name)s was never aboard %(vessel)s.") % {"name": received_by, "vessel": delivery.vessel})
    taken = [one for one in delivery.handouts.all() if carried is None or one.pk in carried]
    if not taken:
        raise UnableToHandOver(_("Tick what was handed over; if nothing was, cancel the delivery."))
    delivery.handouts.update(state=Handout.State.NOT_CARRIED)
    for lent, state in ((True, Handout.State.OUT), (False, Handout.State.GIVEN)):
        delivery.handouts.filter(pk__in=[one.pk for one in taken], is_lent=lent).update(state=state)
    delivery.activity = _activity(delivery, at, minutes)
    delivery.state, delivery.received_by, delivery.on = Delivery.State.DONE, received_by, timezone.localdate(at)
    delivery.save()
    _record("hand_over_delivery", delivery, by, {"what": [one.title for one in taken], "minutes": minutes})
    return delivery


@transaction.atomic
def cancel_delivery(delivery: Delivery, *, reason: str, by: Account | None) -> Delivery:
    """Cancel a delivery that wasn't handed over. Raise UnableToHandOver."""
    delivery = _locked_delivery(delivery)
    if by is not None and (refusal := why_not_keep_vessels(by, delivery.vessel.organisation)):
        raise UnableToHandOver(refusal)
    _refuse_state(delivery)
    if not reason.strip():
        raise UnableToHandOver(_("Say why; the reason is kept."))
    delivery.state, delivery.cancelled_because = Delivery.State.CANCELLED, reason.strip()[:200]
    delivery.save()
    delivery.handouts.update(state=Handout.State.NOT_CARRIED)
    _record("cancel_delivery", delivery, by, {"reason": delivery.cancelled_because})
    return delivery


@transaction.atomic
def settle_handout(handout: Handout, *, state: str, on: date, by: Account | None) -> Handout:
    """Note that something lent came back, was lost, or is out after all. Raise UnableToHandOver."""
    delivery = _locked_delivery(handout.delivery)
    if by is not None and (reason := why_not_hand_over(by, delivery)):
        raise UnableToHandOver(reason)
    handout = Handout.objects.get(pk=handout.pk)
    choices = (Handout.State.OUT, Handout.State.RETURNED, Handout.State.LOST)
    if handout.state not in choices or state not in choices:
        raise UnableToHandOver(_("“%(what)s” wasn't lent, so it neither comes back nor is lost.") % {"what": handout})
    if handout.state == state:
        raise UnableToHandOver(_("“%(what)s” is noted as %(state)s already.") % {"what": handout, "state": handout.get_state_display()})
    if on < delivery.on or on > timezone.localdate():
        raise UnableToHandOver(_("Choose a day since %(day)s, today at the latest.") % {"day": delivery.on})
    handout.state, handout.settled_on = state, None if state == Handout.State.OUT else on
    handout.save()
    _record("settle_handout", delivery, by, {"what": handout.title, "state": state, "on": on.isoformat()})
    return handout


def _refuse(organisation: Organisation | None, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToCarry(reason)


def _refuse_way(vessel: Vessel, carrier: Carrier, on: date) -> None:
    if vessel.ended_on is not None:
        raise UnableToCarry(_("%(vessel)s sails no longer. Choose another vessel.") % {"vessel": vessel})
    if carrier.from_on > on or (carrier.to_on is not None and carrier.to_on < on):
        raise UnableToCarry(_("%(name)s doesn't carry on %(day)s. Choose somebody else or another day.") % {"name": carrier, "day": on})
    if trips_in_month(carrier, on) >= carrier.trips_a_month:
        raise UnableToCarry(
            _("%(name)s goes %(most)d times in that month already, as agreed. Choose somebody else.")
            % {"name": carrier, "most": carrier.trips_a_month}
        )
    if Delivery.objects.standing().filter(carrier=carrier, on=on).exists():
        raise UnableToCarry(
            _("%(name)s goes to another boat on %(day)s. Choose somebody else or another day.") % {"name": carrier, "day": on}
        )
    if is_at_sea(vessel, on):
        raise UnableToCarry(_("%(vessel)s is at sea on %(day)s. Choose another day.") % {"vessel": vessel, "day": on})


def _refuse_voyage(vessel: Vessel, voyage: Voyage, on: date) -> None:
    if voyage.vessel_id != vessel.pk or voyage.cancelled_because:
        raise UnableToCarry(_("This voyage isn't expected any more. Open the page again."))
    if on > (voyage.left_on or voyage.expected_from):
        raise UnableToCarry(_("The boat has left by then. Choose a day before it leaves."))
    if voyage.deliveries.exclude(state=Delivery.State.CANCELLED).exists():
        raise UnableToCarry(_("Somebody goes to %(vessel)s before this voyage already.") % {"vessel": vessel})


def _refuse_state(delivery: Delivery) -> None:
    if delivery.state != Delivery.State.PLANNED:
        raise UnableToHandOver(
            _("This delivery is %(state)s, so this can't be done now. Open it again to see where it stands.")
            % {"state": delivery.get_state_display()}
        )


def _activity(delivery: Delivery, at: datetime, minutes: int) -> Activity:
    """The carrier's time, held and waiting for whoever confirms service (order 67: who organises records)."""
    organisation = delivery.vessel.organisation or delivery.carrier.organisation
    title = _("Study carried to %(vessel)s") % {"vessel": delivery.vessel}
    fields = {"kind": Kind.SEA_DELIVERY, "title": title, "starts_at": at - timedelta(minutes=minutes), "ends_at": at}
    activity = plan_activity(organisation, fields, by=None)
    expect(activity, [delivery.carrier.person], role=AttendanceRole.CARRIER, by=None)
    tick_attended(activity, [delivery.carrier.person], way=Way.PROXY, by=None)
    activity = move_activity(activity, "announce", by=None)
    return move_activity(activity, "hold", by=None)


def _locked_carrier(carrier: Carrier) -> Carrier:
    return Carrier.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=carrier.pk)


def _locked_delivery(delivery: Delivery) -> Delivery:
    # First the lock alone: PostgreSQL would join the rows as they were before it had waited.
    Delivery.objects.select_for_update().only("pk").get(pk=delivery.pk)
    rows = Delivery.objects.select_related("vessel__organisation", "carrier__person", "carrier__organisation")
    return rows.get(pk=delivery.pk)


def _record_carrier(verb: str, carrier: Carrier, by: Account | None) -> None:
    record(
        verb,
        "carrier",
        carrier.pk,
        actor=by.uuid if by else None,
        subject=carrier.person.uuid,
        organisation_code=carrier.organisation.code,
        difference={"trips_a_month": carrier.trips_a_month, "to": carrier.to_on.isoformat() if carrier.to_on else ""},
    )


def _record(verb: str, delivery: Delivery, by: Account | None, difference: dict[str, object]) -> None:
    organisation = delivery.vessel.organisation
    record(
        verb,
        "delivery",
        delivery.uuid,
        actor=by.uuid if by else None,
        subject=delivery.carrier.person.uuid,
        label=str(delivery.vessel),
        organisation_code=organisation.code if organisation else "",
        difference=difference,
    )

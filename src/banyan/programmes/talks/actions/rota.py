"""Publishing the rota of a weekly slot: each slot's speaker and topic, announced, and those concerned told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions import expect, move_activity, take_off
from banyan.activities.models import Activity, Attendance, AttendanceRole, Kind, Series
from banyan.activities.permissions import why_not_run
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.outbox.actions import About, notify
from banyan.people.models import Account, Person
from banyan.programmes.talks.fit import HINDRANCES
from banyan.programmes.talks.models import Speaker, Talk
from banyan.programmes.talks.queries.rota import Offer, Rota, RotaSlot, propose_rota
from banyan.programmes.talks.queries.speakers import AHEAD, first_moment
from banyan.web.words import say_moment

name_verbs({"set_rota": gettext_lazy("published the rota of a weekly slot")})


class UnableToSetRota(RuleError):
    """The rota can't be so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to have a slot (a speaker's id; None leaves it empty) and who had it when the page was read."""

    speaker: int | None
    seen: int | None


@transaction.atomic
def set_rota(series: Series, choices: Mapping[int, Choice], *, until: date, dialect: str, by: Account, now: datetime) -> int:
    """Write speaker and topic of the slots (by their activity's id), announce them and tell those concerned; return how many changed.

    Nobody speaks while resting, in the open who mustn't, elsewhere on that day, or more often than agreed. Raise UnableToSetRota.
    """
    series = (
        Series.objects.select_for_update(of=("self",)).select_related("organisation", "programme__organisation", "place").get(pk=series.pk)
    )
    if reason := why_not_run(by, series.organisation):
        raise UnableToSetRota(reason)
    if series.kind != Kind.TALK or series.programme is None:
        raise UnableToSetRota(_("“%(what)s” isn't a slot of talks that belongs to a programme.") % {"what": series})
    rota = propose_rota(series, until, now=now, dialect=dialect)
    slots = {slot.activity.pk: slot for slot in rota.slots}
    _refuse(rota, slots, choices)
    changed = [pk for pk, choice in choices.items() if choice.speaker != _standing(slots[pk]) or _waits(slots[pk], choice)]
    for pk in sorted(changed, key=lambda pk: slots[pk].activity.starts_at):
        _fill(slots[pk], choices[pk].speaker, by)
    if changed:
        record(
            "set_rota",
            "series",
            series.uuid,
            actor=by.uuid,
            label=series.title,
            organisation_code=series.organisation.code,
            difference={"slots": len(changed), "dialect": rota.dialect},
        )
    return len(changed)


@transaction.atomic
def free_slots(speaker: Speaker, from_on: date, to_on: date | None, *, by: Account | None) -> int:
    """Empty the slots of the rota that a speaker has in a stretch of days, for others to fill; return how many."""
    slots = Talk.objects.select_for_update(of=("self",)).filter(speaker=speaker, activity__state__in=AHEAD, activity__order=None)
    slots = slots.filter(activity__starts_at__gte=first_moment(from_on))
    if to_on is not None:
        slots = slots.filter(activity__starts_at__lt=first_moment(to_on + timedelta(days=1)))
    found = list(slots.select_related("activity__place", "activity__organisation"))
    for talk in found:
        talk.speaker, talk.topic, talk.script, talk.dialect = None, None, None, ""
        talk.save()
        _release(talk.activity, speaker.person, by)
    return len(found)


def _standing(slot: RotaSlot) -> int | None:
    return slot.now.speaker_id if slot.now else None


def _waits(slot: RotaSlot, choice: Choice) -> bool:
    """Whether a filled slot hasn't been announced yet."""
    return choice.speaker is not None and slot.activity.state == Activity.State.PLANNED


def _refuse(rota: Rota, slots: Mapping[int, RotaSlot], choices: Mapping[int, Choice]) -> None:
    for pk, choice in choices.items():
        if pk not in slots or _standing(slots[pk]) != choice.seen:
            raise UnableToSetRota(_("Somebody changed these slots meanwhile. Look at them as they are now, then publish."))
        if choice.speaker is None:
            continue
        offer = slots[pk].offers.get(choice.speaker)
        if offer is None:
            raise UnableToSetRota(_("Somebody who was chosen no longer speaks for the programme. Choose again."))
        if offer.is_hard and choice.speaker != choice.seen:
            when = say_moment(slots[pk].activity.starts_at)
            raise UnableToSetRota(
                _("%(when)s: %(name)s %(why)s. Choose somebody else.") % {"when": when, "name": offer.speaker.name, "why": _why(offer)}
            )
    _refuse_too_many(rota, slots, choices)


def _why(offer: Offer) -> str:
    if offer.hindrance is not None:
        return str(HINDRANCES[offer.hindrance])
    return _("has no topic with a script that may be used on that day")


def _refuse_too_many(rota: Rota, slots: Mapping[int, RotaSlot], choices: Mapping[int, Choice]) -> None:
    """Raise UnableToSetRota when somebody would speak more often in a month than agreed, other talks counted in."""
    ordered = sorted(slots.values(), key=lambda slot: slot.activity.starts_at)
    speakers = {speaker.pk: speaker for speaker in rota.speakers}
    for month, group in groupby(ordered, key=lambda slot: (slot.activity.on.year, slot.activity.on.month)):
        rows = list(group)
        before = [_standing(slot) for slot in rows]
        after = [choices[slot.activity.pk].speaker if slot.activity.pk in choices else _standing(slot) for slot in rows]
        for pk in {one for one in after if one in speakers}:
            speaker, more = speakers[pk], after.count(pk) - before.count(pk)
            if more > 0 and speaker.by_month.get(month, 0) + more > speaker.a_month:
                raise UnableToSetRota(
                    _("%(name)s would have more than %(count)d talks in %(month)s, which is what was agreed. Choose somebody else.")
                    % {"name": speaker.name, "count": speaker.a_month, "month": f"{month[0]}-{month[1]:02d}"}
                )


def _fill(slot: RotaSlot, speaker: int | None, by: Account) -> None:
    """Write one slot and tell who has it and who has it no longer."""
    activity, before = slot.activity, slot.now.speaker if slot.now else None
    offer = slot.offers[speaker] if speaker is not None else None
    Talk.objects.update_or_create(
        activity=activity,
        defaults={
            "speaker_id": speaker,
            "topic": offer.topic if offer else None,
            "script": offer.script if offer else None,
            "dialect": offer.dialect if offer else "",
        },
    )
    if before is not None and before.pk != speaker:
        _release(activity, before.person, by)
    if offer is None:
        return
    person = Person.objects.get(pk=offer.speaker.person_pk)
    new = expect(activity, [person], by=by, role=AttendanceRole.SPEAKER)
    if activity.state == Activity.State.PLANNED:
        move_activity(activity, "announce", by=by)
    elif new:
        text = _("“%(what)s” on %(when)s, %(where)s. You are expected.")
        _tell(activity, person, text, "rota")


def _release(activity: Activity, person: Person, by: Account | None) -> None:
    if not activity.attendances.filter(person=person, state=Attendance.State.EXPECTED).exists():
        return
    take_off(activity, person, by=by)
    if activity.state == Activity.State.OPEN:
        _tell(activity, person, _("“%(what)s” on %(when)s, %(where)s: somebody else speaks; you needn't come for it."), "released")


def _tell(activity: Activity, person: Person, text: str, key: str) -> None:
    words = {"what": activity.title, "when": say_moment(activity.starts_at), "where": activity.place or _("place to be announced")}
    about = About(activity.organisation, "activity", activity.uuid, activity.get_absolute_url())
    notify([person], text % words, about, key=f"{key}:{activity.uuid}:{timezone.now():%Y%m%d%H%M%S}")

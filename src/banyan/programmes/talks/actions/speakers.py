"""What people do with speakers: take them on, change what they offer, let them rest, bring them back, part."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Programme
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.orders.actions import take_back_dispatch
from banyan.orders.models import Dispatch
from banyan.people.models import Account, Person
from banyan.people.queries import persons_for
from banyan.programmes.talks.actions.rota import free_slots
from banyan.programmes.talks.models import Availability, Pause, Speaker, SpokenDialect
from banyan.programmes.talks.permissions import why_not_keep_speakers, why_not_see_health
from banyan.programmes.talks.queries.speakers import first_moment

name_verbs(
    {
        "add_speaker": gettext_lazy("took a speaker on"),
        "change_speaker": gettext_lazy("changed what a speaker offers"),
        "pause_speaker": gettext_lazy("let a speaker rest"),
        "return_speaker": gettext_lazy("noted that a speaker is back"),
        "end_speaker": gettext_lazy("noted that a speaker has stopped"),
    }
)
COLUMNS = ("forms", "home", "reach_km", "talks_a_month", "indoors_only")
LEAST_KM, MOST_KM, MOST_A_MONTH = 1, 500, 31


class UnableToKeepSpeaker(RuleError):
    """The speaker can't be taken on or changed so."""


@transaction.atomic
def add_speaker(programme: Programme, person: Person, fields: Mapping[str, Any], *, by: Account | None, on: date) -> Speaker:
    """Take a person on as speaker of a programme; who had stopped begins again. Raise UnableToKeepSpeaker."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse_keeping(programme, by)
    if by is not None and not persons_for(by).filter(pk=person.pk).exists():
        raise UnableToKeepSpeaker(_("%(name)s isn't on a roster of yours. Choose somebody from your list.") % {"name": person})
    if programme.ended_on is not None:
        raise UnableToKeepSpeaker(_("“%(programme)s” has ended, so nobody is taken on for it.") % {"programme": programme})
    _refuse_person(person)
    speaker = Speaker.objects.filter(programme=programme, person=person).first() or Speaker(programme=programme, person=person)
    if speaker.pk and speaker.ended_on is None:
        raise UnableToKeepSpeaker(_("%(name)s speaks for “%(programme)s” already.") % {"name": person, "programme": programme})
    speaker.begun_on, speaker.ended_on = on, None
    _write(speaker, fields, by)
    _record("add_speaker", speaker, by, {"on": on.isoformat()})
    return speaker


@transaction.atomic
def change_speaker(speaker: Speaker, fields: Mapping[str, Any], *, by: Account | None) -> Speaker:
    """Change what a speaker offers; what was agreed before stays agreed. Raise UnableToKeepSpeaker."""
    speaker = _locked(speaker, by)
    before = _said(speaker)
    _write(speaker, fields, by)
    after = _said(speaker)
    difference: dict[str, object] = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    if "health_limits" in fields:
        # That somebody looked after them is kept, what they are is not.
        difference["health_limits"] = "…"
    _record("change_speaker", speaker, by, difference)
    return speaker


@transaction.atomic
def pause_speaker(speaker: Speaker, *, from_on: date, to_on: date | None, reason: str, by: Account | None) -> Pause:
    """Let a speaker rest from one day to another, or until the return is noted. Raise UnableToKeepSpeaker."""
    speaker = _locked(speaker, by)
    if to_on is not None and to_on < from_on:
        raise UnableToKeepSpeaker(_("The last day is before the first. Exchange the two."))
    overlapping = [pause for pause in speaker.pauses.all() if _overlap(pause, from_on, to_on)]
    if overlapping:
        raise UnableToKeepSpeaker(
            _("%(name)s rests in these days already. Note the return first, or choose other days.") % {"name": speaker}
        )
    pause = Pause.objects.create(speaker=speaker, from_on=from_on, to_on=to_on, reason=reason.strip())
    _record("pause_speaker", speaker, by, {"from": from_on.isoformat(), "to": to_on.isoformat() if to_on else ""})
    return pause


def free_speaker(speaker: Speaker, *, from_on: date, to_on: date | None, by: Account, now: datetime) -> int:
    """Take back what a speaker has agreed to or was asked for in a stretch of days, so that others are found; return how many.

    Each is a transaction of its own, in the order of locks that dispatching has; done again, it goes on. Raise UnableToServe.
    """
    _refuse_keeping(speaker.programme, by)
    dispatches = Dispatch.objects.filter(
        person=speaker.person, state__in=(Dispatch.State.SENT, Dispatch.State.ACCEPTED), order__programme=speaker.programme
    )
    # Nobody else needs to know why.
    reason, orders = _("the speaker can't come"), dispatches.filter(time__starts_at__gte=max(first_moment(from_on), now))
    if to_on is not None:
        orders = orders.filter(time__starts_at__lt=first_moment(to_on + timedelta(days=1)))
    rows = [dispatch.order for dispatch in orders.select_related("order").order_by("time__starts_at")]
    for order in rows:
        take_back_dispatch(order, by=by, now=now, reason=reason)
    return len(rows) + free_slots(speaker, max(from_on, timezone.localdate(now)), to_on, by=by)


@transaction.atomic
def return_speaker(speaker: Speaker, *, on: date, by: Account | None) -> Speaker:
    """Note that a speaker is back from a day on: the pause ends the day before, one that hasn't begun is dropped.

    Raise UnableToKeepSpeaker when there is no pause then or later.
    """
    speaker = _locked(speaker, by)
    pauses = [pause for pause in speaker.pauses.order_by("from_on") if pause.to_on is None or pause.to_on >= on]
    if not pauses:
        raise UnableToKeepSpeaker(_("%(name)s doesn't rest then. Open the page again to see how things stand.") % {"name": speaker})
    pause = pauses[0]
    if pause.from_on >= on:
        pause.delete()
    else:
        pause.to_on = date.fromordinal(on.toordinal() - 1)
        pause.save(update_fields=["to_on"])
    _record("return_speaker", speaker, by, {"on": on.isoformat()})
    return speaker


@transaction.atomic
def end_speaker(speaker: Speaker, *, on: date, by: Account | None) -> Speaker:
    """Note that a person no longer speaks for the programme; what was given stays recorded. Raise UnableToKeepSpeaker."""
    speaker = _locked(speaker, by)
    if on < speaker.begun_on:
        raise UnableToKeepSpeaker(
            _("%(name)s began on %(day)s. Choose that day or a later one.") % {"name": speaker, "day": speaker.begun_on}
        )
    speaker.ended_on = on
    speaker.save(update_fields=["ended_on"])
    _record("end_speaker", speaker, by, {"on": on.isoformat()})
    return speaker


def _locked(speaker: Speaker, by: Account | None) -> Speaker:
    speaker = Speaker.objects.select_for_update(of=("self",)).select_related("programme__organisation", "person", "home").get(pk=speaker.pk)
    _refuse_keeping(speaker.programme, by)
    if speaker.ended_on is not None:
        raise UnableToKeepSpeaker(_("%(name)s no longer speaks for this programme. Take the person on again first.") % {"name": speaker})
    return speaker


def _refuse_keeping(programme: Programme, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_speakers(by, programme)):
        raise UnableToKeepSpeaker(reason)


def _refuse_person(person: Person) -> None:
    if person.died_on is not None or person.erased_at is not None:
        raise UnableToKeepSpeaker(_("%(name)s has died, or was erased, and can't be taken on.") % {"name": person})
    if person.left_on is not None:
        raise UnableToKeepSpeaker(_("%(name)s has moved away from the roster. Put the person back on it first.") % {"name": person})


def _write(speaker: Speaker, fields: Mapping[str, Any], by: Account | None) -> None:
    """Write what is given of ``fields``; what isn't named stays."""
    if "health_limits" in fields:
        if by is not None and (reason := why_not_see_health(by, speaker.programme)):
            raise UnableToKeepSpeaker(reason)
        speaker.health_limits = str(fields["health_limits"]).strip()
    for name in COLUMNS:
        if name in fields:
            setattr(speaker, name, fields[name])
    _refuse_fields(speaker, fields)
    speaker.save()
    if "topics" in fields:
        speaker.topics.set(fields["topics"])
    if "spoken" in fields:
        _write_dialects(speaker, fields["spoken"])
    if "available" in fields:
        _write_hours(speaker, fields["available"])


def _refuse_fields(speaker: Speaker, fields: Mapping[str, Any]) -> None:
    if not LEAST_KM <= speaker.reach_km <= MOST_KM:
        raise UnableToKeepSpeaker(_("How far somebody goes is %(least)d to %(most)d km.") % {"least": LEAST_KM, "most": MOST_KM})
    if not 0 < speaker.talks_a_month <= MOST_A_MONTH:
        raise UnableToKeepSpeaker(_("Talks a month are 1 to %(most)d. Who can't for a while rests.") % {"most": MOST_A_MONTH})
    if not speaker.forms:
        raise UnableToKeepSpeaker(_("Tick at least one form."))
    if any(topic.programme_id != speaker.programme_id for topic in fields.get("topics", ())):
        raise UnableToKeepSpeaker(_("A topic belongs to another programme. Choose from this programme's menu."))
    if "spoken" in fields and not fields["spoken"]:
        raise UnableToKeepSpeaker(_("Say how well at least one dialect is spoken."))


def _write_dialects(speaker: Speaker, spoken: Mapping[str, int]) -> None:
    speaker.spoken.all().delete()
    SpokenDialect.objects.bulk_create(SpokenDialect(speaker=speaker, dialect=dialect, level=level) for dialect, level in spoken.items())


def _write_hours(speaker: Speaker, available: Collection[tuple[int, str]]) -> None:
    speaker.availabilities.all().delete()
    Availability.objects.bulk_create(Availability(speaker=speaker, weekday=day, part=part) for day, part in sorted(available))


def _overlap(pause: Pause, from_on: date, to_on: date | None) -> bool:
    return (to_on is None or pause.from_on <= to_on) and (pause.to_on is None or pause.to_on >= from_on)


def _said(speaker: Speaker) -> dict[str, str]:
    """What the audit trail says of a speaker; health limits and reasons of pauses aren't among it."""
    return {name: str(getattr(speaker, name)) for name in COLUMNS} | {
        "topics": str(sorted(speaker.topics.values_list("pk", flat=True))),
        "spoken": str(sorted(speaker.spoken.values_list("dialect", "level"))),
        "available": str(sorted(speaker.availabilities.values_list("weekday", "part"))),
    }


def _record(verb: str, speaker: Speaker, by: Account | None, difference: Mapping[str, object] | None = None) -> None:
    record(
        verb,
        "speaker",
        speaker.uuid,
        actor=by.uuid if by else None,
        label=speaker.programme.name,
        organisation_code=speaker.programme.organisation.code,
        subject=speaker.person.uuid,
        difference=dict(difference or {}),
    )

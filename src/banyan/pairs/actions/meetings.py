"""What a pair does: goals, meetings that are recorded and confirmed, notes for the two alone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Kind
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.ledger.actions import Fact, Source, settle_facts
from banyan.ledger.models import LedgerAccount
from banyan.ledger.permissions import why_not_confirm
from banyan.pairs.actions.life import locked_pair
from banyan.pairs.models import Goal, Meeting, Note, Pair
from banyan.pairs.permissions import why_not_record
from banyan.people.models import Account, Person

name_verbs(
    {
        "set_goals": gettext_lazy("set the goals of a pair"),
        "reach_goal": gettext_lazy("noted that a goal was reached"),
        "record_meeting": gettext_lazy("recorded a meeting of a pair"),
        "confirm_meeting": gettext_lazy("confirmed a meeting of a pair"),
        "drop_meeting": gettext_lazy("took out a meeting of a pair"),
        "write_note": gettext_lazy("wrote a note for a pair"),
    }
)
SOURCE_KIND, ROLE = "pair_meeting", "mentor"
FEWEST_GOALS, MOST_GOALS, LONGEST_MINUTES, LONGEST_NOTE = 3, 6, 600, 4000
# A telephone's clock may be a little ahead.
AHEAD = timedelta(minutes=10)


class UnableToMeet(RuleError):
    """The goals can't be set, or the meeting not recorded, confirmed or taken out so."""


@transaction.atomic
def set_goals(pair: Pair, goals: Sequence[tuple[str, date]], *, by: Account | None) -> list[Goal]:
    """Set what a pair wants to reach, 3 to 6 goals with a day each; goals that were reached stay as they are. Raise UnableToMeet."""
    pair = _meeting_pair(pair, by)
    named = [(text.strip()[:120], due) for text, due in goals if text.strip()]
    if not FEWEST_GOALS <= len(named) <= MOST_GOALS:
        raise UnableToMeet(_("Set 3 to 6 goals, each with a day."))
    reached = {goal.text for goal in pair.goals.filter(reached_on__isnull=False)}
    pair.goals.filter(reached_on=None).delete()
    Goal.objects.bulk_create(Goal(pair=pair, text=text, due_on=due) for text, due in named if text not in reached)
    _record("set_goals", pair, by, {"count": len(named)})
    return list(pair.goals.all())


@transaction.atomic
def reach_goal(goal: Goal, *, on: date | None, by: Account | None) -> Goal:
    """Note that a goal was reached on a day (None: not after all). Raise UnableToMeet."""
    pair = _meeting_pair(goal.pair, by)
    goal = Goal.objects.get(pk=goal.pk)
    goal.reached_on = on
    goal.save(update_fields=["reached_on"])
    _record("reach_goal", pair, by, {"goal": goal.text, "on": on.isoformat() if on else ""})
    return goal


@transaction.atomic
def record_meeting(
    pair: Pair, *, key: str, at: datetime, minutes: int, mode: str, summary: str = "", now: datetime, by: Account | None
) -> Meeting:
    """Record a meeting; the same ``key`` again returns the one that is there. Raise UnableToMeet."""
    pair = locked_pair(pair)
    if (known := pair.meetings.filter(key=key).first()) is not None:
        return known
    _refuse_recording(pair, by)
    if at > now + AHEAD:
        raise UnableToMeet(_("This time is still to come. Record the meeting afterwards."))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise UnableToMeet(_("A meeting lasts 1 to %(most)d minutes.") % {"most": LONGEST_MINUTES})
    if pair.signed_on is None or timezone.localdate(at) < pair.signed_on:
        raise UnableToMeet(_("The agreement was signed later than that. Correct the day."))
    ends = at + timedelta(minutes=minutes)
    beside = [one for one in pair.meetings.filter(dropped_because="", at__lt=ends) if one.at + timedelta(minutes=one.minutes) > at]
    if beside:
        raise UnableToMeet(_("A meeting at that time is recorded already. Correct one of the two."))
    meeting = Meeting.objects.create(
        pair=pair, key=key, at=at, minutes=minutes, mode=mode, summary=summary.strip()[:300], recorded_at=now, recorded_by=by
    )
    _record("record_meeting", pair, by, {"at": at.isoformat(), "minutes": minutes, "mode": mode})
    return meeting


@transaction.atomic
def confirm_meetings(meetings: Iterable[Meeting], *, now: datetime, by: Account) -> int:
    """Confirm meetings: the time of whoever gives goes to the ledger, once. Return how many are new.

    Raise UnableToMeet or UnableToRecord.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).filter(
        pk__in=[one.pk for one in meetings], dropped_because="", confirmed_at=None
    )
    waiting = list(rows.select_related("pair__programme__organisation", "pair__giver", "pair__receiver").order_by("pk"))
    for meeting in waiting:
        pair = meeting.pair
        if reason := why_not_confirm(by, pair.programme.organisation):
            raise UnableToMeet(reason)
        if by.person_id in (pair.giver_id, pair.receiver_id):
            raise UnableToMeet(_("This is a meeting of your own, so somebody else confirms it."))
        settle_facts(_source(meeting), _facts(meeting), by=by)
        meeting.confirmed_at = now
        meeting.save(update_fields=["confirmed_at"])
        _record("confirm_meeting", pair, by, {"at": meeting.at.isoformat(), "minutes": meeting.minutes})
    return len(waiting)


@transaction.atomic
def drop_meeting(meeting: Meeting, *, reason: str, by: Account | None) -> Meeting:
    """Take out a meeting that was recorded wrongly; what it wrote to the ledger is reversed. Raise UnableToMeet."""
    pair = locked_pair(meeting.pair)
    meeting = Meeting.objects.get(pk=meeting.pk)
    if by is not None and (refusal := why_not_record(by, pair)):
        raise UnableToMeet(refusal)
    if meeting.dropped_because:
        raise UnableToMeet(_("This meeting was taken out before."))
    if not reason.strip():
        raise UnableToMeet(_("Say why; the reason is kept."))
    if meeting.confirmed_at is not None:
        if by is not None and (refusal := why_not_confirm(by, pair.programme.organisation)):
            raise UnableToMeet(refusal)
        settle_facts(_source(meeting), [], by=by, reason=reason.strip())
    meeting.confirmed_at, meeting.dropped_because = None, reason.strip()[:200]
    meeting.save(update_fields=["confirmed_at", "dropped_because"])
    _record("drop_meeting", pair, by, {"at": meeting.at.isoformat(), "reason": meeting.dropped_because})
    return meeting


@transaction.atomic
def write_note(pair: Pair, text: str, *, by: Account) -> Note:
    """Write a note that only the two of the pair read. Raise UnableToMeet."""
    pair = locked_pair(pair)
    author = by.person
    if author is None or author.pk not in (pair.giver_id, pair.receiver_id):
        raise UnableToMeet(_("Only the two of this pair write and read notes."))
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise UnableToMeet(_("A note has 1 to %(most)d characters.") % {"most": LONGEST_NOTE})
    note = Note.objects.create(pair=pair, author=author, text=text)
    # That it was written, never what.
    _record("write_note", pair, by, {})
    return note


def _meeting_pair(pair: Pair, by: Account | None) -> Pair:
    pair = locked_pair(pair)
    _refuse_recording(pair, by)
    return pair


def _refuse_recording(pair: Pair, by: Account | None) -> None:
    if by is not None and (reason := why_not_record(by, pair)):
        raise UnableToMeet(reason)
    if pair.state not in (Pair.State.TRIAL, Pair.State.RUNNING):
        raise UnableToMeet(
            _("This pair is %(state)s, so this can't be done now. Open it again to see where it stands.")
            % {"state": pair.get_state_display()}
        )


def _source(meeting: Meeting) -> Source:
    programme = meeting.pair.programme
    ends = meeting.at + timedelta(minutes=meeting.minutes)
    return Source(SOURCE_KIND, meeting.uuid, Kind.MENTORING, programme.name, programme.organisation, meeting.at, ends)


def _facts(meeting: Meeting) -> list[Fact]:
    pair = meeting.pair
    recorded_by = meeting.recorded_by.uuid if meeting.recorded_by else None
    givers: list[Person] = [pair.giver, *([pair.receiver] if pair.is_mutual else [])]
    return [Fact(one, LedgerAccount.VOLUNTEER, ROLE, meeting.minutes, recorded_by) for one in givers]


def _record(verb: str, pair: Pair, by: Account | None, difference: dict[str, Any]) -> None:
    record(
        verb,
        "pair",
        pair.uuid,
        actor=by.uuid if by else None,
        subject=pair.receiver.uuid,
        organisation_code=pair.programme.organisation.code,
        difference=difference,
    )

"""The life of a pair: proposed, answered by both, signed, on trial, running, extended, closed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Programme
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.models import StoredFile
from banyan.outbox.actions import call_back
from banyan.pairs.models import Pair
from banyan.pairs.permissions import why_not_answer, why_not_keep_pairs, why_not_move
from banyan.people.models import Account, Person
from banyan.people.queries import rule

name_verbs(
    {
        "propose_pair": gettext_lazy("proposed a pair"),
        "accept_pair": gettext_lazy("accepted a pair"),
        "decline_pair": gettext_lazy("declined a pair"),
        "sign_pair": gettext_lazy("signed the agreement of a pair"),
        "confirm_pair": gettext_lazy("let a pair go on after its trial"),
        "extend_pair": gettext_lazy("extended a pair"),
        "close_pair": gettext_lazy("closed a pair"),
    }
)
A_YEAR = timedelta(days=365)


class UnableToPair(RuleError):
    """The two can't be paired, or the pair can't take this step."""


@transaction.atomic
def propose_pair(
    programme: Programme,
    giver: Person,
    receiver: Person,
    *,
    fit: Mapping[str, Any] | None = None,
    is_mutual: bool = False,
    at: datetime,
    by: Account | None,
) -> Pair:
    """Propose that two people meet for a programme; ``fit`` is what the matching says of them. Raise UnableToPair."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    _refuse_keeper(programme, by)
    if programme.ended_on is not None:
        raise UnableToPair(_("“%(programme)s” has ended. Begin it again first.") % {"programme": programme})
    if giver.pk == receiver.pk:
        raise UnableToPair(_("Nobody is paired with oneself. Choose two people."))
    # In one order always, so that two coordinators who pair the same people wait for one another.
    people = {one.pk: one for one in Person.objects.select_for_update().filter(pk__in=(giver.pk, receiver.pk)).order_by("pk")}
    for person in people.values():
        if person.died_on is not None or person.left_on is not None:
            raise UnableToPair(_("%(name)s is no longer on the roster.") % {"name": person})
    both = Pair.objects.filter(programme=programme, giver__in=people, receiver__in=people).open()
    if both.exists():
        raise UnableToPair(_("%(one)s and %(other)s are a pair here already.") % {"one": giver, "other": receiver})
    pair = Pair.objects.create(
        programme=programme, giver=people[giver.pk], receiver=people[receiver.pk], is_mutual=is_mutual, fit=dict(fit or {}), proposed_at=at
    )
    _record("propose_pair", pair, by)
    return pair


@transaction.atomic
def answer_pair(pair: Pair, person: Person, *, yes: bool, at: datetime, by: Account | None) -> Pair:
    """Say yes or no for one of the two; once both said yes, the pair is accepted. ``by`` is None for an answer by the address sent.

    Raise UnableToPair.
    """
    pair = locked_pair(pair)
    if person.pk not in (pair.giver_id, pair.receiver_id):
        raise UnableToPair(_("%(name)s isn't one of this pair.") % {"name": person})
    if by is not None and (reason := why_not_answer(by, pair, person)):
        raise UnableToPair(reason)
    _refuse_step(pair, "accept" if yes else "decline")
    if not yes:
        pair.state = Pair.State.DECLINED
    elif person.pk == pair.giver_id:
        pair.giver_accepted_at = pair.giver_accepted_at or at
    else:
        pair.receiver_accepted_at = pair.receiver_accepted_at or at
    if pair.giver_accepted_at and pair.receiver_accepted_at and yes:
        pair.state = Pair.State.ACCEPTED
    if not yes:
        call_back(pair.uuid)
    pair.save()
    _record("accept_pair" if yes else "decline_pair", pair, by, subject=person)
    return pair


@transaction.atomic
def sign_pair(pair: Pair, *, on: date, way: str, agreement: StoredFile | None = None, by: Account | None) -> Pair:
    """Note that both signed the agreement on a day; the trial begins and lasts as the rule says. Raise UnableToPair."""
    pair = _kept(pair, "sign", by)
    accepted = max(moment for moment in (pair.giver_accepted_at, pair.receiver_accepted_at) if moment is not None)
    if on < timezone.localdate(accepted):
        raise UnableToPair(_("Both said yes later than that. Correct the day."))
    days: int = rule("pair_trial_days", pair.programme.organisation, on)
    pair.signed_on, pair.sign_way, pair.agreement = on, way, agreement
    pair.trial_until, pair.state = on + timedelta(days=days), Pair.State.TRIAL
    pair.save()
    _record("sign_pair", pair, by, {"on": on.isoformat(), "way": way})
    return pair


@transaction.atomic
def confirm_pair(pair: Pair, *, on: date, until: date | None = None, by: Account | None) -> Pair:
    """Let a pair go on after its trial, for a year unless said otherwise. Raise UnableToPair."""
    pair = _kept(pair, "confirm", by)
    until = until or on + A_YEAR
    if until <= on:
        raise UnableToPair(_("Choose a last day after %(day)s.") % {"day": on})
    pair.runs_until, pair.state = until, Pair.State.RUNNING
    pair.save()
    _record("confirm_pair", pair, by, {"until": until.isoformat()})
    return pair


@transaction.atomic
def extend_pair(pair: Pair, *, until: date, by: Account | None) -> Pair:
    """Let a running pair go on longer. Raise UnableToPair."""
    pair = _kept(pair, "extend", by)
    if pair.runs_until is not None and until <= pair.runs_until:
        raise UnableToPair(_("This pair runs until %(day)s already. Choose a later day.") % {"day": pair.runs_until})
    pair.runs_until = until
    pair.save()
    _record("extend_pair", pair, by, {"until": until.isoformat()})
    return pair


@transaction.atomic
def close_pair(pair: Pair, *, ending: str, on: date, passed_on: str = "", by: Account | None) -> Pair:
    """Close a pair with how it ended and, after a closing talk, what was passed on; nobody is reminded any more. Raise UnableToPair."""
    pair = _kept(pair, "close", by)
    if pair.signed_on is not None and on < pair.signed_on:
        raise UnableToPair(_("This pair began on %(day)s. Choose that day or a later one.") % {"day": pair.signed_on})
    pair.state, pair.ending, pair.closed_on, pair.passed_on = Pair.State.CLOSED, ending, on, passed_on.strip()
    pair.save()
    call_back(pair.uuid)
    _record("close_pair", pair, by, {"ending": ending, "on": on.isoformat()})
    return pair


def locked_pair(pair: Pair) -> Pair:
    """Return the pair's row as it stands now, held until the transaction ends."""
    # First the lock alone: PostgreSQL would join the rows as they were before it had waited.
    Pair.objects.select_for_update().only("pk").get(pk=pair.pk)
    return Pair.objects.select_related("programme__organisation", "giver", "receiver").get(pk=pair.pk)


def _kept(pair: Pair, verb: str, by: Account | None) -> Pair:
    pair = locked_pair(pair)
    _refuse_keeper(pair.programme, by)
    _refuse_step(pair, verb)
    return pair


def _refuse_keeper(programme: Programme, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_pairs(by, programme)):
        raise UnableToPair(reason)


def _refuse_step(pair: Pair, verb: str) -> None:
    if reason := why_not_move(pair, verb):
        raise UnableToPair(reason)


def _record(verb: str, pair: Pair, by: Account | None, difference: dict[str, Any] | None = None, subject: Person | None = None) -> None:
    record(
        verb,
        "pair",
        pair.uuid,
        actor=by.uuid if by else None,
        subject=(subject or pair.receiver).uuid,
        organisation_code=pair.programme.organisation.code,
        difference={"giver": str(pair.giver.uuid), "receiver": str(pair.receiver.uuid), "state": pair.state} | (difference or {}),
    )

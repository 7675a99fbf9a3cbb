"""What the organiser does with a round: begin it, set its numbers, and take it from state to state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Call, Stage
from banyan.cases.judging.models import Judging
from banyan.cases.judging.permissions import why_not_change, why_not_organise, why_not_step
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account

name_verbs(
    {
        "begin_judging": gettext_lazy("began a judging"),
        "set_judging": gettext_lazy("changed the numbers of a judging"),
        "close_scoring": gettext_lazy("closed scoring"),
        "reopen_scoring": gettext_lazy("opened scoring again"),
    }
)
SETTINGS = (
    "judges_per_case",
    "cases_least",
    "cases_most",
    "former_years",
    "score_until",
    "disagreement_points",
    "winners",
    "unit_most",
    "floor_points",
    "reviews_least",
    "notice_days",
    "award_places",
)


class UnableToJudge(RuleError):
    """The judging can't be begun, changed or taken further so."""


@transaction.atomic
def begin_judging(call: Call, settings: Mapping[str, Any], *, seed: int, by: Account, on: date | None = None) -> Judging:
    """Begin the judging of a call whose cities have recommended. ``seed`` is announced before anybody scores. Raise UnableToJudge."""
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    judging = Judging(call=call, seed=seed, **{name: settings[name] for name in SETTINGS if name in settings})
    if reason := why_not_organise(by, judging):
        raise UnableToJudge(reason)
    if Judging.objects.filter(call=call).exists():
        raise UnableToJudge(_("The judging of “%(call)s” has begun already. Open it from the call.") % {"call": call})
    if call.stage_on(on or timezone.localdate()) not in (Stage.RECOMMENDATION, Stage.SELECTION):
        raise UnableToJudge(_("Judging begins when units have submitted, at the earliest while cities recommend."))
    if not call.criteria.exists():
        raise UnableToJudge(_("The call has no criteria to score by. Give it criteria with weights first."))
    _refuse_numbers(judging)
    judging.save()
    call.is_judged = True
    call.save(update_fields=["is_judged"])
    record_judging("begin_judging", judging, by, {"seed": seed})
    return judging


@transaction.atomic
def set_judging(judging: Judging, settings: Mapping[str, Any], *, by: Account) -> Judging:
    """Change numbers and days of the round; the number for the lots stays as announced. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "settings"):
        raise UnableToJudge(reason)
    before = {name: getattr(judging, name) for name in SETTINGS}
    for name in SETTINGS:
        if name in settings:
            setattr(judging, name, settings[name])
    _refuse_numbers(judging)
    judging.save()
    changed = {name: [str(before[name]), str(getattr(judging, name))] for name in SETTINGS if before[name] != getattr(judging, name)}
    if changed:
        record_judging("set_judging", judging, by, changed)
    return judging


@transaction.atomic
def close_scoring(judging: Judging, *, by: Account) -> Judging:
    """End scoring; marks that weren't handed in stay kept but don't count. Raise UnableToJudge."""
    return take_step(judging, "close_scoring", by=by)


@transaction.atomic
def reopen_scoring(judging: Judging, *, until: date, by: Account, on: date | None = None) -> Judging:
    """Open scoring again until a day. Raise UnableToJudge."""
    if until < (on or timezone.localdate()):
        raise UnableToJudge(_("Give a day that isn't over yet."))
    judging = take_step(judging, "reopen_scoring", by=by, difference={"score_until": until.isoformat()})
    judging.score_until = until
    judging.save(update_fields=["score_until"])
    return judging


@transaction.atomic
def take_step(judging: Judging, verb: str, *, by: Account, difference: dict[str, Any] | None = None, on: date | None = None) -> Judging:
    """Take the round to its next state and write it down, inside the caller's transaction. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_step(by, judging, verb):
        raise UnableToJudge(reason)
    before = judging.state
    judging.state = next(target for source, name, target in Judging.TRANSITIONS if (source, name) == (before, verb))
    if judging.state == Judging.State.NOTICE:
        judging.notice_from = on or timezone.localdate()
    judging.save(update_fields=["state", "notice_from"])
    record_judging(verb, judging, by, {"state": [before, judging.state]} | (difference or {}))
    return judging


def locked_judging(judging: Judging) -> Judging:
    """The round as it is now, locked until the transaction ends."""
    return Judging.objects.select_for_update(of=("self",)).select_related("call", "call__organisation").get(pk=judging.pk)


def record_judging(verb: str, judging: Judging, by: Account | None, difference: dict[str, Any] | None = None, *, label: str = "") -> None:
    """Put a step of a judging on the audit trail of the organisation that called."""
    record(
        verb,
        "judging",
        judging.call.uuid,
        actor=by.uuid if by else None,
        label=label or judging.call.title,
        organisation_code=judging.call.organisation.code,
        difference=difference,
    )


def _refuse_numbers(judging: Judging) -> None:
    if not judging.judges_per_case or not judging.winners or not judging.unit_most:
        raise UnableToJudge(_("Judges for each case, cases to select and winners of one unit must be 1 or more."))
    if judging.cases_least > judging.cases_most:
        raise UnableToJudge(_("A judge can't have fewer cases at most than at least."))

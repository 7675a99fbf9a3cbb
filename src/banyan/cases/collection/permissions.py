"""Who may make calls, write, submit, recommend, accept and select, when, and why not."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banyan.cases.collection.models import Call, Level, Stage, Submission
from banyan.people.models import Account, Organisation, Role

OFFICE = (Role.CLERK, Role.ORGANISER)
UNTIL_RESULTS = (Stage.SUBMISSION, Stage.RECOMMENDATION, Stage.SELECTION)


@dataclass(frozen=True, slots=True)
class Step:
    """Whose step it is, and in which stages it can be taken."""

    level: Level
    stages: tuple[Stage, ...]


# A returned submission may come back while its city still recommends; until the next stage opens each step can be undone.
STEPS = {
    "submit": Step(Level.UNIT, (Stage.SUBMISSION, Stage.RECOMMENDATION)),
    "take_back": Step(Level.UNIT, (Stage.SUBMISSION,)),
    "discard": Step(Level.UNIT, tuple(Stage)),
    "take_up": Step(Level.UNIT, (Stage.AHEAD, Stage.SUBMISSION)),
    "return": Step(Level.CITY, (Stage.SUBMISSION, Stage.RECOMMENDATION)),
    "recommend": Step(Level.CITY, (Stage.SUBMISSION, Stage.RECOMMENDATION)),
    "undo_recommend": Step(Level.CITY, (Stage.SUBMISSION, Stage.RECOMMENDATION)),
    "accept": Step(Level.PROVINCE, UNTIL_RESULTS),
    "send_back": Step(Level.PROVINCE, (Stage.SUBMISSION, Stage.RECOMMENDATION)),
    "undo_accept": Step(Level.PROVINCE, UNTIL_RESULTS),
    "choose": Step(Level.PROVINCE, (Stage.SELECTION,)),
    "undo_choose": Step(Level.PROVINCE, (Stage.SELECTION,)),
}


def why_not_call(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not make and change calls of the organisation; None when it may."""
    if account.has_role_at(organisation, Role.ORGANISER):
        return None
    return _("Only the organiser of %(organisation)s may do this.") % {"organisation": organisation}


def why_not_begin(account: Account, call: Call, organisation: Organisation, day: date) -> str | None:
    """Say why the account may not begin a submission of ``organisation`` to the call on ``day``; None when it may."""
    if not account.has_role_at(organisation, *OFFICE):
        return _("Only the clerk or organiser of %(organisation)s, or of an organisation above it, may do this.") % {
            "organisation": organisation
        }
    if not organisation.path.startswith(call.organisation.path):
        return _("This call is for the units of %(organisation)s.") % {"organisation": call.organisation}
    return _why_not_in(call, (Stage.AHEAD, Stage.SUBMISSION), day)


def why_not_write(account: Account, submission: Submission, day: date) -> str | None:
    """Say why the account may not change the submission on ``day``; None when it may."""
    if reason := _why_not_at(account, submission, Level.UNIT):
        return reason
    if submission.state == Submission.State.RETURNED:
        return _why_not_in(submission.call, (Stage.SUBMISSION, Stage.RECOMMENDATION), day)
    if submission.state != Submission.State.DRAFT:
        return _("This submission is %(state)s. Only one that is being written can be changed.") % {"state": submission.get_state_display()}
    return _why_not_in(submission.call, (Stage.AHEAD, Stage.SUBMISSION), day)


def why_not_move(account: Account, submission: Submission, verb: str, day: date) -> str | None:
    """Say why the account may not ``verb`` the submission on ``day``: the office, the state, or the stage; None when it may."""
    step = STEPS[verb]
    if reason := _why_not_at(account, submission, step.level):
        return reason
    if not any(verb == name and submission.state == source for source, name, _target in Submission.TRANSITIONS):
        return _("This submission is %(state)s, so this can't be done now. Open it again to see where it stands.") % {
            "state": submission.get_state_display()
        }
    if submission.call.is_judged and verb in ("choose", "undo_choose"):
        return _("The winners of this call are selected by its judging and published together.")
    if submission.call.is_judged and verb == "undo_accept":
        return _("This case is being judged. If it must not win, exclude it on the page of the selection.")
    stages = step.stages
    if verb == "submit" and submission.state == Submission.State.DRAFT:
        stages = (Stage.SUBMISSION,)
    return _why_not_in(submission.call, stages, day)


def level_of(account: Account, submission: Submission) -> Level | None:
    """The highest level at which the account acts on the submission; None when it has no part in it."""
    for level in (Level.PROVINCE, Level.CITY, Level.UNIT):
        if _why_not_at(account, submission, level) is None:
            return level
    return None


def why_not_add_scan(account: Account, submission: Submission, level: str) -> str | None:
    """Say why the account may not add the stamped form of a level; None when it may."""
    if reason := _why_not_at(account, submission, Level(level)):
        return reason
    if submission.state == Submission.State.DISCARDED:
        return _("This submission is discarded.")
    return None


def why_not_compare(account: Account, submission: Submission, other: Submission | None = None) -> str | None:
    """Say why the account may not see what the submission shares (with ``other``); None when it decides on both and both were handed in."""
    for each in (submission, other):
        if each is None:
            continue
        if level_of(account, each) not in (Level.CITY, Level.PROVINCE):
            return _("Only the offices that decide on a submission see what it resembles.")
        if each.state in (Submission.State.DRAFT, Submission.State.DISCARDED):
            return _("This submission is %(state)s. Texts are compared once they are handed in.") % {"state": each.get_state_display()}
    return None


def _why_not_at(account: Account, submission: Submission, level: Level) -> str | None:
    call = submission.call
    place = {Level.UNIT: submission.organisation, Level.CITY: submission.city or call.organisation, Level.PROVINCE: call.organisation}[
        level
    ]
    roles = (Role.ORGANISER,) if level == Level.PROVINCE else OFFICE
    if account.has_role_at(place, *roles):
        return None
    if level == Level.PROVINCE:
        return _("Only the organiser of %(organisation)s may do this.") % {"organisation": place}
    return _("Only the clerk or organiser of %(organisation)s, or of an organisation above it, may do this.") % {"organisation": place}


def _why_not_in(call: Call, stages: tuple[Stage, ...], day: date) -> str | None:
    stage = call.stage_on(day)
    if stage in stages:
        return None
    days = {"submit_until": call.submit_until, "recommend_until": call.recommend_until, "opens_on": call.opens_on, "call": call}
    words = {
        Stage.DRAFT: _("The call “%(call)s” isn't published yet."),
        Stage.AHEAD: _("The call “%(call)s” begins on %(opens_on)s."),
        Stage.SUBMISSION: _("Units still submit until %(submit_until)s; this comes afterwards."),
        Stage.RECOMMENDATION: _("Submitting ended on %(submit_until)s; the cities recommend until %(recommend_until)s."),
        Stage.SELECTION: _("Recommending ended on %(recommend_until)s; the province selects now."),
        Stage.ANNOUNCED: _("The results of “%(call)s” are announced."),
    }
    return words[stage] % days

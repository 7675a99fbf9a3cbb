"""Who may run a judging, answer an invitation, score and discuss, when, and why not."""

from datetime import date

from django.utils.translation import gettext as _

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.people.models import Account, Role

# What the organiser may change in which states of the round.
OPEN_FOR = {
    "settings": (Judging.State.PREPARING, Judging.State.SCORING, Judging.State.CLOSED),
    "judges": (Judging.State.PREPARING, Judging.State.SCORING),
    "assignments": (Judging.State.PREPARING, Judging.State.SCORING),
    "rules": (Judging.State.PREPARING, Judging.State.SCORING, Judging.State.CLOSED),
    "selection": (Judging.State.CLOSED,),
    "discussion": (Judging.State.SCORING, Judging.State.CLOSED),
    "objections": (Judging.State.NOTICE,),
    "answers": (Judging.State.NOTICE, Judging.State.CLOSED),
}


def why_not_organise(account: Account, judging: Judging) -> str | None:
    """Say why the account may not run the judging; None when it may."""
    if account.has_role_at(judging.call.organisation, Role.ORGANISER):
        return None
    return _("Only the organiser of %(organisation)s may do this.") % {"organisation": judging.call.organisation}


def why_not_change(account: Account, judging: Judging, what: str) -> str | None:
    """Say why the account may not change ``what`` (a key of OPEN_FOR) now; None when it may."""
    if reason := why_not_organise(account, judging):
        return reason
    if judging.state in OPEN_FOR[what]:
        return None
    return _("The judging of “%(call)s” stands at “%(state)s”, so this can't be changed now.") % {
        "call": judging.call,
        "state": judging.get_state_display(),
    }


def why_not_step(account: Account, judging: Judging, verb: str) -> str | None:
    """Say why the account may not take the round to its next (or last) state by ``verb``; None when it may."""
    if reason := why_not_organise(account, judging):
        return reason
    if any(verb == name and judging.state == source for source, name, _target in Judging.TRANSITIONS):
        return None
    return _("The judging of “%(call)s” stands at “%(state)s”. Somebody may have gone on with it: open the page again.") % {
        "call": judging.call,
        "state": judging.get_state_display(),
    }


def why_not_answer(account: Account, judge: Judge) -> str | None:
    """Say why the account may not answer the invitation: the judge does, or staff on the telephone for them; None when it may."""
    if judge.account_id == account.pk or why_not_organise(account, judge.judging) is None:
        return None
    return _("This invitation is for %(judge)s.") % {"judge": judge}


def why_not_score(account: Account, assignment: Assignment, day: date) -> str | None:
    """Say why the account may not give or change marks on ``day``; None when it may."""
    if assignment.judge.account_id != account.pk:
        return _("Only the judge to whom a case is assigned can score it.")
    return _why_not_standing(assignment) or _why_not_scoring(assignment.judging, day)


def _why_not_standing(assignment: Assignment) -> str | None:
    if assignment.state == Assignment.State.WITHDRAWN:
        return _("This case is no longer yours to score: %(reason)s") % {"reason": assignment.reason}
    if assignment.state == Assignment.State.PROPOSED:
        return _("This case is not assigned to you yet.")
    if assignment.judge.state != Judge.State.ACCEPTED:
        return _("You aren't taking part in this judging. Ask the organiser to invite you again.")
    return None


def _why_not_scoring(judging: Judging, day: date) -> str | None:
    if judging.state != Judging.State.SCORING:
        return _("Scoring is closed. What you saved is kept; if it must change, ask the organiser to open scoring again.")
    if not judging.is_scoring_on(day):
        return _("Scoring ended on %(day)s. What you saved is kept; ask the organiser to give you more time.") % {
            "day": judging.score_until
        }
    return None


def why_not_discuss(account: Account, judging: Judging, submission: Submission) -> str | None:
    """Say why the account may not speak about a case: the organiser may, and judges whose own marks are in; None when it may."""
    if judging.state not in OPEN_FOR["discussion"]:
        return _("Cases are discussed while judges score and until the selection; this judging stands at “%(state)s”.") % {
            "state": judging.get_state_display()
        }
    own = set(judging.assignments.published().filter(judge__account=account, submission=submission).values_list("state", flat=True))
    # An organiser who judges the case too speaks after the own marks, as every judge does.
    if own == {Assignment.State.HANDED_IN} or (not own and why_not_organise(account, judging) is None):
        return None
    return _("Hand in your own marks of this case first; then you see the others' and can speak about it.")


def why_not_see_scores(account: Account, judging: Judging) -> str | None:
    """Say why an organiser may not see the scores now: who judges in the round too is as blind as the others; None when they may."""
    if judging.state != Judging.State.SCORING:
        return None
    own = judging.assignments.filter(judge__account=account, judge__state=Judge.State.ACCEPTED, state=Assignment.State.ASSIGNED)
    if not own.exists():
        return None
    return _("You judge in this round yourself. The scores are shown once all your own are handed in, or scoring is closed.")

"""Who judges what: proposed by the matching kernel, changed by hand, published, and mended with fewest changes when a judge falls out."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging, take_step
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries.conflicts import conflicts_of
from banyan.core.audit import name_verbs
from banyan.people.models import Account

name_verbs(
    {
        "add_assignment": gettext_lazy("assigned a case to a judge"),
        "remove_assignment": gettext_lazy("took a case from a judge"),
        "publish_assignments": gettext_lazy("published who judges what"),
        "begin_scoring": gettext_lazy("opened scoring"),
    }
)


@transaction.atomic
def add_assignment(judging: Judging, judge: Judge, submission: Submission, *, by: Account) -> Assignment:
    """Give a case to a judge by hand. Raise UnableToJudge for a conflict, a full judge, or one who doesn't take part."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "assignments"):
        raise UnableToJudge(reason)
    judge = Judge.objects.select_related("account", "unit").get(pk=judge.pk, judging=judging)
    _refuse_judge(judging, judge, submission)
    if judging.assignments.standing().filter(judge=judge, submission=submission).exists():
        raise UnableToJudge(_("%(judge)s has this case already.") % {"judge": judge})
    assignment = Assignment.objects.create(judging=judging, judge=judge, submission=submission, by_hand=True)
    record_judging("add_assignment", judging, by, {"judge": str(judge.account.uuid), "case": submission.mark}, label=str(judge))
    return assignment


@transaction.atomic
def remove_assignment(assignment: Assignment, *, reason: str = "", by: Account) -> None:
    """Take a case from a judge: a proposed one goes, a published one is withdrawn with a reason, its marks kept. Raise UnableToJudge."""
    judging = locked_judging(assignment.judging)
    if refusal := why_not_change(by, judging, "assignments"):
        raise UnableToJudge(refusal)
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("judge", "judge__account", "submission").get(pk=assignment.pk)
    )
    difference = {"judge": str(assignment.judge.account.uuid), "case": assignment.submission.pk, "reason": reason}
    if assignment.state == Assignment.State.PROPOSED:
        assignment.delete()
    elif assignment.state == Assignment.State.WITHDRAWN:
        raise UnableToJudge(_("This case was taken from the judge before."))
    elif not reason.strip():
        raise UnableToJudge(_("Say why the case is taken from the judge; the report keeps it."))
    else:
        assignment.state, assignment.reason = Assignment.State.WITHDRAWN, reason.strip()
        assignment.save(update_fields=["state", "reason"])
    record_judging("remove_assignment", judging, by, difference, label=str(assignment.judge))


@transaction.atomic
def publish_assignments(judging: Judging, *, by: Account, on: date | None = None) -> int:
    """Show the proposed cases to their judges, which opens scoring the first time; return how many. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "assignments"):
        raise UnableToJudge(reason)
    proposed = list(judging.assignments.filter(state=Assignment.State.PROPOSED).select_related("judge", "submission"))
    if not proposed:
        raise UnableToJudge(_("There is nothing to publish. Let the cases be assigned first."))
    if judging.score_until < (on or timezone.localdate()):
        raise UnableToJudge(_("Scoring would have ended on %(day)s. Set a later day first.") % {"day": judging.score_until})
    _refuse_new_conflicts(judging, proposed)
    _move_away(judging)
    judging.assignments.filter(pk__in=[row.pk for row in proposed]).update(state=Assignment.State.ASSIGNED, assigned_at=timezone.now())
    if judging.state == Judging.State.PREPARING:
        judging = take_step(judging, "begin_scoring", by=by)
    record_judging("publish_assignments", judging, by, {"assignments": len(proposed)})
    return len(proposed)


def _move_away(judging: Judging) -> None:
    """Take from their judges the published cases that the proposal gave to others."""
    keys = judging.proposal.get("moves", [])
    rows = list(judging.assignments.select_for_update(of=("self",)).filter(pk__in=keys).exclude(state=Assignment.State.WITHDRAWN))
    if begun := [row for row in rows if row.saved_at]:
        said = _("%(count)d case that was to move has been begun by its judge since. Let the cases be assigned again.")
        raise UnableToJudge(said % {"count": len(begun)})
    moved = judging.assignments.filter(pk__in=[row.pk for row in rows])
    moved.update(state=Assignment.State.WITHDRAWN, reason=_("given to another judge"))
    if keys:
        judging.proposal["moves"] = []
        judging.save(update_fields=["proposal"])


def _refuse_judge(judging: Judging, judge: Judge, submission: Submission) -> None:
    if judge.state != Judge.State.ACCEPTED:
        raise UnableToJudge(_("%(judge)s doesn't take part: %(state)s.") % {"judge": judge, "state": judge.get_state_display()})
    if conflicts := conflicts_of(judging, [judge], [submission]):
        said = "; ".join(f"{conflict.kind.label} {conflict.detail}".strip() for found in conflicts.values() for conflict in found)
        raise UnableToJudge(_("%(judge)s must keep away from this case: %(why)s.") % {"judge": judge, "why": said})
    most = judge.most if judge.most is not None else judging.cases_most
    if judging.assignments.standing().filter(judge=judge).count() >= most:
        raise UnableToJudge(_("%(judge)s has %(most)d cases already, as many as agreed.") % {"judge": judge, "most": most})


def _refuse_new_conflicts(judging: Judging, proposed: Sequence[Assignment]) -> None:
    """A tie may have been noted since the proposal was made."""
    conflicts = conflicts_of(judging)
    crossed = [row for row in proposed if (row.judge_id, row.submission_id) in conflicts]
    if crossed:
        named = ", ".join(f"{row.judge} – {row.submission.title}" for row in crossed[:5])
        raise UnableToJudge(
            _("Since the proposal new conflicts were found: %(named)s. Let the cases be assigned again.") % {"named": named}
        )

"""How a submission goes from level to level: submit, recommend, return, accept, select, and each step back."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions.submissions import locked_submission, record_submission
from banyan.cases.collection.models import Call, Submission
from banyan.cases.collection.permissions import why_not_move
from banyan.cases.collection.queries import next_number, places_left, problems_of
from banyan.core.audit import name_verbs
from banyan.core.errors import RuleError
from banyan.people.models import Account

name_verbs(
    {
        "submit_submission": gettext_lazy("handed in a submission"),
        "take_back_submission": gettext_lazy("took a submission back"),
        "discard_submission": gettext_lazy("put a submission aside"),
        "take_up_submission": gettext_lazy("took up a submission again"),
        "return_submission": gettext_lazy("returned a submission"),
        "recommend_submission": gettext_lazy("recommended a submission"),
        "undo_recommend_submission": gettext_lazy("took a recommendation back"),
        "accept_submission": gettext_lazy("accepted a submission"),
        "send_back_submission": gettext_lazy("sent a submission back to its unit"),
        "undo_accept_submission": gettext_lazy("took an acceptance back"),
        "choose_submission": gettext_lazy("selected a submission"),
        "undo_choose_submission": gettext_lazy("took a selection back"),
    }
)
WITH_REASON = ("return", "send_back")
MOST_AT_ONCE = 200


class UnableToDecide(RuleError):
    """The submission can't take this step now."""


@transaction.atomic
def move_submission(submission: Submission, verb: str, *, by: Account, reason: str = "", on: date | None = None) -> Submission:
    """Take one step of the state table, ``on`` a day (default: today). Raise UnableToDecide with everything that is in the way."""
    # The call first: its lock makes numbers and quotas come out right when two people act at once.
    Call.objects.select_for_update().get(pk=submission.call_id)
    submission = locked_submission(submission)
    if refusal := why_not_move(by, submission, verb, on or timezone.localdate()):
        raise UnableToDecide(refusal)
    if verb in WITH_REASON and not reason.strip():
        raise UnableToDecide(_("Say why it goes back; the unit reads it."))
    if verb == "submit":
        _refuse_unready(submission)
    if verb == "recommend" and places_left(submission.call, submission.city) < 1:
        raise UnableToDecide(
            _("The places of %(city)s are all taken. Take another recommendation back first.")
            % {"city": submission.city or submission.call.organisation}
        )
    return _move(submission, verb, by, reason, timezone.now() if on is None else _noon(on))


@transaction.atomic
def decide_submissions(call: Call, submissions: Sequence[Submission], verb: str, *, by: Account, reason: str = "") -> int:
    """Take the same step with many submissions of a call, all or none; return how many. Raise UnableToDecide, naming the one in the way."""
    if not submissions:
        raise UnableToDecide(_("Select at least one submission first."))
    if len(submissions) > MOST_AT_ONCE:
        raise UnableToDecide(_("At most %(most)d submissions can be decided at once.") % {"most": MOST_AT_ONCE})
    Call.objects.select_for_update().get(pk=call.pk)
    for submission in sorted(submissions, key=lambda row: row.pk):
        try:
            move_submission(submission, verb, by=by, reason=reason)
        except UnableToDecide as error:
            said = _("%(mark)s “%(title)s”: %(why)s None of the others was changed.")
            raise UnableToDecide(said % {"mark": submission.mark, "title": submission, "why": error}) from error
    return len(submissions)


def _move(submission: Submission, verb: str, by: Account, reason: str, at: datetime) -> Submission:
    before = submission.state
    submission.state = next(target for source, name, target in Submission.TRANSITIONS if (source, name) == (before, verb))
    submission.remark = reason.strip()
    if verb == "submit":
        submission.submitted_at = at
        submission.number = submission.number or next_number(submission.call)
        submission.versions.filter(number=_last_version(submission)).update(is_final=True)
    submission.version += 1
    submission.save()
    difference: dict[str, Any] = {"state": [before, submission.state]}
    if submission.remark:
        difference["remark"] = submission.remark
    record_submission(f"{verb}_submission", submission, by, difference)
    return submission


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _last_version(submission: Submission) -> int:
    return int(submission.versions.aggregate(last=Max("number"))["last"] or 0)


def _refuse_unready(submission: Submission) -> None:
    if problems := problems_of(submission):
        raise UnableToDecide(" ".join(problem.what for problem in problems))

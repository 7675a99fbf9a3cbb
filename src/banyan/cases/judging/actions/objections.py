"""Objections during the public notice: recorded as they came, each answered."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import Judging, Objection
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.core.audit import name_verbs
from banyan.people.models import Account
from banyan.web.words import say_day

name_verbs(
    {
        "record_objection": gettext_lazy("recorded an objection"),
        "answer_objection": gettext_lazy("answered an objection"),
    }
)


@transaction.atomic
def record_objection(
    judging: Judging,
    *,
    raised_by: str,
    received_on: date,
    text: str,
    submission: Submission | None = None,
    by: Account,
) -> Objection:
    """Record an objection that somebody raised against the notice. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "objections"):
        raise UnableToJudge(reason)
    if not raised_by.strip() or not text.strip():
        raise UnableToJudge(_("Write who objects and to what; “anonymous” is allowed."))
    _refuse_day(judging, received_on)
    if submission and not judged_submissions(judging).filter(pk=submission.pk).exists():
        raise UnableToJudge(_("The objection is about a case that isn't part of this judging. Choose it from the list."))
    objection = Objection.objects.create(
        judging=judging,
        submission=submission,
        raised_by=raised_by.strip(),
        received_on=received_on,
        text=text.strip(),
        recorded_by=by,
    )
    record_judging("record_objection", judging, by, {"objection": str(objection.uuid)}, label=str(submission or judging.call))
    return objection


@transaction.atomic
def answer_objection(objection: Objection, *, outcome: str, answer: str, by: Account) -> Objection:
    """Answer an objection; one that is upheld must be dealt with before results are published. Raise UnableToJudge."""
    judging = locked_judging(objection.judging)
    if reason := why_not_change(by, judging, "answers"):
        raise UnableToJudge(reason)
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if objection.outcome != Objection.Outcome.OPEN:
        raise UnableToJudge(_("This objection was answered before: %(answer)s") % {"answer": objection.answer})
    if outcome not in (Objection.Outcome.DISMISSED, Objection.Outcome.UPHELD):
        raise UnableToJudge(_("Say whether the objection is upheld."))
    if not answer.strip():
        raise UnableToJudge(_("Write the answer that the person gets."))
    objection.outcome, objection.answer = outcome, answer.strip()
    objection.answered_by, objection.answered_at = by, timezone.now()
    objection.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    record_judging("answer_objection", judging, by, {"objection": str(objection.uuid), "outcome": outcome})
    return objection


def _refuse_day(judging: Judging, received_on: date) -> None:
    if judging.notice_from and received_on < judging.notice_from:
        raise UnableToJudge(
            _("The public notice began on %(day)s; an objection to it can't be older.") % {"day": say_day(judging.notice_from)}
        )
    if received_on > timezone.localdate():
        raise UnableToJudge(_("Give the day on which the objection came in; it can't be after today."))

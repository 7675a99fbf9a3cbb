"""What is said about a case on which the judges disagree: kept word for word, never changed."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import DiscussionNote, Judging
from banyan.cases.judging.permissions import why_not_discuss
from banyan.core.audit import name_verbs
from banyan.people.models import Account

name_verbs({"discuss": gettext_lazy("spoke about a case on which judges disagree")})
LONGEST = 2000


@transaction.atomic
def discuss(judging: Judging, submission: Submission, text: str, *, by: Account) -> DiscussionNote:
    """Say something about a case of the round. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_discuss(by, judging, submission):
        raise UnableToJudge(reason)
    text = text.replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise UnableToJudge(_("Write 1 to %(most)d characters.") % {"most": LONGEST})
    note = DiscussionNote.objects.create(judging=judging, submission=submission, said_by=by, text=text)
    record_judging("discuss", judging, by, {"case": str(submission.uuid)}, label=str(submission))
    return note

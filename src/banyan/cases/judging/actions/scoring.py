"""What a judge does with a case: mark it as one reads, hand the marks in, take them back while scoring is open."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Criterion
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import Assignment, Mark
from banyan.cases.judging.permissions import why_not_score
from banyan.core.audit import name_verbs
from banyan.people.models import Account

name_verbs(
    {
        "save_marks": gettext_lazy("marked a case"),
        "hand_in": gettext_lazy("handed in the marks of a case"),
        "take_back_marks": gettext_lazy("took back the marks of a case"),
    }
)
ONE_SITTING = timedelta(minutes=10)
LONGEST_REMARK = 2000


class UnableToScore(UnableToJudge):
    """The marks can't be saved or handed in so."""


class MarkedMeanwhile(UnableToScore):
    """The same judge saved other marks of this case in another window since the page was opened."""


@transaction.atomic
def save_marks(
    assignment: Assignment,
    marks: Mapping[int, int | None],
    remark: str,
    *,
    by: Account,
    version: int | None = None,
    on: date | None = None,
) -> Assignment:
    """Save points by the criterion's key (None: not given yet) and the remark. They count once they are handed in.

    ``version`` is the one that the page showed. Raise UnableToScore, or MarkedMeanwhile when another window saved one since.
    """
    assignment = _locked(assignment, by, on)
    if assignment.state != Assignment.State.ASSIGNED:
        raise UnableToScore(_("These marks are handed in. Take them back first, then change them."))
    remark = remark.replace("\0", "").strip()[:LONGEST_REMARK]
    if version is not None and version != assignment.version:
        # The answer to the same save may have been lost on the way.
        if _is_saved(assignment, marks, remark):
            return assignment
        raise MarkedMeanwhile(_("This case was marked in another window since. What you typed here stays, and nothing is overwritten."))
    criteria = {criterion.pk: criterion for criterion in assignment.judging.call.criteria.all()}
    for key, points in marks.items():
        _refuse_points(criteria.get(key), points)
    _write(assignment, marks)
    now = timezone.now()
    is_new = assignment.saved_at is None or now - assignment.saved_at > ONE_SITTING
    assignment.remark, assignment.saved_at = remark, now
    assignment.version += 1
    assignment.save(update_fields=["remark", "saved_at", "version"])
    # One entry a sitting, not one for each key that is pressed; the points themselves are the judge's own until handed in.
    if is_new:
        _record("save_marks", assignment, by)
    return assignment


@transaction.atomic
def hand_in(assignment: Assignment, *, by: Account, on: date | None = None) -> Assignment:
    """Hand in the marks of a case, all criteria given; from now on they count. Raise UnableToScore."""
    assignment = _locked(assignment, by, on)
    if assignment.state == Assignment.State.HANDED_IN:
        raise UnableToScore(_("These marks are handed in already."))
    given = dict(assignment.marks.filter(points__isnull=False).values_list("criterion_id", "points"))
    missing = [criterion.name for criterion in assignment.judging.call.criteria.all() if criterion.pk not in given]
    if missing:
        raise UnableToScore(
            _("Points are missing for: %(names)s. A case that you find weak gets few points, not none.") % {"names": "、".join(missing)}
        )
    assignment.state, assignment.handed_in_at = Assignment.State.HANDED_IN, timezone.now()
    assignment.save(update_fields=["state", "handed_in_at"])
    _record("hand_in", assignment, by)
    return assignment


@transaction.atomic
def take_back(assignment: Assignment, *, by: Account, on: date | None = None) -> Assignment:
    """Take the marks back to change them; until they are handed in again they don't count. Raise UnableToScore."""
    assignment = _locked(assignment, by, on)
    if assignment.state != Assignment.State.HANDED_IN:
        raise UnableToScore(_("These marks aren't handed in."))
    assignment.state = Assignment.State.ASSIGNED
    assignment.save(update_fields=["state"])
    _record("take_back_marks", assignment, by)
    return assignment


def _locked(assignment: Assignment, by: Account, on: date | None) -> Assignment:
    """The row as it is now, with its round, both locked. Raise UnableToScore when the account may not score it today."""
    judging = locked_judging(assignment.judging)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("judge", "judge__account", "submission")
    locked = rows.get(pk=assignment.pk)
    locked.judging = judging
    if reason := why_not_score(by, locked, on or timezone.localdate()):
        raise UnableToScore(reason)
    return locked


def _refuse_points(criterion: Criterion | None, points: int | None) -> None:
    if criterion is None:
        raise UnableToScore(_("The criteria have changed. Load the page again."))
    if points is not None and not 0 <= points <= criterion.weight:
        said = _("%(name)s: give 0 to %(most)d points, not %(points)d.")
        raise UnableToScore(said % {"name": criterion.name, "most": criterion.weight, "points": points})


def _is_saved(assignment: Assignment, marks: Mapping[int, int | None], remark: str) -> bool:
    known = dict(assignment.marks.values_list("criterion_id", "points"))
    return assignment.remark == remark and all(known.get(key) == points for key, points in marks.items())


def _write(assignment: Assignment, marks: Mapping[int, int | None]) -> None:
    known = {mark.criterion_id: mark for mark in assignment.marks.all()}
    changed = [known[key] for key, points in marks.items() if key in known and known[key].points != points]
    for mark in changed:
        mark.points = marks[mark.criterion_id]
    Mark.objects.bulk_update(changed, ["points"])
    new = [Mark(assignment=assignment, criterion_id=key, points=points) for key, points in marks.items() if key not in known]
    Mark.objects.bulk_create(new)


def _record(verb: str, assignment: Assignment, by: Account) -> None:
    case = {"case": str(assignment.submission.uuid), "number": assignment.submission.number}
    record_judging(verb, assignment.judging, by, case, label=str(assignment.submission))

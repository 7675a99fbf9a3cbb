"""The selection: the rules of a call, cases that can't win, and each run kept with all that went in and came out."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import Decision, Exclusion, Judging, Selection, SelectionRule
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.cases.judging.queries.selection import names_for, record_of
from banyan.cases.judging.words import say_contradiction
from banyan.core.audit import name_verbs
from banyan.kernels.judging import CaseScore, Outcome, answer_as_json, decide, record_as_json
from banyan.people.models import Account

name_verbs(
    {
        "add_rule": gettext_lazy("added a rule of the selection"),
        "remove_rule": gettext_lazy("removed a rule of the selection"),
        "exclude_case": gettext_lazy("excluded a case from winning"),
        "include_case": gettext_lazy("let a case win again"),
        "run_selection": gettext_lazy("ran the selection"),
    }
)


@transaction.atomic
def add_rule(judging: Judging, bound: str, scope: str, number: int, *, value: str = "", by: Account) -> SelectionRule:
    """Ask for at least or at most so many winners of a category, city or kind of unit; replaces the same rule. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "rules"):
        raise UnableToJudge(reason)
    rule, _made = SelectionRule.objects.update_or_create(
        judging=judging, bound=bound, scope=scope, value=value, defaults={"number": number}
    )
    record_judging("add_rule", judging, by, {"rule": f"{bound} {number} {scope} {value}".strip()})
    return rule


@transaction.atomic
def remove_rule(rule: SelectionRule, *, by: Account) -> None:
    """Take a rule back; the audit trail keeps it. Raise UnableToJudge."""
    judging = locked_judging(rule.judging)
    if reason := why_not_change(by, judging, "rules"):
        raise UnableToJudge(reason)
    record_judging("remove_rule", judging, by, {"rule": f"{rule.bound} {rule.number} {rule.scope} {rule.value}".strip()})
    SelectionRule.objects.filter(pk=rule.pk).delete()


@transaction.atomic
def exclude_case(judging: Judging, submission: Submission, *, reason: str, by: Account) -> Exclusion:
    """Keep a case from winning, as one commended before. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if refusal := why_not_change(by, judging, "rules"):
        raise UnableToJudge(refusal)
    if not reason.strip():
        raise UnableToJudge(_("Say why the case can't win; its unit reads this reason."))
    if not judged_submissions(judging).filter(pk=submission.pk).exists():
        raise UnableToJudge(_("Only cases of this judging can be excluded."))
    exclusion, _made = Exclusion.objects.update_or_create(
        judging=judging, submission=submission, defaults={"reason": reason.strip(), "added_by": by}
    )
    record_judging("exclude_case", judging, by, {"case": str(submission.uuid), "reason": reason.strip()}, label=str(submission))
    return exclusion


@transaction.atomic
def include_case(exclusion: Exclusion, *, by: Account) -> None:
    """Let an excluded case win again. Raise UnableToJudge."""
    judging = locked_judging(exclusion.judging)
    if reason := why_not_change(by, judging, "rules"):
        raise UnableToJudge(reason)
    record_judging("include_case", judging, by, {"case": str(exclusion.submission.uuid)}, label=str(exclusion.submission))
    Exclusion.objects.filter(pk=exclusion.pk).delete()


@transaction.atomic
def run_selection(judging: Judging, *, by: Account) -> Selection:
    """Choose the winners and keep the run with its proof and reasons; nothing is public before the results are. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "selection"):
        raise UnableToJudge(reason)
    record = record_of(judging)
    if not record.reviews:
        raise UnableToJudge(_("No score was handed in, so there is nothing to choose by. Open scoring again."))
    outcome = decide(record)
    if outcome.answer.contradiction:
        said = say_contradiction(outcome.answer.contradiction, names_for(judging))
        raise UnableToJudge(_("The rules can't all be kept: %(why)s Change one of these rules or numbers.") % {"why": said})
    selection = Selection.objects.create(
        judging=judging,
        number=int(judging.selections.aggregate(last=Max("number"))["last"] or 0) + 1,
        question=record_as_json(record),
        answer=answer_as_json(outcome.answer),
        total_thousandths=outcome.answer.total_thousandths or 0,
        made_by=by,
    )
    Decision.objects.bulk_create(_decisions(judging, selection, outcome))
    record_judging("run_selection", judging, by, {"run": selection.number, "total_thousandths": selection.total_thousandths})
    return selection


def _decisions(judging: Judging, selection: Selection, outcome: Outcome) -> list[Decision]:
    """One row a case, placed by score; equal scores share a place, and those without a score come last."""
    scores = {one.id: score for one, score in zip(outcome.question.candidates, outcome.calibration.cases, strict=True)}
    why = {one.id: one.excluded for one in outcome.question.candidates}
    keys = {str(uuid): key for key, uuid in judged_submissions(judging).values_list("pk", "uuid")}
    places = _places(scores)
    rows = []
    for name, reason_key in (("winners", "basis"), ("left_out", "reason")):
        for one in selection.answer[name]:
            score = scores[one["id"]]
            rows.append(
                Decision(
                    selection=selection,
                    submission_id=keys[one["id"]],
                    is_winner=name == "winners",
                    place=places[one["id"]],
                    raw_thousandths=score.raw_thousandths,
                    score_thousandths=score.score_thousandths,
                    uncertainty_thousandths=score.uncertainty_thousandths,
                    reviews=score.reviews,
                    reason=one[reason_key],
                    details=one | {"why": why[one["id"]]},
                )
            )
    return rows


def _places(scores: Mapping[str, CaseScore]) -> dict[str, int]:
    ordered: list[tuple[str, Any]] = sorted(scores.items(), key=lambda one: -(one[1].score_thousandths or 0))
    places: dict[str, int] = {}
    for number, (name, score) in enumerate(ordered, start=1):
        before = ordered[number - 2] if number > 1 else None
        same = before is not None and before[1].score_thousandths == score.score_thousandths
        places[name] = places[before[0]] if before is not None and same else number
    return places

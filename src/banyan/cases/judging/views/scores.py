"""The organiser's pages of scores: all cases raw and calibrated, one case judge by judge, and how strictly each judge scores."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import discussion
from banyan.cases.judging.models import Assignment, Judging
from banyan.cases.judging.permissions import why_not_discuss, why_not_see_scores
from banyan.cases.judging.queries import scoring as queries
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.cases.judging.words import say_points, say_remarks
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.kernels.judging import Disagreement
from banyan.people.models import Role
from banyan.web.lists import Column, EmptyState, Filter, ListPage

FEW_SCORES = 5


@who_may(Role.ORGANISER)
def score_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = _scored(request, uuid)
    scores = queries.round_scores(judging)
    page = _list(request, judging, scores)
    if page.wants_export:
        return page.export()
    context = {
        "title": _("Scores"),
        "judging": judging,
        "page": page,
        "remarks": say_remarks(scores.calibration.remarks),
        "mean": say_points(scores.calibration.mean_thousandths),
        "count": len(scores.totals),
        "flagged": len(scores.disagreements),
    }
    return render(request, "judging/scores.html", context)


@who_may(Role.ORGANISER)
def case_scores(request: HttpRequest, uuid: UUID, case: UUID) -> HttpResponse:
    judging = _scored(request, uuid)
    return _case_page(request, judging, get_object_or_404(judged_submissions(judging), uuid=case))


@who_may(Role.ORGANISER)
@require_POST
def case_discuss(request: HttpRequest, uuid: UUID, case: UUID) -> HttpResponse:
    judging = _scored(request, uuid)
    submission = get_object_or_404(judged_submissions(judging), uuid=case)
    try:
        discussion.discuss(judging, submission, request.POST.get("text", ""), by=account_of(request))
    except RuleError as error:
        return _case_page(request, judging, submission, refusal=str(error))
    return redirect("case_scores", uuid, case)


@who_may(Role.ORGANISER)
def strictness(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = _scored(request, uuid)
    scores = queries.round_scores(judging)
    rows = [
        (judge, found, say_points(abs(found.strictness_thousandths or 0)), say_points(found.uncertainty_thousandths))
        for judge, found in zip(scores.judges, scores.calibration.judges, strict=True)
        if found.reviews
    ]
    context = {
        "title": _("How strictly the judges score"),
        "judging": judging,
        "rows": sorted(rows, key=lambda row: -(row[1].strictness_thousandths or 0)),
        "few": FEW_SCORES,
        "spread": say_points(scores.calibration.judge_spread_thousandths),
        "remarks": say_remarks(scores.calibration.remarks),
    }
    return render(request, "judging/strictness.html", context)


def _scored(request: HttpRequest, uuid: UUID) -> Judging:
    """The round with this address; raise PermissionDenied to an organiser who still scores in it, Http404 to others."""
    judging = judging_of(request, uuid)
    if reason := why_not_see_scores(account_of(request), judging):
        raise PermissionDenied(reason)
    return judging


def _rows(request: HttpRequest, judging: Judging, scores: queries.RoundScores) -> QuerySet[Submission]:
    counted = Count("assignments", filter=Q(assignments__judging=judging, assignments__state=Assignment.State.HANDED_IN))
    rows = judged_submissions(judging).annotate(reviews=counted).order_by("number")
    # Told to the database only when the list is sorted by it, as it doesn't know the scores.
    asked = request.GET.get("sort", "").removeprefix("-")
    if asked == "score":
        return queries.sortable(rows, {key: found.score_thousandths for key, found in scores.by_case.items()})
    if asked == "raw":
        return queries.sortable(rows, {key: found.raw_thousandths for key, found in scores.by_case.items()})
    return rows


def _list(request: HttpRequest, judging: Judging, scores: queries.RoundScores) -> ListPage:
    by_case, wanted = scores.by_case, judging.judges_per_case
    flagged = {scores.cases[one.case]: one for one in scores.disagreements}
    return ListPage(
        _rows(request, judging, scores),
        request,
        columns=[
            Column("title", _("Case"), sort="number", text=lambda row: f"{row.mark} {row}", url=lambda row: _case_url(judging, row)),
            Column("city", _("City"), sort="city__path", text=lambda row: row.city or ""),
            Column(
                "score",
                _("Calibrated score"),
                sort="-thousandths",
                text=lambda row: say_points(by_case[row.pk].score_thousandths),
                number=True,
            ),
            Column("doubt", _("±"), text=lambda row: say_points(by_case[row.pk].uncertainty_thousandths), number=True),
            Column("raw", _("Mean"), sort="-thousandths", text=lambda row: say_points(by_case[row.pk].raw_thousandths), number=True),
            Column(
                "reviews",
                _("Scores"),
                sort="reviews",
                text=lambda row: f"{row.reviews} / {wanted}",
                tone=lambda row: "amber" if row.reviews < wanted else "",
                number=True,
            ),
            Column("gap", _("Gap"), text=lambda row: _gap(flagged.get(row.pk)), tone=lambda row: "seal" if row.pk in flagged else ""),
        ],
        filters=[
            Filter("gap", _("Gap"), [("yes", _("judges disagree"))], narrow=lambda rows, _value: rows.filter(pk__in=flagged)),
            Filter("short", _("Scores"), [("yes", _("still missing"))], narrow=lambda rows, _value: rows.filter(reviews__lt=wanted)),
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "organisation__name"),
        empty=EmptyState(_("No case is accepted yet"), _("Cases that the organiser has accepted from the cities are judged.")),
        export_name="scores",
    )


def _case_url(judging: Judging, row: Submission) -> str:
    return reverse("case_scores", args=[judging.call.uuid, row.uuid])


def _gap(found: Disagreement | None) -> str:
    return "" if found is None else f"{found.lowest}–{found.highest}"


def _case_page(request: HttpRequest, judging: Judging, submission: Submission, *, refusal: str = "") -> HttpResponse:
    scores = queries.round_scores(judging)
    criteria = list(judging.call.criteria.all())
    found = scores.by_case.get(submission.pk)
    strict = scores.by_judge
    given = queries.given_to(judging, submission, criteria)
    context = {
        "title": str(submission),
        "judging": judging,
        "case": submission,
        "criteria": criteria,
        "given": [
            (
                row,
                list(zip(criteria, row.points, strict=True)),
                say_points(row.total * 1000 + (strict[row.judge.pk].strictness_thousandths or 0)),
            )
            for row in given
        ],
        "score": say_points(found.score_thousandths if found else None),
        "doubt": say_points(found.uncertainty_thousandths if found else None),
        "raw": say_points(found.raw_thousandths if found else None),
        "disagrees": any(scores.cases[one.case] == submission.pk for one in scores.disagreements),
        "notes": queries.notes_of(judging, submission),
        "why_not_discuss": why_not_discuss(account_of(request), judging, submission),
        "refusal": refusal,
    }
    return render(request, "judging/case_scores.html", context, status=422 if refusal else 200)

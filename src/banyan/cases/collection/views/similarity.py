"""What a submission resembles, and two texts side by side: for the offices that decide, as advice."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banyan.cases.collection.models import Submission
from banyan.cases.collection.permissions import OFFICE, why_not_compare
from banyan.cases.collection.similar import beside, similar_to
from banyan.cases.collection.views.common import account_of, submission_of
from banyan.cases.showcase.queries import public_cases
from banyan.core.permissions import who_may


@who_may(*OFFICE)
def submission_similar(request: HttpRequest, uuid: UUID) -> HttpResponse:
    submission, account = submission_of(request, uuid), account_of(request)
    if reason := why_not_compare(account, submission):
        raise Http404(reason)
    context = {"title": _("Similar texts"), "submission": submission, "found": similar_to(submission, account)}
    return render(request, "collection/submission_similar.html", context)


@who_may(*OFFICE)
def submission_beside(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    submission, case = submission_of(request, uuid), public_cases().filter(uuid=other).first()
    second = case or submission_of(request, other)
    if reason := why_not_compare(account_of(request), submission, second if isinstance(second, Submission) else None):
        raise Http404(reason)
    similar, ours, theirs = beside(submission, second)
    sides = [(submission, similar.share, ours), (second, similar.other_share, theirs)]
    context = {"title": _("Two texts side by side"), "submission": submission, "similar": similar, "sides": sides}
    return render(request, "collection/submission_beside.html", context)

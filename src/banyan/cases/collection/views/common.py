"""What the pages of a collection share: whose request it is, and the row it is about."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from banyan.cases.collection import queries
from banyan.cases.collection.models import Call, Submission
from banyan.people.models import Account

TONES: dict[str, str] = {
    Submission.State.SUBMITTED: "amber",
    Submission.State.RETURNED: "seal",
    Submission.State.RECOMMENDED: "amber",
    Submission.State.ACCEPTED: "green",
    Submission.State.WINNER: "green",
}


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    return cast("Account", request.user)


def call_of(request: HttpRequest, uuid: UUID) -> Call:
    """The call, if it concerns the account; raise Http404 else."""
    return get_object_or_404(queries.calls_for(account_of(request)), uuid=uuid)


def submission_of(request: HttpRequest, uuid: UUID) -> Submission:
    """The submission, if the account sees it; raise Http404 else."""
    return get_object_or_404(queries.submissions_for(account_of(request)), uuid=uuid)

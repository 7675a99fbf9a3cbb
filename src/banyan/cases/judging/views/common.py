"""What the pages of judging share: whose request it is, and the round it is about."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from banyan.cases.judging.models import Judging
from banyan.cases.judging.permissions import why_not_organise
from banyan.cases.judging.queries.rounds import judgings_for
from banyan.people.models import Account


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    return cast("Account", request.user)


def judging_of(request: HttpRequest, uuid: UUID) -> Judging:
    """The round of the call with this address, if the account organises it; raise Http404 else."""
    judging = get_object_or_404(judgings_for(account_of(request)), call__uuid=uuid)
    if reason := why_not_organise(account_of(request), judging):
        raise PermissionDenied(reason)
    return judging

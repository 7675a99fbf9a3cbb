"""What the pages of people ask of each request: who asks, and what was sent."""

from typing import cast

from django.http import HttpRequest, QueryDict

from banyan.people.models import Account


def account_of(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    # A form of one button may send nothing at all, which is still sending.
    return request.POST if request.method == "POST" else None

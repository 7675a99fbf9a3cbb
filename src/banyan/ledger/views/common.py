"""What the pages of the ledger share: whose request it is, which place and year it asks for, a file to be kept."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from banyan.ledger import queries
from banyan.ledger.permissions import CONFIRMERS
from banyan.people.models import Account, Organisation
from banyan.people.queries import visible_to

FIRST_YEAR, LAST_YEAR = 1990, 2100


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    return cast("Account", request.user)


def place_of(request: HttpRequest, code: str) -> Organisation:
    """The organisation of this code, if the account may read its ledger; raise Http404 else."""
    found: Organisation = get_object_or_404(visible_to(account_of(request), *CONFIRMERS), code=code)
    return found


def year_of(request: HttpRequest) -> int:
    """The year that the address asks for, else this one."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    return timezone.localdate().year


def known_year(year: int) -> int:
    """The year of an address; raise Http404 for one that no ledger has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def year_choices(year: int) -> list[int]:
    """The years that a page offers, with the one that it shows."""
    return sorted({*queries.years_to_choose(timezone.localdate()), year}, reverse=True)


def origin_of(request: HttpRequest) -> str:
    """Where this installation is reached, as https://example.org."""
    return str(settings.ORIGIN) or request.build_absolute_uri("/").rstrip("/")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Answer with a file to be kept."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name.replace("/", "／")) or "attachment"
    return response

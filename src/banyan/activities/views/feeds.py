"""Calendars to subscribe to: the secret address itself, and the page that opens and withdraws addresses."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.activities import actions
from banyan.activities.documents.calendars import calendar_of
from banyan.activities.permissions import RUNNERS
from banyan.activities.queries import feeds as queries
from banyan.activities.queries import organisations_to_run
from banyan.activities.views.checkin import origin_of
from banyan.activities.views.common import account_of, confirmed
from banyan.core.errors import RuleError
from banyan.core.permissions import SIGNED_IN, who_may


@who_may("anyone")
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, to whoever knows the address; a telephone that has it already is told so."""
    feed = queries.open_feed_of(secret)
    if feed is None:
        raise Http404
    activities = queries.activities_of_feed(feed, timezone.now())
    content = calendar_of(queries.name_of_feed(feed), activities, queries.changes_of_activities(activities))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="banyan.ics"'
    response["ETag"] = etag
    # Whoever stands between may not keep what a secret opens.
    response["Cache-Control"] = "private, max-age=900"
    return response


@who_may(SIGNED_IN)
def feeds(request: HttpRequest) -> HttpResponse:
    return _page(request)


@who_may(SIGNED_IN)
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    of = _asked_for(request)
    if of is None:
        return _page(request, refusal=_("Choose of what you want the calendar."))
    try:
        actions.open_feed(of, by=account)
    except RuleError as error:
        return _page(request, refusal=str(error))
    messages.success(request, _("The address is open. Whoever knows it sees the calendar, so pass it on with care."))
    return redirect("feeds")


@who_may(SIGNED_IN)
def feed_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_of(request)
    feed = get_object_or_404(queries.feeds_for(account), pk=pk)
    return confirmed(
        request,
        lambda: actions.withdraw_feed(feed, by=account),
        title=_("Withdraw this calendar address?"),
        warning=_("Calendar: %(name)s") % {"name": queries.name_of_feed(feed)},
        changes=[_("Telephones and computers that use it get nothing new any more."), _("You can open another address at once.")],
        action=_("Withdraw it"),
        back=reverse("feeds"),
    )


def _page(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    account = account_of(request)
    runs = account.has_role(*RUNNERS)
    context = {
        "title": _("Calendars on your telephone"),
        "rows": [_row(request, feed) for feed in queries.feeds_for(account)],
        "person": account.person,
        "organisations": organisations_to_run(account) if runs else [],
        "places": queries.places_with_calendar(account)[:200] if runs else [],
        "refusal": refusal,
    }
    return render(request, "activities/feeds.html", context, status=422 if refusal else 200)


def _row(request: HttpRequest, feed: Any) -> dict[str, Any]:
    path = reverse("calendar", args=[feed.secret])
    address = f"{origin_of(request)}{path}"
    kind = _("my own activities") if feed.person_id else _("place to meet") if feed.place_id else _("office or branch")
    return {"feed": feed, "name": queries.name_of_feed(feed), "kind": kind, "address": address}


def _asked_for(request: HttpRequest) -> Any:
    """The person, organisation or place whose calendar is wanted, as far as the account sees it."""
    account = account_of(request)
    kind, _colon, key = request.POST.get("of", "").partition(":")
    if kind == "person":
        return account.person
    if kind == "organisation":
        return queries.organisations_with_calendar(account).filter(code=key).first()
    if kind == "place":
        try:
            return queries.places_with_calendar(account).filter(uuid=UUID(key)).first()
        except ValueError:
            return None
    return None

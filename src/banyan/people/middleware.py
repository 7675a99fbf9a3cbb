"""The idle lock: a signed-in page left alone is signed out, since offices share computers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

SEEN = "seen_at"
# The time is written once a minute, not at each request: a write takes the database's lock.
STEP = timedelta(minutes=1)


def idle_lock(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Sign out an account whose session was not used for settings.IDLE_MINUTES, and say so on the next page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now()
            seen = datetime.fromisoformat(request.session.get(SEEN, now.isoformat()))
            if now - seen > timedelta(minutes=settings.IDLE_MINUTES):
                logout(request)
                messages.info(request, _("You were signed out because this page was not used for a while. Please sign in again."))
            elif SEEN not in request.session or now - seen > STEP:
                request.session[SEEN] = now.isoformat()
        return get_response(request)

    return middleware

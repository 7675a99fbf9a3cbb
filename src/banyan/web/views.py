"""Switches of print and language, the menu page, and what people read when something went wrong."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.core.permissions import who_may
from banyan.web import samples
from banyan.web.choices import ELDER_COOKIE, ELDER_SIZES, LANGUAGES, chosen_elder, chosen_language, remember

log = logging.getLogger(__name__)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(address if safe else "/")


@who_may("anyone")
@require_POST
def elder_switch(request: HttpRequest) -> HttpResponse:
    size = request.POST.get("size", "")
    response = _back(request)
    remember(response, request, cookie=ELDER_COOKIE, value=size if size in ELDER_SIZES else "")
    return response


@who_may("anyone")
@require_POST
def language_switch(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    response = _back(request)
    remember(response, request, cookie=settings.LANGUAGE_COOKIE_NAME, value=code if code in LANGUAGES else "")
    return response


@who_may("anyone")
def menu(request: HttpRequest) -> HttpResponse:
    return render(request, "web/menu.html", {"title": _("Menu")})


@who_may("anyone")
def parts(request: HttpRequest) -> HttpResponse:
    return render(request, "web/parts.html", samples.pattern_page(request))


def _trouble(request: HttpRequest, status: int, title: str, text: str, advice: str) -> HttpResponse:
    words = {"title": title, "text": text, "advice": advice, "status": status}
    try:
        return render(request, "web/error.html", words, status=status)
    except Exception:
        # An error page must come out even when session, account or navigation can't be read.
        log.exception("the page for error %s was shown without header", status)
        return _plain_trouble(request, status, title, text, advice)


def _plain_trouble(request: HttpRequest, status: int, title: str, text: str, advice: str) -> HttpResponse:
    # No request in the context: neither the database nor the session is asked.
    words = {"title": title, "text": text, "advice": advice, "status": status}
    choices = {"elder": chosen_elder(request), "language": chosen_language(request)}
    return HttpResponse(render_to_string("web/error.html", words | choices), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    with translation.override(chosen_language(request).code):
        title = _("This request can't be read")
        text = _("The address or what was sent with it isn't in a form that this site takes.")
        return _plain_trouble(request, 400, title, text, _("Go back and try again. If you typed the address, check it."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("This page isn't open to you")
    text = str(exception) or _("Your account may not see this page or do this.")
    return _trouble(request, 403, title, text, _("If you need it for your work, ask your office's clerk. Or sign in with another account."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("There is no such page")
    text = _("The address may be mistyped, or the page was taken down or moved.")
    return _trouble(request, 404, title, text, _("Check the address, or start again from the front page."))


def too_large(request: HttpRequest) -> HttpResponse:
    with translation.override(chosen_language(request).code):
        title = _("This file is too large")
        text = _("At most 20 MB can be handed in at once. Nothing was taken, and nothing you saved before is lost.")
        advice = _("Go back and choose a smaller file: fewer pages, smaller photos, or a part of it.")
        return _plain_trouble(request, 413, title, text, advice)


def server_error(request: HttpRequest) -> HttpResponse:
    with translation.override(chosen_language(request).code):
        title = _("Something broke on our side")
        text = _("It isn't your fault. What you saved before is kept; the last step may not be.")
        return _plain_trouble(request, 500, title, text, _("Wait a minute, go back and try once more. If it stays, call your office."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    title = _("Please send the form once more")
    text = _("The page was open too long, or this browser keeps no cookies; so we can't be sure that it was you who sent it.")
    return _trouble(request, 403, title, text, _("Go back, reload the page, and send it again. Nothing was changed."))

"""What a visitor chose for this browser: language and size of print, kept in two cookies."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ELDER_COOKIE = "banyan_elder"
ELDER_SIZES = ("22", "26", "30")
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` is Django's, ``html`` the one for the lang attribute, ``name`` what its speakers call it."""

    code: str
    html: str
    name: str


LANGUAGES = {
    "zh-hans": Language("zh-hans", "zh-Hans", "中文"),
    "en": Language("en", "en", "English"),
}
DEFAULT_LANGUAGE = LANGUAGES["zh-hans"]


def chosen_language(request: HttpRequest) -> Language:
    """Return the language of the cookie, else Chinese: Accept-Language is ignored, as shared office computers are often set to English."""
    return LANGUAGES.get(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), DEFAULT_LANGUAGE)


def chosen_elder(request: HttpRequest) -> str:
    """Return the chosen size of print, or nothing when elder mode is off."""
    size = request.COOKIES.get(ELDER_COOKIE, "")
    return size if size in ELDER_SIZES else ""


def size_beside(size: str, step: int) -> str:
    """Return the size ``step`` places from ``size``, or nothing past the ends."""
    place = ELDER_SIZES.index(size) + step
    return ELDER_SIZES[place] if 0 <= place < len(ELDER_SIZES) else ""


def remember(response: HttpResponse, request: HttpRequest, *, cookie: str, value: str) -> None:
    """Keep ``value`` in ``cookie`` for a year; an empty value forgets it."""
    if not value:
        response.delete_cookie(cookie, samesite="Lax")
        return
    response.set_cookie(cookie, value, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())

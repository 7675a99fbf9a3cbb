"""Each answer in the chosen language and size of print; what is too large to take is refused before it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from banyan.core.files import MOST_BYTES
from banyan.web.choices import chosen_elder, chosen_language
from banyan.web.views import too_large

# The largest file and the fields of its form.
MOST_SENT = MOST_BYTES + 5 * 1024 * 1024


def choices(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set ``request.elder`` and the language of the answer from the visitor's cookies."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = chosen_language(request)
        request.elder = chosen_elder(request)  # type: ignore[attr-defined]  # the attribute that this middleware adds
        with translation.override(language.code, deactivate=True):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language.html)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def bearable_size(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse what was sent with 413 when its length says that it is larger than the largest file that anybody may hand in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MOST_SENT:
            return too_large(request)
        return get_response(request)

    return middleware

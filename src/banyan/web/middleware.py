"""Each answer in the chosen language and size of print."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from banyan.web.choices import chosen_elder, chosen_language


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

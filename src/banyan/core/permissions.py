"""Who may open a page: each view says it, and one that says nothing opens for nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

type_of_view = Callable[..., HttpResponseBase]

ANYONE = "anyone"
SIGNED_IN = "signed_in"


def who_may(*who: str) -> Callable[[type_of_view], type_of_view]:
    """Declare who may call a view: "anyone", "signed_in", or the roles of which one is needed, anywhere in the tree.

    Which rows the caller may see or change is asked again by the queries and actions; raises ValueError when nobody is named.
    """
    if not who:
        raise ValueError("who_may needs at least one word")

    def declare(view: type_of_view) -> type_of_view:
        @wraps(view)
        def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if ANYONE not in who:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if SIGNED_IN not in who and not request.user.has_role(*who):
                    raise PermissionDenied(_("Your account has no role that opens this page. Ask your office to grant it."))
            return view(request, *args, **kwargs)

        declared.who_may = who  # type: ignore[attr-defined]  # a function attribute, read by the test that walks all addresses
        return declared

    return declare


def only_declared_views(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse to run a view that doesn't say who may call it (a middleware)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, view: type_of_view, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not hasattr(view, "who_may"):
            raise ImproperlyConfigured(f"{view.__module__}.{getattr(view, '__name__', view)} doesn't declare who may call it")

    middleware.process_view = process_view  # type: ignore[attr-defined]  # the hook that Django looks for
    return middleware

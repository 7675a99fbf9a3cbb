"""How often somebody may try: counters in the shared cache, for pages that need no account."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address that asks; behind the proxy that ``--origin`` speaks of, the one that the proxy names last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ORIGIN else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def is_too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more try of ``what`` by ``who`` and tell whether there were more than ``most`` within ``seconds``."""
    key = f"throttle:{what}:{who}:{int(time.time()) // seconds}"
    if cache.add(key, 1, seconds):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:
        # It ran out between the two calls.
        return False

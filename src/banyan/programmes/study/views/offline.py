"""The page that phones take to sea, its service worker, and what it stands on; open to everybody, without a session."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control

from banyan.core.permissions import ANYONE, who_may
from banyan.programmes.study.offline import hub_style, manifest, page_html, worker_script
from banyan.programmes.study.queries.journal import shore_key

# Sounds and photos come out of the phone's own store.
_STORED = {"img-src": ["blob:"], "media-src": ["blob:"], "manifest-src": ["'self'"]}


@csp_update(_STORED)
@who_may(ANYONE)
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(page_html(shore_key()))


@who_may(ANYONE)
@cache_control(no_cache=True)
def offline_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(worker_script(shore_key()), content_type="text/javascript; charset=utf-8")


@who_may(ANYONE)
@cache_control(max_age=300)
def offline_style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(hub_style(), content_type="text/css; charset=utf-8")


@who_may(ANYONE)
@cache_control(max_age=300)
def offline_manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(manifest(), content_type="application/manifest+json")

"""The public front, the desk, and the answer to "are you ready?"."""

from typing import cast

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.judging.queries.results import public_judgings
from banyan.cases.showcase import queries as cases
from banyan.core.doctor import readiness_problems
from banyan.core.permissions import who_may
from banyan.home.queries import work_for
from banyan.people.models import Account
from banyan.programmes.talks.queries.public import running_programmes
from banyan.web.tiles import Tile

PROGRAMMES_SHOWN, RESULTS_SHOWN = 4, 3


@who_may("anyone")
def front(request: HttpRequest) -> HttpResponse:
    years = cases.years()
    year = years[0] if years else timezone.localdate().year
    counts = cases.city_counts(year)
    tiles = [
        Tile(c.city.name.removesuffix("市"), c.count, row - 1, column - 1, f"{reverse('cases')}?year={year}&city={c.city.code}")
        for c in sorted(counts, key=lambda c: c.city.path)
        if (row := c.city.tile_row) and (column := c.city.tile_column)
    ]
    newest = cases.public_cases().order_by("-published_at", "-pk")[:3]
    results = public_judgings().order_by("-notice_from")[:RESULTS_SHOWN]
    context = {"year": year, "tiles": tiles, "total": sum(c.count for c in counts), "newest": newest, "results": results}
    context |= {"programmes": running_programmes()[:PROGRAMMES_SHOWN]}
    return render(request, "home/front.html", context)


@who_may("signed_in")
def desk(request: HttpRequest) -> HttpResponse:
    account = cast("Account", request.user)
    context = {
        "title": _("Today"),
        "work": work_for(account),
        "grants": account.grants_now,
        "keeps": account.has_role("organiser", "clerk"),
        "today": timezone.localdate(),
    }
    return render(request, "home/desk.html", context)


@who_may("anyone")
def healthz(request: HttpRequest) -> HttpResponse:
    try:
        problems = readiness_problems()
    except DatabaseError as error:
        problems = [f"database: {error}"]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)

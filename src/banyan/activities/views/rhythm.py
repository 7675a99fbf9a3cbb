"""The page of regular meetings (三会一课, 主题党日): what each branch owes this quarter, what is missing first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities import queries
from banyan.activities.permissions import RUNNERS
from banyan.activities.views.common import account_of
from banyan.core.permissions import who_may

ROWS = 50


@who_may(*RUNNERS)
def rhythm(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    this = queries.quarter_of(today)
    quarter = queries.quarter_before(this) if request.GET.get("quarter") == "before" else this
    due = queries.meetings_due(account_of(request), quarter, today)
    page = Paginator(due, ROWS).get_page(request.GET.get("page"))
    words = _("Quarter %(number)d of %(year)d") % {"number": (quarter.month + 2) // 3, "year": quarter.year}
    context = {
        "title": _("Regular meetings"),
        "context_line": words,
        "page": page,
        "count": sum(row.missing for row in due),
        "late": sum(row.late for row in due),
        "complete": sum(not row.missing for row in due),
        "all": len(due),
        "is_before": quarter != this,
    }
    return render(request, "activities/rhythm.html", context)

"""All conflicts of a round: who must keep away from which case, and why."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banyan.cases.judging.queries.conflicts import Kind, conflicts_among, known_cases
from banyan.cases.judging.views.common import judging_of
from banyan.core.permissions import who_may
from banyan.people.models import Role
from banyan.web.sheets import sheet_response

PAGE_SIZE = 50


@who_may(Role.ORGANISER)
def conflict_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    judges = list(judging.judges.select_related("account", "unit"))
    cases = known_cases(judging)
    found = conflicts_among(judging, judges, cases)
    kind, number = request.GET.get("kind", ""), request.GET.get("judge", "")
    rows = [
        (judge, case, conflict)
        for judge in judges
        if number in ("", str(judge.number))
        for case in cases
        for conflict in found.get((judge.pk, case.pk), ())
        if kind in ("", conflict.kind)
    ]
    if request.GET.get("export") == "xlsx":
        head = [(_("Judge"), False), (_("Reference number"), False), (_("Title"), False), (_("Why"), False), (_("Detail"), False)]
        lines = ([str(judge), case.mark, case.title, str(conflict.kind.label), conflict.detail] for judge, case, conflict in rows)
        return sheet_response("conflicts", head, lines)
    context = {
        "title": _("Who keeps away from what"),
        "judging": judging,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "kinds": Kind.choices,
        "kind": kind,
        "number": number,
        "judges": judges,
        "cases": len(cases),
    }
    return render(request, "judging/conflicts.html", context)

"""Figures of a year: of a place, of a branch's members, of a person; and the report on paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.core.permissions import who_may
from banyan.ledger import queries
from banyan.ledger.documents import report_pdf, report_sheet, report_word
from banyan.ledger.models import Entry, LedgerAccount, Total
from banyan.ledger.permissions import CONFIRMERS, OFFICE
from banyan.ledger.queries import Sums, Totals
from banyan.ledger.views.common import account_of, download, known_year, place_of, year_choices, year_of
from banyan.people.models import Organisation
from banyan.people.queries import children_of, persons_for
from banyan.web.charts import Chart, Point
from banyan.web.sheets import XLSX
from banyan.web.words import MONTHS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"xlsx": (report_sheet, XLSX), "docx": (report_word, WORD), "pdf": (report_pdf, "application/pdf")}
MOST_FACTS = 500


@who_may(*CONFIRMERS)
def ledger(request: HttpRequest) -> HttpResponse:
    place, places = queries.places_to_choose(account_of(request), request.GET.get("place", ""))
    if place is None:
        raise Http404
    year = year_of(request)
    side = request.GET.get("side", "")
    side = side if side in Total.Side.values else queries.side_of(place)
    totals = queries.totals_of_place(place, year, side)
    context = {
        "title": _("Ledger of %(year)d") % {"year": year},
        "place": place,
        "places": places,
        "year": year,
        "years": year_choices(year),
        "side": side,
        "sides": Total.Side.choices,
        "is_branch": place.kind == Organisation.Kind.BRANCH,
        "totals": totals,
        "charts": _charts(totals),
        "below": _below(place, year, side),
        "sees_certificates": account_of(request).has_role(*OFFICE),
        "document_forms": FORMS,
    }
    return render(request, "ledger/ledger.html", context)


@who_may(*CONFIRMERS)
@never_cache
def ledger_branch(request: HttpRequest, code: str) -> HttpResponse:
    branch, year = place_of(request, code), year_of(request)
    if branch.kind != Organisation.Kind.BRANCH:
        raise Http404
    members = queries.credit_of_members(branch, year)
    reached = sum(member.is_reached for member in members)
    context = {
        "title": _("%(branch)s: study of %(year)d") % {"branch": branch, "year": year},
        "branch": branch,
        "year": year,
        "years": year_choices(year),
        "members": members,
        "reached": reached,
        "service": sum(member.service_minutes for member in members),
    }
    return render(request, "ledger/branch.html", context)


@who_may(*CONFIRMERS)
@never_cache
def ledger_person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account, year = account_of(request), year_of(request)
    person = get_object_or_404(persons_for(account).select_related("organisation"), uuid=uuid)
    entries = Entry.objects.of(person).filter(on__year=year).select_related("organisation", "reversal")
    totals, target = queries.totals_of_person(person, year), queries.target_of(person, year)
    context = {
        "title": _("%(name)s: statement of %(year)d") % {"name": person, "year": year},
        "person": person,
        "year": year,
        "years": year_choices(year),
        "totals": totals,
        "target": target,
        "share": min(100, 25 * totals.credit.quarters // target) if target else None,
        "entries": entries[:MOST_FACTS],
        "certifies": account.has_role_at(person.organisation, *OFFICE),
        "today": timezone.localdate(),
    }
    return render(request, "ledger/person.html", context)


@who_may(*CONFIRMERS)
@never_cache
def ledger_report(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    place = place_of(request, code)
    if form not in FORMS:
        raise Http404
    write, media_type = FORMS[form]
    report = queries.report_of(place, known_year(year))
    content = write(report, made_by=str(account_of(request)), made_at=timezone.now())
    return download(content, f"{place}{year}年台账.{form}", media_type)


def _charts(totals: Totals) -> list[Chart]:
    """One chart an account, by month."""
    study = [Point(str(MONTHS[month - 1]), _whole(_quarters(totals, month) / 4)) for month in range(1, 13)]
    service = [Point(str(MONTHS[month - 1]), _whole(_minutes(totals, month))) for month in range(1, 13)]
    return [
        Chart(_("Study by month"), study, unit=_("units")),
        Chart(_("Volunteer service by month"), service, unit=_("hours")),
    ]


def _quarters(totals: Totals, month: int) -> int:
    return totals.by_month.get((LedgerAccount.CREDIT, month), Sums()).quarters


def _minutes(totals: Totals, month: int) -> float:
    return round(totals.by_month.get((LedgerAccount.VOLUNTEER, month), Sums()).minutes / 60, 1)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _below(place: Organisation, year: int, side: str) -> list[dict[str, Any]]:
    sums = queries.totals_below(place, year, side)
    return [
        {
            "place": child,
            "study": sums.get(child.path, {}).get(LedgerAccount.CREDIT, Sums()),
            "service": sums.get(child.path, {}).get(LedgerAccount.VOLUNTEER, Sums()),
        }
        for child in children_of(place)
    ]

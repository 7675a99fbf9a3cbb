"""The programme at a glance: boats with their year, learners with what they owe, the quarter's report, the record of a learner."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.ledger.views.common import download, known_year
from banyan.people.models import Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.documents.credit import study_record_pdf
from banyan.programmes.study.documents.reports import report_pdf
from banyan.programmes.study.models import Aboard, Learner, Vessel, Voyage
from banyan.programmes.study.queries import sea as queries
from banyan.programmes.study.queries.report import quarter_report
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.sheets import MOST_ROWS
from banyan.web.words import say_day

STATES = (("sea", gettext_lazy("at sea")), ("port", gettext_lazy("in port")))
QUARTERS = (1, 2, 3, 4)


@who_may(*KEEPERS)
def sea(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    out = Voyage.objects.out().values("vessel")
    sailing = queries.sailing_for(account)
    page = ListPage(
        sailing,
        request,
        columns=[Column("code", _("Vessel"), sort="code", url=Vessel.get_absolute_url)],
        filters=[
            Filter("state", _("State"), STATES, lambda rows, said: rows.filter(pk__in=out) if said == "sea" else rows.exclude(pk__in=out))
        ],
        search=lambda rows, words: narrowed(rows, words, "code", "home_port__name", "organisation__name"),
        search_label=_("Code, home port or organisation"),
        empty=EmptyState(
            _("Boats stand here, each with its year"),
            _("When they are out, when study went aboard, and what their crews still owe."),
            action=_("Note a vessel"),
            url=reverse("vessel_new"),
        ),
    )
    context = {
        "title": _("Study at sea"),
        "page": page,
        "boats": queries.boats_of(list(page.current), today),
        "glance": queries.glance_of(account, today),
        "year": today.year,
        "places": visible_to(account, *KEEPERS).filter(pk__in=sailing.order_by().values("organisation"))[:60],
        "quarters": [(today.year, quarter) for quarter in QUARTERS if quarter <= (today.month + 2) // 3],
    }
    return render(request, "study/sea.html", context)


@who_may(*KEEPERS)
def learner_list(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    standings: dict[int, queries.Standing] = {}
    now = Aboard.objects.now().values("learner")
    page = ListPage(
        queries.learners_for(account),
        request,
        columns=_columns(standings, today.year),
        filters=[
            Filter(
                "crew",
                _("Crew"),
                (("on", _("on a crew")), ("off", _("on none now"))),
                lambda rows, said: rows.filter(pk__in=now) if said == "on" else rows.exclude(pk__in=now),
            )
        ],
        search=lambda rows, words: narrowed(rows, words, "person__name", "ident", "aboard__vessel__code").distinct(),
        search_label=_("Name, learner's number or vessel"),
        empty=EmptyState(
            _("Learners stand here"),
            _("Who is on a crew, with the study of the year and what is still owed."),
            action=_("All vessels"),
            url=reverse("vessels"),
        ),
        export_name=_("learners at sea"),
    )
    shown = page.queryset[: MOST_ROWS + 1] if page.wants_export else page.current
    standings.update(queries.standings_of(list(shown), today))
    if page.wants_export:
        return page.export()
    return render(request, "web/list.html", {"page": page, "title": _("Learners at sea")})


@who_may(*KEEPERS)
def learner_record(request: HttpRequest, ident: str, year: int) -> HttpResponse:
    learner = get_object_or_404(queries.learners_for(account_of(request)), ident=ident)
    content = study_record_pdf(learner, known_year(year), by=learner.person.organisation, at=timezone.now())
    return download(content, f"学时证明 {learner} {year}.pdf", "application/pdf")


@who_may(*KEEPERS)
def sea_report(request: HttpRequest, code: str, year: int, quarter: int) -> HttpResponse:
    if quarter not in QUARTERS:
        raise Http404
    organisation: Organisation = get_object_or_404(visible_to(account_of(request), *KEEPERS), code=code)
    report = quarter_report(organisation, known_year(year), quarter, today=timezone.localdate())
    return download(report_pdf(report, at=timezone.now()), f"海上送学季报 {organisation} {year}Q{quarter}.pdf", "application/pdf")


def _columns(standings: dict[int, queries.Standing], year: int) -> list[Column]:
    def owing(learner: Learner) -> Any:
        return standings[learner.pk].owing

    return [
        Column("person", _("Learner"), sort="person__name_key", url=lambda one: one.person.get_absolute_url()),
        Column("ident", _("learner's number"), sort="ident"),
        Column("vessel", _("Vessel"), text=lambda one: owing(one).aboard.vessel if owing(one).aboard else "—"),
        Column(
            "state", _("State"), text=lambda one: _where(standings[one.pk]), tone=lambda one: "amber" if standings[one.pk].out else "green"
        ),
        Column("heard_at", _("Last heard"), sort="heard_at"),
        Column(
            "credited",
            _("Study in units"),
            text=lambda one: f"{owing(one).credited / 4:g}",
            export=lambda one: owing(one).credited / 4,
            number=True,
        ),
        Column(
            "pending",
            _("to be confirmed"),
            text=lambda one: f"{owing(one).pending / 4:g}",
            export=lambda one: owing(one).pending / 4,
            number=True,
        ),
        Column(
            "missing",
            _("Still owed"),
            text=lambda one: f"{owing(one).missing / 4:g}",
            export=lambda one: owing(one).missing / 4,
            number=True,
        ),
        Column(
            "record",
            _("Certificate"),
            text=lambda _one: _("certificate of %(year)d") % {"year": year},
            url=lambda one: reverse("learner_record", args=[one.ident, year]),
        ),
    ]


def _where(standing: queries.Standing) -> str:
    if standing.out is not None and standing.out.left_on is not None:
        return _("at sea since %(day)s") % {"day": say_day(standing.out.left_on)}
    return _("in port") if standing.owing.aboard else _("ashore")

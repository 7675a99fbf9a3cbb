"""Pages of handing in: files, photos and texts from the sea, and what was found in them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.activities.views.common import account_of, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.forms.vessels import HandInForm
from banyan.programmes.study.models import Handover
from banyan.programmes.study.permissions import HANDERS
from banyan.programmes.study.queries import journal as queries
from banyan.web.lists import Column, EmptyState, Filter, ListPage


@who_may(*HANDERS)
def handover_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.handovers_for(account_of(request)),
        request,
        columns=[
            Column("made_at", _("Taken in"), sort="made_at", url=Handover.get_absolute_url),
            Column("made_by", _("By"), text=lambda one: one.made_by or _("system")),
            Column("route", _("Way"), sort="route"),
            Column("new", _("New records"), sort="new", number=True),
            Column("duplicates", _("Known already"), sort="duplicates", number=True),
            Column("receipts", _("Receipts"), sort="receipts", number=True),
            Column("refused", _("Refused"), text=lambda one: len(one.refused) or "", number=True),
        ],
        filters=[Filter("route", _("Way"), Handover.Route.choices)],
        search=lambda handovers, words: narrowed(handovers, words, "made_by__name", "organisation__name"),
        search_label=_("Who took it in, or where"),
        empty=EmptyState(
            _("Hand-overs stand here"),
            _("Each file, photo or text from a boat, with what was new in it."),
            action=_("Take in"),
            url=reverse("handover_new"),
        ),
        export_name=_("hand-overs"),
    )
    return page.export() if page.wants_export else render(request, "study/handover_list.html", {"page": page, "title": _("Hand-overs")})


@who_may(*HANDERS)
@never_cache
def handover_new(request: HttpRequest) -> HttpResponse:
    form = HandInForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            handover = hand_in(read_arrivals(form.arrived()), route=_route(form), at=timezone.now(), by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(handover)
    context = {"form": form, "title": _("Hand in from the sea")}
    return render(request, "study/handover_new.html", context, status=422 if form.errors else 200)


@who_may(*HANDERS)
def handover_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    handover = get_object_or_404(queries.handovers_for(account_of(request)), uuid=uuid)
    found = queries.devices_in(handover)
    return render(request, "study/handover_show.html", {"title": _("What was handed in"), "handover": handover, "found": found})


def _route(form: HandInForm) -> str:
    names = [file.name.lower() for file in form.cleaned_data["parcels"]]
    if not names:
        return Handover.Route.TEXT
    return Handover.Route.PHOTO if all(name.endswith((".jpg", ".jpeg", ".png", ".webp")) for name in names) else Handover.Route.FILE

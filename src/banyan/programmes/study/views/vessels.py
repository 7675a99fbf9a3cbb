"""Pages of vessels: the list, one with its devices, noting one, changing one."""

import io
from uuid import UUID

import segno
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, saved, sent
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.hub.archive import write_archive
from banyan.ledger.views.common import origin_of
from banyan.programmes.study.actions import devices as actions
from banyan.programmes.study.forms.vessels import VesselForm
from banyan.programmes.study.models import Aboard, Pack, Vessel
from banyan.programmes.study.permissions import HANDERS
from banyan.programmes.study.queries.deliveries import deliveries_for
from banyan.programmes.study.queries.devices import devices_for, vessels_with_devices
from banyan.programmes.study.queries.sea import boats_of
from banyan.web.lists import Column, EmptyState, ListPage

MOST_ROWS, MOST_VOYAGES = 60, 12


@who_may(*KEEPERS)
def vessel_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        vessels_with_devices(account_of(request)),
        request,
        columns=[
            Column("code", _("Vessel"), sort="code", url=Vessel.get_absolute_url),
            Column("organisation", _("Organisation"), sort="organisation__path", text=lambda vessel: vessel.organisation or "—"),
            Column("home_port", _("Home port"), sort="home_port__name", text=lambda vessel: vessel.home_port or "—"),
            Column("device_count", _("Devices"), sort="device_count", number=True),
        ],
        search=lambda vessels, words: narrowed(vessels, words, "code", "home_port__name", "organisation__name"),
        search_label=_("Code, home port or organisation"),
        empty=EmptyState(
            _("Vessels stand here"),
            _("Each with the devices aboard, whose records come back by any way there is."),
            action=_("Note a vessel"),
            url=reverse("vessel_new"),
        ),
        export_name=_("vessels"),
    )
    return page.export() if page.wants_export else render(request, "study/vessel_list.html", {"page": page, "title": _("Vessels")})


@who_may(*KEEPERS)
def vessel_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    vessel, account = _vessel(request, uuid), account_of(request)
    address = f"{origin_of(request)}{reverse('offline')}"
    context = {
        "title": str(vessel),
        "offline_address": address,
        "offline_code": segno.make_qr(address, error="m").svg_inline(border=2, omitsize=True),
        "vessel": vessel,
        "boat": boats_of([vessel], timezone.localdate())[0],
        "voyages": vessel.voyages.standing().order_by("-expected_from", "-pk")[:MOST_VOYAGES],
        "deliveries": deliveries_for(account).filter(vessel=vessel).exclude(state="cancelled")[:MOST_VOYAGES],
        "devices": devices_for(account).filter(vessel=vessel)[:MOST_ROWS],
        "crew": Aboard.objects.now().filter(vessel=vessel).select_related("learner__person")[:MOST_ROWS],
        "packs": Pack.objects.filter(vessel=vessel).select_related("file")[:MOST_ROWS],
    }
    return render(request, "study/vessel_show.html", context)


@who_may(*HANDERS)
def hub_archive(request: HttpRequest) -> FileResponse:
    content = io.BytesIO()
    write_archive(content)
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename="banyan-hub.pyz", content_type="application/zip")


@who_may(*KEEPERS)
def vessel_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = VesselForm(account, sent(request))
    return saved(
        request,
        form,
        lambda: actions.add_vessel(**form.cleaned_data, by=account),
        title=_("Note a vessel"),
        back=reverse("vessels"),
    )


@who_may(*KEEPERS)
def vessel_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    vessel, account = _vessel(request, uuid), account_of(request)
    form = VesselForm(account, sent(request), vessel=vessel)
    return saved(
        request,
        form,
        lambda: actions.change_vessel(vessel, **form.cleaned_data, by=account),
        title=_("Change %(vessel)s") % {"vessel": vessel},
        back=vessel.get_absolute_url(),
    )


def _vessel(request: HttpRequest, uuid: UUID) -> Vessel:
    return get_object_or_404(vessels_with_devices(account_of(request)), uuid=uuid)

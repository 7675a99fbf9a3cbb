"""Pages of devices: the list, how one stands, enrolling what was shown in port, revoking, the acknowledgement to carry back."""

from typing import Any

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.kernels.journal.credit import Oddity
from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.records import RecordKind
from banyan.kernels.journal.text import hanzi_text, spoken_lines
from banyan.programmes.study.actions import devices as actions
from banyan.programmes.study.actions.journal import acknowledge
from banyan.programmes.study.arrivals import in_words, read_arrivals
from banyan.programmes.study.forms.vessels import EnrolForm, IntroductionForm, RevokeForm
from banyan.programmes.study.models import Device
from banyan.programmes.study.queries import journal as queries
from banyan.programmes.study.queries.devices import devices_for, vessels_for
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_moment

STATES = (("enrolled", gettext_lazy("enrolled")), ("revoked", gettext_lazy("revoked")))
MOST_ROWS = 20
ODDITIES = {
    Oddity.CLOCK_OUTSIDE: gettext_lazy("the clock can't be right; it counts on the day it came"),
    Oddity.CLOCK_BACK: gettext_lazy("the clock was put back before it"),
    Oddity.OVERLAP: gettext_lazy("the learner studied something else at the same time"),
    Oddity.REVOKED: gettext_lazy("noted after the device was revoked; it credits nothing"),
}


@who_may(*KEEPERS)
def device_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        devices_for(account_of(request)),
        request,
        columns=[
            Column("title", _("Device"), sort="title", url=Device.get_absolute_url),
            Column("vessel", _("Vessel"), sort="vessel__code"),
            Column("heard_at", _("Last heard"), sort="heard_at", text=_heard),
            Column("enrolled_at", _("Enrolled"), sort="enrolled_at"),
            Column("state", _("State"), text=_state, tone=lambda device: "quiet" if device.revoked_at else "green"),
        ],
        filters=[Filter("state", _("State"), STATES, lambda rows, value: rows.filter(revoked_at__isnull=value == "enrolled"))],
        search=lambda devices, words: narrowed(devices, words, "title", "ident", "vessel__code"),
        search_label=_("Name, number or vessel"),
        empty=EmptyState(
            _("Devices stand here"),
            _("In port a phone or boat computer shows its code; once it is enrolled, what it notes at sea counts."),
            action=_("Enrol a device"),
            url=reverse("device_enrol"),
        ),
        export_name=_("devices"),
    )
    if page.wants_export:
        return page.export()
    return render(request, "study/device_list.html", {"page": page, "title": _("Devices"), "strangers": queries.strangers()[:MOST_ROWS]})


@who_may(*KEEPERS)
@never_cache
def device_show(request: HttpRequest, ident: str) -> HttpResponse:
    device = _device(request, ident)
    flags = queries.oddities_of(device)
    context = {"title": str(device), "device": device, "state": _state(device), "standing": queries.standing_of(device)}
    context |= {"flags": [(ODDITIES[flag.oddity], flag.held) for flag in flags[:MOST_ROWS]], "flag_count": len(flags)}
    return render(request, "study/device_show.html", context)


@who_may(*KEEPERS)
@never_cache
def device_enrol(request: HttpRequest) -> HttpResponse:
    """First what the device shows, then whose it is."""
    account = account_of(request)
    if "introduction" in request.POST:
        form = EnrolForm(account, request.POST)
        if form.is_valid():
            try:
                introduced = read_enrolment(bytes.fromhex(form.cleaned_data["introduction"]))
                device = actions.enrol_device(
                    introduced, vessel=form.cleaned_data["vessel"], title=form.cleaned_data["title"], at=timezone.now(), by=account
                )
            except JournalError as error:
                form.add_error(None, in_words(error))
            except (RuleError, ValueError) as error:
                form.add_error(None, str(error))
            else:
                return redirect(device)
        return _enrol_page(request, form)
    shown = IntroductionForm(sent(request), request.FILES or None)
    if not shown.is_valid():
        context = {"form": shown, "title": _("Enrol a device"), "vessels": vessels_for(account).filter(ended_on=None).exists()}
        return render(request, "study/device_introduce.html", context, status=422 if shown.errors else 200)
    try:
        record, introduced = _introduction(shown.cleaned_data["file"])
    except (JournalError, RuleError) as error:
        shown.add_error("file", in_words(error) if isinstance(error, JournalError) else str(error))
        return render(request, "study/device_introduce.html", {"form": shown, "title": _("Enrol a device"), "vessels": True}, status=422)
    form = EnrolForm(account, initial={"introduction": record.hex(), "title": introduced.title})
    return _enrol_page(request, form)


@who_may(*KEEPERS)
def device_revoke(request: HttpRequest, ident: str) -> HttpResponse:
    device = _device(request, ident)
    form = RevokeForm(sent(request))
    return confirmed(
        request,
        lambda: actions.revoke_device(device, reason=form.cleaned_data["reason"], at=timezone.now(), by=account_of(request)),
        form=form,
        title=_("Revoke “%(device)s”?") % {"device": device},
        warning=_("What it noted before still counts. What it notes from now on is kept, but credits nothing."),
        action=_("Revoke"),
        back=device.get_absolute_url(),
    )


@who_may(*KEEPERS)
@require_POST
def device_acknowledge(request: HttpRequest, ident: str) -> HttpResponse:
    """Write what is held of the device: as a file, or as a page with codes and text."""
    device = _device(request, ident)
    try:
        said = acknowledge(device.ident, by=account_of(request))
    except RuleError as error:
        raise PermissionDenied(str(error)) from error
    if request.POST.get("form") == "file":
        name = _("acknowledgement %(device)s") % {"device": device}
        disposition = content_disposition_header(as_attachment=True, filename=f"{name}.by")
        return HttpResponse(said, content_type="application/octet-stream", headers={"Content-Disposition": str(disposition)})
    codes = [segno.make(text, error="m").svg_inline(border=3, svgclass="code-picture", omitsize=True) for text in qr_texts(said)]
    context = {"title": _("Acknowledgement for %(device)s") % {"device": device}, "device": device, "codes": codes}
    return render(request, "study/acknowledgement.html", context | {"hanzi": hanzi_text(said), "spoken": spoken_lines(said)})


def _device(request: HttpRequest, ident: str) -> Device:
    return get_object_or_404(devices_for(account_of(request)), ident=ident)


def _heard(device: Any) -> str:
    return say_moment(device.heard_at) if device.heard_at else _("never")


def _state(device: Device) -> str:
    return _("revoked") if device.revoked_at else _("enrolled")


def _enrol_page(request: HttpRequest, form: EnrolForm) -> HttpResponse:
    context = {"form": form, "title": _("Whose device is it?")}
    return render(request, "study/device_enrol.html", context, status=422 if form.errors else 200)


def _introduction(file: Any) -> tuple[bytes, Any]:
    arrivals = read_arrivals([(file.name, file.read())])
    for arrival in arrivals:
        for record in arrival.records:
            if record[:1] == bytes((RecordKind.ENROLMENT,)):
                return record, read_enrolment(record)
    why = next((arrival.why for arrival in arrivals if arrival.why), "")
    raise actions.UnableToEnrol(why or _("This is no introduction of a device. Take the file “enrol”, or a photo of the code it shows."))

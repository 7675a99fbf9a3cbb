"""What people do with vessels and devices: note a vessel, enrol what was shown in port, revoke what was lost."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import jobs
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.journal.enrolment import Enrolment
from banyan.kernels.journal.receipt import read_receipt
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.journal import CREDIT_JOB, device_of_receipt
from banyan.programmes.study.actions.shore import locked_shore
from banyan.programmes.study.models import Device, Port, Receipt, Vessel, Waters
from banyan.programmes.study.permissions import why_not_enrol, why_not_keep_vessels, why_not_revoke

name_verbs(
    {
        "add_vessel": gettext_lazy("noted a vessel"),
        "change_vessel": gettext_lazy("changed a vessel"),
        "enrol_device": gettext_lazy("enrolled a device"),
        "revoke_device": gettext_lazy("revoked a device"),
    }
)


class UnableToKeepVessel(RuleError):
    """The vessel can't be noted or changed so."""


class UnableToEnrol(RuleError):
    """The device can't be enrolled."""


class UnableToRevoke(RuleError):
    """The device can't be revoked."""


@transaction.atomic
def add_vessel(
    code: str,
    *,
    organisation: Organisation | None,
    home_port: Port | None = None,
    waters: str = Waters.SOUTH_CHINA_SEA,
    by: Account | None,
) -> Vessel:
    """Note a vessel by the code on its bow. Raise UnableToKeepVessel."""
    _refuse_keeping(organisation, by)
    code = "".join(code.split())
    if not code:
        raise UnableToKeepVessel(_("A vessel has a code, as on its bow."))
    if Vessel.objects.filter(code=code).exists():
        raise UnableToKeepVessel(_("%(code)s is there already.") % {"code": code})
    vessel = Vessel.objects.create(code=code, organisation=organisation, home_port=home_port, waters=waters)
    _record("add_vessel", vessel, by, _berth(vessel))
    return vessel


@transaction.atomic
def change_vessel(vessel: Vessel, *, organisation: Organisation | None, home_port: Port | None, waters: str, by: Account | None) -> Vessel:
    """Change whose a vessel is, where it berths and fishes. Raise UnableToKeepVessel."""
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    _refuse_keeping(vessel.organisation, by)
    _refuse_keeping(organisation, by)
    vessel.organisation, vessel.home_port, vessel.waters = organisation, home_port, waters
    vessel.save(update_fields=["organisation", "home_port", "waters"])
    _record("change_vessel", vessel, by, _berth(vessel) | {"organisation": organisation.code if organisation else ""})
    return vessel


@transaction.atomic
def enrol_device(introduced: Enrolment, *, vessel: Vessel, title: str = "", at: datetime, by: Account | None) -> Device:
    """Take a device that was shown in person into the shore's book; what was held aside of it counts from now on. Raise UnableToEnrol."""
    locked_shore()
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    if by is not None and (reason := why_not_enrol(by, vessel)):
        raise UnableToEnrol(reason)
    ident = introduced.device.hex()
    if known := Device.objects.filter(ident=ident).select_related("vessel").first():
        raise UnableToEnrol(
            _("This device is enrolled already, as “%(device)s” of %(vessel)s.") % {"device": known, "vessel": known.vessel}
        )
    device = Device.objects.create(
        ident=ident,
        public_key=introduced.public_key.hex(),
        mac_key=introduced.mac_key.hex(),
        title=title.strip() or introduced.title,
        vessel=vessel,
        enrolled_at=at,
        enrolled_by=by,
    )
    for row in Receipt.objects.filter(device=None, writer__in=(ident, ident[:8])):
        if device_of_receipt(read_receipt(bytes(row.record))) == device and not _counter_is_taken(row, device):
            row.device = device
            row.save(update_fields=["device"])
    jobs.request(CREDIT_JOB, f"enrol {ident}", {"devices": [ident]})
    _record_device("enrol_device", device, by, {"vessel": vessel.code})
    return device


@transaction.atomic
def revoke_device(device: Device, *, reason: str, at: datetime, by: Account | None) -> Device:
    """Trust a device no longer from a moment on; what it noted before still counts. Raise UnableToRevoke."""
    device = Device.objects.select_for_update(of=("self",)).select_related("vessel__organisation").get(pk=device.pk)
    if refusal := why_not_revoke(by, device) if by is not None else None:
        raise UnableToRevoke(refusal)
    if device.revoked_at is not None:
        raise UnableToRevoke(_("“%(device)s” was revoked before.") % {"device": device})
    if not reason.strip():
        raise UnableToRevoke(_("Say why, as lost or sold: others read it later."))
    device.revoked_at, device.revoke_reason = at, reason.strip()
    device.save(update_fields=["revoked_at", "revoke_reason"])
    jobs.request(CREDIT_JOB, f"revoke {device.ident}", {"devices": [device.ident]})
    _record_device("revoke_device", device, by, {"reason": device.revoke_reason})
    return device


def _berth(vessel: Vessel) -> dict[str, object]:
    return {"home_port": str(vessel.home_port or ""), "waters": vessel.waters}


def _counter_is_taken(row: Receipt, device: Device) -> bool:
    return row.is_short and Receipt.objects.filter(device=device, is_short=True, counter=row.counter).exists()


def _refuse_keeping(organisation: Organisation | None, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToKeepVessel(reason)


def _record(verb: str, vessel: Vessel, by: Account | None, difference: dict[str, object]) -> None:
    code = vessel.organisation.code if vessel.organisation else ""
    actor = by.uuid if by else None
    record(verb, "vessel", vessel.uuid, actor=actor, label=str(vessel), organisation_code=code, difference=difference)


def _record_device(verb: str, device: Device, by: Account | None, difference: dict[str, object]) -> None:
    organisation = device.vessel.organisation
    code, actor = organisation.code if organisation else "", by.uuid if by else None
    record(verb, "device", device.ident, actor=actor, label=str(device), organisation_code=code, difference=difference)

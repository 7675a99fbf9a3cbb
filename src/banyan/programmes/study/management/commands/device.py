"""`banyan device …`: a device aboard is a folder (init, record, export, ack); ashore it is enrolled and revoked."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.hub.commands import VERBS, add_device_verbs, run
from banyan.hub.errors import UnableToUseDevice
from banyan.kernels.journal.enrolment import Enrolment, read_enrolment
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.records import RecordKind
from banyan.people.models import Account
from banyan.programmes.study.actions.devices import UnableToEnrol, add_vessel, enrol_device, revoke_device
from banyan.programmes.study.arrivals import in_words, read_arrivals
from banyan.programmes.study.management.commands.journal import SYSTEM, UnableToRun, account_named, with_data
from banyan.programmes.study.models import Device, Vessel
from banyan.programmes.study.queries.devices import ident_of


class Command(BaseCommand):
    help = "A device aboard: make it, note study, hand over, take acknowledgements; ashore: enrol it, revoke it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="init|record|export|ack|enrol|revoke")
        add_device_verbs(verbs)
        enrol = verbs.add_parser("enrol", help="take a device that was shown in person into the shore's book")
        enrol.add_argument("file", metavar="FILE", type=Path, help="its introduction: the file enrol or a photo of its code")
        enrol.add_argument("--vessel", required=True, metavar="CODE", help="the vessel it sails on; one not known yet is noted")
        revoke = verbs.add_parser("revoke", help="trust a device no longer; what it noted before still counts")
        revoke.add_argument("device", metavar="ID", help="its number or the beginning of it, or its name")
        revoke.add_argument("--reason", required=True, help="as: lost, sold, broken")
        for one in (enrol, revoke):
            one.add_argument("--as", dest="by", default=SYSTEM, metavar="USER", help="who does it (default: system)")
            one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said, words = _do(options)
        except (RuleError, UnableToUseDevice) as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise UnableToRun(str(refusal)) from refusal
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else words)


def _do(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    if options["verb"] in VERBS["device"]:
        return run("device", options)
    with_data()
    by = account_named(options["by"])
    return _enrol(options, by) if options["verb"] == "enrol" else _revoke(options, by)


def _enrol(options: dict[str, Any], by: Account | None) -> tuple[dict[str, Any], str]:
    introduced = _introduction(options["file"])
    vessel = Vessel.objects.filter(code=options["vessel"]).first() or add_vessel(options["vessel"], organisation=None, by=by)
    device = enrol_device(introduced, vessel=vessel, at=timezone.now(), by=by)
    said = {"device": device.ident, "name": device.title, "vessel": vessel.code}
    return said, _("“%(name)s” (%(device)s) is enrolled for %(vessel)s.") % said


def _revoke(options: dict[str, Any], by: Account | None) -> tuple[dict[str, Any], str]:
    device = Device.objects.filter(ident=ident_of(options["device"]) or "").first()
    if device is None:
        raise UnableToRun(_("No enrolled device fits “%(text)s”. Give its whole number.") % {"text": options["device"]})
    device = revoke_device(device, reason=options["reason"], at=timezone.now(), by=by)
    said = {"device": device.ident, "name": device.title}
    return said, _("“%(name)s” (%(device)s) is revoked. What it noted before still counts.") % said


def _introduction(path: Path) -> Enrolment:
    try:
        arrivals = read_arrivals([(str(path), path.read_bytes())])
        records = [record for arrival in arrivals for record in arrival.records if record[:1] == bytes((RecordKind.ENROLMENT,))]
        if not records:
            why = next((arrival.why for arrival in arrivals if arrival.why), "")
            raise UnableToEnrol(why or _("%(file)s is no introduction of a device.") % {"file": path})
        return read_enrolment(records[0])
    except JournalError as error:
        raise UnableToEnrol(in_words(error)) from error
    except OSError as error:
        raise UnableToEnrol(_("%(file)s can't be read: %(why)s.") % {"file": path, "why": error.strerror or error}) from error

"""`banyan journal merge FILE…` takes in what came from the sea; `banyan journal ack --device ID -o FILE` says what is held."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.schema import holds_tables
from banyan.core.supervisor import prepare
from banyan.hub.writing import FORMS, write_records
from banyan.kernels.journal.faults import JournalError
from banyan.people.models import Account
from banyan.programmes.study.actions.journal import acknowledge, hand_in
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.models import Handover
from banyan.programmes.study.queries.devices import ident_of
from banyan.programmes.study.queries.journal import totals

SYSTEM = "system"


class UnableToRun(RuleError):
    """The command names something that isn't there."""


class Command(BaseCommand):
    help = "Take in study records from devices at sea, or write what is held of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="merge|ack")
        merge = verbs.add_parser("merge", help="keep what isn't here yet; any order, any number of times")
        merge.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files, texts, and photos of QR codes")
        ack = verbs.add_parser("ack", help="write what is held of a device, to be carried back")
        ack.add_argument("--device", required=True, metavar="ID", help="its number or the beginning of it, or its name")
        ack.add_argument("-o", "--output", required=True, metavar="FILE", type=Path)
        ack.add_argument("--form", choices=FORMS, default="file", help="a file, Chinese characters, lines to dictate, or a QR code (PNG)")
        for one in (merge, ack):
            one.add_argument("--as", dest="by", default=SYSTEM, metavar="USER", help="who does it (default: system)")
            one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        with_data()
        try:
            by = account_named(options["by"])
            said, words = _merge(options, by) if options["verb"] == "merge" else _ack(options, by)
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else words)


def with_data() -> None:
    """Make the data folder on first use: records must be kept before anything else."""
    if not holds_tables():
        prepare(sys.stderr)


def account_named(username: str) -> Account | None:
    """Return who does it, None for the system; raise UnableToRun for nobody."""
    if username == SYSTEM:
        return None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise UnableToRun(_("Nobody with the user name %(username)s can sign in.") % {"username": username})
    return account


def _merge(options: dict[str, Any], by: Account | None) -> tuple[dict[str, Any], str]:
    files: list[tuple[str, bytes]] = []
    unreadable: list[dict[str, str]] = []
    for path in options["files"]:
        try:
            files.append((str(path), path.read_bytes()))
        except OSError as error:
            unreadable.append({"file": str(path), "why": error.strerror or str(error)})
    handover = hand_in(read_arrivals(files), route=Handover.Route.COMMAND, at=timezone.now(), by=by)
    held = totals()
    said = {
        "events": held.events,
        "new": handover.new,
        "duplicates": handover.duplicates,
        "forks": held.forks,
        "gaps": held.gaps,
        "refused": [*unreadable, *handover.refused],
        "aside": held.aside,
        "receipts": handover.receipts,
    }
    words = _("New: %(new)d. Known already: %(duplicates)d. In all: %(events)d, of devices not enrolled: %(aside)d.") % said
    lines = [words, _("Forks: %(forks)d. Gaps: %(gaps)d. Receipts: %(receipts)d.") % said]
    return said, "\n".join([*lines, *(f"{one['file']}: {one['why']}" for one in [*unreadable, *handover.refused])])


def _ack(options: dict[str, Any], by: Account | None) -> tuple[dict[str, Any], str]:
    ident = ident_of(options["device"])
    if ident is None:
        raise UnableToRun(_("No device, or more than one, fits “%(text)s”. Give its whole number.") % {"text": options["device"]})
    record, path = acknowledge(ident, by=by), options["output"]
    try:
        files = write_records(path, options["form"], [record])
    except (OSError, JournalError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnableToRun(_("%(file)s can't be written: %(why)s.") % {"file": path, "why": why}) from error
    return {"device": ident, "files": files, "bytes": len(record)}, _("What is held of %(device)s is in %(file)s.") % {
        "device": ident,
        "file": path,
    }

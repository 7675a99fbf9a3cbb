"""`banyan receipt encode DIR --bits N -o FILE` sums up aboard; `banyan receipt decode FILE` reads what came by short message."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.schema import holds_tables
from banyan.hub.commands import VERBS, add_receipt_verbs, run
from banyan.hub.errors import UnableToUseDevice
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.receipt import Receipt, read_receipt
from banyan.programmes.study.actions.journal import device_of_receipt
from banyan.programmes.study.arrivals import in_words, read_arrivals
from banyan.programmes.study.management.commands.journal import UnableToRun

FIRST_DAY = date(2020, 1, 1)


class Command(BaseCommand):
    help = "Short receipts: sum up aboard what the shore hasn't acknowledged, or read such a message."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="encode|decode")
        add_receipt_verbs(verbs)
        decode = verbs.add_parser("decode", help="read receipts from a file, a text or a photo of codes; nothing is kept")
        decode.add_argument("file", metavar="FILE", type=Path)
        decode.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said, words = run("receipt", options) if options["verb"] in VERBS["receipt"] else _decode(options["file"])
        except (RuleError, UnableToUseDevice) as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise UnableToRun(str(refusal)) from refusal
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else words)


def _decode(path: Path) -> tuple[dict[str, Any], str]:
    try:
        arrivals = read_arrivals([(str(path), path.read_bytes())])
    except OSError as error:
        raise UnableToRun(_("%(file)s can't be read: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    refused = [arrival.why for arrival in arrivals if arrival.why]
    found: list[Receipt] = []
    for arrival in arrivals:
        for record in arrival.records:
            try:
                found.append(read_receipt(record))
            except JournalError as error:
                refused.append(in_words(error))
    if not found:
        raise UnableToRun(" ".join(dict.fromkeys(refused)) or _("There is no receipt in %(file)s.") % {"file": path})
    said = [_as_json(one) for one in found]
    lines = [
        _("Device %(device)s, receipt %(counter)d, proved: %(proved)s")
        % {"device": one["device"], "counter": one["counter"], "proved": _("yes") if one["proved"] else _("no")}
        + "".join(f"\n  {row['learner']}  {row['item']}  {row['day']}  {row['minutes']} min  {row['score'] or ''}" for row in one["rows"])
        for one in said
    ]
    return {"receipts": said, "refused": refused}, "\n".join([*lines, *refused])


def _as_json(one: Receipt) -> dict[str, Any]:
    device = device_of_receipt(one) if holds_tables() else None
    return {
        "device": device.ident if device else one.device.hex(),
        "counter": one.counter,
        "kind": "global" if one.is_short else "regional",
        "proved": device is not None,
        "covers": [cover.hex() for cover in one.covers],
        "rows": [
            {
                "learner": row.learner,
                "item": row.item,
                "day": (FIRST_DAY + timedelta(days=row.day)).isoformat(),
                "minutes": row.minutes,
                "score": row.score,
            }
            for row in one.rows
        ],
    }

"""`banyan notice read FILE [--json]`: what a published notice says, for a person or for a machine."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from banyan.cases.showcase.notices import NoticeReading, read_notice
from banyan.core.documents import DocumentError, read_document
from banyan.core.errors import RuleError

UNKNOWN = "—"


class Command(BaseCommand):
    help = "Read a published notice (txt, html, docx, pdf) into its cases."
    # Reading a file needs no database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="read")
        read = verbs.add_parser("read", help="read a notice and print what it says")
        read.add_argument("file", metavar="FILE", help="the notice: txt, html, docx or pdf")
        read.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = _read(Path(options["file"]))
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(_as_json({"error": str(refusal)}))
            raise
        self.stdout.write(_as_json(reading.as_json()) if options["json"] else _summary(reading))


def _read(path: Path) -> NoticeReading:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(_("The file can't be opened: %(why)s.") % {"why": error.strerror or error}, name=path.name) from error
    return read_notice(read_document(content, name=path.name, progress=_show_page if sys.stderr.isatty() else None))


def _show_page(page: int, pages: int) -> None:
    sys.stderr.write(f"\r{page}/{pages}" + ("\n" if page == pages else ""))
    sys.stderr.flush()


def _as_json(value: dict[str, Any]) -> str:
    # A terminal that can't show Chinese gets escapes: the JSON stays the same.
    is_utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not is_utf8, indent=2)


def _summary(reading: NoticeReading) -> str:
    """Say for a person what was found, case by case, and where to look again."""
    facts = (
        (_("Year"), reading.year),
        (_("Region"), reading.region),
        (_("Cases selected in all"), reading.selected_total),
        (_("Rank"), reading.rank),
    )
    lines = [f"{label}  {UNKNOWN if value is None else value}" for label, value in facts]
    for number, case in enumerate(reading.cases, 1):
        lines += ["", f"{number}. {case.town or UNKNOWN}  {case.title or UNKNOWN}", f"   {case.category or UNKNOWN} · {case.programme}"]
        lines += [f"   —— {case.subtitle}"] if case.subtitle else []
        lines += [f"   {figure.value:f} {figure.unit}  {figure.text}" for figure in case.figures]
    if reading.warnings:
        lines += ["", _("Please check:")]
        lines += [
            _("Line %(line)d: %(why)s") % {"line": doubt.line, "why": doubt.why} + f" [{doubt.text[:40]}]" for doubt in reading.warnings
        ]
    return "\n".join(lines)

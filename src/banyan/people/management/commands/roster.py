"""`banyan roster import FILE --organisation CODE` and `banyan roster export FILE --organisation CODE`, for a person or for a machine."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets import Limits
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, RosterImport
from banyan.people.permissions import why_not_keep
from banyan.people.roster import actions
from banyan.people.roster.importing import apply_all, read_into
from banyan.people.roster.mapping import mapping_from_json, why_not_readable
from banyan.people.roster.queries import unfinished_by_hand
from banyan.people.roster.reading import RosterFile
from banyan.people.roster.report import Report, rehearse, report_of
from banyan.people.roster.sheets import write_roster

SYSTEM = "system"


class UnableToRun(RuleError):
    """The command names something that isn't there."""


class Command(BaseCommand):
    help = "Take a roster in (.xlsx, .xls, .ods, .csv), or give one out (.xlsx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|export")
        into = verbs.add_parser("import", help="take the persons of a table over")
        into.add_argument("file", metavar="FILE", help="the roster: .xlsx, .xls, .ods or .csv")
        into.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        out = verbs.add_parser("export", help="write the roster as a table")
        out.add_argument("file", metavar="FILE", help="the .xlsx to be written")
        out.add_argument("--in-full", action="store_true", help="numbers, care tags and remarks unmasked; needs --reason")
        out.add_argument("--reason", default="", help="what the full numbers are needed for; kept on the audit trail")
        for one in (into, out):
            one.add_argument("--organisation", required=True, metavar="CODE", help="whose roster it is")
            one.add_argument("--as", dest="by", default=SYSTEM, metavar="USER", help="who does it (default: system)")
            one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation, by = _organisation(options["organisation"]), _account(options["by"])
            said, words = _export(organisation, by, options) if options["verb"] == "export" else _import(organisation, by, options)
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(_as_json({"error": str(refusal)}))
            raise
        self.stdout.write(_as_json(said) if options["json"] else words)


def _organisation(code: str) -> Organisation:
    organisation: Organisation | None = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise UnableToRun(_("There is no organisation with the code %(code)s.") % {"code": code})
    return organisation


def _account(username: str) -> Account | None:
    if username == SYSTEM:
        return None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise UnableToRun(_("Nobody with the user name %(username)s can sign in.") % {"username": username})
    return account


def _import(organisation: Organisation, by: Account | None, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    path = Path(options["file"])
    content = _content(path)
    if by is not None and (reason := why_not_keep(by, organisation)):
        raise actions.UnableToImport(reason)
    if options["dry_run"]:
        report = rehearse(RosterFile(content, name=path.name, today=timezone.localdate()), organisation)
    else:
        report = _take_over(content, path.name, organisation, by)
    return report.as_json(), "\n".join(report.lines())


def _take_over(content: bytes, name: str, organisation: Organisation, by: Account | None) -> Report:
    roster = unfinished_by_hand(organisation, hashlib.sha256(content).hexdigest())
    if roster is None:
        roster = actions.hand_in_roster(content, name=name, organisation=organisation, by=by, in_background=False)
    if roster.state == RosterImport.State.READING:
        try:
            roster = read_into(roster, round_=roster.round, say=_say)
        except DocumentError as refusal:
            actions.refuse_roster(roster, reason=str(refusal))
            raise
    if roster.state == RosterImport.State.MAPPING:
        if reason := why_not_readable(mapping_from_json(roster.mapping)):
            actions.discard_roster(roster, by=by)
            raise actions.UnableToImport(f"{name}: {reason}")
        roster = actions.confirm_roster(roster, by=by, in_background=False)
    return report_of(apply_all(roster, say=_say))


def _export(organisation: Organisation, by: Account | None, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    path = Path(options["file"])
    persons = actions.export_roster(organisation, by=by, in_full=options["in_full"], reason=options["reason"])
    try:
        with path.open("wb") as stream:
            count = write_roster(stream, persons, in_full=options["in_full"])
    except OSError as error:
        raise UnableToRun(_("%(file)s can't be written: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    words = ngettext("%(count)d person is in %(file)s.", "%(count)d persons are in %(file)s.", count)
    return {"persons": count}, words % {"count": count, "file": path}


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > Limits().bytes:
            words = _("The file is larger than %(size)d MB. Part it and send the parts.")
            raise DocumentError(words % {"size": Limits().bytes // 2**20}, name=path.name)
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(_("The file can't be opened: %(why)s.") % {"why": error.strerror or error}, name=path.name) from error


def _say(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}" + (f" / {total}" if total else ""))
        sys.stderr.flush()


def _as_json(value: dict[str, Any]) -> str:
    # A terminal that can't show Chinese gets escapes: the JSON stays the same.
    is_utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not is_utf8, indent=2)

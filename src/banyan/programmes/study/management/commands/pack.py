"""`banyan pack build --vessel CODE -o FILE` issues a study pack; `pack verify FILE` checks one; `pack apply FILE DIR` takes it aboard."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.files import content_of
from banyan.core.schema import holds_tables
from banyan.hub.commands import VERBS, add_pack_verbs, run
from banyan.hub.errors import UnableToUseDevice
from banyan.kernels.packs import cut
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.management.commands.journal import SYSTEM, UnableToRun, account_named
from banyan.programmes.study.models import Course, Pack, Vessel
from banyan.programmes.study.packing import COMFORTABLE_BYTES


class Command(BaseCommand):
    help = "Study packs: build one for a vessel, verify one, take one aboard."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="build|verify|apply")
        build = verbs.add_parser("build", help="issue a pack for a vessel's crew; it is kept and written to a file")
        build.add_argument("--vessel", required=True, metavar="CODE")
        build.add_argument(
            "--course", action="append", metavar="TITLE", help="an approved course; several times for more (default: all of its place)"
        )
        build.add_argument("--title", default="")
        build.add_argument("--base", type=int, metavar="NUMBER", help="an earlier pack of the vessel: its files are left out")
        build.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
        build.add_argument("--part-mb", type=int, metavar="N", help="cut into FILE.001, FILE.002 … of N MB")
        build.add_argument("--as", dest="by", default=SYSTEM, metavar="USER", help="who does it (default: system)")
        build.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")
        add_pack_verbs(verbs)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said, words = run("pack", options) if options["verb"] in VERBS["pack"] else _build(options)
        except (RuleError, UnableToUseDevice) as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise UnableToRun(str(refusal)) from refusal
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else words)


def _build(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    if not holds_tables():
        raise UnableToRun(_("There is no data here yet. Name the folder with --data."))
    by = account_named(options["by"])
    vessel = Vessel.objects.filter(code=options["vessel"]).first()
    if vessel is None:
        raise UnableToRun(_("There is no vessel %(code)s. Note it first.") % {"code": options["vessel"]})
    base = Pack.objects.filter(vessel=vessel, number=options["base"]).first() if options["base"] else None
    if options["base"] and base is None:
        raise UnableToRun(_("There is no pack %(number)d of %(vessel)s.") % {"number": options["base"], "vessel": vessel})
    pack = issue_pack(vessel, _courses(vessel, options["course"]), title=options["title"], base=base, at=timezone.now(), by=by)
    content = content_of(pack.file)
    files = _write(content, options["output"], options["part_mb"])
    said = {"number": pack.number, "bytes": len(content), "files": files, "items": _count_items(pack)}
    words = _("Pack %(number)d with %(items)d items, %(bytes)d bytes.") % said
    if len(content) > COMFORTABLE_BYTES:
        words += " " + _("That is more than 5 MB, which is dear at sea.")
    return said, words


def _courses(vessel: Vessel, titles: list[str] | None) -> list[Course]:
    if not titles:
        return list(Course.objects.filter(state=Course.State.APPROVED, organisation=vessel.organisation))
    courses = []
    for title in titles:
        course = Course.objects.filter(title=title).first()
        if course is None:
            raise UnableToRun(_("There is no course “%(title)s”.") % {"title": title})
        courses.append(course)
    return courses


def _count_items(pack: Pack) -> int:
    return sum(len(course["items"]) for course in pack.manifest["courses"])


def _write(content: bytes, path: Path, part_mb: int | None) -> list[str]:
    parts = cut(content, part_mb * 1024 * 1024) if part_mb else [content]
    paths = [path] if len(parts) == 1 else [path.with_name(f"{path.name}.{number:03d}") for number in range(1, len(parts) + 1)]
    try:
        for place, part in zip(paths, parts, strict=True):
            place.write_bytes(part)
    except OSError as error:
        raise UnableToRun(_("%(file)s can't be written: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    return [str(place) for place in paths]

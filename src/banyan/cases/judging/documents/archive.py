"""The archive of a round: every score, conflict, assignment, decision and rule in one zip, from which anyone recomputes the result."""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banyan.cases.judging.documents.report import report_of
from banyan.cases.judging.documents.tables import tables_of
from banyan.cases.judging.models import Judging
from banyan.cases.judging.queries.results import winners_of
from banyan.cases.judging.queries.selection import names_for, newest_selection
from banyan.core.errors import RuleError
from banyan.core.official import as_pdf
from banyan.kernels.judging import Calibration, JudgingError, Record, answer_as_json, decide, record_from_json
from banyan.web.sheets import workbook

KIND, VERSION = "banyan-judging", 1
RECORD, MANIFEST, TABLES, REPORT = "record.json", "manifest.json", "judging.xlsx", "report.pdf"
MOST_BYTES = 200 * 1024 * 1024
ADDRESS = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class ArchiveFault(RuleError):
    """The file isn't a whole archive of a judging, or its result doesn't follow from its marks."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verified archive holds: the call's title, how many cases, scores and winners, and the total in thousandths of a point."""

    title: str
    cases: int
    reviews: int
    winners: tuple[str, ...]
    total_thousandths: int


@translation.override(settings.LANGUAGE_CODE)
def archive_of(judging: Judging) -> bytes:
    """Write the archive of a round that was selected; the same round gives the same bytes. Raise ArchiveFault before a selection."""
    selection = newest_selection(judging)
    if selection is None:
        raise ArchiveFault(_("Nothing is selected yet. Run the selection first."))
    record = record_from_json(selection.question)
    outcome = decide(record)
    made_at = judging.published_at or selection.made_at
    holds = {
        "kind": KIND,
        "version": VERSION,
        "title": judging.call.title,
        "organisation": judging.call.organisation.name,
        "run": selection.number,
        "record": selection.question,
        "answer": selection.answer,
        "scores": _scores(record, outcome.calibration),
        "winners": sorted(str(winner.submission.uuid) for winner in winners_of(judging)),
        "names": names_for(judging),
    }
    files = {
        RECORD: json.dumps(holds, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        TABLES: workbook(tables_of(judging), made_at=made_at),
        REPORT: as_pdf(report_of(judging, selection)),
    }
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files[MANIFEST] = json.dumps(digests, indent=1, sort_keys=True).encode()
    return _zipped(files, timezone.localtime(made_at).timetuple()[:6])


def verify_archive(data: bytes) -> Verdict:
    """Recompute the result of an archive from its marks and compare it bit for bit. Raise ArchiveFault that says what is wrong."""
    files = _unzipped(data)
    holds = _read(files[RECORD])
    try:
        record = record_from_json(holds["record"])
        outcome = decide(record)
    except (JudgingError, ArithmeticError, ValueError) as error:
        raise ArchiveFault(_("%(file)s can't be recomputed: %(why)s.") % {"file": RECORD, "why": error}) from error
    answer = answer_as_json(outcome.answer)
    winners = tuple(one["id"] for one in answer["winners"])
    for name, found in (("scores", _scores(record, outcome.calibration)), ("answer", answer)):
        if where := next(_differences(found, holds[name], name), ""):
            raise ArchiveFault(_("The result doesn't follow from the marks: %(where)s differs.") % {"where": _named(where, holds["names"])})
    if sorted(winners) != holds["winners"]:
        raise ArchiveFault(_("The published winners aren't those that follow from the marks."))
    # Last, so that a mark that was altered is told by the case that it moved.
    _refuse_altered(files)
    return Verdict(holds["title"], len(record.cases), len(record.reviews), winners, answer["total_thousandths"] or 0)


def _scores(record: Record, calibration: Calibration) -> dict[str, list[int | None]]:
    """For each case: reviews, mean, calibrated score and uncertainty, in thousandths."""
    return {
        case.id: [score.reviews, score.raw_thousandths, score.score_thousandths, score.uncertainty_thousandths]
        for case, score in zip(record.cases, calibration.cases, strict=True)
    }


def _zipped(files: dict[str, bytes], moment: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The same moment each time, so that the same round makes the same archive.
            year, month, day, hour, minute, second = moment
            info = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise ArchiveFault(_("The archive is too large to be one of a judging."))
            found = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise ArchiveFault(_("This isn't a whole zip file; it may have been cut off on its way.")) from error
    if missing := {RECORD, MANIFEST, TABLES, REPORT} - found.keys():
        raise ArchiveFault(_("%(file)s is missing; this isn't the archive of a judging.") % {"file": ", ".join(sorted(missing))})
    return found


def _refuse_altered(files: dict[str, bytes]) -> None:
    digests = _read(files[MANIFEST], MANIFEST)
    for name in (RECORD, TABLES, REPORT):
        if hashlib.sha256(files[name]).hexdigest() != digests.get(name):
            raise ArchiveFault(_("%(file)s was changed after the archive was made.") % {"file": name})


def _read(content: bytes, name: str = RECORD) -> dict[str, Any]:
    try:
        holds = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ArchiveFault(_("%(file)s can't be read.") % {"file": name}) from error
    wanted = {"kind", "version", "record", "answer", "scores", "winners", "names", "title"} if name == RECORD else set()
    if not isinstance(holds, dict) or wanted - holds.keys() or holds.get("kind", KIND) != KIND or holds.get("version", VERSION) != VERSION:
        raise ArchiveFault(_("%(file)s isn't one that this program wrote.") % {"file": name})
    return holds


def _differences(found: Any, kept: Any, where: str) -> Iterator[str]:
    """Name the places where two values differ, first things first."""
    if isinstance(found, dict) and isinstance(kept, dict):
        for key in sorted(found.keys() | kept.keys()):
            yield from _differences(found.get(key), kept.get(key), f"{where}.{key}")
    elif isinstance(found, list) and isinstance(kept, list) and len(found) == len(kept):
        for number, (one, other) in enumerate(zip(found, kept, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif type(found) is not type(kept) or found != kept:
        yield where


def _named(where: str, names: Any) -> str:
    """Say the place with the names of the cases instead of their addresses."""
    known = names if isinstance(names, dict) else {}
    return re.sub(ADDRESS, lambda found: str(known.get(found[0], found[0])), where)

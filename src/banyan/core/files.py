"""Files handed in: kept by content, found again by id, swept when nothing names them."""

import hashlib
from datetime import datetime, timedelta
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.models import StoredFile

MOST_BYTES = 20 * 1024 * 1024
ORPHAN_AFTER = timedelta(days=1)


class UnableToStore(RuleError):
    """The file can't be kept."""


def store(content: bytes, *, name: str, kind: str, organisation_code: str) -> StoredFile:
    """Keep ``content`` (at most 20 MB) and return its row; the same content is kept once on disk. Raise UnableToStore."""
    if not content:
        raise UnableToStore(_("The file “%(name)s” is empty. Choose another file.") % {"name": name})
    if len(content) > MOST_BYTES:
        raise UnableToStore(_("The file “%(name)s” is larger than 20 MB. Send a smaller one.") % {"name": name})
    file = StoredFile(
        sha256=hashlib.sha256(content).hexdigest(),
        name=PurePath(name.replace("\\", "/")).name[-200:],
        kind=kind,
        size=len(content),
        organisation_code=organisation_code,
    )
    if not default_storage.exists(file.path):
        default_storage.save(file.path, ContentFile(content))
    file.save()
    return file


def content_of(file: StoredFile) -> bytes:
    """Read the whole file back; raise FileNotFoundError when the data folder has lost it, ValueError when it was changed."""
    with default_storage.open(file.path) as stream:
        content: bytes = stream.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError(f"stored file {file.uuid} doesn't match its hash")
    return content


def file_response(request: HttpRequest, file: StoredFile, *, inline: bool = False) -> HttpResponse:
    """Answer with the file or the byte range asked for, as a download or ``inline``; whether the caller may is the view's question."""
    with default_storage.open(file.path) as stream:
        span = _span(request.headers.get("Range", ""), file.size)
        if span is None:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        start, end = span
        stream.seek(start)
        response = HttpResponse(stream.read(end - start + 1), content_type=file.kind)
    # A range counts bytes of the file itself, so the middleware that compresses must find nobody who would take it compressed.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    if (start, end) != (0, file.size - 1):
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{file.size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(not inline, file.name) or ("inline" if inline else "attachment")
    return response


def sweep(now: datetime) -> int:
    """Delete files older than a day that no row names; return how many."""
    orphans = StoredFile.objects.filter(stored_at__lt=now - ORPHAN_AFTER)
    for relation in StoredFile._meta.related_objects:
        orphans = orphans.filter(**{f"{relation.name}__isnull": True})
    count = 0
    for file in orphans[:1000]:
        path = file.path
        file.delete()
        if not StoredFile.objects.filter(sha256=file.sha256).exists():
            default_storage.delete(path)
        count += 1
    return count


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for by a Range header of one range (RFC 9110, 14.2); the whole file for none; None when it can't be met."""
    unit, _equals, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    if unit != "bytes" or "," in spec or not dash or not (first + last).isdigit():
        return 0, size - 1
    start, end = (int(first), min(int(last or size - 1), size - 1)) if first else (max(size - int(last), 0), size - 1)
    return (start, end) if start <= end else None

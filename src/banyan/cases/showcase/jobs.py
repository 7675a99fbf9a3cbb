"""Work on cases that is done later: reading a notice."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from banyan.cases.showcase.actions import refuse_notice, take_reading
from banyan.cases.showcase.models import Notice
from banyan.cases.showcase.notices import read_notice
from banyan.core import files
from banyan.core.documents import read_document
from banyan.core.errors import RuleError
from banyan.core.jobs import Progress, register_job


@register_job("read_notice")
def read_notice_file(arguments: dict[str, Any], progress: Progress) -> None:
    """Read the notice's file into drafts and warnings, or say why it can't be read."""
    notice = Notice.objects.select_related("file").get(pk=arguments["notice"])
    try:
        document = read_document(files.content_of(notice.file), name=notice.file.name, progress=progress.say)
        reading = read_notice(document)
    except RuleError as refusal:
        refuse_notice(notice, reason=str(refusal))
        return
    take_reading(notice, reading, text="\n".join(line.text for line in document.lines))


@register_job("sweep_files", every=timedelta(days=1))
def sweep_files(arguments: dict[str, Any], progress: Progress) -> None:
    """Delete stored files that nothing names."""
    files.sweep(timezone.now())

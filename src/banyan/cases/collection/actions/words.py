"""A submission read from a Word file: the file is kept, read into the call's parts, and taken over once somebody has placed the rest."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions.attachments import add_photo
from banyan.cases.collection.actions.submissions import UnableToWrite, locked_submission, record_submission, save_submission
from banyan.cases.collection.models import Submission
from banyan.cases.collection.permissions import why_not_write
from banyan.cases.collection.reading import PartName, SubmissionReading, read_submission
from banyan.core import files
from banyan.core.audit import name_verbs
from banyan.core.errors import RuleError
from banyan.people.models import Account

name_verbs({"hand_in_word": gettext_lazy("handed in a Word file"), "take_word": gettext_lazy("took the text over from a Word file")})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@transaction.atomic
def hand_in_word(submission: Submission, content: bytes, *, name: str, by: Account) -> Submission:
    """Keep a Word file beside the submission, after reading it once. Raise UnableToWrite, or why the file can't be read."""
    submission = locked_submission(submission)
    if reason := why_not_write(by, submission, timezone.localdate()):
        raise UnableToWrite(reason)
    read_submission(content, name=name, parts=_part_names(submission))
    submission.word_file = files.store(content, name=name, kind=WORD, organisation_code=submission.organisation.code)
    submission.save(update_fields=["word_file"])
    record_submission("hand_in_word", submission, by, {"file": submission.word_file.name})
    return submission


def read_word(submission: Submission) -> SubmissionReading:
    """Read the Word file that is kept beside the submission. Raise UnableToWrite when there is none."""
    file = submission.word_file
    if file is None:
        raise UnableToWrite(_("Choose a Word file first."))
    return read_submission(files.content_of(file), name=file.name, parts=_part_names(submission))


@transaction.atomic
def take_word(submission: Submission, fields: Mapping[str, Any], texts: Mapping[int, str], *, by: Account) -> int:
    """Take over what was read and placed, with as many of the file's photos as the call allows; return how many. Raise UnableToWrite."""
    submission = save_submission(submission, fields, texts, by=by)
    reading = read_word(submission)
    room, taken = submission.call.most_photos - submission.photos.count(), 0
    for number, photo in enumerate(reading.photos, start=1):
        if taken >= room:
            break
        try:
            with transaction.atomic():
                add_photo(submission, photo.content, name=f"word-{number}.jpg", caption=photo.caption, by=by)
        except RuleError:
            # A drawing or an emblem in the file is no photo; the text is what was asked for.
            continue
        taken += 1
    record_submission("take_word", submission, by, {"photos": taken})
    return taken


def _part_names(submission: Submission) -> tuple[PartName, ...]:
    return tuple(PartName(name) for name in submission.call.parts.values_list("name", flat=True))

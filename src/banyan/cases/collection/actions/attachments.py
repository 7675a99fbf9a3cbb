"""Photos and stamped forms of a submission: put in, described, taken away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions.submissions import UnableToWrite, locked_submission, record_submission
from banyan.cases.collection.models import Submission, SubmissionPhoto, SubmissionScan
from banyan.cases.collection.permissions import why_not_add_scan, why_not_write
from banyan.core import files
from banyan.core.audit import name_verbs
from banyan.core.photos import clean_photo
from banyan.people.models import Account

name_verbs(
    {
        "add_photo": gettext_lazy("added a photo to a submission"),
        "describe_photo": gettext_lazy("described a photo"),
        "remove_photo": gettext_lazy("took a photo out of a submission"),
        "add_scan": gettext_lazy("added a stamped form"),
    }
)
SCAN_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@transaction.atomic
def add_photo(submission: Submission, content: bytes, *, name: str, by: Account, caption: str = "") -> SubmissionPhoto:
    """Put a photo in, cleaned. Raise UnableToWrite, or what photos.clean_photo raises."""
    submission = _writable(submission, by)
    count = submission.photos.count()
    if count >= submission.call.most_photos:
        raise UnableToWrite(_("At most %(most)d photos are allowed. Take one away first.") % {"most": submission.call.most_photos})
    photo = clean_photo(content, name=name)
    file = files.store(photo.content, name=name, kind=photo.kind, organisation_code=submission.organisation.code)
    kept = SubmissionPhoto.objects.create(
        submission=submission, file=file, place=count, caption=caption[:80], width=photo.width, height=photo.height
    )
    record_submission("add_photo", submission, by, {"file": file.name})
    return kept


@transaction.atomic
def describe_photo(photo: SubmissionPhoto, *, caption: str, by: Account) -> SubmissionPhoto:
    """Say what a photo shows. Raise UnableToWrite."""
    submission = _writable(photo.submission, by)
    photo = SubmissionPhoto.objects.select_for_update().get(pk=photo.pk)
    photo.caption = caption.strip()
    photo.save(update_fields=["caption"])
    record_submission("describe_photo", submission, by, {"caption": photo.caption})
    return photo


@transaction.atomic
def remove_photo(photo: SubmissionPhoto, *, by: Account) -> None:
    """Take a photo out. Raise UnableToWrite."""
    submission = _writable(photo.submission, by)
    record_submission("remove_photo", submission, by, {"caption": photo.caption})
    SubmissionPhoto.objects.filter(pk=photo.pk).delete()


@transaction.atomic
def add_scan(submission: Submission, content: bytes, *, name: str, level: str, by: Account) -> SubmissionScan:
    """Keep the scan of a form that a level has signed and sealed (PDF, JPEG or PNG). Raise UnableToWrite or UnableToStore."""
    submission = locked_submission(submission)
    if reason := why_not_add_scan(by, submission, level):
        raise UnableToWrite(reason)
    kind = next((kind for head, kind in SCAN_KINDS.items() if content.startswith(head)), None)
    if kind is None:
        raise UnableToWrite(_("“%(name)s” is no PDF, JPEG or PNG. Scan or photograph the form and choose that file.") % {"name": name})
    file = files.store(content, name=name, kind=kind, organisation_code=submission.organisation.code)
    scan = SubmissionScan.objects.create(submission=submission, level=level, file=file, added_by=by)
    record_submission("add_scan", submission, by, {"level": level, "file": file.name})
    return scan


def _writable(submission: Submission, by: Account) -> Submission:
    submission = locked_submission(submission)
    if reason := why_not_write(by, submission, timezone.localdate()):
        raise UnableToWrite(reason)
    return submission

"""What a unit does with its submission: begin, write, go back to a version, send, take back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Call, Category, Part, Submission, SubmissionPart, SubmissionVersion
from banyan.cases.collection.permissions import why_not_begin, why_not_write
from banyan.cases.collection.queries import call_words, city_of, texts_of
from banyan.cases.similarity.actions import index_text
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.hanzi import count_characters
from banyan.people.models import Account, Organisation

name_verbs(
    {
        "begin_submission": gettext_lazy("began a submission"),
        "save_submission": gettext_lazy("wrote a submission"),
        "restore_version": gettext_lazy("went back to an earlier version"),
    }
)
FIELDS = ("category", "programme", "title", "subtitle", "contact_name", "contact_phone")
CONTACT = ("contact_name", "contact_phone")
ONE_SITTING = timedelta(minutes=10)


class UnableToWrite(RuleError):
    """The submission can't be changed now."""


class ChangedMeanwhile(UnableToWrite):
    """Somebody else saved the submission since the page was opened."""


@transaction.atomic
def begin_submission(call: Call, organisation: Organisation, *, by: Account, on: date | None = None) -> Submission:
    """Begin a submission of the organisation to the call, ``on`` a day (default: today). Raise UnableToWrite."""
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    organisation = Organisation.objects.get(pk=organisation.pk)
    if reason := why_not_begin(by, call, organisation, on or timezone.localdate()):
        raise UnableToWrite(reason)
    submission = Submission.objects.create(call=call, organisation=organisation, city=city_of(organisation), written_by=by)
    _keep_version(submission, snapshot(submission), by)
    record_submission("begin_submission", submission, by)
    return submission


@transaction.atomic
def save_submission(
    submission: Submission,
    fields: Mapping[str, Any],
    texts: Mapping[int, str],
    *,
    by: Account,
    version: int | None = None,
    on: date | None = None,
) -> Submission:
    """Save what was written: ``fields`` by name, ``texts`` by the part's key; what isn't given stays.

    ``version`` is the one that the page showed. Raise UnableToWrite, or ChangedMeanwhile when somebody else saved one since.
    """
    submission = locked_submission(submission)
    if reason := why_not_write(by, submission, on or timezone.localdate()):
        raise UnableToWrite(reason)
    if version is not None and version != submission.version:
        _refuse_overwriting(submission, by)
    # Written in two windows at once: both texts are kept, as versions.
    apart = version is not None and version != submission.version
    before = snapshot(submission)
    contact = {name for name in CONTACT if name in fields and fields[name] != getattr(submission, name)}
    for name in FIELDS:
        if name in fields:
            setattr(submission, name, fields[name])
    _write_texts(submission, texts)
    return _saved(submission, before, by, "save_submission", contact=contact, apart=apart)


@transaction.atomic
def restore_version(submission: Submission, number: int, *, by: Account) -> Submission:
    """Make the text what it was in an earlier version; that becomes a new version. Raise UnableToWrite."""
    submission = locked_submission(submission)
    if reason := why_not_write(by, submission, timezone.localdate()):
        raise UnableToWrite(reason)
    version = submission.versions.filter(number=number).first()
    if version is None:
        raise UnableToWrite(_("There is no version %(number)d.") % {"number": number})
    before, content = snapshot(submission), version.content
    submission.category = Category.objects.filter(call=submission.call, pk=content["category"]).first()
    for name in ("programme", "title", "subtitle"):
        setattr(submission, name, content[name])
    _write_texts(submission, {part.pk: content["texts"].get(str(part.pk), "") for part in submission.call.parts.all()})
    return _saved(submission, before, by, "restore_version")


@transaction.atomic
def index_submission(submission: Submission) -> None:
    """Make what is written in the submission findable by what it shares with other texts."""
    submission = locked_submission(submission)
    _index(submission, (text for _part, text in texts_of(submission)))


def locked_submission(submission: Submission) -> Submission:
    """The row as it is now, locked until the transaction ends."""
    locked = Submission.objects.select_for_update(of=("self",)).select_related("call", "call__organisation", "organisation", "city")
    return locked.get(pk=submission.pk)


def snapshot(submission: Submission) -> dict[str, Any]:
    """What a version keeps: the text and its headings, without the contact."""
    return {
        "category": submission.category_id,
        "programme": submission.programme,
        "title": submission.title,
        "subtitle": submission.subtitle,
        "texts": {str(part.pk): text for part, text in texts_of(submission)},
    }


def record_submission(verb: str, submission: Submission, by: Account | None, difference: dict[str, Any] | None = None) -> None:
    """Put a step of a submission on the audit trail of its unit."""
    record(
        verb,
        "submission",
        submission.uuid,
        actor=by.uuid if by else None,
        label=str(submission),
        organisation_code=submission.organisation.code,
        difference=difference,
    )


def _saved(
    submission: Submission, before: dict[str, Any], by: Account, verb: str, *, contact: Collection[str] = (), apart: bool = False
) -> Submission:
    after = snapshot(submission)
    submission.characters = sum(count_characters(text) for text in after["texts"].values())
    submission.version += 1
    submission.written_by = by
    submission.save()
    changed = sorted(name for name in after if after[name] != before[name])
    if "texts" in changed:
        _index(submission, after["texts"].values())
    is_new = bool(changed) and _keep_version(submission, after, by, apart=apart or verb != "save_submission")
    # One entry a sitting, not one for each pause in typing.
    if is_new or contact:
        record_submission(verb, submission, by, {"changed": [*changed, *sorted(contact)], "characters": submission.characters})
    return submission


def _index(submission: Submission, texts: Iterable[str]) -> None:
    call = submission.call
    code = submission.organisation.code
    index_text("submission", submission.uuid, "\n".join(texts), organisation_code=code, year=call.year, ignoring=call_words(call))


def _write_texts(submission: Submission, texts: Mapping[int, str]) -> None:
    plain = {key: text.replace("\r\n", "\n").replace("\0", "").strip("\n") for key, text in texts.items()}
    for row in submission.texts.filter(part__in=plain):
        text = plain.pop(row.part_id)
        if text != row.text:
            row.text = text
            row.save(update_fields=["text"])
    known = Part.objects.filter(call=submission.call, pk__in=plain)
    SubmissionPart.objects.bulk_create(SubmissionPart(submission=submission, part=part, text=plain[part.pk]) for part in known)


def _keep_version(submission: Submission, content: dict[str, Any], by: Account, *, apart: bool = False) -> bool:
    """Keep how the text stands, in the version of this sitting if there is one; tell whether it is a new version."""
    now = timezone.now()
    last = submission.versions.first()
    if last is not None and not (apart or last.is_final) and last.saved_by_id == by.pk and now - last.begun_at < ONE_SITTING:
        last.content, last.characters, last.saved_at = content, submission.characters, now
        last.save()
        return False
    number = last.number + 1 if last else 1
    SubmissionVersion.objects.create(
        submission=submission, number=number, content=content, characters=submission.characters, saved_by=by, saved_at=now
    )
    return True


def _refuse_overwriting(submission: Submission, by: Account) -> None:
    last = submission.versions.select_related("saved_by").first()
    if last is not None and last.saved_by_id != by.pk:
        raise ChangedMeanwhile(
            _("%(name)s saved this submission at %(time)s. Copy what you wrote, open the page again and put it in.")
            % {"name": last.saved_by, "time": timezone.localtime(last.saved_at).strftime("%H:%M")}
        )

"""What people do with a notice: hand it in, check what was read, send its cases on, discard it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.showcase.actions.drafts import draft_from, edit_case
from banyan.cases.showcase.actions.publishing import move_case, send_case
from banyan.cases.showcase.actions.trail import locked_notice, record_step
from banyan.cases.showcase.models import Case, Notice, NoticeWarning
from banyan.cases.showcase.notices import NoticeReading
from banyan.cases.showcase.permissions import why_not_check, why_not_prepare
from banyan.cases.showcase.queries import cities_known_to, city_above
from banyan.core import files, jobs
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation

FACTS = ("year", "region", "selected_total", "rank")


class UnableToImport(RuleError):
    """The notice can't be taken in."""


class UnableToCheck(RuleError):
    """The notice can't be changed now."""


@transaction.atomic
def import_notice(content: bytes, *, name: str, kind: str, organisation: Organisation, by: Account) -> Notice:
    """Keep a notice's file and ask for it to be read; the same file again is refused. Raise UnableToImport or UnableToStore."""
    # Locked, so that the same file handed in twice at once is seen.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if reason := why_not_prepare(by, organisation):
        raise UnableToImport(reason)
    file = files.store(content, name=name, kind=kind, organisation_code=organisation.code)
    again = Notice.objects.filter(organisation=organisation, file__sha256=file.sha256)
    if again.exclude(state__in=(Notice.State.REFUSED, Notice.State.DISCARDED)).exists():
        raise UnableToImport(_("This file was handed in before. You find it among the notices."))
    notice = Notice.objects.create(organisation=organisation, file=file, imported_by=by)
    jobs.request("read_notice", str(notice.uuid), {"notice": notice.pk})
    record_step("import_notice", "notice", notice.uuid, by, label=file.name, organisation=organisation)
    return notice


@transaction.atomic
def take_reading(notice: Notice, reading: NoticeReading, *, text: str) -> Notice:
    """Write what the machine read: drafts of the cases, their figures, and the warnings. A second call changes nothing."""
    notice = locked_notice(notice)
    if notice.state != Notice.State.READING:
        return notice
    notice.text = text
    notice.year, notice.region = reading.year, reading.region or ""
    notice.selected_total, notice.rank = reading.selected_total, reading.rank
    notice.state = Notice.State.CHECKING
    notice.save()
    NoticeWarning.objects.bulk_create(
        NoticeWarning(notice=notice, line=doubt.line, text=doubt.text, code=doubt.code) for doubt in reading.warnings
    )
    city = _city_of(notice)
    if city is None and notice.region:
        NoticeWarning.objects.create(notice=notice, line=1, text=notice.region, code="region_elsewhere")
    for found in reading.cases:
        draft_from(notice, found, city)
    record_step("read_notice", "notice", notice.uuid, None, label=str(notice), organisation=notice.organisation)
    return notice


@transaction.atomic
def refuse_notice(notice: Notice, *, reason: str) -> Notice:
    """Mark a notice as one that the machine can't read, with the reason for the clerk."""
    notice = locked_notice(notice)
    if notice.state == Notice.State.READING:
        notice.state, notice.refusal = Notice.State.REFUSED, reason
        notice.save(update_fields=["state", "refusal"])
        record_step("refuse_notice", "notice", notice.uuid, None, label=str(notice), organisation=notice.organisation)
    return notice


@transaction.atomic
def settle_warning(warning: NoticeWarning, *, by: Account, note: str) -> NoticeWarning:
    """Say that a place the machine doubted is in order now. Raise UnableToCheck."""
    notice = locked_notice(warning.notice)
    warning = NoticeWarning.objects.select_for_update().get(pk=warning.pk)
    if reason := why_not_check(by, notice):
        raise UnableToCheck(reason)
    if warning.settled_at is not None:
        raise UnableToCheck(_("This place was settled before."))
    warning.settled_by, warning.settled_at, warning.note = by, timezone.now(), note
    warning.save(update_fields=["settled_by", "settled_at", "note"])
    record_step(
        "settle_warning", "notice", notice.uuid, by, label=str(warning), organisation=notice.organisation, difference={"note": note}
    )
    return warning


@transaction.atomic
def correct_notice(notice: Notice, facts: Mapping[str, Any], *, by: Account) -> Notice:
    """Set what a notice says of the whole (year, region, selected_total, rank); its drafts take the year. Raise UnableToCheck."""
    notice = locked_notice(notice)
    if reason := why_not_check(by, notice):
        raise UnableToCheck(reason)
    changed = {name: [getattr(notice, name), facts[name]] for name in FACTS if getattr(notice, name) != facts[name]}
    for name, (_old, new) in changed.items():
        setattr(notice, name, new)
    notice.save(update_fields=list(FACTS))
    if "year" in changed:
        for case in notice.cases.filter(state=Case.State.DRAFT):
            edit_case(case, {"year": notice.year}, by=by)
    if "region" in changed:
        notice.cases.filter(state=Case.State.DRAFT).update(city=_city_of(notice))
    record_step("correct_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation, difference=changed)
    return notice


@transaction.atomic
def send_notice(notice: Notice, *, by: Account) -> int:
    """Send all drafts of a checked notice to a second person and return how many. Raise UnableToCheck or UnableToMove."""
    notice = locked_notice(notice)
    if reason := why_not_check(by, notice):
        raise UnableToCheck(reason)
    if notice.warnings.filter(settled_at=None).exists():
        raise UnableToCheck(_("Some places are still open. Settle each of them first."))
    drafts = list(notice.cases.filter(state=Case.State.DRAFT))
    if not drafts:
        raise UnableToCheck(_("There is no case to send. Add one, or discard the notice."))
    for case in drafts:
        send_case(case, by=by)
    notice.state = Notice.State.SENT
    notice.save(update_fields=["state"])
    record_step(
        "send_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation, difference={"cases": len(drafts)}
    )
    return len(drafts)


@transaction.atomic
def discard_notice(notice: Notice, *, by: Account) -> Notice:
    """Put a notice and its drafts aside; they stay on record. Raise UnableToCheck."""
    notice = locked_notice(notice)
    if notice.state != Notice.State.REFUSED and (reason := why_not_check(by, notice)):
        raise UnableToCheck(reason)
    if reason := why_not_prepare(by, notice.organisation):
        raise UnableToCheck(reason)
    for case in notice.cases.filter(state=Case.State.DRAFT):
        move_case(case, "discard", by=by)
    notice.state = Notice.State.DISCARDED
    notice.save(update_fields=["state"])
    record_step("discard_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation)
    return notice


def _city_of(notice: Notice) -> Organisation | None:
    """The city that the notice names, if its office looks after it; the office's own when none is named; None for another office's."""
    own = city_above(notice.organisation)
    if not notice.region:
        return own
    for city in cities_known_to(notice.organisation):
        if city.name in notice.region:
            return city
    # A notice of the whole province, or of a town, says nothing against the office's own city.
    return own if own is not None and "市" not in notice.region else None

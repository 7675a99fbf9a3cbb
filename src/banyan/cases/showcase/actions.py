"""What people do with notices and cases: hand in, check, send, approve, withdraw."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.showcase.models import Appearance, Case, CaseFigure, Notice, NoticeWarning
from banyan.cases.showcase.notices import CaseReading, NoticeReading
from banyan.cases.showcase.permissions import why_not_check, why_not_edit, why_not_move, why_not_prepare
from banyan.cases.showcase.queries import SEARCH_KIND, cities_known_to, city_above
from banyan.core import files, jobs, search
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation

FACTS = ("year", "region", "selected_total", "rank")
TEXT_FIELDS = ("place", "year", "category", "programme", "title", "subtitle", "body")

name_verbs(
    {
        "import_notice": gettext_lazy("handed in a notice"),
        "read_notice": gettext_lazy("read a notice"),
        "refuse_notice": gettext_lazy("could not read a notice"),
        "correct_notice": gettext_lazy("corrected a notice"),
        "settle_warning": gettext_lazy("settled a doubtful place"),
        "send_notice": gettext_lazy("sent on a notice"),
        "discard_notice": gettext_lazy("discarded a notice"),
        "draft_case": gettext_lazy("began a case"),
        "edit_case": gettext_lazy("changed a case"),
        "list_person": gettext_lazy("listed a person in a case"),
        "record_consent": gettext_lazy("recorded a consent"),
        "withdraw_consent": gettext_lazy("took back a consent"),
        "confirm_persons": gettext_lazy("confirmed the persons of a case"),
        "send_case": gettext_lazy("sent a case to a second person"),
        "discard_case": gettext_lazy("put a case aside"),
        "return_case": gettext_lazy("returned a case"),
        "approve_case": gettext_lazy("approved a case"),
        "withdraw_case": gettext_lazy("took a case down"),
        "revise_case": gettext_lazy("opened a case again"),
    }
)


class UnableToImport(RuleError):
    """The notice can't be taken in."""


class UnableToCheck(RuleError):
    """The notice can't be changed now."""


class UnableToEdit(RuleError):
    """The case can't be changed now."""


class UnableToMove(RuleError):
    """The case can't take this step now."""


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
    _record("import_notice", "notice", notice.uuid, by, label=file.name, organisation=organisation)
    return notice


@transaction.atomic
def take_reading(notice: Notice, reading: NoticeReading, *, text: str) -> Notice:
    """Write what the machine read: drafts of the cases, their figures, and the warnings. A second call changes nothing."""
    notice = _locked_notice(notice)
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
        _draft_from(notice, found, city)
    _record("read_notice", "notice", notice.uuid, None, label=str(notice), organisation=notice.organisation)
    return notice


@transaction.atomic
def refuse_notice(notice: Notice, *, reason: str) -> Notice:
    """Mark a notice as one that the machine can't read, with the reason for the clerk."""
    notice = _locked_notice(notice)
    if notice.state == Notice.State.READING:
        notice.state, notice.refusal = Notice.State.REFUSED, reason
        notice.save(update_fields=["state", "refusal"])
        _record("refuse_notice", "notice", notice.uuid, None, label=str(notice), organisation=notice.organisation)
    return notice


@transaction.atomic
def settle_warning(warning: NoticeWarning, *, by: Account, note: str) -> NoticeWarning:
    """Say that a place the machine doubted is in order now. Raise UnableToCheck."""
    notice = _locked_notice(warning.notice)
    warning = NoticeWarning.objects.select_for_update().get(pk=warning.pk)
    if reason := why_not_check(by, notice):
        raise UnableToCheck(reason)
    if warning.settled_at is not None:
        raise UnableToCheck(_("This place was settled before."))
    warning.settled_by, warning.settled_at, warning.note = by, timezone.now(), note
    warning.save(update_fields=["settled_by", "settled_at", "note"])
    _record("settle_warning", "notice", notice.uuid, by, label=str(warning), organisation=notice.organisation, difference={"note": note})
    return warning


@transaction.atomic
def correct_notice(notice: Notice, facts: Mapping[str, Any], *, by: Account) -> Notice:
    """Set what a notice says of the whole (year, region, selected_total, rank); its drafts take the year. Raise UnableToCheck."""
    notice = _locked_notice(notice)
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
    _record("correct_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation, difference=changed)
    return notice


@transaction.atomic
def send_notice(notice: Notice, *, by: Account) -> int:
    """Send all drafts of a checked notice to a second person and return how many. Raise UnableToCheck or UnableToMove."""
    notice = _locked_notice(notice)
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
    _record(
        "send_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation, difference={"cases": len(drafts)}
    )
    return len(drafts)


@transaction.atomic
def discard_notice(notice: Notice, *, by: Account) -> Notice:
    """Put a notice and its drafts aside; they stay on record. Raise UnableToCheck."""
    notice = _locked_notice(notice)
    if notice.state != Notice.State.REFUSED and (reason := why_not_check(by, notice)):
        raise UnableToCheck(reason)
    if reason := why_not_prepare(by, notice.organisation):
        raise UnableToCheck(reason)
    for case in notice.cases.filter(state=Case.State.DRAFT):
        _move(case, "discard", by=by)
    notice.state = Notice.State.DISCARDED
    notice.save(update_fields=["state"])
    _record("discard_notice", "notice", notice.uuid, by, label=str(notice), organisation=notice.organisation)
    return notice


@transaction.atomic
def draft_case(
    organisation: Organisation, fields: Mapping[str, Any], *, by: Account, notice: Notice | None = None, city: Organisation | None = None
) -> Case:
    """Begin a case. ``fields``: place, year, category, programme, title, subtitle, body; ``city``: not the office's. Raise UnableToEdit."""
    if notice is not None and (reason := why_not_check(by, _locked_notice(notice))):
        raise UnableToEdit(reason)
    if reason := why_not_prepare(by, organisation):
        raise UnableToEdit(reason)
    city = city or city_above(organisation)
    case = Case.objects.create(organisation=organisation, city=city, notice=notice, prepared_by=by, **fields)
    _record("draft_case", "case", case.uuid, by, label=case.title, organisation=organisation)
    return case


@transaction.atomic
def edit_case(case: Case, fields: Mapping[str, Any], *, by: Account) -> Case:
    """Change the text of a draft; whoever changes it prepares it from now on. Raise UnableToEdit."""
    case = _locked_case(case)
    if reason := why_not_edit(by, case):
        raise UnableToEdit(reason)
    changed = {name: [getattr(case, name), fields[name]] for name in TEXT_FIELDS if name in fields and getattr(case, name) != fields[name]}
    if not changed:
        return case
    for name, (_old, new) in changed.items():
        setattr(case, name, new)
    case.prepared_by = by
    if {"title", "subtitle", "body"} & changed.keys():
        case.persons_checked = False
    case.save()
    # The trail keeps no text, since text may name persons: it says which parts changed.
    difference = {name: pair for name, pair in changed.items() if name in ("place", "year", "category", "programme")} | {
        "changed": sorted(changed)
    }
    _record("edit_case", "case", case.uuid, by, label=str(case.uuid), organisation=case.organisation, difference=difference)
    return case


@transaction.atomic
def list_person(case: Case, *, name: str, kind: str, by: Account) -> Appearance:
    """List a person who is named or shown in a draft. Raise UnableToEdit."""
    case = _locked_case(case)
    if reason := why_not_edit(by, case):
        raise UnableToEdit(reason)
    if case.appearances.filter(name=name, kind=kind).exists():
        raise UnableToEdit(_("%(name)s is on the list already.") % {"name": name})
    appearance = Appearance.objects.create(case=case, name=name, kind=kind)
    _record("list_person", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    return appearance


@transaction.atomic
def record_consent(appearance: Appearance, *, form: str, agreed_on: date, by: Account) -> Appearance:
    """Record that the person agrees to be named or shown in this case. Raise UnableToEdit."""
    case = _locked_case(appearance.case)
    appearance = Appearance.objects.select_for_update().get(pk=appearance.pk)
    if reason := why_not_prepare(by, case.organisation):
        raise UnableToEdit(reason)
    if agreed_on > timezone.localdate():
        raise UnableToEdit(_("The day of the consent lies in the future. Enter the day the person agreed."))
    appearance.consent_on, appearance.consent_form = agreed_on, form
    appearance.consent_recorded_by, appearance.consent_withdrawn_on = by, None
    appearance.save()
    _record("record_consent", "case", case.uuid, by, label=case.title, organisation=case.organisation, difference={"form": form})
    return appearance


@transaction.atomic
def withdraw_consent(appearance: Appearance, *, by: Account) -> Appearance:
    """Take a person's consent back; a public page goes down at once. Raise UnableToEdit."""
    case = _locked_case(appearance.case)
    appearance = Appearance.objects.select_for_update().get(pk=appearance.pk)
    if reason := why_not_prepare(by, case.organisation):
        raise UnableToEdit(reason)
    if not appearance.stands:
        raise UnableToEdit(_("There is no consent on record to take back."))
    appearance.consent_withdrawn_on = timezone.localdate()
    appearance.save(update_fields=["consent_withdrawn_on"])
    _record("withdraw_consent", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    if case.state == Case.State.PUBLISHED:
        _move(case, "withdraw", by=by, remark=_("A person named here took the consent back."))
    elif case.state == Case.State.WAITING:
        _move(case, "return", by=by, remark=_("A person named here took the consent back."))
    return appearance


@transaction.atomic
def confirm_persons(case: Case, *, by: Account) -> Case:
    """Confirm that every person named or shown in the draft is on its list. Raise UnableToEdit."""
    case = _locked_case(case)
    if reason := why_not_edit(by, case):
        raise UnableToEdit(reason)
    case.persons_checked = True
    case.save(update_fields=["persons_checked", "changed_at"])
    _record("confirm_persons", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    return case


@transaction.atomic
def send_case(case: Case, *, by: Account) -> Case:
    """Send a draft to a second person. Raise UnableToMove."""
    case = _locked_case(case)
    if not case.persons_checked:
        raise UnableToMove(_("“%(case)s”: confirm first that every person named in it is on its list.") % {"case": case})
    _refuse_without_consent(case)
    return _move(case, "send", by=by)


@transaction.atomic
def return_case(case: Case, *, by: Account, reason: str) -> Case:
    """Give a case back to whoever prepared it, with a reason. Raise UnableToMove."""
    if not reason.strip():
        raise UnableToMove(_("Say why the case goes back, so that it can be mended."))
    return _move(_locked_case(case), "return", by=by, remark=reason)


@transaction.atomic
def approve_case(case: Case, *, by: Account) -> Case:
    """Make a case public, as a second person. Raise UnableToMove."""
    case = _locked_case(case)
    _refuse_without_consent(case)
    case.approved_by, case.published_at = by, timezone.now()
    case = _move(case, "approve", by=by)
    search.put(
        SEARCH_KIND,
        case.uuid,
        "\n".join((case.title, case.subtitle, case.place, case.city.name if case.city else "", case.category, case.body)),
    )
    return case


@transaction.atomic
def withdraw_case(case: Case, *, by: Account, reason: str) -> Case:
    """Take a public page down at once; the record stays. Raise UnableToMove."""
    if not reason.strip():
        raise UnableToMove(_("Say why the page is taken down; the reason stays on record."))
    return _move(_locked_case(case), "withdraw", by=by, remark=reason)


@transaction.atomic
def revise_case(case: Case, *, by: Account) -> Case:
    """Make a draft again of a withdrawn or discarded case. Raise UnableToMove."""
    return _move(_locked_case(case), "revise", by=by)


def _move(case: Case, verb: str, *, by: Account, remark: str = "") -> Case:
    """Take one step of the state table on a row that the caller holds locked."""
    if reason := why_not_move(by, case, verb):
        raise UnableToMove(reason)
    before = case.state
    case.state = next(target for source, name, target in Case.TRANSITIONS if (source, name) == (before, verb))
    case.remark = remark
    if case.state != Case.State.PUBLISHED:
        case.approved_by = None if case.state == Case.State.DRAFT else case.approved_by
        search.remove(SEARCH_KIND, case.uuid)
    case.save()
    difference = {"state": [before, case.state]} | ({"remark": remark} if remark else {})
    _record(f"{verb}_case", "case", case.uuid, by, label=case.title, organisation=case.organisation, difference=difference)
    return case


def _refuse_without_consent(case: Case) -> None:
    without = [appearance.name for appearance in case.appearances.all() if not appearance.stands]
    if without:
        raise UnableToMove(
            _("“%(case)s”: no consent is on record of %(names)s. Record it, or take the name out of the text and the list.")
            % {"case": case, "names": "、".join(without)}
        )


def _draft_from(notice: Notice, found: CaseReading, city: Organisation | None) -> Case:
    case = Case.objects.create(
        organisation=notice.organisation,
        city=city,
        place=(found.town or notice.organisation.name)[:60],
        year=notice.year or notice.imported_at.year,
        category=(found.category or "")[:40],
        programme=found.programme,
        title=(found.title or _("(title not read)"))[:120],
        subtitle=(found.subtitle or "")[:200],
        body=found.body or "",
        notice=notice,
        prepared_by=notice.imported_by,
    )
    CaseFigure.objects.bulk_create(
        CaseFigure(case=case, value=figure.value, unit=figure.unit[:20], text=figure.text[:200]) for figure in found.figures
    )
    return case


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


def _locked_notice(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).select_related("organisation", "file").get(pk=notice.pk)


def _locked_case(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)


def _record(
    verb: str, kind: str, id_: Any, by: Account | None, *, label: str, organisation: Organisation, difference: dict[str, Any] | None = None
) -> None:
    record(verb, kind, id_, actor=by.uuid if by else None, label=label, organisation_code=organisation.code, difference=difference)

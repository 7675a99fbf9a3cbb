"""How the text of a case comes about: begun by a person or from a notice, and changed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banyan.cases.showcase.actions.trail import locked_case, locked_notice, record_step
from banyan.cases.showcase.models import Case, CaseFigure, Notice
from banyan.cases.showcase.notices import CaseReading
from banyan.cases.showcase.permissions import why_not_check, why_not_edit, why_not_prepare
from banyan.cases.showcase.queries import city_above
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation

TEXT_FIELDS = ("place", "year", "category", "programme", "title", "subtitle", "body")


class UnableToEdit(RuleError):
    """The case can't be changed now."""


@transaction.atomic
def draft_case(
    organisation: Organisation, fields: Mapping[str, Any], *, by: Account, notice: Notice | None = None, city: Organisation | None = None
) -> Case:
    """Begin a case. ``fields``: place, year, category, programme, title, subtitle, body; ``city``: not the office's. Raise UnableToEdit."""
    if notice is not None and (reason := why_not_check(by, locked_notice(notice))):
        raise UnableToEdit(reason)
    if reason := why_not_prepare(by, organisation):
        raise UnableToEdit(reason)
    city = city or city_above(organisation)
    case = Case.objects.create(organisation=organisation, city=city, notice=notice, prepared_by=by, **fields)
    record_step("draft_case", "case", case.uuid, by, label=case.title, organisation=organisation)
    return case


@transaction.atomic
def edit_case(case: Case, fields: Mapping[str, Any], *, by: Account) -> Case:
    """Change the text of a draft; whoever changes it prepares it from now on. Raise UnableToEdit."""
    case = locked_case(case)
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
    record_step("edit_case", "case", case.uuid, by, label=str(case.uuid), organisation=case.organisation, difference=difference)
    return case


@transaction.atomic
def draft_from(notice: Notice, found: CaseReading, city: Organisation | None) -> Case:
    """Write the draft of a case that the machine found in a notice, with its figures; the caller holds the notice locked."""
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

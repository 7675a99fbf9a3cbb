"""What people do with the tree of organisations: add, rename, move, and record a branch's terms of office."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, BranchTerm, Organisation, OrganisationChange
from banyan.people.permissions import why_not_keep
from banyan.people.queries.rules import rule

Kind = Organisation.Kind
# Under which kinds each kind may stand; None: as the root of a tree.
MAY_STAND_UNDER: dict[str, tuple[str | None, ...]] = {
    Kind.PROVINCE: (None,),
    Kind.CITY: (None, Kind.PROVINCE),
    Kind.TOWN: (None, Kind.CITY),
    Kind.VILLAGE: (Kind.TOWN,),
    Kind.UNIT: (None, Kind.PROVINCE, Kind.CITY, Kind.TOWN, Kind.UNIT),
    Kind.GENERAL_BRANCH: (Kind.PROVINCE, Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.UNIT),
    Kind.BRANCH: (Kind.PROVINCE, Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.UNIT, Kind.GENERAL_BRANCH),
}

name_verbs(
    {
        "found_organisation": gettext_lazy("added an organisation"),
        "rename_organisation": gettext_lazy("renamed an organisation"),
        "move_organisation": gettext_lazy("moved an organisation"),
        "record_term": gettext_lazy("recorded a term of office"),
    }
)


class UnableToFound(RuleError):
    """The organisation can't be added here."""


class UnableToRearrange(RuleError):
    """The organisation can't be renamed or moved so."""


class UnableToRecordTerm(RuleError):
    """The term of office can't be recorded."""


@transaction.atomic
def found_organisation(  # one argument a column
    *,
    code: str,
    name: str,
    kind: str,
    parent: Organisation | None,
    by: Account | None,
    tile: tuple[int, int] | None = None,
) -> Organisation:
    """Add an organisation under ``parent`` (None: a root); ``by`` None means the system. Raise UnableToFound."""
    _lock_tree()
    if parent is not None:
        parent = Organisation.objects.get(pk=parent.pk)
        if reason := _why_not_by(by, parent):
            raise UnableToFound(reason)
    if reason := _why_not_under(kind, parent):
        raise UnableToFound(reason)
    fields = {"code": code, "name": name, "kind": kind, "tile_row": tile and tile[0], "tile_column": tile and tile[1]}
    try:
        with transaction.atomic():
            add = Organisation.objects
            organisation: Organisation = add.add_root(fields) if parent is None else add.add_child(parent, fields)
    except IntegrityError as error:
        raise UnableToFound(_("There is an organisation with the code %(code)s already.") % {"code": code}) from error
    record("found_organisation", "organisation", organisation.uuid, actor=by.uuid if by else None, label=name, organisation_code=code)
    return organisation


@transaction.atomic
def rename_organisation(organisation: Organisation, *, name: str, made_on: date, by: Account | None) -> Organisation:
    """Give an organisation another name from a day on; its code stays. Raise UnableToRearrange."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if reason := _why_not_by(by, organisation):
        raise UnableToRearrange(reason)
    name = name.strip()
    if not name or name == organisation.name:
        raise UnableToRearrange(_("This is its name already. Write the new one."))
    change = OrganisationChange(organisation=organisation, kind=OrganisationChange.Kind.RENAME, name_before=organisation.name)
    organisation.name = name
    organisation.save(update_fields=["name"])
    _record_change(change, organisation, Organisation.objects.get_parent(organisation), made_on, by)
    return organisation


@transaction.atomic
def move_organisation(organisation: Organisation, *, parent: Organisation, made_on: date, by: Account | None) -> Organisation:
    """Put an organisation with all below it under another one from a day on. Raise UnableToRearrange."""
    _lock_tree()
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    parent = Organisation.objects.select_for_update().get(pk=parent.pk)
    before = Organisation.objects.get_parent(organisation)
    if reason := _why_not_move(organisation, before, parent, by):
        raise UnableToRearrange(reason)
    change = OrganisationChange(
        organisation=organisation, kind=OrganisationChange.Kind.MOVE, name_before=organisation.name, parent_before=before
    )
    Organisation.objects.move(organisation, parent, "last-child")
    organisation = Organisation.objects.get(pk=organisation.pk)
    _record_change(change, organisation, parent, made_on, by)
    return organisation


@transaction.atomic
def record_term(branch: Organisation, *, from_on: date, ends_on: date | None = None, by: Account | None) -> BranchTerm:
    """Record that a branch elected its committee; without ``ends_on`` the term is as long as the rules say. Raise UnableToRecordTerm."""
    branch = Organisation.objects.select_for_update().get(pk=branch.pk)
    if reason := _why_not_by(by, branch):
        raise UnableToRecordTerm(reason)
    if branch.kind not in (Kind.BRANCH, Kind.GENERAL_BRANCH):
        raise UnableToRecordTerm(_("%(name)s is no branch: only branches have terms of office.") % {"name": branch})
    ends_on = ends_on or _end_of_term(branch, from_on)
    if ends_on <= from_on:
        raise UnableToRecordTerm(_("A term ends after the day it begins. Check the two days."))
    last = branch.terms.first()
    if last is not None and last.from_on >= from_on:
        raise UnableToRecordTerm(
            _("A term from %(day)s is on record already. A new one begins after that day.") % {"day": last.from_on.isoformat()}
        )
    term = BranchTerm.objects.create(branch=branch, from_on=from_on, ends_on=ends_on)
    _record("record_term", branch, by, {"from_on": from_on.isoformat(), "ends_on": ends_on.isoformat()})
    return term


def _lock_tree() -> None:
    # Adding and moving number the paths anew: one at a time in the whole tree. (SQLite has taken its lock at the transaction's start.)
    list(Organisation.objects.select_for_update().filter(depth=1))


def _why_not_by(by: Account | None, place: Organisation) -> str | None:
    return why_not_keep(Account.objects.get(pk=by.pk), place) if by else None


def _why_not_under(kind: str, parent: Organisation | None) -> str | None:
    if (parent.kind if parent else None) in MAY_STAND_UNDER.get(kind, ()):
        return None
    if kind not in MAY_STAND_UNDER:
        return _("There is no kind of organisation named %(kind)s.") % {"kind": kind}
    if parent is None:
        return _("A %(kind)s can't stand at the top. Choose the organisation it belongs to.") % {"kind": Kind(kind).label}
    return _("A %(kind)s can't stand under %(parent)s (%(parent_kind)s). Choose another place.") % {
        "kind": Kind(kind).label,
        "parent": parent,
        "parent_kind": parent.get_kind_display(),
    }


def _why_not_move(organisation: Organisation, before: Organisation | None, parent: Organisation, by: Account | None) -> str | None:
    if parent.path.startswith(organisation.path):
        return _("%(name)s can't be moved under itself. Choose a place outside it.") % {"name": organisation}
    if before is None:
        return _("%(name)s is the top of the tree and stays there.") % {"name": organisation}
    if before.pk == parent.pk:
        return _("%(name)s stands under %(parent)s already.") % {"name": organisation, "parent": parent}
    if reason := _why_not_by(by, before) or _why_not_by(by, parent):
        return reason
    return _why_not_under(organisation.kind, parent)


def _record_change(
    change: OrganisationChange, organisation: Organisation, parent: Organisation | None, on: date, by: Account | None
) -> None:
    if on > timezone.localdate():
        raise UnableToRearrange(_("The tree shows how things are today. Write down a change on its day, or later."))
    change.name_after, change.made_on, change.parent_after = organisation.name, on, parent
    if change.kind == OrganisationChange.Kind.RENAME:
        change.parent_before = parent
    change.save()
    difference: dict[str, object] = {"name": [change.name_before, change.name_after], "made_on": on.isoformat()}
    if change.kind == OrganisationChange.Kind.MOVE:
        difference["parent"] = [place.code if place else "" for place in (change.parent_before, parent)]
    _record(f"{change.kind}_organisation", organisation, by, difference)


def _end_of_term(branch: Organisation, from_on: date) -> date:
    village = Organisation.objects.get_ancestors(branch).filter(kind=Kind.VILLAGE).exists()
    years = rule("term_years_village" if village else "term_years", branch, from_on)
    try:
        return from_on.replace(year=from_on.year + years)
    except ValueError:  # 29 February
        return from_on.replace(year=from_on.year + years, day=28)


def _record(verb: str, organisation: Organisation, by: Account | None, difference: dict[str, object]) -> None:
    record(
        verb,
        "organisation",
        organisation.uuid,
        actor=by.uuid if by else None,
        label=organisation.name,
        organisation_code=organisation.code,
        difference=difference,
    )

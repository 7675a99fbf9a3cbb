"""A roster given out: masked, or in full for who may and says why; either way the audit trail knows."""

from django.db import transaction
from django.utils.translation import gettext as _

from banyan.core.audit import record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, PersonQuerySet
from banyan.people.permissions import why_not_keep
from banyan.people.roster.queries import persons_of

SHORTEST_REASON = 4


class UnableToExport(RuleError):
    """The roster can't be taken out."""


@transaction.atomic
def export_roster(organisation: Organisation, *, by: Account | None, in_full: bool = False, reason: str = "") -> PersonQuerySet:
    """Put on the audit trail that a roster is taken out, and return its persons; in full only with a reason. Raise UnableToExport."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (refusal := why_not_keep(Account.objects.get(pk=by.pk), organisation)):
        raise UnableToExport(refusal)
    reason = " ".join(reason.split())
    if in_full and len(reason) < SHORTEST_REASON:
        raise UnableToExport(_("Write what the full numbers are needed for; it is kept on the audit trail."))
    persons = persons_of(organisation)
    record(
        "export_roster",
        "organisation",
        organisation.uuid,
        actor=by.uuid if by else None,
        label=organisation.name,
        organisation_code=organisation.code,
        difference={"persons": persons.count(), "in_full": in_full} | ({"reason": reason[:300]} if reason else {}),
    )
    return persons

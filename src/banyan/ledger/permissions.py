"""Who may record, reverse, certify and read facts, and why not."""

from django.utils.translation import gettext as _

from banyan.people.models import Account, Organisation, Role

OFFICE = (Role.ORGANISER, Role.CLERK)
# A branch secretary's role is held at the branch, so it reaches no further.
CONFIRMERS = (*OFFICE, Role.BRANCH_SECRETARY)


def why_not_confirm(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not write facts of the organisation's activities to the ledger; None when it may."""
    if account.has_role_at(organisation, *CONFIRMERS):
        return None
    return _("Only the clerk or organiser of %(name)s, or the secretary of the branch, can confirm this.") % {"name": organisation}


def why_not_reverse(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not reverse a fact of the organisation; None when it may."""
    if account.has_role_at(organisation, *OFFICE):
        return None
    return _("Only the clerk or organiser of %(name)s can reverse a fact.") % {"name": organisation}


def why_not_certify(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not certify service in the organisation's name; None when it may."""
    if account.has_role_at(organisation, *OFFICE):
        return None
    return _("Only the clerk or organiser of %(name)s can certify service.") % {"name": organisation}

"""Who may grant roles and read the audit trail, and why not."""

from django.utils.translation import gettext as _

from banyan.people.models import Account, Organisation, Role

# Whom a holder of a role may appoint at or below the own organisation.
MAY_APPOINT: dict[str, tuple[str, ...]] = {
    Role.ORGANISER: tuple(Role.values),
    Role.CLERK: (Role.BRANCH_SECRETARY, Role.COORDINATOR, Role.CARRIER, Role.TEACHER, Role.PARTICIPANT),
}


def why_not_grant(account: Account, organisation: Organisation, role: str) -> str | None:
    """Say why the account may not give or take the role at the organisation; None when it may."""
    for own_role, appoints in MAY_APPOINT.items():
        if role in appoints and account.has_role_at(organisation, own_role):
            return None
    return _("Only the organiser, or for branch roles the clerk, of this organisation or one above it can grant this role.")


def why_not_read_audit(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not read the audit trail of the organisation; None when it may."""
    if account.has_role_at(organisation, Role.ORGANISER, Role.CLERK):
        return None
    return _("The audit trail is for organisers and clerks.")

"""Who may grant roles, keep organisations and persons, read the audit trail, and why not."""

from django.utils.translation import gettext as _

from banyan.people.models import Account, Organisation, Person, Role

# Whom a holder of a role may appoint at or below the own organisation.
MAY_APPOINT: dict[str, tuple[str, ...]] = {
    Role.ORGANISER: tuple(Role.values),
    Role.CLERK: (Role.BRANCH_SECRETARY, Role.COORDINATOR, Role.CARRIER, Role.TEACHER, Role.PARTICIPANT),
}
# Who keeps the tree and the roster.
KEEPERS = (Role.ORGANISER, Role.CLERK)


def why_not_grant(account: Account, organisation: Organisation, role: str) -> str | None:
    """Say why the account may not give or take the role at the organisation; None when it may."""
    for own_role, appoints in MAY_APPOINT.items():
        if role in appoints and account.has_role_at(organisation, own_role):
            return None
    return _("Only the organiser, or for branch roles the clerk, of this organisation or one above it can grant this role.")


def why_not_read_audit(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not read the audit trail of the organisation; None when it may."""
    if account.has_role_at(organisation, *KEEPERS):
        return None
    return _("The audit trail is for organisers and clerks.")


def why_not_keep(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not change the organisation and what hangs on it; None when it may."""
    if account.has_role_at(organisation, *KEEPERS):
        return None
    return _("Only the organiser or clerk of %(name)s, or of one above it, can do this.") % {"name": organisation}


def why_not_keep_person(account: Account, person: Person) -> str | None:
    """Say why the account may not change the person's record; None when it may."""
    return why_not_keep(account, person.organisation)


def why_not_set_rule(account: Account, organisation: Organisation | None) -> str | None:
    """Say why the account may not set a rule for the organisation (None: everywhere); None when it may."""
    if organisation is None:
        everywhere = any(grant.role == Role.ORGANISER and grant.organisation.is_root() for grant in account.grants_now)
        return None if everywhere else _("Only an organiser of the whole tree can set a rule for everybody.")
    if account.has_role_at(organisation, Role.ORGANISER):
        return None
    return _("Only the organiser of %(name)s, or of one above it, can set its rules.") % {"name": organisation}

"""Who may keep vessels, enrol and revoke devices, and hand in what came from the sea, and why not."""

from django.utils.translation import gettext as _

from banyan.activities.permissions import KEEPERS
from banyan.people.models import Account, Organisation, Role
from banyan.programmes.study.models import Device, Vessel

# Whoever meets a boat hands in: the merge knows everything once only, and nothing is shown but counts.
HANDERS = (*KEEPERS, Role.BRANCH_SECRETARY, Role.CARRIER, Role.TEACHER)


def why_not_keep_vessels(account: Account, organisation: Organisation | None) -> str | None:
    """Say why the account may not keep vessels of the organisation (None: of nobody yet); None when it may."""
    if organisation is None:
        return None if account.has_role(*KEEPERS) else _("Only clerks, organisers and coordinators keep vessels.")
    if account.has_role_at(organisation, *KEEPERS):
        return None
    return _("Only the clerk, organiser or coordinator of %(name)s can do this.") % {"name": organisation}


def why_not_enrol(account: Account, vessel: Vessel) -> str | None:
    """Say why the account may not enrol a device of the vessel; None when it may."""
    if vessel.ended_on is not None:
        return _("%(vessel)s sails no longer. Choose another vessel.") % {"vessel": vessel}
    return why_not_keep_vessels(account, vessel.organisation)


def why_not_revoke(account: Account, device: Device) -> str | None:
    """Say why the account may not revoke the device; None when it may."""
    if reason := why_not_keep_vessels(account, device.vessel.organisation):
        return reason
    return _("“%(device)s” was revoked before.") % {"device": device} if device.revoked_at is not None else None


def why_not_hand_in(account: Account) -> str | None:
    """Say why the account may not hand in what came from the sea; None when it may."""
    return None if account.has_role(*HANDERS) else _("Only the office, branch secretaries, carriers and teachers hand in.")

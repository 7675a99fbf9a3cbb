"""Who may read in, check, approve and withdraw cases, and why not."""

from django.utils.translation import gettext as _

from banyan.cases.showcase.models import Case, Notice
from banyan.people.models import Account, Organisation, Role

OFFICE = (Role.CLERK, Role.ORGANISER)


def why_not_prepare(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not hand in and check notices and cases of the organisation; None when it may."""
    if account.has_role_at(organisation, *OFFICE):
        return None
    return _("Only the clerk or organiser of %(organisation)s, or of an organisation above it, may do this.") % {
        "organisation": organisation
    }


def why_not_check(account: Account, notice: Notice) -> str | None:
    """Say why the account may not check the notice now; None when it may."""
    if reason := why_not_prepare(account, notice.organisation):
        return reason
    if notice.state != Notice.State.CHECKING:
        return _("This notice is %(state)s; only one that is to be checked can be changed.") % {"state": notice.get_state_display()}
    return None


def why_not_move(account: Account, case: Case, verb: str) -> str | None:
    """Say why the account may not ``verb`` the case now: the role, the state, or the second person; None when it may."""
    if reason := why_not_prepare(account, case.organisation):
        return reason
    if not any(verb == name and case.state == source for source, name, _target in Case.TRANSITIONS):
        return _("This case is %(state)s, so this can't be done now. Open it again to see where it stands.") % {
            "state": case.get_state_display()
        }
    if verb == "approve" and account.pk == case.prepared_by_id:
        return _("You prepared this case. A second person has to approve it.")
    return None


def why_not_edit(account: Account, case: Case) -> str | None:
    """Say why the account may not change the text of the case; None when it may."""
    if reason := why_not_prepare(account, case.organisation):
        return reason
    if case.state != Case.State.DRAFT:
        return _("This case is %(state)s. Only a draft can be changed.") % {"state": case.get_state_display()}
    return None

"""Who may read and tick off the notices of an office, and why not."""

from django.utils.translation import gettext as _

from banyan.outbox.models import Message
from banyan.people.models import Account, Role

CALLERS = (Role.ORGANISER, Role.CLERK, Role.BRANCH_SECRETARY, Role.COORDINATOR)


def why_not_tick_off(account: Account, message: Message) -> str | None:
    """Say why the account may not say that a notice has reached its reader; None when it may."""
    if account.has_role_at(message.organisation, *CALLERS):
        return None
    return _("Only the office or branch of %(name)s can tick this off.") % {"name": message.organisation}

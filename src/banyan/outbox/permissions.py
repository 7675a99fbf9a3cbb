"""Who may read and tick off the notices of an office, and why not."""

from django.utils.translation import gettext as _

from banyan.outbox.models import Channel, Message
from banyan.people.models import Account, Role

CALLERS = (Role.ORGANISER, Role.CLERK, Role.BRANCH_SECRETARY, Role.COORDINATOR)


def why_not_tick_off(account: Account, message: Message) -> str | None:
    """Say why the account may not say that a notice has reached its reader; None when it may."""
    # Whoever reads on a page says so without the office.
    if message.channel == Channel.PAGE and message.person_id is not None and account.person_id == message.person_id:
        return None
    if account.has_role_at(message.organisation, *CALLERS):
        return None
    return _("Only the office or branch of %(name)s can tick this off.") % {"name": message.organisation}

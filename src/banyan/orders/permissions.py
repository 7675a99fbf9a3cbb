"""Who may check, dispatch, answer, report and cancel an order, and why not."""

from django.utils.translation import gettext as _

from banyan.activities.permissions import RUNNERS, why_not_run
from banyan.orders.models import Dispatch, Order
from banyan.people.models import Account, Affiliation, Role

# How a state reads when it stands in the way of a step.
ASSIGNED = (Dispatch.State.SENT,)


def why_not_serve(account: Account, order: Order) -> str | None:
    """Say why the account may not check, dispatch or cancel the order; None when it may."""
    return why_not_run(account, order.organisation)


def why_not_move(order: Order, verb: str) -> str | None:
    """Say why the order doesn't stand where this step begins; None when it does."""
    if any(verb == name and order.state == source for source, name, _target in Order.TRANSITIONS):
        return None
    return _("The order of %(who)s is %(state)s now, so this can't be done. Open it again to see where it stands.") % {
        "who": order.requester,
        "state": order.get_state_display(),
    }


def why_not_answer(account: Account, dispatch: Dispatch) -> str | None:
    """Say why the account may not answer for who was asked: the person, the office, or the person's branch may."""
    if account.person_id == dispatch.person_id or account.has_role_at(dispatch.order.organisation, *RUNNERS):
        return None
    branch = Affiliation.objects.filter(person=dispatch.person_id, to_on=None).select_related("branch").first()
    if branch is not None and account.has_role_at(branch.branch, Role.BRANCH_SECRETARY):
        return None
    return _("Only %(name)s, the office or the branch can answer this.") % {"name": dispatch.person}

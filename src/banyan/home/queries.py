"""What the public front and the desk read across the parts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from banyan.cases.showcase import queries as cases
from banyan.cases.showcase.models import Notice
from banyan.people.models import Account, Role


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do today: a tag with its colour, what and why, and the button that begins it."""

    tag: str
    tone: str
    what: str
    why: str
    action: str
    url: str


MOST_ROWS = 20


def work_for(account: Account) -> list[Work]:
    """What waits for this account, the oldest first, at most 20 of each kind."""
    if not account.has_role(Role.CLERK, Role.ORGANISER):
        return []
    return [*_approvals(account), *_notices(account)]


def _approvals(account: Account) -> list[Work]:
    waiting = cases.awaiting_approval_by(account).order_by("changed_at")[:MOST_ROWS]
    return [
        Work(
            tag=_("To approve"),
            tone="amber",
            what=case.title,
            why=_("%(place)s · prepared by %(name)s") % {"place": case.place, "name": case.prepared_by},
            action=_("Look and approve"),
            url=reverse("office_case", args=[case.uuid]),
        )
        for case in waiting
    ]


def _notices(account: Account) -> list[Work]:
    unfinished = cases.notices_for(account).filter(state__in=(Notice.State.CHECKING, Notice.State.REFUSED, Notice.State.READING))
    return [
        Work(
            tag=notice.get_state_display(),
            tone="seal" if notice.state == Notice.State.REFUSED else "quiet",
            what=str(notice),
            why=notice.refusal or _("handed in by %(name)s") % {"name": notice.imported_by},
            action=_("Check"),
            url=notice.get_absolute_url(),
        )
        for notice in unfinished.order_by("imported_at")[:MOST_ROWS]
    ]

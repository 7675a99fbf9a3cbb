"""What the public front and the desk read across the parts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.activities.models import Activity
from banyan.activities.permissions import KEEPERS, RUNNERS
from banyan.activities.queries import activities_for, missing_meetings
from banyan.cases.collection import queries as collection
from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Judge
from banyan.cases.judging.queries import rounds, scoring
from banyan.cases.showcase import queries as cases
from banyan.cases.showcase.models import Notice
from banyan.orders.queries import waiting_orders
from banyan.outbox.queries import call_list
from banyan.people.models import Account, Role
from banyan.people.queries import branch_warnings
from banyan.programmes.study.queries.devices import vessels_for
from banyan.programmes.study.queries.journal import strangers
from banyan.programmes.talks.queries.menu import topics_to_review
from banyan.programmes.talks.queries.rota import slots_to_fill
from banyan.web.words import say_day, say_moment


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
    work = _judging(account) if account.has_role(Role.JUDGE) else []
    if account.has_role(Role.ORGANISER):
        work += _rounds(account)
    if account.has_role(*RUNNERS):
        work += [*_orders(account), *_activities(account), *_calls(account), *_slots(account), *_meetings(account)]
    if account.has_role(*KEEPERS):
        work += [*_scripts(account), *_devices(account)]
    if account.has_role(Role.CLERK, Role.ORGANISER):
        work += [*_submissions(account), *_approvals(account), *_notices(account), *_branches(account)]
    return work


def _judging(account: Account) -> list[Work]:
    """Invitations to answer, and rounds in which cases are still to be scored."""
    invited = [
        Work(
            _("Invitation"),
            "amber",
            str(judge.judging),
            _("Judges score until %(day)s.") % {"day": say_day(judge.judging.score_until)},
            _("Look and answer"),
            reverse("invitation", args=[judge.uuid]),
        )
        for judge in scoring.invitations_of(account).filter(state=Judge.State.INVITED)[:MOST_ROWS]
    ]
    today = timezone.localdate()
    return invited + [
        Work(
            _("To score"),
            "amber",
            str(row.judging),
            _("%(done)d of %(count)d cases are scored; judges score until %(day)s.")
            % {"done": row.done, "count": len(row.rows), "day": say_day(row.judging.score_until)},
            _("Go on scoring"),
            row.next.get_absolute_url(),
        )
        for row in scoring.worklists_of(account)
        if row.next and row.judging.is_scoring_on(today)
    ]


def _rounds(account: Account) -> list[Work]:
    """Rounds that wait for their organiser's next step."""
    return [
        Work(_("Judging"), "amber", str(judging), str(judging.get_state_display()), _("Look at it"), judging.get_absolute_url())
        for judging in rounds.judgings_waiting(account, timezone.localdate())[:MOST_ROWS]
    ]


def _orders(account: Account) -> list[Work]:
    """Orders whose next step is the office's, and those of others that have passed their deadline."""
    now = timezone.now()
    return [
        Work(
            tag=_("overdue") if order.due_at and order.due_at < now else str(order.get_state_display()),
            tone="seal" if order.due_at and order.due_at < now else "amber",
            what=str(order),
            why=_("%(owner)s, until %(when)s") % {"owner": order.get_owner_display(), "when": say_moment(order.due_at or now)},
            action=_("Look at it"),
            url=order.get_absolute_url(),
        )
        for order in waiting_orders(account, now)[:MOST_ROWS]
    ]


def _activities(account: Account) -> list[Work]:
    """Activities that were held and wait to be confirmed, so that the ledger has their facts."""
    return [
        Work(
            tag=_("To confirm"),
            tone="amber",
            what=activity.title,
            why=f"{activity.organisation} · {say_moment(activity.starts_at)}",
            action=_("Look and confirm"),
            url=activity.get_absolute_url(),
        )
        for activity in activities_for(account).filter(state=Activity.State.HELD).order_by("starts_at")[:MOST_ROWS]
    ]


def _calls(account: Account) -> list[Work]:
    """How many people are to be called."""
    count = call_list(account, timezone.now()).count()
    if not count:
        return []
    said = ngettext("%(count)d call to make", "%(count)d calls to make", count) % {"count": count}
    return [Work(_("To call"), "amber", said, _("Notices to people who don't sign in."), _("Call them"), reverse("outbox"))]


def _slots(account: Account) -> list[Work]:
    """Weekly slots with days ahead for which nobody is to speak yet."""
    return [
        Work(
            tag=_("Weekly slot"),
            tone="amber",
            what=str(series),
            why=ngettext("%(count)d day without a speaker", "%(count)d days without a speaker", count) % {"count": count},
            action=_("Share the days out"),
            url=reverse("rota", args=[series.uuid]),
        )
        for series, count in slots_to_fill(account, timezone.now())[:MOST_ROWS]
    ]


def _meetings(account: Account) -> list[Work]:
    """Regular meetings that are late, for branches and the offices of towns; a city reads them on the page of its towns."""
    if any(grant.organisation.kind in ("province", "city") for grant in account.grants_now):
        return []
    late = sum(due.is_late for due in missing_meetings(account, timezone.localdate()))
    if not late:
        return []
    said = ngettext("%(count)d regular meeting is late", "%(count)d regular meetings are late", late) % {"count": late}
    return [Work(_("Meetings"), "amber", said, _("Month or quarter is over without it."), _("See which"), reverse("rhythm"))]


def _scripts(account: Account) -> list[Work]:
    """How many topics have a script that waits for somebody's review."""
    count = topics_to_review(account).count()
    if not count:
        return []
    said = ngettext("%(count)d script waits for review", "%(count)d scripts wait for review", count) % {"count": count}
    return [
        Work(
            _("Review"),
            "amber",
            said,
            _("It can be given once somebody else has read it."),
            _("Read it"),
            f"{reverse('topics')}?usable=review",
        )
    ]


def _devices(account: Account) -> list[Work]:
    """Whether devices handed something over that nobody has enrolled, for those who keep vessels."""
    count = len(strangers()) if vessels_for(account).exists() else 0
    if not count:
        return []
    said = ngettext("%(count)d device isn't enrolled", "%(count)d devices aren't enrolled", count) % {"count": count}
    return [Work(_("At sea"), "amber", said, _("What they noted is kept and counts once they are."), _("Look at them"), reverse("devices"))]


def _branches(account: Account) -> list[Work]:
    """The most pressing warnings about branches, for the offices of towns and below; a city reads them on each town's page."""
    below_a_city = [grant.organisation for grant in account.grants_now if grant.organisation.kind not in ("province", "city")]
    warnings = [warning for place in below_a_city for warning in branch_warnings(place, timezone.localdate()) if warning.tone != "quiet"]
    return [
        Work(
            tag=_("Branch"),
            tone=warning.tone,
            what=str(warning.branch),
            why=warning.text,
            action=_("Look at it"),
            url=reverse("organisation", args=[warning.branch.code]),
        )
        for warning in warnings[:MOST_ROWS]
    ]


def _submissions(account: Account) -> list[Work]:
    return [
        Work(
            tag=_("To mend") if row.state == Submission.State.RETURNED else _("To recommend"),
            tone="seal" if row.state == Submission.State.RETURNED else "amber",
            what=str(row),
            why=f"{row.organisation} · {row.remark or row.call}",
            action=_("Look at it"),
            url=row.get_absolute_url(),
        )
        for row in collection.waiting_for(account)[:MOST_ROWS]
    ]


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

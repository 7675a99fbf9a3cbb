"""Who may plan, hold, confirm and cancel activities, keep places and programmes, and why not."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.models import Activity
from banyan.ledger.permissions import OFFICE, why_not_confirm
from banyan.people.models import Account, Organisation, Person, Role
from banyan.people.queries import rule

# Who runs activities of an organisation; a branch secretary's and a coordinator's role is held there and reaches no further up.
RUNNERS = (*OFFICE, Role.BRANCH_SECRETARY, Role.COORDINATOR)
# Who keeps its programmes and places.
KEEPERS = (*OFFICE, Role.COORDINATOR)
# Steps and the roles that take them; confirming is the ledger's to say.
STEPS = {
    "announce": RUNNERS,
    "hold": RUNNERS,
    "take_up": RUNNERS,
    "cancel": RUNNERS,
    "take_back": OFFICE,
}


def why_not_run(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not plan and hold activities of the organisation; None when it may."""
    if account.has_role_at(organisation, *RUNNERS):
        return None
    return _("Only the office of %(name)s, its coordinator, or the secretary of the branch can do this.") % {"name": organisation}


def why_not_keep_programme(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not keep programmes and places of the organisation; None when it may."""
    if account.has_role_at(organisation, *KEEPERS):
        return None
    return _("Only the clerk, organiser or coordinator of %(name)s can do this.") % {"name": organisation}


def why_not_move(account: Account, activity: Activity, verb: str) -> str | None:
    """Say why the account may not take this step with the activity: the role or the state; None when it may."""
    if verb == "confirm":
        if reason := why_not_confirm(account, activity.organisation):
            return reason
    elif not account.has_role_at(activity.organisation, *STEPS[verb]):
        if STEPS[verb] == OFFICE:
            return _("Only the clerk or organiser of %(name)s can do this.") % {"name": activity.organisation}
        return why_not_run(account, activity.organisation)
    return why_not_step(activity, verb)


def why_not_step(activity: Activity, verb: str) -> str | None:
    """Say why the activity doesn't stand where this step begins; None when it does."""
    if any(verb == name and activity.state == source for source, name, _target in Activity.TRANSITIONS):
        return None
    return _("“%(what)s” is %(state)s, so this can't be done now. Open it again to see where it stands.") % {
        "what": activity,
        "state": activity.get_state_display(),
    }


def why_not_record(account: Account, activity: Activity, today: date) -> str | None:
    """Say why the account may not write who came: the role, the state, or that it is too late for anybody but the office."""
    if reason := why_not_run(account, activity.organisation):
        return reason
    if activity.state not in (Activity.State.PLANNED, Activity.State.OPEN, Activity.State.HELD):
        return _("“%(what)s” is %(state)s. Who came can be changed only before it is confirmed.") % {
            "what": activity,
            "state": activity.get_state_display(),
        }
    days = rule("late_entry_days", activity.organisation, activity.on)
    if today > activity.on + timedelta(days=days) and not account.has_role_at(activity.organisation, *OFFICE):
        return _("“%(what)s” was more than %(days)d days ago. Only the clerk or organiser can still enter who came.") % {
            "what": activity,
            "days": days,
        }
    return None


def why_not_sign_in(activity: Activity, person: Person, now: datetime) -> str | None:
    """Say why the person can't sign in at the activity now; None when it can be."""
    if activity.state not in (Activity.State.OPEN, Activity.State.HELD):
        return _("“%(what)s” is %(state)s; nobody signs in now.") % {"what": activity, "state": activity.get_state_display()}
    before = timedelta(minutes=rule("sign_in_before", activity.organisation, activity.on))
    opens, closes = activity.starts_at - before, activity.ends_at + before
    if not opens <= now <= closes:
        said = {"what": activity, "from": timezone.localtime(opens).strftime("%H:%M"), "to": timezone.localtime(closes).strftime("%H:%M")}
        if timezone.localdate(now) != activity.on:
            return _("“%(what)s” isn't today. Ask whoever leads it.") % said
        return _("Signing in for “%(what)s” is open from %(from)s to %(to)s.") % said
    if person.died_on is not None or person.left_on is not None:
        return _("This person is no longer on the roster. Ask whoever leads the activity.")
    return None

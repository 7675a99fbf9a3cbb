"""Who may keep vessels, enrol and revoke devices, and hand in what came from the sea, and why not."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from banyan.activities.permissions import KEEPERS
from banyan.ledger.permissions import OFFICE
from banyan.people.models import Account, Organisation, Role
from banyan.programmes.study.models import Course, Delivery, Device, Vessel

# Whoever meets a boat hands in: the merge knows everything once only, and nothing is shown but counts.
HANDERS = (*KEEPERS, Role.BRANCH_SECRETARY, Role.CARRIER, Role.TEACHER)
# Who writes courses.
AUTHORS = (*KEEPERS, Role.TEACHER)


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


def why_not_hand_over(account: Account, delivery: Delivery) -> str | None:
    """Say why the account may not note that something was handed over, came back or was lost; None when it may."""
    if account.person_id == delivery.carrier.person_id or account.has_role_at(delivery.carrier.organisation, Role.CARRIER):
        return None
    if why_not_keep_vessels(account, delivery.vessel.organisation) is None:
        return None
    return _("Only the carriers of %(name)s and the office do this.") % {"name": delivery.carrier.organisation}


def why_not_keep_courses(account: Account, organisation: Organisation) -> str | None:
    """Say why the account may not write courses of the organisation; None when it may."""
    if account.has_role_at(organisation, *AUTHORS):
        return None
    return _("Only the clerk, organiser, coordinator or teachers of %(name)s write courses.") % {"name": organisation}


def why_not_change_course(account: Account, course: Course) -> str | None:
    """Say why the account may not change a course: the role, or that it isn't being written; None when it may."""
    if reason := why_not_keep_courses(account, course.organisation):
        return reason
    if course.state == Course.State.DRAFT:
        return None
    return _("“%(course)s” is %(state)s. Open it again before you change it.") % {"course": course, "state": course.get_state_display()}


def why_not_move_course(account: Account, course: Course, verb: str) -> str | None:
    """Say why the account may not take this step of the review: the role, that it wrote the course, or the state; None when it may."""
    if verb in ("send", "reopen"):
        if reason := why_not_keep_courses(account, course.organisation):
            return reason
    elif not account.has_role_at(course.organisation, *OFFICE):
        return _("Only the clerk or organiser of %(name)s can do this.") % {"name": course.organisation}
    elif verb in ("approve", "return") and course.author_id == account.pk:
        return _("You wrote this, so somebody else reviews it. Ask a colleague or the office above.")
    if any((source, name) == (course.state, verb) for source, name, _target in Course.TRANSITIONS):
        return None
    return _("“%(course)s” is %(state)s, so this can't be done now. Open it again to see where it stands.") % {
        "course": course,
        "state": course.get_state_display(),
    }


def why_not_issue_pack(account: Account, vessel: Vessel, courses: Sequence[Course]) -> str | None:
    """Say why the account may not issue a pack of these courses for the vessel; None when it may."""
    if reason := why_not_keep_vessels(account, vessel.organisation):
        return reason
    return next((reason for course in courses if (reason := why_not_keep_courses(account, course.organisation))), None)

"""Who may keep the menu, review scripts, and keep recordings, and why not."""

from django.utils.translation import gettext as _

from banyan.activities.models import Activity, Programme
from banyan.activities.permissions import why_not_keep_programme
from banyan.ledger.permissions import OFFICE
from banyan.people.models import Account
from banyan.programmes.talks.models import Recording, Script, Talk


def why_not_keep_menu(account: Account, programme: Programme) -> str | None:
    """Say why the account may not keep the programme's menu and write scripts; None when it may."""
    return why_not_keep_programme(account, programme.organisation)


def why_not_keep_speakers(account: Account, programme: Programme) -> str | None:
    """Say why the account may not keep the programme's speakers; None when it may."""
    return why_not_keep_programme(account, programme.organisation)


def why_not_see_health(account: Account, programme: Programme) -> str | None:
    """Say why the account may not read or write the health limits of speakers; None when it may."""
    if account.has_role_at(programme.organisation, *OFFICE):
        return None
    return _("Only the clerk or organiser of %(name)s sees and writes health limits.") % {"name": programme.organisation}


def why_not_review(account: Account, script: Script) -> str | None:
    """Say why the account may not approve or return a version: the role, or that it wrote it; None when it may."""
    organisation = script.topic.programme.organisation
    if not account.has_role_at(organisation, *OFFICE):
        return _("Only the clerk or organiser of %(name)s or of an office above it reviews scripts.") % {"name": organisation}
    if script.author_id == account.pk:
        return _("You wrote this version, so somebody else reviews it. Ask a colleague or the office above.")
    return None


def why_not_move_script(account: Account, script: Script, verb: str) -> str | None:
    """Say why the account may not send, approve, return or withdraw a version: the role or the state; None when it may."""
    if verb == "send":
        if reason := why_not_keep_menu(account, script.topic.programme):
            return reason
        if script.author_id != account.pk:
            return _("%(name)s wrote this version and sends it. Write a version of your own on top of it.") % {"name": script.author}
    elif verb == "withdraw":
        # Whoever wrote it may stop it too: a mistake must not wait for a colleague.
        organisation = script.topic.programme.organisation
        if not account.has_role_at(organisation, *OFFICE):
            return _("Only the clerk or organiser of %(name)s can do this.") % {"name": organisation}
    elif reason := why_not_review(account, script):
        return reason
    if any(verb == name and script.state == source for source, name, _target in Script.TRANSITIONS):
        return None
    said = {"number": script.number, "what": script.topic, "state": script.get_state_display()}
    return _("Version %(number)d of “%(what)s” is %(state)s, so this can't be done now. Open it again to see where it stands.") % said


def why_not_keep_recordings(account: Account, talk: Talk) -> str | None:
    """Say why the account may not keep recordings of a talk; None when it may."""
    activity = talk.activity
    return why_not_keep_programme(account, activity.programme.organisation if activity.programme else activity.organisation)


def why_not_record_talk(account: Account, talk: Talk) -> str | None:
    """Say why the account may not attach a recording to a talk: the role, or that the talk wasn't held; None when it may."""
    if reason := why_not_keep_recordings(account, talk):
        return reason
    if talk.activity.state not in (Activity.State.HELD, Activity.State.CONFIRMED):
        return _("“%(what)s” is %(state)s. A recording is attached once the talk has been held.") % {
            "what": talk.activity,
            "state": talk.activity.get_state_display(),
        }
    return None


def why_not_publish(account: Account, recording: Recording) -> str | None:
    """Say why the account may not make a recording public: role, consent, programme, talk, or that it is; None when it may."""
    if reason := why_not_record_talk(account, recording.talk):
        return reason
    if recording.published_at is not None:
        return _("“%(what)s” is public already.") % {"what": recording}
    if recording.consent_on is None:
        return _("The speaker hasn't agreed to “%(what)s” yet. Ask, enter the day of the consent, then publish.") % {"what": recording}
    if recording.talk.activity.programme is None:
        return _("“%(what)s” belongs to no programme, so no library could show it. Set the programme of the activity first.") % {
            "what": recording.talk.activity
        }
    return None

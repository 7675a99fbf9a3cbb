"""Who may propose, answer, sign, close and record for pairs, and why not."""

from django.utils.translation import gettext as _

from banyan.activities.models import Programme
from banyan.activities.permissions import KEEPERS, RUNNERS
from banyan.pairs.models import Pair
from banyan.people.models import Account, Affiliation, Person, Role


def why_not_keep_pairs(account: Account, programme: Programme) -> str | None:
    """Say why the account may not propose, sign and close pairs of the programme; None when it may."""
    if account.has_role_at(programme.organisation, *KEEPERS):
        return None
    return _("Only the clerk, organiser or coordinator of %(name)s can do this.") % {"name": programme.organisation}


def why_not_answer(account: Account, pair: Pair, person: Person) -> str | None:
    """Say why the account may not answer for this one of the two: the person, the office, or the person's branch may; None when it may."""
    if account.person_id == person.pk or account.has_role_at(pair.programme.organisation, *RUNNERS):
        return None
    branch = Affiliation.objects.filter(person=person.pk, to_on=None).select_related("branch").first()
    if branch is not None and account.has_role_at(branch.branch, Role.BRANCH_SECRETARY):
        return None
    return _("Only %(name)s, the office or the branch can answer this.") % {"name": person}


def why_not_record(account: Account, pair: Pair) -> str | None:
    """Say why the account may not record a meeting or goals: either of the two may, and the office; None when it may."""
    if account.person_id in (pair.giver_id, pair.receiver_id) or account.has_role_at(pair.programme.organisation, *RUNNERS):
        return None
    return _("Only the two of this pair and the office can do this.")


def why_not_move(pair: Pair, verb: str) -> str | None:
    """Say why the pair doesn't stand where this step begins; None when it does."""
    if any(verb == name and pair.state == source for source, name, _target in Pair.TRANSITIONS):
        return None
    return _("This pair is %(state)s, so this can't be done now. Open it again to see where it stands.") % {
        "state": pair.get_state_display()
    }

"""The way of a case to its public page and down again: send, return, approve, withdraw, revise."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.showcase.actions.trail import locked_case, record_step
from banyan.cases.showcase.models import Case
from banyan.cases.showcase.permissions import why_not_move
from banyan.cases.showcase.queries import SEARCH_KIND
from banyan.cases.similarity.actions import forget_text, index_text
from banyan.core import search
from banyan.core.errors import RuleError
from banyan.people.models import Account

SIMILAR_KIND = "case"


class UnableToMove(RuleError):
    """The case can't take this step now."""


@transaction.atomic
def send_case(case: Case, *, by: Account) -> Case:
    """Send a draft to a second person. Raise UnableToMove."""
    case = locked_case(case)
    if not case.persons_checked:
        raise UnableToMove(_("“%(case)s”: confirm first that every person named in it is on its list.") % {"case": case})
    _refuse_without_consent(case)
    return move_case(case, "send", by=by)


@transaction.atomic
def return_case(case: Case, *, by: Account, reason: str) -> Case:
    """Give a case back to whoever prepared it, with a reason. Raise UnableToMove."""
    if not reason.strip():
        raise UnableToMove(_("Say why the case goes back, so that it can be mended."))
    return move_case(locked_case(case), "return", by=by, remark=reason)


@transaction.atomic
def approve_case(case: Case, *, by: Account) -> Case:
    """Make a case public, as a second person. Raise UnableToMove."""
    case = locked_case(case)
    _refuse_without_consent(case)
    case.approved_by, case.published_at = by, timezone.now()
    case = move_case(case, "approve", by=by)
    search.put(
        SEARCH_KIND,
        case.uuid,
        "\n".join((case.title, case.subtitle, case.place, case.city.name if case.city else "", case.category, case.body)),
    )
    _index(case)
    return case


@transaction.atomic
def withdraw_case(case: Case, *, by: Account, reason: str) -> Case:
    """Take a public page down at once; the record stays. Raise UnableToMove."""
    if not reason.strip():
        raise UnableToMove(_("Say why the page is taken down; the reason stays on record."))
    return move_case(locked_case(case), "withdraw", by=by, remark=reason)


@transaction.atomic
def revise_case(case: Case, *, by: Account) -> Case:
    """Make a draft again of a withdrawn or discarded case. Raise UnableToMove."""
    return move_case(locked_case(case), "revise", by=by)


@transaction.atomic
def move_case(case: Case, verb: str, *, by: Account, remark: str = "") -> Case:
    """Take one step of the state table on a row that the caller holds locked. Raise UnableToMove."""
    if reason := why_not_move(by, case, verb):
        raise UnableToMove(reason)
    before = case.state
    case.state = next(target for source, name, target in Case.TRANSITIONS if (source, name) == (before, verb))
    case.remark = remark
    if case.state != Case.State.PUBLISHED:
        case.approved_by = None if case.state == Case.State.DRAFT else case.approved_by
        search.remove(SEARCH_KIND, case.uuid)
        forget_text(SIMILAR_KIND, case.uuid)
    case.save()
    difference = {"state": [before, case.state]} | ({"remark": remark} if remark else {})
    record_step(f"{verb}_case", "case", case.uuid, by, label=case.title, organisation=case.organisation, difference=difference)
    return case


def _refuse_without_consent(case: Case) -> None:
    without = [appearance.name for appearance in case.appearances.all() if not appearance.stands]
    if without:
        raise UnableToMove(
            _("“%(case)s”: no consent is on record of %(names)s. Record it, or take the name out of the text and the list.")
            % {"case": case, "names": "、".join(without)}
        )


@transaction.atomic
def index_case(case: Case) -> None:
    """Make a public case findable by what it shares with other texts; one that isn't public is left alone."""
    case = locked_case(case)
    if case.state == Case.State.PUBLISHED:
        _index(case)


def _index(case: Case) -> None:
    index_text(SIMILAR_KIND, case.uuid, case.body, organisation_code=case.organisation.code, year=case.year)

"""Which rounds of judging somebody sees, and which cases are judged in one."""

from datetime import date

from django.db.models import QuerySet

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.people.models import Account, Role
from banyan.people.queries import visible_to


def judgings_for(account: Account) -> QuerySet[Judging]:
    """Rounds that the account organises."""
    return Judging.objects.filter(call__organisation__in=visible_to(account, Role.ORGANISER)).select_related("call", "call__organisation")


def judgings_waiting(account: Account, day: date) -> QuerySet[Judging]:
    """Rounds whose next step is the organiser's: all that aren't published, but for those in which judges still score."""
    states = Judging.State
    return judgings_for(account).exclude(state=states.PUBLISHED).exclude(state=states.SCORING, score_until__gte=day)


def judged_submissions(judging: Judging) -> QuerySet[Submission]:
    """The cases of a round: what the organiser accepted from the cities."""
    states = Submission.State
    return (
        Submission.objects.filter(call=judging.call_id, state__in=(states.ACCEPTED, states.WINNER))
        .select_related("call", "organisation", "city", "category")
        .defer("call__text", "contact_phone")
    )


def assignments_of(account: Account) -> QuerySet[Assignment]:
    """What the account is to score or has scored, in rounds that it takes part in."""
    return (
        Assignment.objects.published()
        .filter(judge__account=account, judge__state__in=(Judge.State.ACCEPTED, Judge.State.WITHDRAWN))
        .select_related("judging__call", "judge__account", "submission__call", "submission__category", "submission__organisation")
        .defer("judging__call__text", "submission__call__text", "submission__contact_phone")
    )

"""Pairs at each step of their life, for tests."""

from datetime import timedelta

from django.utils import timezone

from banyan.activities.models import Programme
from banyan.pairs.actions import answer_pair, confirm_pair, propose_pair, sign_pair
from banyan.pairs.models import Pair
from banyan.people.models import Person
from tests.factories import make_person

TODAY = timezone.localdate()


def make_pair(programme: Programme, *, state: str = "running", giver: Person | None = None, signed_days_ago: int = 0) -> Pair:
    """A pair taken to this step through the real actions."""
    organisation = programme.organisation
    pair = propose_pair(programme, giver or make_person(organisation), make_person(organisation), at=timezone.now(), by=None)
    if state == "proposed":
        return pair
    for person in (pair.giver, pair.receiver):
        pair = answer_pair(pair, person, yes=True, at=timezone.now() - timedelta(days=signed_days_ago), by=None)
    if state == "accepted":
        return pair
    pair = sign_pair(pair, on=TODAY - timedelta(days=signed_days_ago), way="paper", by=None)
    return pair if state == "trial" else confirm_pair(pair, on=TODAY, by=None)

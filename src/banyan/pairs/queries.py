"""What pages read of pairs: those of an account, who hasn't met for long, and how many each giver has."""

from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from banyan.activities.models import Programme
from banyan.activities.permissions import RUNNERS
from banyan.pairs.models import Meeting, Pair
from banyan.people.models import Account
from banyan.people.queries import rule, visible_to

MET = Q(meetings__dropped_because="")


def pairs_for(account: Account) -> QuerySet[Pair]:
    """Pairs that the account may see: of programmes it runs, and its own."""
    kept = Q(programme__organisation__in=visible_to(account, *RUNNERS).order_by())
    if account.person_id:
        kept |= Q(giver=account.person_id) | Q(receiver=account.person_id)
    return Pair.objects.filter(kept).select_related("programme__organisation", "giver", "receiver")


def with_meetings(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """The same with ``meeting_count`` and ``last_met_at`` (None: never)."""
    return pairs.annotate(meeting_count=Count("meetings", filter=MET), last_met_at=Max("meetings__at", filter=MET))


def lapsed(programme: Programme, today: date) -> QuerySet[Pair]:
    """Living pairs that haven't met for longer than the rule allows, the longest first; who never met counts from the signing."""
    days: int = rule("pair_lapse_days", programme.organisation, today)
    since = today - timedelta(days=days)
    living = with_meetings(Pair.objects.filter(programme=programme).living())
    quiet = living.annotate(quiet_since=Coalesce(TruncDate("last_met_at"), "signed_on")).filter(quiet_since__lt=since)
    return quiet.select_related("programme__organisation", "giver", "receiver").order_by("quiet_since", "pk")


def loads_of(programme: Programme) -> dict[int, int]:
    """How many open pairs each giver of a programme has, by the person's key."""
    rows = Pair.objects.filter(programme=programme).open().order_by().values_list("giver").annotate(n=Count("pk"))
    return dict(rows)


def to_confirm(programme: Programme) -> QuerySet[Meeting]:
    """Meetings that wait for the office to confirm them, the oldest first."""
    waiting = Meeting.objects.filter(pair__programme=programme, confirmed_at=None, dropped_because="")
    return waiting.select_related("pair__giver", "pair__receiver").order_by("at", "pk")

"""What pages read of activities: which an account sees."""

from banyan.activities.models import Activity, ActivityQuerySet
from banyan.activities.permissions import RUNNERS
from banyan.people.models import Account
from banyan.people.queries import visible_to


def activities_for(account: Account) -> ActivityQuerySet:
    """Activities of the organisations that the account runs, and of all below them."""
    found: ActivityQuerySet = Activity.objects.filter(organisation__in=visible_to(account, *RUNNERS).order_by()).select_related(
        "organisation", "programme", "place"
    )
    return found

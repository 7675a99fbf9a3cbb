"""What the ledger calls the kinds and roles of activities, and where it finds them."""

from uuid import UUID

from banyan.activities.models import AttendanceRole, Kind
from banyan.activities.queries import activities_for
from banyan.ledger.kinds import find_source, name_kinds, name_roles
from banyan.people.models import Account


def address_of_activity(account: Account, uuid: UUID) -> str:
    """The page of an activity, if the account sees it; "" else."""
    activity = activities_for(account).filter(uuid=uuid).first()
    return activity.get_absolute_url() if activity else ""


name_kinds(dict(Kind.choices))
name_roles(dict(AttendanceRole.choices))
find_source("activity", address_of_activity)

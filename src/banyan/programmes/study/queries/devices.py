"""Vessels and devices that an account looks after, and which one a text means."""

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from banyan.activities.permissions import KEEPERS
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Batch, Device, Vessel

FEWEST_SIGNS = 4


def vessels_for(account: Account) -> QuerySet[Vessel]:
    """Vessels that the account keeps; those that belong to nobody yet are shown to all who keep any."""
    kept = Q(organisation__in=visible_to(account, *KEEPERS).order_by()) | Q(organisation=None)
    return Vessel.objects.filter(kept).select_related("organisation", "home_port").order_by("code")


def vessels_with_devices(account: Account) -> QuerySet[Vessel]:
    """The same with ``device_count``, those in use."""
    return vessels_for(account).annotate(device_count=Count("devices", filter=Q(devices__revoked_at=None)))


def devices_for(account: Account) -> QuerySet[Device]:
    """Devices of those vessels with ``heard_at``, when something of theirs last came (None: never)."""
    newest = Batch.objects.filter(writer=OuterRef("ident")).order_by().values("writer").annotate(at=Max("received_at")).values("at")
    kept = Device.objects.filter(vessel__in=vessels_for(account).order_by())
    return kept.annotate(heard_at=Subquery(newest)).select_related("vessel__organisation", "enrolled_by")


def ident_of(text: str) -> str | None:
    """Return the number of the device that a text means: its number, the beginning of it, or its name; None for none or several."""
    text = text.strip()
    named = Device.objects.filter(Q(title=text) | Q(ident=text)).values_list("ident", flat=True)[:2]
    if len(named) == 1:
        return named[0]
    if len(text) < FEWEST_SIGNS:
        return None
    known = set(Device.objects.filter(ident__startswith=text.lower()).values_list("ident", flat=True)[:2])
    known |= set(Batch.objects.filter(writer__startswith=text.lower()).order_by().values_list("writer", flat=True).distinct()[:2])
    return known.pop() if len(known) == 1 else None

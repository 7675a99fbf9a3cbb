"""Handing over by the network in port: an enrolled device signs for its parcel, hears what is held, and learns of its newest pack."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from banyan.kernels.journal.batch import batch_hash, read_batch
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.port import check_port_signature
from banyan.kernels.journal.records import RecordKind, kind_of, packed
from banyan.programmes.study.actions.journal import UnableToHandIn, acknowledge, hand_in
from banyan.programmes.study.arrivals import Arrival, read_arrivals
from banyan.programmes.study.models import Batch, Device, Handover, Pack, Receipt


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device hears in port: acknowledgements as a parcel, and the newest pack of its vessel that it hasn't got."""

    parcel: bytes
    pack: Pack | None


@transaction.atomic
def hand_in_at_port(parcel: bytes, *, ident: str, question: str, signature: bytes, holds: int, at: datetime) -> Answer:
    """Keep what an enrolled device brings, its own and others', and acknowledge it; ``holds`` is the number of its newest pack.

    A parcel that brings nothing new leaves no hand-over behind. Raise UnableToHandIn.
    """
    device = Device.objects.select_for_update(of=("self",)).select_related("vessel__organisation").filter(ident=ident).first()
    if device is None or device.revoked_at is not None:
        raise UnableToHandIn(_("This device isn't enrolled, or was revoked. Hand over at the office and have it enrolled."))
    try:
        check_port_signature(signature, question, parcel, public_key=bytes.fromhex(device.public_key))
    except JournalError as error:
        raise UnableToHandIn(_("The device's signature doesn't fit. Try again, or hand over at the office.")) from error
    arrivals = read_arrivals([(str(device), parcel)]) if parcel else []
    if any(_is_new(record) for arrival in arrivals for record in arrival.records):
        hand_in(arrivals, route=Handover.Route.PORT, at=at, by=None, device=device)
    writers = sorted({device.ident, *_enrolled_in(arrivals)})
    return Answer(packed([acknowledge(writer, by=None) for writer in writers]), _newer_pack(device, holds))


def _is_new(record: bytes) -> bool:
    try:
        kind = kind_of(record)
    except JournalError:
        return False
    if kind == RecordKind.BATCH:
        return not Batch.objects.filter(hash=batch_hash(record).hex()).exists()
    return kind in (RecordKind.RECEIPT, RecordKind.SHORT_RECEIPT) and not Receipt.objects.filter(digest=sha256(record).hexdigest()).exists()


def _enrolled_in(arrivals: list[Arrival]) -> set[str]:
    """Return the enrolled devices whose batches are among what came."""
    found: set[str] = set()
    for record in (record for arrival in arrivals for record in arrival.records):
        try:
            found.add(read_batch(record).header.device.hex())
        except JournalError:
            continue
    return set(Device.objects.filter(ident__in=found).values_list("ident", flat=True))


def _newer_pack(device: Device, holds: int) -> Pack | None:
    """Return the newest pack that the device can take: one that builds on another only where it has that one or a later one."""
    newer = Pack.objects.filter(vessel=device.vessel, number__gt=holds).select_related("base").order_by("-number")
    return next((pack for pack in newer[:20] if pack.base is None or pack.base.number <= holds), None)

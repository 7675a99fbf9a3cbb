"""Taking in what came from the sea, and acknowledging it: everything is kept once, whatever comes twice, late or in any order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import jobs
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.journal import acknowledgement as words
from banyan.kernels.journal.batch import Batch as Sealed
from banyan.kernels.journal.batch import check_batch, events_in, read_batch
from banyan.kernels.journal.events import Event as Noted
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import device_of
from banyan.kernels.journal.receipt import Receipt as Message
from banyan.kernels.journal.receipt import check_receipt, read_receipt
from banyan.kernels.journal.records import RecordKind, kind_of, read_key
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.shore import locked_shore
from banyan.programmes.study.arrivals import Arrival, in_words
from banyan.programmes.study.models import Batch, Device, Event, Handover, Head, Receipt
from banyan.programmes.study.permissions import why_not_hand_in
from banyan.programmes.study.queries.journal import surveys_of

name_verbs(
    {
        "hand_in_journal": gettext_lazy("handed in study records from the sea"),
        "acknowledge_device": gettext_lazy("acknowledged a device's records"),
    }
)
# The job that turns study into credit; which one it is, jobs.py says.
CREDIT_JOB = "settle_study_credit"
# As many events as some two thousand boats write in a month; what is more is handed in once again.
MOST_EVENTS = 1_000_000
PIECE = 2000


class UnableToHandIn(RuleError):
    """What came can't be handed in by this account."""


class UnableToAcknowledge(RuleError):
    """There is nothing to acknowledge, or not by this account."""


@dataclass
class _Merging:
    """One hand-over under way: what it found, and what it is known by."""

    handover: Handover
    at: datetime
    keys: dict[str, bytes]
    handed_in: int = 0
    batches: list[tuple[Batch, Sealed]] = field(default_factory=list)
    ends: dict[tuple[str, str], str] = field(default_factory=dict)
    refused: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def hand_in(arrivals: Sequence[Arrival], *, route: str, at: datetime, by: Account | None, device: Device | None = None) -> Handover:
    """Keep every whole record that isn't here yet; what can't be taken is told by file, with the reason. Raise UnableToHandIn.

    ``device`` brought it itself, by the network in port.
    """
    if by is not None and (reason := why_not_hand_in(by)):
        raise UnableToHandIn(reason)
    locked_shore()
    place = device.vessel.organisation if device else _place_of(by)
    handover = Handover.objects.create(made_at=at, made_by=by, organisation=place, route=route, new=0, duplicates=0, receipts=0)
    merging = _Merging(handover, at, _keys(arrivals))
    for arrival in arrivals:
        whys = [*([arrival.why] if arrival.why else []), *_take(arrival, merging)]
        merging.refused += [{"file": arrival.name, "why": why} for why in dict.fromkeys(whys)]
    handover.new = _write_events(merging)
    handover.duplicates = merging.handed_in - handover.new
    handover.receipts = handover.receipt_rows.count()
    handover.refused = merging.refused
    handover.save()
    _write_heads(merging)
    _ask_for_credit(merging)
    said = {"new": handover.new, "duplicates": handover.duplicates, "receipts": handover.receipts, "refused": len(handover.refused)}
    brought = {"device": device.ident} if device else {}
    record(
        "hand_in_journal",
        "handover",
        handover.uuid,
        actor=by.uuid if by else None,
        organisation_code=handover.organisation.code if handover.organisation else "",
        difference=said | brought,
    )
    return handover


@transaction.atomic
def acknowledge(ident: str, *, by: Account | None) -> bytes:
    """Write and sign what this store holds of a device, as a record to be carried back. Raise UnableToAcknowledge."""
    shore = locked_shore()
    device = Device.objects.filter(ident=ident).select_related("vessel__organisation").first()
    if device is None and not Batch.objects.filter(writer=ident).exists():
        raise UnableToAcknowledge(_("Nothing is known of a device %(number)s. Enrol it or hand in what it wrote.") % {"number": ident})
    if by is not None and (reason := why_not_hand_in(by)):
        raise UnableToAcknowledge(reason)
    shore.counter += 1
    shore.save(update_fields=["counter"])
    found = surveys_of([ident]).get(ident)
    try:
        said = words.acknowledgement(
            store=bytes.fromhex(shore.store),
            epoch=shore.epoch,
            counter=shore.counter,
            device=bytes.fromhex(ident),
            segments=found.segments if found else (),
            secret=bytes.fromhex(shore.secret),
        )
    except JournalError as error:
        raise UnableToAcknowledge(in_words(error)) from error
    organisation = device.vessel.organisation if device else None
    record(
        "acknowledge_device",
        "device",
        ident,
        actor=by.uuid if by else None,
        label=device.title if device else ident,
        organisation_code=organisation.code if organisation else "",
        difference={"counter": shore.counter},
    )
    return said


def _place_of(by: Account | None) -> Organisation | None:
    return next((grant.organisation for grant in by.grants_now), None) if by else None


def _keys(arrivals: Sequence[Arrival]) -> dict[str, bytes]:
    """Public keys by the numbers of their devices: those of enrolled ones, and those that come along."""
    keys: dict[str, bytes] = {}
    for arrival in arrivals:
        for one in arrival.records:
            if one[:1] == bytes((RecordKind.PUBLIC_KEY,)):
                try:
                    key = read_key(one)
                except JournalError:
                    continue
                keys[device_of(key).hex()] = key
    return keys | {ident: bytes.fromhex(key) for ident, key in Device.objects.values_list("ident", "public_key")}


def _take(arrival: Arrival, merging: _Merging) -> list[str]:
    whys: list[str] = []
    for one in arrival.records:
        try:
            kind = kind_of(one)
            if kind == RecordKind.BATCH:
                _take_batch(one, merging)
            elif kind in (RecordKind.RECEIPT, RecordKind.SHORT_RECEIPT):
                _take_receipt(read_receipt(one), merging)
            elif kind == RecordKind.ENROLMENT:
                whys.append(_("This is a device's introduction. Enrol the device with it, under Devices."))
            elif kind == RecordKind.ACKNOWLEDGEMENT:
                whys.append(_("This is an acknowledgement for a device. Take it to the device."))
        except JournalError as error:
            whys.append(in_words(error))
        except UnableToHandIn as error:
            whys.append(str(error))
    return whys


def _take_batch(one: bytes, merging: _Merging) -> None:
    sealed = read_batch(one)
    writer = sealed.header.device.hex()
    if writer not in merging.keys:
        raise UnableToHandIn(
            _("Nobody enrolled the device %(number)s, and its key isn't in the file. Enrol it, then hand this in again.")
            % {"number": writer}
        )
    check_batch(sealed, merging.keys[writer])
    noted = events_in(sealed)
    if merging.handed_in + len(noted) > MOST_EVENTS:
        raise UnableToHandIn(_("This is more than can be taken in at once. Hand it in again to go on."))
    merging.handed_in += len(noted)
    header, name = sealed.header, sealed.hash.hex()
    merging.ends[writer, header.incarnation.hex()] = name
    if Batch.objects.filter(hash=name).exists():
        return
    row = Batch.objects.create(
        writer=writer,
        incarnation=header.incarnation.hex(),
        first=header.first,
        last=header.last,
        hash=name,
        previous=header.previous.hex(),
        record=sealed.record,
        received_at=merging.at,
        handover=merging.handover,
    )
    merging.batches.append((row, sealed))


def _write_events(merging: _Merging) -> int:
    """Write the events of new batches; what another branch of a fork has under the same number, word for word, is there already."""
    rows: dict[tuple[str, str, int, str], Event] = {}
    for batch, sealed in merging.batches:
        known = _known_beside(batch)
        for sequence, noted in enumerate(events_in(sealed), start=batch.first):
            event = _event(batch, sequence, noted)
            key = (event.writer, event.incarnation, sequence, event.digest)
            if (sequence, event.digest) not in known:
                rows.setdefault(key, event)
    Event.objects.bulk_create(rows.values(), batch_size=PIECE)
    return len(rows)


def _known_beside(batch: Batch) -> set[tuple[int, str]]:
    beside = Batch.objects.filter(writer=batch.writer, incarnation=batch.incarnation, first__lte=batch.last, last__gte=batch.first)
    if not beside.exclude(pk=batch.pk).exists():
        return set()
    span = Event.objects.filter(writer=batch.writer, incarnation=batch.incarnation, sequence__range=(batch.first, batch.last))
    return set(span.values_list("sequence", "digest"))


def _event(batch: Batch, sequence: int, noted: Noted) -> Event:
    return Event(
        batch=batch,
        writer=batch.writer,
        incarnation=batch.incarnation,
        sequence=sequence,
        digest=_digest(noted),
        learner=noted.learner,
        item=noted.item,
        pack=noted.pack,
        started=noted.started,
        clock=noted.clock,
        elapsed=noted.elapsed,
        kind=noted.kind,
        score=noted.score,
    )


def _digest(noted: Noted) -> str:
    fields = (noted.learner, noted.item, noted.started, noted.elapsed, int(noted.kind), noted.score, int(noted.clock), noted.pack)
    return sha256(repr(fields).encode()).hexdigest()[:16]


def _write_heads(merging: _Merging) -> None:
    ends = Batch.objects.filter(hash__in=merging.ends.values())
    Head.objects.bulk_create([Head(batch=batch) for batch in ends], ignore_conflicts=True)


def _ask_for_credit(merging: _Merging) -> None:
    receipts = merging.handover.receipt_rows.exclude(device=None).values_list("device__ident", flat=True)
    devices = {writer for writer, _incarnation in merging.ends} | set(receipts)
    if devices:
        jobs.request(CREDIT_JOB, str(merging.handover.uuid), {"devices": sorted(devices)})


def _take_receipt(message: Message, merging: _Merging) -> None:
    digest, writer = sha256(message.record).hexdigest(), message.device.hex()
    if Receipt.objects.filter(digest=digest).exists():
        return
    device = device_of_receipt(message)
    if device is None and Device.objects.filter(ident__startswith=writer).exists():
        raise JournalError(Fault.SIGNATURE)
    if device and message.is_short and Receipt.objects.filter(device=device, is_short=True, counter=message.counter).exists():
        raise UnableToHandIn(
            _("“%(device)s” sent a receipt with the number %(number)d before. Ask for a new one.")
            % {"device": device, "number": message.counter}
        )
    Receipt.objects.create(
        device=device,
        writer=writer,
        is_short=message.is_short,
        counter=message.counter,
        digest=digest,
        record=message.record,
        received_at=merging.at,
        handover=merging.handover,
    )


def device_of_receipt(message: Message) -> Device | None:
    """Return the enrolled device that wrote a receipt; None when none of those that its number fits did."""
    for device in Device.objects.filter(ident__startswith=message.device.hex()):
        try:
            check_receipt(message, public_key=bytes.fromhex(device.public_key), mac_key=bytes.fromhex(device.mac_key))
        except JournalError:
            continue
        return device
    return None

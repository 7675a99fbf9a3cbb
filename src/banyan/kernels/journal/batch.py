"""A batch: a stretch of one device's events, signed, chained to the stretch before, and never cut anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from banyan.kernels.journal.events import Event, check_event, events_code, events_of
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import DEVICE_BYTES, SIGNATURE_BYTES, check_signature, device_of, public_of, signed
from banyan.kernels.journal.records import MOST_RECORD_BYTES, RecordKind, body_of, head
from banyan.kernels.journal.varints import varint

INCARNATION_BYTES = 4
HASH_BYTES = 16
MOST_EVENTS = 1024
MOST_SEQUENCE = 2**35 - 1
# A batch of this size fits a text message of a Beidou terminal: 1,000 characters of 12 bits.
SEALED_AT_BYTES = 1500
# The hash before the first batch of an incarnation.
BEGINNING = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True)
class Header:
    """Where a batch stands: device (8 bytes), incarnation (4), the number of its first event from 1, how many, the hash before it (16)."""

    device: bytes
    incarnation: bytes
    first: int
    count: int
    previous: bytes

    @property
    def last(self) -> int:
        """The number of its last event."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was read: its header, its name (``hash``), and ``record``, the bytes that travel."""

    header: Header
    hash: bytes
    record: bytes


def sealed(events: Sequence[Event], *, secret: bytes, incarnation: bytes, first: int, previous: bytes) -> Batch:
    """Write ``events``, at least one, as the batch that follows ``previous``; raise JournalError for what can't be kept."""
    if not 0 < len(events) <= MOST_EVENTS or not 0 < first <= MOST_SEQUENCE - len(events):
        raise JournalError(Fault.OUT_OF_RANGE, "count")
    for event in events:
        check_event(event)
    header = Header(device_of(public_of(secret)), incarnation, first, len(events), previous)
    record = signed(_header_bytes(header) + events_code(events), secret)
    return Batch(header, batch_hash(record), record)


def read_batch(record: bytes) -> Batch:
    """Read where a batch stands, without its events and before its signature is checked; raise JournalError."""
    if len(record) > MOST_RECORD_BYTES:
        raise JournalError(Fault.TOO_LARGE)
    reader = body_of(record, RecordKind.BATCH)
    device, incarnation = reader.take(DEVICE_BYTES), reader.take(INCARNATION_BYTES)
    first, count, previous = reader.varint(), reader.varint(), reader.take(HASH_BYTES)
    reader.take(SIGNATURE_BYTES)
    if not 0 < count <= MOST_EVENTS or not 0 < first <= MOST_SEQUENCE - count:
        raise JournalError(Fault.GARBLED, "header")
    if (first == 1) != (previous == BEGINNING):
        raise JournalError(Fault.GARBLED, "header")
    return Batch(Header(device, incarnation, first, count, previous), batch_hash(record), record)


def events_in(batch: Batch) -> tuple[Event, ...]:
    """Read the events of a batch; raise JournalError."""
    reader = body_of(batch.record, RecordKind.BATCH)
    reader.take(len(_header_bytes(batch.header)) - 2)
    return events_of(reader.rest(but=SIGNATURE_BYTES), batch.header.count)


def check_batch(batch: Batch, public_key: bytes) -> None:
    """Raise JournalError unless the device with this public key wrote ``batch``."""
    if device_of(public_key) != batch.header.device:
        raise JournalError(Fault.WRONG_DEVICE)
    check_signature(batch.record, public_key)


def batch_hash(record: bytes) -> bytes:
    """Return the name of a batch: the first 16 bytes of the SHA-256 of all before its signature."""
    return sha256(record[:-SIGNATURE_BYTES]).digest()[:HASH_BYTES]


def fitting(events: Sequence[Event], *, most_bytes: int = SEALED_AT_BYTES) -> int:
    """Return how many of the first events one batch of at most ``most_bytes`` holds, at least 1."""
    room = most_bytes - len(_header_bytes(Header(bytes(DEVICE_BYTES), bytes(4), MOST_SEQUENCE, MOST_EVENTS, BEGINNING))) - SIGNATURE_BYTES
    most = min(len(events), MOST_EVENTS)
    low, high = 1, min(most, 64)
    while high < most and len(events_code(events[:high])) <= room:
        low, high = high, min(2 * high, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(events_code(events[:middle])) <= room else (low, middle - 1)
    return low


def _header_bytes(header: Header) -> bytes:
    place = varint(header.first) + varint(header.count)
    return head(RecordKind.BATCH) + header.device + header.incarnation + place + header.previous

"""An acknowledgement: what the shore holds of one device, signed, so that the device need not offer it again; it deletes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from banyan.kernels.journal.batch import INCARNATION_BYTES, MOST_SEQUENCE, Batch
from banyan.kernels.journal.chains import Segment
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import DEVICE_BYTES, KEY_BYTES, SIGNATURE_BYTES, check_signature, public_of, signed
from banyan.kernels.journal.records import MOST_RECORD_BYTES, RecordKind, body_of, head
from banyan.kernels.journal.varints import Bytes, varint

STORE_BYTES = 8
# Of a head's hash so much travels; a device compares it with its own few batches.
HEAD_BYTES = 6
MOST_SEGMENTS = 2000


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What one store says it holds of one device.

    ``store`` names the store; ``epoch`` grows whenever it is restored, ``counter`` with every acknowledgement; ``shore_key`` is the
    public key that signed it. The ``head`` of a segment has 6 bytes here.
    """

    store: bytes
    epoch: int
    counter: int
    device: bytes
    segments: tuple[Segment, ...]
    shore_key: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Newer ones are greater."""
        return self.epoch, self.counter


def acknowledgement(*, store: bytes, epoch: int, counter: int, device: bytes, segments: Iterable[Segment], secret: bytes) -> bytes:
    """Write and sign what the store holds of ``device``; raise JournalError for more than 2,000 segments."""
    held = list(segments)
    if len(held) > MOST_SEGMENTS:
        raise JournalError(Fault.TOO_LARGE, "segments")
    body = head(RecordKind.ACKNOWLEDGEMENT) + public_of(secret) + store + varint(epoch) + varint(counter) + device
    for incarnation, those in groupby(sorted(held), key=lambda one: one.incarnation):
        parts = [varint(one.first) + varint(one.last) + one.head[:HEAD_BYTES] for one in those]
        body += incarnation + varint(len(parts)) + b"".join(parts)
    return signed(body, secret)


def read_acknowledgement(record: bytes) -> Acknowledgement:
    """Read an acknowledgement and check that the key in it signed it; the device says if that is the shore's. Raise JournalError."""
    if len(record) > MOST_RECORD_BYTES:
        raise JournalError(Fault.TOO_LARGE)
    reader = body_of(record, RecordKind.ACKNOWLEDGEMENT)
    key, store = reader.take(KEY_BYTES), reader.take(STORE_BYTES)
    epoch, counter, device = reader.varint(), reader.varint(), reader.take(DEVICE_BYTES)
    segments = _segments_of(reader.rest(but=SIGNATURE_BYTES))
    reader.take(SIGNATURE_BYTES)
    check_signature(record, key)
    return Acknowledgement(store, epoch, counter, device, segments, key)


def _segments_of(content: bytes) -> tuple[Segment, ...]:
    reader = Bytes(content)
    segments: list[Segment] = []
    while not reader.is_at_end:
        incarnation, count = reader.take(INCARNATION_BYTES), reader.varint()
        if count + len(segments) > MOST_SEGMENTS:
            raise JournalError(Fault.GARBLED, "segments")
        segments += [Segment(incarnation, reader.varint(), reader.varint(), reader.take(HEAD_BYTES)) for _ in range(count)]
    if any(not 0 < one.first <= one.last <= MOST_SEQUENCE for one in segments):
        raise JournalError(Fault.GARBLED, "segments")
    return tuple(segments)


def not_acknowledged(batches: Sequence[Batch], said: Acknowledgement | None) -> list[Batch]:
    """Return the device's own batches that the shore didn't say it holds, in their order; all when it hasn't said anything."""
    by_hash = {batch.hash: batch for batch in batches}
    by_head = {(batch.header.incarnation, batch.header.last, batch.hash[:HEAD_BYTES]): batch for batch in batches}
    held: set[bytes] = set()
    for segment in said.segments if said else ():
        batch = by_head.get((segment.incarnation, segment.last, segment.head))
        while batch is not None and batch.header.first >= segment.first and batch.hash not in held:
            held.add(batch.hash)
            batch = by_hash.get(batch.header.previous)
    return [batch for batch in batches if batch.hash not in held]


def tells_of_another(batches: Sequence[Batch], said: Acknowledgement, incarnation: bytes) -> bool:
    """Say whether the shore holds events under ``incarnation`` that aren't ours: this is an old copy, or another copy goes on elsewhere."""
    ours = {(batch.header.last, batch.hash[:HEAD_BYTES]) for batch in batches if batch.header.incarnation == incarnation}
    return any((one.last, one.head) not in ours for one in said.segments if one.incarnation == incarnation)

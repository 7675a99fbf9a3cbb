"""What every record begins with, and the parcel: several records in one file, read as far as it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import KEY_BYTES
from banyan.kernels.journal.varints import Bytes, varint

SCHEMA = 1
PARCEL = b"BANYAN\x01"
MOST_RECORD_BYTES = 64 * 1024
# A boat's year takes some 50 KB.
MOST_PARCEL_BYTES = 8 * 1024 * 1024
MOST_RECORDS = 20_000


class RecordKind(IntEnum):
    """The first byte of a record; a letter, so that a parcel can be told in a hex dump."""

    PUBLIC_KEY = ord("K")
    BATCH = ord("J")
    RECEIPT = ord("R")
    SHORT_RECEIPT = ord("G")
    ACKNOWLEDGEMENT = ord("A")
    ENROLMENT = ord("E")


@dataclass(frozen=True, slots=True)
class Parcel:
    """The records of a file in their order, and why the rest couldn't be read, when there is a rest."""

    records: tuple[bytes, ...]
    fault: JournalError | None = None


def head(kind: RecordKind) -> bytes:
    """Return the two bytes that a record begins with: what it is, and the number of its form."""
    return bytes((kind, SCHEMA))


def key_record(public_key: bytes) -> bytes:
    """Return the record that goes before a device's batches, so that who doesn't know it yet can check that they are whole."""
    return head(RecordKind.PUBLIC_KEY) + public_key


def read_key(record: bytes) -> bytes:
    """Read the 32 bytes of a public key; raise JournalError."""
    reader = body_of(record, RecordKind.PUBLIC_KEY)
    public_key = reader.take(KEY_BYTES)
    if not reader.is_at_end:
        raise JournalError(Fault.GARBLED, "key")
    return public_key


def kind_of(record: bytes) -> RecordKind:
    """Return what ``record`` is; raise JournalError when that is unknown, or written in a form newer than this program."""
    try:
        kind = RecordKind(record[0])
    except (IndexError, ValueError) as error:
        raise JournalError(Fault.NOT_OURS) from error
    if len(record) < 2 or record[1] != SCHEMA:
        raise JournalError(Fault.NEWER if len(record) > 1 and record[1] > SCHEMA else Fault.NOT_OURS)
    return kind


def body_of(record: bytes, kind: RecordKind) -> Bytes:
    """Return a reader behind the first two bytes of ``record``; raise JournalError unless it is of that kind."""
    if kind_of(record) != kind:
        raise JournalError(Fault.NOT_OURS)
    return Bytes(record, 2)


def packed(records: Iterable[bytes]) -> bytes:
    """Write records as a parcel: a mark, then the length and the bytes of each."""
    return PARCEL + b"".join(varint(len(record)) + record for record in records)


def unpacked(content: bytes) -> Parcel:
    """Read a parcel, or a record that stands alone; what is whole comes back even when the rest is cut off. Raise JournalError."""
    if len(content) > MOST_PARCEL_BYTES:
        raise JournalError(Fault.TOO_LARGE)
    if not content.startswith(PARCEL):
        if PARCEL.startswith(content):
            raise JournalError(Fault.CUT_SHORT, "bytes")
        kind_of(content)
        return Parcel((content,))
    records: list[bytes] = []
    reader = Bytes(content, len(PARCEL))
    while not reader.is_at_end:
        try:
            records.append(_record(reader))
            if len(records) > MOST_RECORDS:
                return Parcel(tuple(records[:MOST_RECORDS]), JournalError(Fault.TOO_LARGE, "records"))
        except JournalError as error:
            return Parcel(tuple(records), error)
    return Parcel(tuple(records))


def _record(reader: Bytes) -> bytes:
    size = reader.varint()
    if size > MOST_RECORD_BYTES:
        raise JournalError(Fault.GARBLED, "length")
    return reader.take(size)

"""What a device shows in port so that the shore can know it from then on: its name, public key and secret for short receipts."""

import re
from dataclasses import dataclass

from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import KEY_BYTES, SIGNATURE_BYTES, check_signature, device_of, public_of, signed
from banyan.kernels.journal.records import RecordKind, body_of, head

MAC_KEY_BYTES = 32
MOST_TITLE_BYTES = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device's introduction. It holds a secret (``mac_key``), so it is handed over in person and not sent."""

    public_key: bytes
    mac_key: bytes
    title: str

    @property
    def device(self) -> bytes:
        return device_of(self.public_key)


def enrolment(*, secret: bytes, mac_key: bytes, title: str) -> bytes:
    """Write and sign the introduction of a device; raise JournalError for a name over 120 bytes of UTF-8 or with control characters."""
    if not _is_title(title):
        raise JournalError(Fault.OUT_OF_RANGE, "title")
    return signed(head(RecordKind.ENROLMENT) + public_of(secret) + mac_key + title.encode(), secret)


def read_enrolment(record: bytes) -> Enrolment:
    """Read an introduction and check that the device that it names wrote it; raise JournalError."""
    reader = body_of(record, RecordKind.ENROLMENT)
    public_key, mac_key, name = reader.take(KEY_BYTES), reader.take(MAC_KEY_BYTES), reader.rest(but=SIGNATURE_BYTES)
    reader.take(SIGNATURE_BYTES)
    check_signature(record, public_key)
    try:
        title = name.decode()
    except UnicodeDecodeError as error:
        raise JournalError(Fault.GARBLED, "title") from error
    if not _is_title(title):
        raise JournalError(Fault.GARBLED, "title")
    return Enrolment(public_key, mac_key, title)


def _is_title(title: str) -> bool:
    return bool(title.strip()) and not _CONTROL.search(title) and len(title.encode()) <= MOST_TITLE_BYTES

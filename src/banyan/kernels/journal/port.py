"""What a device signs when it hands over by the network in port: the shore's question and the parcel; nobody else can send it again."""

from hashlib import sha256

from banyan.kernels.journal.keys import SIGNATURE_BYTES, check_signature, signed

LABEL = b"banyan port 1\0"


def port_signature(question: str, parcel: bytes, *, secret: bytes) -> bytes:
    """Answer the shore's question for a parcel (no bytes: the device only listens): 64 bytes."""
    return signed(_statement(question, parcel), secret)[-SIGNATURE_BYTES:]


def check_port_signature(signature: bytes, question: str, parcel: bytes, *, public_key: bytes) -> None:
    """Raise JournalError unless the device with this key answered this question for this parcel."""
    check_signature(_statement(question, parcel) + signature, public_key)


def _statement(question: str, parcel: bytes) -> bytes:
    return LABEL + question.encode() + b"\0" + sha256(parcel).digest()

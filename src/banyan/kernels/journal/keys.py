"""Who writes: a device is known by its public key, and signs what it hands over (Ed25519, RFC 8032)."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from banyan.kernels.journal.faults import Fault, JournalError

KEY_BYTES = 32
SIGNATURE_BYTES = 64
DEVICE_BYTES = 8


def public_of(secret: bytes) -> bytes:
    """Return the 32 bytes of the public key that belongs to the 32 bytes of a secret one."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def device_of(public_key: bytes) -> bytes:
    """Return the 8 bytes that name the device in every record: the beginning of the SHA-256 of its public key."""
    return sha256(public_key).digest()[:DEVICE_BYTES]


def signed(body: bytes, secret: bytes) -> bytes:
    """Return ``body`` with its signature behind it."""
    return body + Ed25519PrivateKey.from_private_bytes(secret).sign(body)


def check_signature(record: bytes, public_key: bytes) -> None:
    """Raise JournalError unless ``record`` ends with the signature of what stands before it."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(record[-SIGNATURE_BYTES:], record[:-SIGNATURE_BYTES])
    except InvalidSignature as error:
        raise JournalError(Fault.SIGNATURE) from error

"""Encrypted fields: what identifies a person or is sensitive tells nothing to who copies the database without the key.

AES-256-GCM (NIST SP 800-38D) with a random nonce; look-up goes through a blind index, a keyed hash (HMAC-SHA-256, RFC 2104) of the
plain value.
"""

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

NONCE_BYTES = 12
KEY_BYTES = 32
VERSION = b"\x01"


def new_key() -> bytes:
    """Return a fresh random key of 32 bytes."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def encrypt(text: str, *, key: bytes | None = None) -> str:
    """Return ``text`` encrypted under ``key`` (default: the installation's field key), as ASCII."""
    nonce = os.urandom(NONCE_BYTES)
    return b64encode(VERSION + nonce + _cipher(key or _derived("field")).encrypt(nonce, text.encode(), VERSION)).decode()


def decrypt(sealed: str, *, key: bytes | None = None) -> str:
    """Return the text that was encrypted; raise ValueError when the key is another one or the value was changed."""
    raw = b64decode(sealed)
    try:
        return _cipher(key or _derived("field")).decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], raw[:1]).decode()
    except InvalidTag as error:
        raise ValueError("this value was encrypted under another key, or changed since") from error


def blind_index(label: str, text: str) -> str:
    """Return what an encrypted value is looked up by: 32 hex digits that depend on the key, the label and the text; "" for no text."""
    if not text:
        return ""
    return hmac.new(_derived("index"), f"{label}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedTextField(models.TextField[str, str]):
    """Text kept encrypted. It can't be searched: a look-up raises FieldError instead of finding nothing; use a blind index beside it."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)


class EncryptedWordsField(EncryptedTextField):
    """A list of words kept encrypted."""

    def get_prep_value(self, value: Any) -> Any:
        # Not by way of the text field, which would take the text for the list again.
        return encrypt(json.dumps(list(value), ensure_ascii=False)) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return json.loads(decrypt(value)) if value else []

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else list(value or [])


@lru_cache(maxsize=4)
def _derived_from(secret: str, purpose: str) -> bytes:
    # One key a purpose, so that an index tells nothing of the ciphers (HKDF-Expand with one block, RFC 5869).
    return hmac.new(bytes.fromhex(secret), f"banyan {purpose}\x01".encode(), hashlib.sha256).digest()


def _derived(purpose: str) -> bytes:
    return _derived_from(settings.FIELD_KEY, purpose)


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)

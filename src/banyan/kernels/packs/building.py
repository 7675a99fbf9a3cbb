"""Building a pack: the same manifest and files make the same bytes, whoever builds it and when."""

import io
import zipfile
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from banyan.kernels.journal.keys import signed
from banyan.kernels.packs.faults import PackError, PackFault
from banyan.kernels.packs.manifest import FILE_NAME, Manifest, manifest_bytes

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
KEY_LABEL = b"banyan key 1"
# Sound and pictures are compressed already.
STORED = ("opus", "ogg", "mp3", "m4a", "jpg", "png", "webp")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9


def file_name(content: bytes, extension: str) -> str:
    """Return what a file is called in packs: by its SHA-256, so that the same is carried once."""
    return f"files/{sha256(content).hexdigest()}.{extension}"


def build(manifest: Manifest, contents: Mapping[str, bytes], *, secret: bytes, held: Collection[str] = ()) -> bytes:
    """Write a pack; files of ``held`` are on board already and left out.

    Raise PackError for a file that is missing or not what its name says.
    """
    said = manifest_bytes(manifest)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        _add(archive, MANIFEST, said)
        _add(archive, SIGNATURE, signed(said, secret)[len(said) :])
        for name, size in sorted(manifest.files.items()):
            if name in held:
                continue
            if name not in contents:
                raise PackError(PackFault.MISSING, name)
            found = FILE_NAME.fullmatch(name)
            if len(contents[name]) != size or found is None or sha256(contents[name]).hexdigest() != found[1]:
                raise PackError(PackFault.CHANGED, name)
            _add(archive, name, contents[name])
    return stream.getvalue()


def cut(content: bytes, part_bytes: int) -> list[bytes]:
    """Cut a pack into parts for small sticks; they are joined in their order."""
    if part_bytes < 1:
        raise PackError(PackFault.MALFORMED, "part_bytes")
    return [content[at : at + part_bytes] for at in range(0, len(content), part_bytes)]


def rotation(new_key: bytes, *, by: bytes, secret: bytes) -> tuple[str, str, str]:
    """Return the link that lets whoever trusts the key ``by`` trust ``new_key`` (each 32 bytes); ``secret`` is that of ``by``."""
    return new_key.hex(), by.hex(), signed(KEY_LABEL + new_key, secret)[len(KEY_LABEL) + len(new_key) :].hex()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info: Any = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
    is_stored = name == SIGNATURE or name.rpartition(".")[2] in STORED
    info.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = 3, 0o644 << 16
    archive.writestr(info, content, compresslevel=_LEVEL)

"""Reading a pack: signature, names, sizes and hashes are checked before anything is used; it is taken whole or refused with the reason."""

import io
import stat
import zipfile
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.keys import check_signature
from banyan.kernels.packs.building import KEY_LABEL, MANIFEST, SIGNATURE
from banyan.kernels.packs.faults import PackError, PackFault
from banyan.kernels.packs.manifest import FILE_NAME, MOST_FILES, MOST_MANIFEST_BYTES, Manifest, manifest_of

SIGNATURE_BYTES = 64
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read whole: its manifest, and the contents of the files that came with it."""

    manifest: Manifest
    contents: dict[str, bytes]


def read_manifest(content: bytes, trusted: Collection[bytes]) -> Manifest:
    """Read what a pack says of itself and check who signed it; ``trusted`` are public keys. Raise PackError."""
    with _opened(content) as archive:
        return _manifest(archive, _members(archive), trusted)


def unproved_manifest(content: bytes) -> Manifest:
    """Read what a pack says of itself without asking who signed it, as a device does that trusts nobody yet. Raise PackError."""
    with _opened(content) as archive:
        return manifest_of(_inflated(archive, _members(archive)[MANIFEST], MOST_MANIFEST_BYTES))


def read_pack(content: bytes, trusted: Collection[bytes], *, held: Collection[str] = ()) -> Pack:
    """Read a pack whole; ``held`` are files that are on board already. Raise PackError, and nothing of it may be used then."""
    with _opened(content) as archive:
        members = _members(archive)
        manifest = _manifest(archive, members, trusted)
        for name in members:
            if name not in manifest.files and name not in (MANIFEST, SIGNATURE):
                raise PackError(PackFault.FORBIDDEN_NAME, name[:100])
        for name in manifest.files:
            if name not in members and name not in held:
                raise PackError(PackFault.MISSING, name)
        contents = {name: _file(archive, members[name], size) for name, size in manifest.files.items() if name in members}
    return Pack(manifest, contents)


def trusted_after(manifest: Manifest, trusted: Collection[bytes]) -> frozenset[bytes]:
    """Return the keys that are trusted after following the links of ``keys`` from those that are; a forged link leads nowhere."""
    known = set(trusted)
    links = list(manifest.keys)
    while links:
        followed = [one for one in links if bytes.fromhex(one[1]) in known]
        links = [one for one in links if one not in followed]
        if not followed:
            break
        known |= {bytes.fromhex(key) for key, by, signature in followed if _is_link(key, by, signature)}
    return frozenset(known)


def joined(parts: Sequence[tuple[int, bytes]]) -> bytes:
    """Put the parts of a pack together by their numbers from 1; raise PackError for one that is missing or comes twice."""
    numbers = sorted(number for number, _content in parts)
    if len(set(numbers)) != len(numbers):
        raise PackError(PackFault.TWICE, "parts")
    if missing := [number for number in range(1, max(numbers, default=0) + 1) if number not in numbers]:
        raise PackError(PackFault.MISSING_PART, ", ".join(map(str, missing)))
    return b"".join(content for _number, content in sorted(parts))


def _opened(content: bytes) -> zipfile.ZipFile:
    if not content.startswith(b"PK\x03\x04"):
        raise PackError(PackFault.NOT_A_PACK)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        # The list of contents stands at the end, so this is what a half copied file looks like.
        raise PackError(PackFault.CUT_SHORT) from error


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > MOST_FILES + 2:
        raise PackError(PackFault.TOO_LARGE, "files")
    for info in archive.infolist():
        name = info.orig_filename
        if name not in (MANIFEST, SIGNATURE) and not FILE_NAME.fullmatch(name):
            raise PackError(PackFault.FORBIDDEN_NAME, name[:100])
        if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 1:
            raise PackError(PackFault.FORBIDDEN_NAME, name)
        if name in members:
            raise PackError(PackFault.TWICE, name)
        members[name] = info
    for name in (MANIFEST, SIGNATURE):
        if name not in members:
            raise PackError(PackFault.NOT_A_PACK, name)
    return members


def _manifest(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], trusted: Collection[bytes]) -> Manifest:
    said = _inflated(archive, members[MANIFEST], MOST_MANIFEST_BYTES)
    signature = _inflated(archive, members[SIGNATURE], SIGNATURE_BYTES)
    manifest = manifest_of(said)
    key = bytes.fromhex(manifest.key)
    if len(signature) != SIGNATURE_BYTES:
        raise PackError(PackFault.SIGNATURE)
    try:
        check_signature(said + signature, key)
    except (JournalError, ValueError) as error:
        raise PackError(PackFault.SIGNATURE) from error
    if key not in trusted_after(manifest, trusted):
        raise PackError(PackFault.UNTRUSTED_KEY, manifest.key[:16])
    return manifest


def _file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    content = _inflated(archive, info, size)
    found = FILE_NAME.fullmatch(info.orig_filename)
    if len(content) != size or found is None or sha256(content).hexdigest() != found[1]:
        raise PackError(PackFault.CHANGED, info.orig_filename)
    return content


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Inflate a member, never further than one byte beyond ``most``, whatever its header says."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(min(_PIECE, most + 1 - size)):
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise PackError(PackFault.TOO_LARGE, info.orig_filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, PackError):
            raise
        raise PackError(PackFault.CHANGED, info.orig_filename) from error
    return b"".join(pieces)


def _is_link(key: str, by: str, signature: str) -> bool:
    try:
        check_signature(KEY_LABEL + bytes.fromhex(key) + bytes.fromhex(signature), bytes.fromhex(by))
    except (JournalError, ValueError):
        return False
    return True

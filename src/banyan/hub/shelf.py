"""The packs aboard: taken whole or not at all, files kept once under their hash, whatever the power does meanwhile."""

import re
from collections.abc import Iterable
from pathlib import Path

from banyan.hub.errors import UnableToUseDevice, say_pack
from banyan.hub.folder import write_whole
from banyan.kernels.packs import Manifest, PackError, joined, manifest_of, read_pack, unproved_manifest
from banyan.kernels.packs.manifest import manifest_bytes

PACKS, FILES = "packs", "files"
_PART = re.compile(r"(.+)\.(\d{3})")


def read_parts(path: Path) -> bytes:
    """Read a pack, or all its parts when ``path`` is one of them (``name.001``); raise OSError or UnableToUseDevice."""
    found = _PART.fullmatch(path.name)
    if found is None or not path.exists():
        return path.read_bytes()
    parts = [(int(one.suffix[1:]), one.read_bytes()) for one in path.parent.glob(f"{found[1]}.[0-9][0-9][0-9]")]
    try:
        return joined(parts)
    except PackError as error:
        raise UnableToUseDevice(say_pack(error)) from error


def verified(content: bytes, trusted: Iterable[bytes], *, held: Iterable[str] = ()) -> Manifest:
    """Check a pack whole and return what it says of itself; raise UnableToUseDevice with the reason."""
    try:
        return read_pack(content, list(trusted), held=set(held)).manifest
    except PackError as error:
        raise UnableToUseDevice(say_pack(error)) from error


def named_key(content: bytes) -> bytes:
    """Return the key that a pack says it was signed with, whoever's it is; raise UnableToUseDevice."""
    return bytes.fromhex(_unproved(content).key)


def named_files(content: bytes) -> set[str]:
    """Return the files that a pack that builds on another counts on, so that what is in it can be checked by itself."""
    manifest = _unproved(content)
    return set(manifest.files) if manifest.base is not None else set()


def take_aboard(folder: Path, content: bytes, trusted: Iterable[bytes]) -> Manifest:
    """Keep a pack's files and then its manifest, so that a pack is there with all its files or not at all. Raise UnableToUseDevice."""
    shelf = folder / PACKS / FILES
    shelf.mkdir(parents=True, exist_ok=True)
    try:
        pack = read_pack(content, list(trusted), held=files_aboard(folder))
    except PackError as error:
        raise UnableToUseDevice(say_pack(error)) from error
    for name, inside in pack.contents.items():
        place = folder / PACKS / name
        if not place.exists():
            write_whole(place, inside)
    write_whole(folder / PACKS / f"{pack.manifest.number:09d}.json", manifest_bytes(pack.manifest))
    return pack.manifest


def files_aboard(folder: Path) -> set[str]:
    """Return the names of the files that are aboard, as manifests name them."""
    return {f"{FILES}/{path.name}" for path in (folder / PACKS / FILES).glob("*") if not path.name.endswith(".new")}


def packs_aboard(folder: Path) -> list[Manifest]:
    """Return the packs aboard, the newest first; raise UnableToUseDevice for one that is damaged."""
    try:
        return [manifest_of(path.read_bytes()) for path in sorted((folder / PACKS).glob("*.json"), reverse=True)]
    except PackError as error:
        raise UnableToUseDevice(say_pack(error)) from error


def _unproved(content: bytes) -> Manifest:
    try:
        return unproved_manifest(content)
    except PackError as error:
        raise UnableToUseDevice(say_pack(error)) from error

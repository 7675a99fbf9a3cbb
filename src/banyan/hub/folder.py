"""A device is a folder: its keys, its journal and the shore's last word. What is noted is on the disk before anybody is told so."""

import json
import os
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from banyan.kernels.journal.acknowledgement import Acknowledgement, read_acknowledgement
from banyan.kernels.journal.batch import Batch, check_batch, read_batch
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.log import Log

KEYS, STATE, SAID, JOURNAL, WAITING = "keys", "state.json", "said", "journal", "waiting.jsonl"


@dataclass(frozen=True, slots=True)
class Keys:
    """The two secrets of a device: what it signs with, and what proves its short receipts (32 bytes each)."""

    secret: bytes
    mac_key: bytes


@dataclass(frozen=True, slots=True)
class State:
    """What changes and isn't a record: the running incarnation, the counter of receipts, the key of the shore, the device's name,
    and the names of files that can't be read any more."""

    title: str
    incarnation: bytes
    counter: int = 0
    shore_key: bytes | None = None
    damaged: tuple[str, ...] = ()


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that it holds the old or the new content, whenever the power fails."""
    new = path.with_name(f"{path.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
    _sync_folder(path.parent)


def write_keys(folder: Path, keys: Keys) -> None:
    """Keep the secrets, readable for their owner alone."""
    write_whole(folder / KEYS, f"{keys.secret.hex()}\n{keys.mac_key.hex()}\n".encode(), mode=0o600)


def read_keys(folder: Path) -> Keys:
    """Read the secrets; raise OSError or ValueError."""
    secret, mac_key = (folder / KEYS).read_text(encoding="ascii").split()
    return Keys(bytes.fromhex(secret), bytes.fromhex(mac_key))


def write_state(folder: Path, state: State) -> None:
    """Keep what changes."""
    shore_key = state.shore_key.hex() if state.shore_key else None
    said = {"title": state.title, "incarnation": state.incarnation.hex(), "counter": state.counter}
    said |= {"shore_key": shore_key, "damaged": state.damaged}
    write_whole(folder / STATE, json.dumps(said, ensure_ascii=False).encode())


def read_state(folder: Path) -> State:
    """Read what changes; raise OSError or ValueError."""
    said = json.loads((folder / STATE).read_bytes())
    shore_key = bytes.fromhex(said["shore_key"]) if said["shore_key"] else None
    return State(said["title"], bytes.fromhex(said["incarnation"]), said["counter"], shore_key, tuple(said["damaged"]))


def read_log(folder: Path, incarnation: bytes, public_key: bytes) -> tuple[Log, tuple[str, ...]]:
    """Read all that the device remembers, and the names of files whose batch is damaged.

    Damaged files stay where they are; the log goes on without them, and what the shore has of them it keeps.
    """
    batches: list[Batch] = []
    damaged: list[str] = []
    sealed = 0
    for path in _batch_files(folder):
        sealed = int(path.stem.partition("-")[2])
        try:
            batch = read_batch(path.read_bytes())
            check_batch(batch, public_key)
        except JournalError:
            damaged.append(path.name)
        else:
            batches.append(batch)
    waiting = tuple(event for place, event in _waiting(folder) if place > sealed)
    return Log(incarnation, tuple(batches), waiting, _said(folder)), tuple(damaged)


def append_waiting(folder: Path, events: Sequence[Event]) -> None:
    """Note events at the end of those that wait, each under its place in all that the device ever noted."""
    path = folder / JOURNAL / WAITING
    before = [place for place, _event in _waiting(folder)]
    first = max([_sealed(folder), *before[-1:]]) + 1
    lines = b"".join(_line(place, event) for place, event in enumerate(events, start=first))
    with path.open("ab") as stream:
        # A line that a power cut left half written ends here, so that it spoils nothing after it.
        stream.write(b"\n" + lines if _ends_torn(path) else lines)
        stream.flush()
        os.fsync(stream.fileno())


def keep_sealed(folder: Path, batches: Iterable[Batch], waiting: Sequence[Event]) -> None:
    """Keep newly sealed batches, each whole or not at all, and then only the events after them as waiting.

    A power cut in between leaves events in both; they are known by their places and read once.
    """
    upto, number = _sealed(folder), len(_batch_files(folder))
    for batch in batches:
        upto, number = upto + batch.header.count, number + 1
        write_whole(folder / JOURNAL / f"{number:06d}-{upto:09d}.batch", batch.record)
    write_whole(folder / JOURNAL / WAITING, b"".join(_line(place, event) for place, event in enumerate(waiting, start=upto + 1)))


def _said(folder: Path) -> Acknowledgement | None:
    # Without the shore's word everything is offered again, which does no harm.
    with suppress(FileNotFoundError, JournalError):
        return read_acknowledgement((folder / SAID).read_bytes())
    return None


def _batch_files(folder: Path) -> list[Path]:
    return sorted((folder / JOURNAL).glob("*.batch"))


def _sealed(folder: Path) -> int:
    return max((int(path.stem.partition("-")[2]) for path in _batch_files(folder)), default=0)


def _line(place: int, event: Event) -> bytes:
    fields = [place, event.learner, event.item, event.started, event.elapsed, event.kind, event.score, event.clock, event.pack]
    content = json.dumps(fields, ensure_ascii=False).encode()
    return b"%08x %s\n" % (zlib.crc32(content), content)


def _waiting(folder: Path) -> list[tuple[int, Event]]:
    path = folder / JOURNAL / WAITING
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    return [found for line in lines if (found := _noted(line))]


def _noted(line: bytes) -> tuple[int, Event] | None:
    check, _space, content = line.partition(b" ")
    if not content or check != b"%08x" % zlib.crc32(content):
        return None
    place, learner, item, started, elapsed, kind, score, clock, pack = _fields(content)
    return place, Event(learner, item, started, elapsed, Kind(kind), score, Clock(clock), pack)


def _fields(content: bytes) -> list[Any]:
    fields: list[Any] = json.loads(content)
    return fields


def _ends_torn(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) != b"\n"


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

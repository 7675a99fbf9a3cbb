"""The hub of a boat: one folder with its own device, the packs, and the parcels of others; who changes it waits for their turn."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path

from banyan.hub import folder as files
from banyan.hub import gathering
from banyan.hub.answers import ANSWERS, answers, newest
from banyan.hub.device import Device, Standing, init_device, use
from banyan.hub.errors import UnableToUseDevice, say_both
from banyan.hub.gathering import Carried
from banyan.hub.learning import Learning, learning
from banyan.hub.pins import Pins
from banyan.hub.sessions import Sessions
from banyan.hub.shelf import PACKS, packs_aboard
from banyan.kernels.journal.batch import events_in
from banyan.kernels.journal.credit import Held
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.packs import Manifest

OUTBOX = "outbox"
_PRIVATE = "hub"


@dataclass(frozen=True, slots=True)
class Aboard:
    """All that pages show, as it stood at one moment: the packs, the newest first, what is noted and done, what others gave."""

    packs: tuple[Manifest, ...]
    standing: Standing
    learning: Learning
    carried: Carried
    carried_records: tuple[bytes, ...]
    carried_events: int

    @property
    def manifest(self) -> Manifest | None:
        """The newest pack."""
        return self.packs[0] if self.packs else None

    @property
    def new_items(self) -> frozenset[str]:
        """The ids of items that the newest pack brought and the one before didn't have; none when there is only one."""
        if len(self.packs) < 2:
            return frozenset()
        now, before = ({item.id for course in one.courses for item in course.items} for one in self.packs[:2])
        return frozenset(now - before)


@dataclass(frozen=True, slots=True)
class Contact:
    """When the shore was reached last by the wall clock (0: not since the start), and what it refused then."""

    reached: int = 0
    refused: str = ""


class Boat:
    """A hub's folder while its server runs; other commands may use the folder in between."""

    def __init__(self, folder: Path, *, title: str = "", stick: Path | None = None) -> None:
        self.folder, self.stick = folder, stick
        # None where no address of the shore is known.
        self.contact: Contact | None = None
        if not (folder / files.KEYS).exists():
            init_device(folder, title=title or folder.resolve().name)
        (folder / _PRIVATE).mkdir(exist_ok=True)
        with use(folder) as device:
            self.id, self.title, secret = device.id, device.state.title, device.keys.secret
        self.form_key = hmac(secret, b"banyan hub forms", sha256).digest()
        self.pins = Pins(folder / _PRIVATE / "pins.json")
        self.sessions = Sessions(folder / _PRIVATE / "sessions.json")
        self._writing = threading.Lock()
        self._looking = threading.Lock()
        self._seen: tuple[object, Aboard] | None = None

    @contextmanager
    def device(self) -> Iterator[Device]:
        """Use the hub's own device, one at a time; raise UnableToUseDevice."""
        with self._writing:
            try:
                with use(self.folder) as device:
                    yield device
            except JournalError as error:
                raise UnableToUseDevice(say_both(error)) from error

    def note(self, events: Iterable[Event]) -> None:
        """Note study under the hub's key; it is on the disk when this returns. Raise UnableToUseDevice."""
        with self.device() as device:
            device.record(list(events))

    def aboard(self) -> Aboard:
        """Return what is aboard, read anew when a file of the folder has changed."""
        with self._looking:
            stamp = _stamp(self.folder)
            if self._seen is None or self._seen[0] != stamp:
                self._seen = stamp, self._read()
            return self._seen[1]

    def _read(self) -> Aboard:
        packs = tuple(packs_aboard(self.folder))
        carried = gathering.carried(self.folder)
        with self.device() as device:
            standing, own = device.standing(), list(_own(device))
        others = [
            _held(batch.header.device, batch.header.incarnation, batch.header.first, events)
            for batch, events in gathering.events_proved(carried)
        ]
        known = learning([*own, *(one for those in others for one in those)], packs)
        # Whoever signed the packs signed the words in them too.
        said = newest([*(bytes.fromhex(one) for manifest in packs for one in manifest.acknowledgements), *answers(self.folder).values()])
        records, events = gathering.still_carried(carried, said)
        return Aboard(packs, standing, known, carried, tuple(records), events)


def _own(device: Device) -> Iterator[Held]:
    for batch in device.log.batches:
        yield from _held(device.id, batch.header.incarnation, batch.header.first, events_in(batch))
    yield from _held(device.id, device.log.incarnation, device.log.first_waiting, device.log.waiting)


def _held(device: bytes, incarnation: bytes, first: int, events: Iterable[Event]) -> Iterator[Held]:
    now = int(time.time())
    return (Held(device, incarnation, number, event, now) for number, event in enumerate(events, start=first))


def _stamp(folder: Path) -> tuple[object, ...]:
    """Tell whether anything changed: names, sizes and times of the files that pages are made of."""
    paths = [folder / files.STATE, folder / files.SAID, *(folder / files.JOURNAL).iterdir(), *(folder / PACKS).glob("*.json")]
    paths += [*(folder / gathering.INBOX).glob("*"), *(folder / ANSWERS).glob("*")]
    return tuple(sorted((str(path), at.st_size, at.st_mtime_ns) for path in paths if (at := _stat(path))))


def _stat(path: Path) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        return path.stat()
    return None

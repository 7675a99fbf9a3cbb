"""What a device does: begins, notes study, hands over, hears the shore, writes receipts."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import segno

from banyan.hub import folder as files
from banyan.hub.errors import UnableToUseDevice, say_both
from banyan.hub.lock import locked
from banyan.hub.shelf import named_key, take_aboard
from banyan.kernels.journal import log as journal
from banyan.kernels.journal.acknowledgement import Acknowledgement, read_acknowledgement
from banyan.kernels.journal.batch import INCARNATION_BYTES, Batch, events_in
from banyan.kernels.journal.enrolment import enrolment
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.keys import KEY_BYTES, device_of, public_of
from banyan.kernels.journal.log import Log
from banyan.kernels.journal.receipt import day_of, receipts, short_receipts, summary
from banyan.kernels.journal.records import RecordKind, kind_of, unpacked
from banyan.kernels.packs import Manifest

# Counters of receipts begin with the hours since 2026, so that a device restored from an old copy hardly gives a number twice.
_COUNTED_FROM = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands: all events, those not sealed, those that the shore hasn't acknowledged, and how many files are damaged."""

    events: int
    waiting: int
    unacknowledged: int
    damaged: int


class Device:
    """A device's folder while it is in use by this process; ``use`` opens it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = files.read_keys(folder)
        self.state = files.read_state(folder)
        self.log, damaged = files.read_log(folder, self.state.incarnation, self.public_key)
        if damaged != self.state.damaged:
            self._begin_anew(damaged)

    @property
    def public_key(self) -> bytes:
        return public_of(self.keys.secret)

    @property
    def id(self) -> bytes:
        return device_of(self.public_key)

    def standing(self) -> Standing:
        """Count what is here."""
        offered = sum(batch.header.count for batch in journal.offered(self.log))
        sealed = sum(batch.header.count for batch in self.log.batches)
        waiting = len(self.log.waiting)
        return Standing(sealed + waiting, waiting, offered + waiting, len(self.state.damaged))

    def record(self, events: list[Event]) -> None:
        """Note events; they are on the disk when this returns. Raise JournalError for one that can't be kept."""
        after = journal.noted(self.log, events, secret=self.keys.secret)
        files.append_waiting(self.folder, events)
        self._keep(after)

    def hand_over(self, *, everything: bool = False) -> list[Batch]:
        """Seal what waits and return the batches that the shore hasn't acknowledged, or all."""
        self._keep(journal.closed(self.log, secret=self.keys.secret))
        return journal.offered(self.log, everything=everything)

    def hear(self, content: bytes) -> Acknowledgement:
        """Take the newest acknowledgement of this device out of a parcel; raise JournalError.

        The first one that is heard pins the shore's key, unless the device was begun with it.
        """
        record = _acknowledgement_in(content, self.id)
        said = read_acknowledgement(record)
        if self.state.shore_key not in (None, said.shore_key):
            raise UnableToUseDevice(_WRONG_SHORE)
        after = journal.heard(self.log, said, public_key=self.public_key, fresh=secrets.token_bytes(INCARNATION_BYTES))
        # The incarnation first: a word whose head isn't ours must never be kept without it.
        self.state = replace(self.state, incarnation=after.incarnation, shore_key=said.shore_key)
        files.write_state(self.folder, self.state)
        files.write_whole(self.folder / files.SAID, record)
        self.log = after
        return said

    def take_pack(self, content: bytes) -> Manifest:
        """Take a pack aboard, whole or not at all, and hear what the shore says in it. Raise UnableToUseDevice.

        The first pack pins the shore's key when no acknowledgement has; from then on others are refused.
        """
        pinned = self.state.shore_key or named_key(content)
        manifest = take_aboard(self.folder, content, [pinned])
        # A key that a trusted one has signed takes its place.
        self.state = replace(self.state, shore_key=bytes.fromhex(manifest.key))
        files.write_state(self.folder, self.state)
        for record in map(bytes.fromhex, manifest.acknowledgements):
            with suppress(JournalError, UnableToUseDevice):
                self.hear(record)
        return manifest

    def receipts(self, *, most_bytes: int, is_short: bool) -> list[bytes]:
        """Sum up what the shore hasn't acknowledged, a year at a time, in messages of at most ``most_bytes``; raise JournalError."""
        batches = self.hand_over()
        by_year: dict[int, list[Event]] = {}
        for batch in batches:
            for event in events_in(batch):
                by_year.setdefault(_year(event), []).append(event)
        counter = max(self.state.counter + 1, (int(time.time()) - _COUNTED_FROM) // 3600)
        written: list[bytes] = []
        for _year_of_those, events in sorted(by_year.items()):
            number, covers = counter + len(written), _heads(batches)
            if is_short:
                key = self.keys.mac_key
                written += short_receipts(
                    summary(events), mac_key=key, device=self.id, counter=number, covers=covers, most_bytes=most_bytes
                )
            else:
                written += receipts(summary(events), secret=self.keys.secret, counter=number, covers=covers, most_bytes=most_bytes)
        if written:
            # Kept before anybody sees them: a counter is never given twice.
            self.state = replace(self.state, counter=counter + len(written) - 1)
            files.write_state(self.folder, self.state)
        return written

    def _keep(self, after: Log) -> None:
        if len(after.batches) > len(self.log.batches):
            files.keep_sealed(self.folder, after.batches[len(self.log.batches) :], after.waiting)
        self.log = after

    def _begin_anew(self, damaged: tuple[str, ...]) -> None:
        # What can't be read any more may be of this incarnation, and going on from an older head would be a fork.
        self.state = replace(self.state, incarnation=secrets.token_bytes(INCARNATION_BYTES), damaged=damaged)
        files.write_state(self.folder, self.state)
        self.log = replace(self.log, incarnation=self.state.incarnation)


_WRONG_SHORE = "这不是登记时那个岸上办公室发的。 Another office ashore than the one of the enrolment sent this."
_NO_DEVICE = "这里没有设备：{folder}。请先运行 device init。 There is no device in {folder}; run device init first."
_IS_DEVICE = "{folder} 里已经有一台设备。 There is a device in {folder} already."


def init_device(folder: Path, *, title: str, shore: bytes | None = None) -> Device:
    """Make a device in a folder that holds none: keys, an incarnation, and the introduction ``enrol`` with its QR code ``enrol.png``.

    ``shore`` is anything that the shore signed, whose key is pinned. Raise UnableToUseDevice or JournalError.
    """
    if (folder / files.KEYS).exists():
        raise UnableToUseDevice(_IS_DEVICE.format(folder=folder))
    shore_key = _shore_key_in(shore) if shore is not None else None
    keys = files.Keys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
    introduced = enrolment(secret=keys.secret, mac_key=keys.mac_key, title=title)
    (folder / files.JOURNAL).mkdir(parents=True, exist_ok=True)
    files.write_state(folder, files.State(title, secrets.token_bytes(INCARNATION_BYTES), shore_key=shore_key))
    files.write_whole(folder / ENROL, introduced, mode=0o600)
    segno.make(qr_texts(introduced)[0], error="m").save(str(folder / f"{ENROL}.png"), scale=6, border=4)
    # Last of all: the folder is a device from the moment that it has keys.
    files.write_keys(folder, keys)
    return Device(folder)


@contextmanager
def use(folder: Path) -> Iterator[Device]:
    """Open a device for this process alone; raise UnableToUseDevice."""
    if not (folder / files.KEYS).exists():
        raise UnableToUseDevice(_NO_DEVICE.format(folder=folder))
    with locked(folder / "lock"):
        try:
            device = Device(folder)
        except (OSError, ValueError, KeyError) as error:
            why = say_both(error) if isinstance(error, JournalError) else str(error)
            raise UnableToUseDevice(f"{folder} 无法读取：{why} It can't be read: {why}") from error
        yield device


def _acknowledgement_in(content: bytes, device: bytes) -> bytes:
    records = [record for record in unpacked(content).records if kind_of(record) == RecordKind.ACKNOWLEDGEMENT]
    own = [(said.place, record) for record in records if (said := read_acknowledgement(record)).device == device]
    if not own:
        raise UnableToUseDevice("里面没有给这台设备的回告。 There is no acknowledgement for this device in it.")
    return max(own)[1]


def _shore_key_in(content: bytes) -> bytes:
    for record in unpacked(content).records:
        if kind_of(record) == RecordKind.ACKNOWLEDGEMENT:
            return read_acknowledgement(record).shore_key
    raise UnableToUseDevice("这份文件没有岸上办公室的签名。 This file has no signature of the office ashore.")


def _year(event: Event) -> int:
    day = datetime.fromtimestamp(event.started, UTC) if day_of(event.started) else datetime(2020, 1, 1, tzinfo=UTC)
    return day.year


def _heads(batches: list[Batch]) -> list[bytes]:
    heads = {batch.header.incarnation: batch.hash for batch in batches}
    return list(heads.values())

"""Parcels of other devices and boats: kept byte for byte under their hash, carried on as they came, offered until the shore has them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from banyan.hub.arrivals import records_in
from banyan.hub.exchange import Refused
from banyan.hub.folder import write_whole
from banyan.kernels.journal.acknowledgement import Acknowledgement, not_acknowledged
from banyan.kernels.journal.batch import Batch, check_batch, events_in, read_batch
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.keys import device_of
from banyan.kernels.journal.records import RecordKind, kind_of, packed, read_key

INBOX = "inbox"
MOST_CARRIED_BYTES = 256 * 1024 * 1024
# Well below what one parcel may hold.
PARCEL_BYTES, PARCEL_RECORDS = 4 * 1024 * 1024, 10_000
_CARRIED = (RecordKind.PUBLIC_KEY, RecordKind.BATCH, RecordKind.RECEIPT, RecordKind.SHORT_RECEIPT)


@dataclass(frozen=True, slots=True)
class Carried:
    """What was gathered: records in the order of their coming, each once; batches by their device; keys that came with them."""

    records: tuple[bytes, ...]
    batches: Mapping[bytes, tuple[Batch, ...]]
    keys: Mapping[bytes, bytes]

    def proved(self) -> list[Batch]:
        """Return the batches that their device's key, where it came along, proves to be whole."""
        return [batch for device, those in self.batches.items() for batch in those if _is_proved(batch, self.keys.get(device))]


def keep(folder: Path, content: bytes) -> bool:
    """Keep a parcel as it is and say whether it is new; raise Refused when there is no room for more."""
    inbox = folder / INBOX
    inbox.mkdir(exist_ok=True)
    place = inbox / sha256(content).hexdigest()
    if place.exists():
        return False
    if sum(path.stat().st_size for path in inbox.iterdir()) + len(content) > MOST_CARRIED_BYTES:
        raise Refused(
            "代存的记录已满，请先把这台机器的记录交回岸上。", "There is no room for more parcels; hand over what is here first.", status=507
        )
    write_whole(place, content)
    return True


def carried(folder: Path) -> Carried:
    """Read all that was gathered; what can't be read is passed over and stays where it is."""
    records: dict[bytes, None] = {}
    for path in sorted((folder / INBOX).glob("?" * 64), key=lambda path: (path.stat().st_mtime_ns, path.name)):
        with suppress(JournalError, OSError):
            records |= dict.fromkeys(records_in(path.read_bytes()).records)
    batches: dict[bytes, dict[bytes, Batch]] = {}
    keys: dict[bytes, bytes] = {}
    kept = [record for record in records if _is_carried(record)]
    for record in kept:
        with suppress(JournalError):
            if kind_of(record) == RecordKind.PUBLIC_KEY:
                keys[device_of(read_key(record))] = read_key(record)
            elif kind_of(record) == RecordKind.BATCH:
                batch = read_batch(record)
                batches.setdefault(batch.header.device, {})[batch.hash] = batch
    by_device = {device: tuple(sorted(those.values(), key=_place)) for device, those in batches.items()}
    return Carried(tuple(kept), by_device, keys)


def still_carried(held: Carried, said: Mapping[bytes, Acknowledgement]) -> tuple[list[bytes], int]:
    """Return the records that the shore hasn't acknowledged, each device's key before its batches, and how many events are in them."""
    open_batches = [batch for device, those in held.batches.items() for batch in not_acknowledged(those, said.get(device))]
    is_open = {batch.record for batch in open_batches}
    devices = {batch.header.device for batch in open_batches}
    keys = {device: record for record in held.records if (device := _key_device(record)) in devices}
    records: list[bytes] = []
    for record in held.records:
        if record in is_open:
            device = read_batch(record).header.device
            records += [key] if (key := keys.pop(device, None)) else []
            records.append(record)
        elif kind_of(record) in (RecordKind.RECEIPT, RecordKind.SHORT_RECEIPT):
            records.append(record)
    return records, sum(batch.header.count for batch in open_batches)


def parcels(records: Iterable[bytes], *, most_bytes: int = PARCEL_BYTES) -> list[bytes]:
    """Pack records into few parcels, in their order; each device's key goes before its first batch in every one of them."""
    parts: list[list[bytes]] = [[]]
    keys: dict[bytes, bytes] = {}
    size = 0
    for record in records:
        if (size and size + len(record) > most_bytes) or len(parts[-1]) >= PARCEL_RECORDS:
            parts.append([])
            size = 0
        if device := _key_device(record):
            keys[device] = record
        elif kind_of(record) == RecordKind.BATCH:
            key = keys.get(read_batch(record).header.device)
            parts[-1] += [key] if key and key not in parts[-1] else []
        parts[-1].append(record)
        size += len(record) + 4
    return [packed(part) for part in parts if part]


def events_proved(held: Carried) -> list[tuple[Batch, tuple[Event, ...]]]:
    """Return the batches that are proved, with their events."""
    found: list[tuple[Batch, tuple[Event, ...]]] = []
    for batch in held.proved():
        with suppress(JournalError):
            found.append((batch, events_in(batch)))
    return found


def _is_carried(record: bytes) -> bool:
    with suppress(JournalError):
        return kind_of(record) in _CARRIED
    return False


def _is_proved(batch: Batch, key: bytes | None) -> bool:
    with suppress(JournalError):
        if key is not None:
            check_batch(batch, key)
            return True
    return False


def _key_device(record: bytes) -> bytes | None:
    with suppress(JournalError):
        if kind_of(record) == RecordKind.PUBLIC_KEY:
            return device_of(read_key(record))
    return None


def _place(batch: Batch) -> tuple[bytes, int, bytes]:
    return batch.header.incarnation, batch.header.first, batch.hash

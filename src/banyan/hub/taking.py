"""Whatever somebody hands to the hub, known by its content: a study pack, an acknowledgement, records of a phone or of another boat."""

import re
from pathlib import Path

from banyan.hub import gathering
from banyan.hub.arrivals import records_in
from banyan.hub.boat import Boat
from banyan.hub.device import Device
from banyan.hub.errors import UnableToUseDevice, say, say_pack
from banyan.hub.exchange import Refused
from banyan.hub.shelf import read_parts
from banyan.kernels.journal.acknowledgement import read_acknowledgement
from banyan.kernels.journal.batch import read_batch
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.records import RecordKind, kind_of, packed
from banyan.kernels.packs import PackError
from banyan.kernels.packs import joined as joined_parts

# What a memory stick may hold for us; larger packs are taken by `banyan pack apply`.
MOST_STICK_BYTES = 200 * 1024 * 1024
MOST_STICK_FILES = 60
_PART = re.compile(r".+\.(\d{3})")
_CARRIED = (RecordKind.BATCH, RecordKind.RECEIPT, RecordKind.SHORT_RECEIPT)

Told = tuple[str, str]


def whole(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Put together what was chosen as the parts of one pack (``name.001`` …); raise Refused when one is missing."""
    numbers = [found for name, _content in files if (found := _PART.fullmatch(name))]
    if not files or len(numbers) < len(files):
        return files
    try:
        return [(files[0][0], joined_parts([(int(found[1]), content) for found, (_name, content) in zip(numbers, files, strict=True)]))]
    except PackError as error:
        raise Refused(*_two(say_pack(error))) from error


def take(boat: Boat, content: bytes) -> list[Told]:
    """Take what somebody hands in and say what became of it, in both languages; raise Refused or UnableToUseDevice."""
    if content.startswith(b"PK\x03\x04"):
        with boat.device() as device:
            manifest = device.take_pack(content)
        items = sum(len(course.items) for course in manifest.courses)
        return [(f"已装好《{manifest.title}》，共 {items} 项。", f"“{manifest.title}” is aboard: {items} items.")]
    try:
        parcel = records_in(content)
        told = _take_records(boat, parcel.records, content)
    except JournalError as error:
        raise Refused(say(error, "zh"), say(error, "en")) from error
    if parcel.fault is not None:
        fault = parcel.fault
        told.append((f"后面的读不出来：{say(fault, 'zh')}", f"The rest couldn't be read: {say(fault, 'en')}"))
    return told


def on_stick(boat: Boat) -> list[Path]:
    """List the files on the memory stick and in its folders that can be ours, the newest first."""
    if boat.stick is None:
        return []
    try:
        found = [path for pattern in ("*", "*/*") for path in boat.stick.glob(pattern) if _is_ours(path)]
        return sorted(found, key=lambda path: -path.stat().st_mtime)[:MOST_STICK_FILES]
    except OSError:
        # Pulled out while we looked.
        return []


def take_from_stick(boat: Boat, name: str) -> list[Told]:
    """Take a file of the stick by the name that ``on_stick`` gave it; raise Refused, UnableToUseDevice or OSError."""
    for path in on_stick(boat):
        if stick_name(boat, path) == name:
            return take(boat, read_parts(path))
    raise Refused(
        "优盘上没有这个文件了，请重新插好优盘再试。", "This file isn't on the stick any more; put the stick in and try again.", status=404
    )


def stick_name(boat: Boat, path: Path) -> str:
    """Return how a file of the stick is called on pages."""
    return path.relative_to(boat.stick).as_posix() if boat.stick else path.name


def _is_ours(path: Path) -> bool:
    found = _PART.fullmatch(path.name)
    if path.name.startswith(".") or path.is_symlink() or not path.is_file() or (found and int(found[1]) != 1):
        return False
    return 0 < path.stat().st_size <= MOST_STICK_BYTES


def _take_records(boat: Boat, records: tuple[bytes, ...], content: bytes) -> list[Told]:
    kinds = [kind_of(record) for record in records]
    if RecordKind.ENROLMENT in kinds:
        raise Refused(
            "这是设备登记文件，里面有密钥，请当面交给岸上办公室，不要传送。",
            "This introduces a device and holds its secret: give it to the office ashore in person.",
        )
    told: list[Told] = []
    with boat.device() as device:
        heard = [record for record, kind in zip(records, kinds, strict=True) if kind == RecordKind.ACKNOWLEDGEMENT]
        if heard:
            told.append(_hear(device, heard))
    if any(kind in _CARRIED for kind in kinds):
        events = sum(read_batch(record).header.count for record, kind in zip(records, kinds, strict=True) if kind == RecordKind.BATCH)
        is_new = gathering.keep(boat.folder, content)
        told.append(
            (f"已收好 {events} 条记录，会一起带回岸上。", f"{events} records are kept here and go ashore with ours.")
            if is_new
            else ("这些记录已经收过了，不会重复计算。", "These records are here already; nothing counts twice.")
        )
    if not told:
        raise Refused("里面没有学习记录。", "There are no study records in it.")
    return told


def _hear(device: Device, records: list[bytes]) -> Told:
    if not any(read_acknowledgement(record).device == device.id for record in records):
        return ("这份回告是给另一台设备的，请拿到那台设备上用。", "This acknowledgement is for another device; use it there.")
    device.hear(packed(records))
    left = device.standing().unacknowledged
    return (f"已收到岸上回告，尚未交回 {left} 条。", f"The shore has answered; not yet handed over: {left}.")


def _two(text: str) -> Told:
    chinese, stop, english = text.rpartition("。 ")
    return (f"{chinese}。", english) if stop else (text, text)


def refusal(error: UnableToUseDevice | OSError) -> Refused:
    """Turn what the device's folder refuses into what a page says."""
    if isinstance(error, OSError):
        return Refused(f"文件读不出来：{error.strerror}。请重新插好优盘再试。", f"It can't be read: {error.strerror}. Try again.")
    return Refused(*_two(str(error)))

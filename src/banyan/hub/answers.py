"""What the shore answered to other devices whose records this machine carried: kept for them, the newest word of each."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from banyan.hub.folder import write_whole
from banyan.kernels.journal.acknowledgement import Acknowledgement, read_acknowledgement
from banyan.kernels.journal.faults import JournalError

ANSWERS = "answers"


def keep_answer(folder: Path, record: bytes) -> None:
    """Keep an acknowledgement for another device unless a newer one is here; raise JournalError for none."""
    said = read_acknowledgement(record)
    place = folder / ANSWERS / said.device.hex()
    place.parent.mkdir(exist_ok=True)
    with suppress(FileNotFoundError, JournalError):
        if read_acknowledgement(place.read_bytes()).place >= said.place:
            return
    write_whole(place, record)


def answers(folder: Path) -> dict[bytes, bytes]:
    """Return the records that are kept, by device."""
    return {bytes.fromhex(path.name): path.read_bytes() for path in sorted((folder / ANSWERS).glob("?" * 16))}


def newest(records: Iterable[bytes]) -> dict[bytes, Acknowledgement]:
    """Return the newest word about each device; what can't be read says nothing."""
    found: dict[bytes, Acknowledgement] = {}
    for record in records:
        with suppress(JournalError):
            said = read_acknowledgement(record)
            if said.device not in found or found[said.device].place < said.place:
                found[said.device] = said
    return found

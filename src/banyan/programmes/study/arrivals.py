"""What is in the files, photos and texts that somebody hands in: records, and why something can't be read."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import zxingcpp
from django.utils.translation import get_language
from PIL import Image, UnidentifiedImageError

from banyan.hub.errors import say
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.frames import MARK, Part, joined, part_of
from banyan.kernels.journal.records import PARCEL, unpacked
from banyan.kernels.journal.text import hanzi_records, has_hanzi, spoken_record

MOST_PIXELS = 60_000_000
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one file or text held: whole records, and why the rest, or all of it, couldn't be read (already in the reader's words)."""

    name: str
    records: tuple[bytes, ...] = ()
    why: str = ""


@dataclass
class _Photos:
    """The parts of QR series found so far, over all files."""

    parts: dict[bytes, list[Part]] = field(default_factory=lambda: defaultdict(list))
    names: dict[bytes, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, texts: Iterable[str]) -> None:
        for part in map(part_of, texts):
            self.parts[part.series].append(part)
            if name not in self.names[part.series]:
                self.names[part.series].append(name)


def read_arrivals(files: Sequence[tuple[str, bytes]]) -> list[Arrival]:
    """Read what was handed in, each a name and its bytes: parcels, single records, texts, and photos of QR codes in any order."""
    arrivals: list[Arrival] = []
    photos = _Photos()
    for name, content in files:
        try:
            found = _read(name, content, photos)
        except JournalError as error:
            found = Arrival(name, why=in_words(error))
        if found is not None:
            arrivals.append(found)
    for series, parts in photos.parts.items():
        name = ", ".join(photos.names[series])
        try:
            parcel = unpacked(joined(parts))
        except JournalError as error:
            arrivals.append(Arrival(name, why=in_words(error)))
        else:
            arrivals.append(Arrival(name, parcel.records, in_words(parcel.fault) if parcel.fault else ""))
    return arrivals


def in_words(error: JournalError) -> str:
    """Say a fault in the language of the page."""
    return say(error, (get_language() or "zh")[:2])


def _read(name: str, content: bytes, photos: _Photos) -> Arrival | None:
    if content.startswith(_IMAGES):
        photos.add(name, _codes_in(content))
        return None
    text = None if content.startswith(PARCEL) else _as_text(content)
    if text is None:
        parcel = unpacked(content)
        return Arrival(name, parcel.records, in_words(parcel.fault) if parcel.fault else "")
    if codes := [line.strip() for line in text.splitlines() if line.strip().startswith(MARK)]:
        photos.add(name, codes)
        return None
    if has_hanzi(text):
        return Arrival(name, tuple(hanzi_records(text)))
    return Arrival(name, tuple(spoken_record(block) for block in _blocks(text)))


def _blocks(text: str) -> list[str]:
    """Several dictated records stand apart by an empty line."""
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return blocks or [text]


def _as_text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A record is bytes of all kinds; what people type has no control characters.
        return None if any(sign < " " and sign not in "\r\n\t" for sign in text) else text
    return None


def _codes_in(content: bytes) -> list[str]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise JournalError(Fault.TOO_LARGE)
            codes = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    except (UnidentifiedImageError, OSError, ValueError) as error:
        if isinstance(error, JournalError):
            raise
        raise JournalError(Fault.GARBLED) from error
    texts = [code.text for code in codes if code.text.startswith(MARK)]
    if not texts:
        raise JournalError(Fault.NOT_OURS)
    return texts

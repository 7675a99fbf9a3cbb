"""A parcel as a series of QR codes: each says of which series it is and which part, so that photos may come in any order, twice too."""

from dataclasses import dataclass
from hashlib import sha256

from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.varints import Bytes, varint

MARK = "BY:"
SERIES_BYTES = 4
# Version 15 with level M holds 600 letters and figures (ISO/IEC 18004, table 7); base 45 takes three for two bytes.
PART_BYTES = 380
MOST_PARTS = 2000
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True, slots=True)
class Part:
    """One code: its series (the beginning of the SHA-256 of the whole), its number from 1, how many there are, and its bytes."""

    series: bytes
    number: int
    total: int
    content: bytes


def qr_texts(content: bytes) -> list[str]:
    """Write ``content``, at least one byte, as texts for QR codes of at most version 15 at level M; raise JournalError over 2,000."""
    total = -(-len(content) // PART_BYTES)
    if not 0 < total <= MOST_PARTS:
        raise JournalError(Fault.TOO_LARGE if total else Fault.OUT_OF_RANGE, "codes")
    series = sha256(content).digest()[:SERIES_BYTES]
    return [
        MARK + _base45(series + varint(number) + varint(total) + content[(number - 1) * PART_BYTES : number * PART_BYTES])
        for number in range(1, total + 1)
    ]


def part_of(text: str) -> Part:
    """Read the text of one code; raise JournalError."""
    if not text.startswith(MARK):
        raise JournalError(Fault.NOT_OURS, "code")
    reader = Bytes(_from_base45(text.removeprefix(MARK)))
    series, number, total = reader.take(SERIES_BYTES), reader.varint(), reader.varint()
    content = reader.rest()
    if not 0 < number <= total <= MOST_PARTS or not content:
        raise JournalError(Fault.GARBLED, "code")
    return Part(series, number, total, content)


def joined(parts: list[Part]) -> bytes:
    """Put the parts of one series together, in any order; raise JournalError, naming what is missing as "2/5"."""
    if len({(part.series, part.total) for part in parts}) != 1:
        raise JournalError(Fault.GARBLED, "series")
    by_number = {part.number: part.content for part in parts}
    total = parts[0].total
    if missing := [number for number in range(1, total + 1) if number not in by_number]:
        raise JournalError(Fault.MISSING_PARTS, ", ".join(f"{number}/{total}" for number in missing))
    content = b"".join(by_number[number] for number in range(1, total + 1))
    if sha256(content).digest()[:SERIES_BYTES] != parts[0].series:
        raise JournalError(Fault.GARBLED, "series")
    return content


def _base45(content: bytes) -> str:
    """RFC 9285: two bytes as three characters, the lowest first."""
    out: list[str] = []
    for at in range(0, len(content), 2):
        pair = content[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, sign = divmod(value, 45)
            out.append(_ALPHABET[sign])
    return "".join(out)


def _from_base45(text: str) -> bytes:
    out = bytearray()
    for at in range(0, len(text), 3):
        values = [_ALPHABET.find(sign) for sign in text[at : at + 3]]
        value = sum(one * 45**place for place, one in enumerate(values))
        size = len(values) - 1
        if not size or min(values) < 0 or value >= 1 << (8 * size):
            raise JournalError(Fault.GARBLED, "code")
        out += value.to_bytes(size, "big")
    return bytes(out)

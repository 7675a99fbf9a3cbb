"""Records as text: Chinese characters for a Beidou terminal that knows nothing else, and lines to be read aloud over the radio."""

import re
from contextlib import suppress
from functools import cache

from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.varints import Bytes, varint

HANZI_BITS = 12
# Crockford's base 32: no I, L, O and U, which are heard or read as something else.
SPOKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINE_BYTES = 10
MOST_LINES = 999
_GROUP = 4
# Greatest prime below 32 times 32: two check characters find each wrong character and each exchange of two.
_PRIME = 1021
_HEARD = str.maketrans("ILOilo", "110110")
_NUMBERED = re.compile(r"\s*[0-9ILOilo]{3}\W*[0-9A-Za-z]{2}", re.ASCII)


@cache
def hanzi() -> str:
    """Return the 4,096 characters: the first of GB 2312 in its own order, which every terminal in China can show."""
    cells = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(cells)[: 1 << HANZI_BITS]


def hanzi_text(record: bytes) -> str:
    """Write a record as characters of 12 bits each, the last of which checks the others."""
    digits = "".join(format(byte, "08b") for byte in record) + "1"
    digits += "0" * (-len(digits) % HANZI_BITS)
    values = [int(digits[at : at + HANZI_BITS], 2) for at in range(0, len(digits), HANZI_BITS)]
    alphabet = hanzi()
    return "".join(alphabet[value] for value in [*values, _hanzi_check(values)])


def hanzi_bytes(characters: int) -> int:
    """Return how many bytes a text of so many characters carries."""
    return max(((characters - 1) * HANZI_BITS - 1) // 8, 0)


def hanzi_records(text: str) -> list[bytes]:
    """Read the records of a text, one a paragraph or one broken over several; raise JournalError.

    Whatever isn't one of the characters, as punctuation or a sender's name in Latin letters, is passed over.
    """
    place = _hanzi_places()
    records: list[bytes] = []
    values: list[int] = []
    for line in text.splitlines():
        values += [place[sign] for sign in line if sign in place]
        if len(values) > 1 and _hanzi_check(values[:-1]) == values[-1]:
            with suppress(JournalError):
                records.append(_hanzi_record(values[:-1]))
                values = []
    if values or not records:
        raise JournalError(Fault.GARBLED if values else Fault.NOT_OURS, "text")
    return records


def has_hanzi(text: str) -> bool:
    """Say whether ``text`` is mostly made of the 4,096 characters."""
    place = _hanzi_places()
    return 2 * sum(sign in place for sign in text) > len(text)


def spoken_lines(record: bytes) -> list[str]:
    """Write a record as numbered lines of at most 16 characters in fours, each with two check characters, to be read aloud.

    Raise JournalError for more than 999 lines, some 10,000 bytes.
    """
    content = varint(len(record)) + record
    if len(content) > MOST_LINES * LINE_BYTES:
        raise JournalError(Fault.TOO_LARGE)
    lines: list[str] = []
    for number, at in enumerate(range(0, len(content), LINE_BYTES), start=1):
        values = _fives(content[at : at + LINE_BYTES])
        signs = "".join(SPOKEN[value] for value in values)
        groups = " ".join(signs[place : place + _GROUP] for place in range(0, len(signs), _GROUP))
        check = _line_check(number, values)
        lines.append(f"{number:03d}  {groups}  {SPOKEN[check // 32]}{SPOKEN[check % 32]}")
    return lines


def spoken_record(text: str) -> bytes:
    """Read lines in any order, repeated ones too; raise JournalError with the number of a wrong or missing line."""
    if not any(_NUMBERED.match(line) for line in text.splitlines()):
        raise JournalError(Fault.NOT_OURS, "text")
    found: dict[int, bytes] = {}
    for line in text.splitlines():
        signs = re.sub(r"[^0-9A-Z]", "", line.translate(_HEARD).upper())
        if not signs:
            continue
        number, values = signs[:3], [SPOKEN.find(sign) for sign in signs[3:]]
        if not number.isdigit() or not int(number) or len(values) < 4 or min(values) < 0:
            raise JournalError(Fault.LINE, line.strip()[:40])
        if _line_check(int(number), values[:-2]) != values[-2] * 32 + values[-1]:
            raise JournalError(Fault.LINE, str(int(number)))
        found[int(number)] = _from_fives(values[:-2])
    missing = sorted(set(range(1, max(found) + 1)) - found.keys())
    if missing:
        raise JournalError(Fault.MISSING_LINE, ", ".join(map(str, missing)))
    reader = Bytes(b"".join(found[number] for number in sorted(found)))
    size = reader.varint()
    try:
        record = reader.take(size)
    except JournalError as error:
        raise JournalError(Fault.MISSING_LINE, str(max(found) + 1)) from error
    if not reader.is_at_end:
        raise JournalError(Fault.GARBLED, "text")
    return record


@cache
def _hanzi_places() -> dict[str, int]:
    return {sign: value for value, sign in enumerate(hanzi())}


def _hanzi_check(values: list[int]) -> int:
    # The greatest prime below 4,096; the weights tell two that changed places.
    return sum((at + 1) * value for at, value in enumerate(values)) % 4093


def _hanzi_record(values: list[int]) -> bytes:
    # The last one ends the record, what follows it fills the character.
    digits, end, _filling = "".join(format(value, f"0{HANZI_BITS}b") for value in values).rpartition("1")
    if not end or not digits or len(digits) % 8:
        raise JournalError(Fault.GARBLED, "text")
    return int(digits, 2).to_bytes(len(digits) // 8, "big")


def _line_check(number: int, values: list[int]) -> int:
    return sum((at + 1) * value for at, value in enumerate([number, *values])) % _PRIME


def _fives(content: bytes) -> list[int]:
    digits = "".join(format(byte, "08b") for byte in content)
    digits += "0" * (-len(digits) % 5)
    return [int(digits[at : at + 5], 2) for at in range(0, len(digits), 5)]


def _from_fives(values: list[int]) -> bytes:
    digits = "".join(format(value, "05b") for value in values)
    size = len(digits) // 8
    if "1" in digits[size * 8 :]:
        raise JournalError(Fault.GARBLED, "text")
    return int(digits[: size * 8] or "0", 2).to_bytes(size, "big")

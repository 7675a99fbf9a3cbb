"""Ids of learners and items in few bits: sorted, each told by how it differs from the one before, mostly a number that goes on."""

import re
from collections.abc import Iterable

from banyan.kernels.journal.bits import Bits, golomb_code, width_code
from banyan.kernels.journal.faults import Fault, JournalError

MOST_NAME_BYTES = 64
MOST_NAMES = 4096
# Bytes that take 6 bits where a name has no others.
_PLAIN = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
# Trailing figures that count as a number; longer ones are text.
_NUMBER = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")


def why_not_name(name: str) -> Fault | None:
    """Return why ``name`` can't be an id: empty, over 64 bytes of UTF-8, or with spaces or control characters in it."""
    return Fault.OUT_OF_RANGE if not name or _CONTROL.search(name) or len(name.encode()) > MOST_NAME_BYTES else None


def in_order(names: Iterable[str]) -> list[str]:
    """Return each name once: shorter ones first, then by their bytes, so that 9 stands before 10."""
    return sorted(set(names), key=_place)


def names_code(names: list[str]) -> str:
    """Write names that are in order: how many, and each as a step of the number at its end or as what follows a shared beginning."""
    codes = [golomb_code(len(names))]
    before = ""
    for name in names:
        step = _step(before, name)
        if step:
            codes.append("1" + golomb_code(step - 1))
        else:
            codes.append("0" + _unlike(before.encode(), name.encode()))
        before = name
    return "".join(codes)


def names_of(bits: Bits) -> list[str]:
    """Read names; raise JournalError when they aren't in order or can't be ids."""
    count = bits.golomb()
    if count > MOST_NAMES:
        raise JournalError(Fault.TOO_LARGE, "names")
    names: list[str] = []
    for _ in range(count):
        before = names[-1] if names else ""
        name = _stepped(before, bits.golomb() + 1) if bits.number(1) else _spelled(before, bits)
        if why_not_name(name) or (names and _place(name) <= _place(before)):
            raise JournalError(Fault.GARBLED, "names")
        names.append(name)
    return names


def _place(name: str) -> tuple[int, bytes]:
    return len(name.encode()), name.encode()


def _step(before: str, name: str) -> int:
    if not (found := _NUMBER.fullmatch(before)) or not (other := _NUMBER.fullmatch(name)):
        return 0
    step = int(other[2]) - int(found[2])
    return step if step > 0 and _stepped(before, step) == name else 0


def _stepped(before: str, step: int) -> str:
    found = _NUMBER.fullmatch(before)
    if found is None:
        raise JournalError(Fault.GARBLED, "names")
    return found[1] + str(int(found[2]) + step).zfill(len(found[2]))


def _unlike(before: bytes, name: bytes) -> str:
    pairs = zip(before, name, strict=False)
    shared = next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(before), len(name)))
    rest = name[shared:]
    head = golomb_code(shared) + golomb_code(len(rest))
    if all(byte in _PLAIN for byte in rest):
        return head + "1" + "".join(width_code(_PLAIN.index(byte), 6) for byte in rest)
    return head + "0" + "".join(width_code(byte, 8) for byte in rest)


def _spelled(before: str, bits: Bits) -> str:
    shared, size = bits.golomb(), bits.golomb()
    if shared > len(before.encode()) or shared + size > MOST_NAME_BYTES:
        raise JournalError(Fault.GARBLED, "names")
    is_plain = bits.number(1)
    rest = bytes(_PLAIN[bits.number(6)] if is_plain else bits.number(8) for _ in range(size))
    try:
        return (before.encode()[:shared] + rest).decode()
    except UnicodeDecodeError as error:
        raise JournalError(Fault.GARBLED, "names") from error

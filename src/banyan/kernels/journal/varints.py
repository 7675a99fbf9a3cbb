"""Whole numbers of bytes: little-endian base 128, as in many formats (LEB128)."""

from banyan.kernels.journal.faults import Fault, JournalError

MOST_BYTES = 8
# Numbers stay exact in JavaScript.
MOST_VALUE = 2**53 - 1


def varint(value: int) -> bytes:
    """Write ``value`` of at least 0: seven bits a byte, the lowest first, the top bit says that more follow."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class Bytes:
    """Bytes to be read from the first to the last; reading past the end raises JournalError."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self._content = content
        self.at = at

    def take(self, size: int) -> bytes:
        """Read ``size`` bytes."""
        end = self.at + size
        if end > len(self._content):
            raise JournalError(Fault.CUT_SHORT, "bytes")
        part = self._content[self.at : end]
        self.at = end
        return part

    def varint(self) -> int:
        """Read a number written by ``varint``; one that is longer than it need be is refused, so that a number has one form."""
        value = 0
        for place in range(MOST_BYTES):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                if (not byte and place) or value > MOST_VALUE:
                    raise JournalError(Fault.GARBLED, "number")
                return value
        raise JournalError(Fault.GARBLED, "number")

    def rest(self, *, but: int = 0) -> bytes:
        """Read all but the last ``but`` bytes."""
        return self.take(max(len(self._content) - but - self.at, 0))

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self._content)

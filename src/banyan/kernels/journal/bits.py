"""Numbers as bits, most significant first: whole numbers of a width, Exp-Golomb codes, Rice codes."""

from banyan.kernels.journal.faults import Fault, JournalError

# From here on a Rice code's quotient is written as Exp-Golomb, so that no number takes more than some hundred bits.
MOST_ONES = 20
# A record's limit; as digits it takes eight times as much.
MOST_CONTENT_BYTES = 64 * 1024
# Numbers stay exact in JavaScript.
MOST_WIDTH = 53


def width_code(value: int, width: int) -> str:
    """Write ``value`` in exactly ``width`` bits."""
    return format(value, f"0{width}b") if width else ""


def golomb_code(value: int) -> str:
    """Write ``value`` of at least 0 as the Exp-Golomb code of order 0 (ITU-T H.264, 9.1): zeros say how many bits follow."""
    digits = format(value + 1, "b")
    return "0" * (len(digits) - 1) + digits


def rice_code(value: int, low: int) -> str:
    """Write ``value`` of at least 0 as a Rice code: the quotient in ones, a zero, ``low`` bits of rest (Rice and Plaunt, 1971)."""
    ones = value >> low
    if ones >= MOST_ONES:
        return "1" * MOST_ONES + golomb_code(value - (MOST_ONES << low))
    return "1" * ones + "0" + width_code(value & ((1 << low) - 1), low)


def rice_length(value: int, low: int) -> int:
    """Return how many bits ``rice_code`` takes."""
    ones = value >> low
    if ones >= MOST_ONES:
        return MOST_ONES + 2 * (value - (MOST_ONES << low) + 1).bit_length() - 1
    return ones + 1 + low


def as_bytes(codes: list[str]) -> bytes:
    """Put codes one after another and fill the last byte with zeros."""
    digits = "".join(codes)
    size = (len(digits) + 7) // 8
    return int(digits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")


class Bits:
    """Bits to be read from the first to the last; reading past the end raises JournalError, as do more than 64 KB."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_CONTENT_BYTES:
            raise JournalError(Fault.TOO_LARGE)
        self._digits = format(int.from_bytes(content, "big"), f"0{len(content) * 8}b") if content else ""
        self._at = 0

    def number(self, width: int) -> int:
        """Read ``width`` bits."""
        if not width:
            return 0
        end = self._at + width
        if end > len(self._digits):
            raise JournalError(Fault.CUT_SHORT, "bits")
        value = int(self._digits[self._at : end], 2)
        self._at = end
        return value

    def golomb(self) -> int:
        """Read an Exp-Golomb code."""
        one = self._digits.find("1", self._at)
        if one < 0:
            raise JournalError(Fault.CUT_SHORT, "bits")
        zeros = one - self._at
        self._at = one
        if zeros > MOST_WIDTH or (value := self.number(zeros + 1) - 1) >> MOST_WIDTH:
            raise JournalError(Fault.GARBLED, "number")
        return value

    def rice(self, low: int) -> int:
        """Read a Rice code with ``low`` bits of rest."""
        zero = self._digits.find("0", self._at, self._at + MOST_ONES)
        if zero < 0:
            if self._at + MOST_ONES > len(self._digits):
                raise JournalError(Fault.CUT_SHORT, "bits")
            self._at += MOST_ONES
            return self.golomb() + (MOST_ONES << low)
        ones = zero - self._at
        self._at = zero + 1
        return (ones << low) + self.number(low)

    def end(self) -> None:
        """Check that nothing but the filling of the last byte is left; raise JournalError."""
        rest = self._digits[self._at :]
        if len(rest) > 7 or "1" in rest:
            raise JournalError(Fault.GARBLED, "rest")

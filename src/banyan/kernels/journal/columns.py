"""A column of whole numbers in few bits: the shortest of five plain forms, chosen by counting; no model is trained."""

from collections.abc import Sequence
from itertools import pairwise

from banyan.kernels.journal.bits import MOST_WIDTH, Bits, golomb_code, rice_code, rice_length, width_code
from banyan.kernels.journal.faults import Fault, JournalError

SAME, WIDTH, RICE, CENTRED, STEPS = range(5)
_FORM_BITS, _LOW_BITS, _WIDTH_BITS = 3, 6, 6
# Folded, a number takes one bit more.
_MOST = 1 << (MOST_WIDTH - 1)


def column_code(values: Sequence[int]) -> str:
    """Write numbers from 0 to 2 to the 52nd, at least one, in the form that takes the fewest bits; the first of equals.

    Forms: all the same; a width above the least; Rice above the least; Rice around the median, by turns above and below;
    Rice of the steps from one to the next, likewise. How many there are is known to the reader.
    """
    least, median = min(values), sorted(values)[len(values) // 2]
    if least == max(values):
        return _head(SAME) + golomb_code(least)
    width = (max(values) - least).bit_length()
    above = [value - least for value in values]
    around = [_folded(value - median) for value in values]
    steps = [_folded(after - before) for before, after in pairwise(values)]
    forms = [(len(values) * width, WIDTH, least, width, above)]
    for form, first, rest in ((RICE, least, above), (CENTRED, median, around), (STEPS, values[0], steps)):
        bits, low = _best_low(rest)
        forms.append((bits, form, first, low, rest))
    _bits, form, first, low, rest = min(forms, key=lambda one: one[0] + len(golomb_code(one[2])))
    codes = [width_code(value, low) for value in rest] if form == WIDTH else [rice_code(value, low) for value in rest]
    return _head(form) + golomb_code(first) + width_code(low, _LOW_BITS) + "".join(codes)


def column_of(bits: Bits, count: int) -> list[int]:
    """Read ``count`` numbers of at least 0; raise JournalError."""
    form = bits.number(_FORM_BITS)
    if form > STEPS:
        raise JournalError(Fault.GARBLED, "form")
    first = bits.golomb()
    low = bits.number(_LOW_BITS) if form != SAME else 0
    if low > MOST_WIDTH:
        raise JournalError(Fault.GARBLED, "width")
    if form == SAME:
        values = [first] * count
    elif form == WIDTH:
        values = [first + bits.number(low) for _ in range(count)]
    elif form == RICE:
        values = [first + bits.rice(low) for _ in range(count)]
    elif form == CENTRED:
        values = [first + _unfolded(bits.rice(low)) for _ in range(count)]
    else:
        values = [first]
        for _ in range(count - 1):
            values.append(values[-1] + _unfolded(bits.rice(low)))
    if any(not 0 <= value < _MOST for value in values):
        raise JournalError(Fault.GARBLED, "number")
    return values


def _head(form: int) -> str:
    return width_code(form, _FORM_BITS)


def _best_low(values: Sequence[int]) -> tuple[int, int]:
    # The best rest of a Rice code lies beside the logarithm of the mean.
    middle = (sum(values) // len(values)).bit_length()
    return min((sum(rice_length(value, low) for value in values), low) for low in range(max(middle - 2, 0), middle + 2))


def _folded(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def _unfolded(value: int) -> int:
    return value // 2 if value % 2 == 0 else -(value + 1) // 2

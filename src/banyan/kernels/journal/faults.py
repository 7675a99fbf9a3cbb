"""Why bytes or text can't be read as what a device writes: the kind of fault, so that whoever calls can say it in the reader's language."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with what was handed in or with what was to be written."""

    NOT_OURS = "not_ours"
    NEWER = "newer"
    CUT_SHORT = "cut_short"
    GARBLED = "garbled"
    TOO_LARGE = "too_large"
    SIGNATURE = "signature"
    STALE = "stale"
    WRONG_SHORE = "wrong_shore"
    WRONG_DEVICE = "wrong_device"
    LINE = "line"
    MISSING_LINE = "missing_line"
    MISSING_PARTS = "missing_parts"
    OUT_OF_RANGE = "out_of_range"


class JournalError(ValueError):
    """It can't be read or written: ``fault`` says why, ``where`` names the place, as a field, a line's number or "3/7"."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(f"{fault.value.replace('_', ' ')}: {where}" if where else fault.value.replace("_", " "))
        self.fault = fault
        self.where = where

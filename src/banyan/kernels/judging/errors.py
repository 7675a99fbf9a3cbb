"""Why figures can't be worked on: the kind of fault and the place, so that whoever calls can say it in the reader's language."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with the input."""

    UNEQUAL_ARRAYS = "unequal_arrays"
    OUT_OF_RANGE = "out_of_range"
    TWICE = "twice"
    NO_WINNERS = "no_winners"
    NEGATIVE = "negative"
    UNKNOWN_VALUE = "unknown_value"
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    UNEQUAL_TIE_KEYS = "unequal_tie_keys"
    NOT_PROVED = "not_proved"


class JudgingError(ValueError):
    """The input can't be worked on: ``fault`` says why, ``where`` names the place, as ``cases[3].score``."""

    def __init__(self, fault: Fault, where: str, value: object = "") -> None:
        super().__init__(f"{where}: {fault.value.replace('_', ' ')}" + (f" ({value})" if value != "" else ""))
        self.fault = fault
        self.where = where
        self.value = value

"""Why a pack isn't taken: the kind of fault and the place, so that whoever calls can say it in the reader's language."""

from enum import StrEnum


class PackFault(StrEnum):
    """What is wrong with a pack."""

    NOT_A_PACK = "not_a_pack"
    CUT_SHORT = "cut_short"
    NEWER = "newer"
    SIGNATURE = "signature"
    UNTRUSTED_KEY = "untrusted_key"
    CHANGED = "changed"
    TOO_LARGE = "too_large"
    FORBIDDEN_NAME = "forbidden_name"
    TWICE = "twice"
    MISSING = "missing"
    MALFORMED = "malformed"
    MISSING_PART = "missing_part"


class PackError(ValueError):
    """The pack can't be taken or built: ``fault`` says why, ``where`` names the file or the key of the manifest."""

    def __init__(self, fault: PackFault, where: str = "") -> None:
        super().__init__(f"{fault.value.replace('_', ' ')}: {where}" if where else fault.value.replace("_", " "))
        self.fault = fault
        self.where = where

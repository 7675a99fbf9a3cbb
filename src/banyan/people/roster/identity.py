"""Identity numbers: 18 signs with a check digit (GB 11643-1999) or the 15 digits of before 1999."""

from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that is right in itself, always in its form of 18 signs, and what it says."""

    number: str
    born: str
    sex: str


def check_digit(first: str) -> str:
    """Return the last sign that belongs to the first 17 digits of an identity number."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def born_of(number: str) -> str | None:
    """Return the birth date that 18 signs hold as 1948-03-12; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        return None


def of_18(old: str) -> str:
    """Return the 18 signs that the 15 digits of an old number stand for."""
    first = f"{old[:6]}19{old[6:]}"
    return first + check_digit(first)


def sex_of(number: str) -> str:
    """Return the sex that 18 signs hold: an odd 17th digit is a man's."""
    return "male" if int(number[16]) % 2 else "female"

"""The codes by which people sign in: one on the screen that changes every ten minutes, one on paper that holds a day.

A code names its activity, says for which ten minutes or which day it was made, and proves it by a keyed hash, so that a photo of it is of
no use tomorrow. Only the clock of the server counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.models import Activity
from banyan.core.encryption import blind_index
from banyan.core.errors import RuleError
from banyan.web.words import say_day, say_moment

SCREEN_MINUTES = 10
# Signs that nobody mistakes for one another when they are typed from a wall (Crockford's base 32).
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_MISTAKEN = str.maketrans("oil", "011")
# 30 bits; a guess is right once in a billion, and wrong ones are counted.
_PROOF_SIGNS = 6
_FIRST_DAY = date(2020, 1, 1)
_MOST_SIGNS = 12


class UnableToReadCode(RuleError):
    """This is no code, or one that doesn't hold now; ``was_one`` tells the two apart."""

    def __init__(self, text: str, *, was_one: bool) -> None:
        super().__init__(text)
        self.was_one = was_one


@dataclass(frozen=True, slots=True)
class Code:
    """What stands in an address: the activity's number, "s" for the screen or "p" for paper, when it was made, and the proof."""

    activity: int
    medium: str
    window: int
    proof: str


def screen_code(activity: Activity, now: datetime) -> str:
    """Return the code that the screen shows now; it is taken for these ten minutes and the ten after."""
    return _written(activity, "s", _window(now))


def paper_code(activity: Activity, day: date) -> str:
    """Return the code that is printed for one day of the activity."""
    return _written(activity, "p", (day - _FIRST_DAY).days)


def day_for_paper(activity: Activity, today: date) -> date:
    """Return the day for which a sheet is printed: today while the activity lasts, else the nearest of its days."""
    return max(activity.on, min(today, timezone.localdate(activity.ends_at)))


def read_code(text: str) -> Code:
    """Take a code apart, however it was typed. Raise UnableToReadCode."""
    parts = text.strip().lower().translate(_MISTAKEN).split("-")
    if len(parts) != 3 or parts[1][:1] not in ("s", "p") or not all(0 < len(part) <= _MOST_SIGNS for part in parts):
        raise _no_code()
    numbers = [_number(part) for part in (parts[0], parts[1][1:])]
    if None in numbers:
        raise _no_code()
    return Code(numbers[0] or 0, parts[1][0], numbers[1] or 0, parts[2])


def check_code(code: Code, activity: Activity, now: datetime) -> None:
    """Raise UnableToReadCode when the code isn't one of the activity or doesn't hold now."""
    if code.proof != _proof(activity, code.medium, code.window):
        raise _no_code()
    if code.medium == "p":
        day = _FIRST_DAY + timedelta(days=code.window)
        if day != timezone.localdate(now):
            raise UnableToReadCode(_("This code is for %(day)s only. Ask whoever leads.") % {"day": say_day(day)}, was_one=True)
    elif code.window not in (_window(now), _window(now) - 1):
        shown = _begin() + timedelta(minutes=code.window * SCREEN_MINUTES)
        if timezone.localdate(shown) == timezone.localdate(now):
            text = _("The screen shows a newer code by now. Scan it there, or ask whoever leads.")
        else:
            text = _("This code was for %(when)s. Ask whoever leads.") % {"when": say_moment(shown)}
        raise UnableToReadCode(text, was_one=True)


def _no_code() -> UnableToReadCode:
    return UnableToReadCode(_("There is no such code. Scan it once more, or ask whoever leads."), was_one=False)


def _begin() -> datetime:
    return datetime.combine(_FIRST_DAY, datetime.min.time(), timezone.get_default_timezone())


def _window(now: datetime) -> int:
    return int((now - _begin()).total_seconds()) // (60 * SCREEN_MINUTES)


def _written(activity: Activity, medium: str, window: int) -> str:
    return f"{_signs(activity.pk)}-{medium}{_signs(window)}-{_proof(activity, medium, window)}"


def _proof(activity: Activity, medium: str, window: int) -> str:
    value = int(blind_index("check-in", f"{activity.uuid}\0{medium}\0{window}"), 16)
    return _signs(value % 32**_PROOF_SIGNS).rjust(_PROOF_SIGNS, "0")


def _signs(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 32)
        signs = _SIGNS[rest] + signs
    return signs or "0"


def _number(signs: str) -> int | None:
    number = 0
    for sign in signs:
        if sign not in _SIGNS:
            return None
        number = 32 * number + _SIGNS.index(sign)
    return number if signs else None

"""What a person's record holds, and how each value is checked and brought into its usual form, by whatever way it comes in."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.kernels.hanzi import pinyin_key
from banyan.people.models import CareTag, Dialect, PartyStatus, Person, RetireeStatus, Sex, index_of_identity, index_of_phone
from banyan.people.roster.cells import NOTHING, Reason
from banyan.people.roster.days import read_day
from banyan.people.roster.identity import IdentityNumber
from banyan.people.roster.names import read_name
from banyan.people.roster.phones import read_phones
from banyan.people.roster.values import read_identity

# Every field that people write, in the order in which pages show them.
DETAILS = (
    "name",
    "sex",
    "born",
    "identity_number",
    "phone",
    "without_phone",
    "address",
    "status",
    "retired_on",
    "former_unit",
    "former_post",
    "party",
    "joined_on",
    "mobile_member",
    "dialects",
    "skills",
    "care_tags",
    "emergency_name",
    "emergency_phone",
    "remark",
)
# Shown with stars until somebody asks to see them, which the audit trail keeps.
MASKED = ("identity_number", "phone", "emergency_phone")
_CHOICES: dict[str, type[Any]] = {"sex": Sex, "status": RetireeStatus, "party": PartyStatus}
_LISTS: dict[str, type[Any]] = {"dialects": Dialect, "care_tags": CareTag}


def checked_details(details: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the details in their usual form, and by field the reason for each that can't be taken. Raise KeyError for an unknown field."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, given in details.items():
        if name not in DETAILS:
            raise KeyError(name)
        value = _READERS.get(name, _text)(given)
        if isinstance(value, Reason):
            problems[name] = str(value)
        elif reason := _why_not_chosen(name, value):
            problems[name] = reason
        else:
            values[name] = value
    return values, problems | _contradictions(values)


def take_details(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write checked values into ``person`` (not saved), with what it is found by; return the values before of those that changed."""
    before = {}
    for name, value in values.items():
        if getattr(person, name) != value:
            before[name] = getattr(person, name)
            setattr(person, name, value)
    person.name_key = pinyin_key(person.name)
    person.identity_index = index_of_identity(person.identity_number)
    person.phone_index = index_of_phone(person.phone)
    return before


def _text(given: Any) -> Any:
    return given.strip() if isinstance(given, str) else given


def _words(given: Any) -> list[str]:
    return [word for word in given if word]


def _identity(given: str) -> str | Reason:
    found = read_identity(given)
    return found.number if isinstance(found, IdentityNumber) else found or ""


def _phone(given: str) -> str | Reason:
    found = read_phones(given)
    if found is None or isinstance(found, Reason):
        return found or ""
    if len(found.numbers) > 1 or found.words:
        return Reason(_("Write one number here, without words. A second one belongs in the remark."))
    return found.numbers[0]


def _day(given: str) -> str | Reason:
    return "" if given.strip().lower() in NOTHING else read_day(given, today=timezone.localdate())


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": read_name,
    "born": _day,
    "retired_on": _day,
    "joined_on": _day,
    "identity_number": _identity,
    "phone": _phone,
    "emergency_phone": _phone,
    "dialects": _words,
    "skills": _words,
    "care_tags": _words,
}


def _why_not_chosen(name: str, value: Any) -> str:
    if name in _CHOICES:
        unknown = value and value not in _CHOICES[name].values
    else:
        unknown = name in _LISTS and any(word not in _LISTS[name].values for word in value)
    return _("Choose one of those that stand here.") if unknown else ""


def _contradictions(values: Mapping[str, Any]) -> dict[str, str]:
    number, born = values.get("identity_number", ""), values.get("born", "")
    in_number = read_identity(number) if number else None
    if born and isinstance(in_number, IdentityNumber) and not in_number.born.startswith(born):
        return {"born": _("The identity number says %(day)s. Correct one of the two.") % {"day": in_number.born}}
    if values.get("without_phone") and values.get("phone"):
        return {"without_phone": _("A telephone number stands above. Take it out, or this mark.")}
    return {}


def age_in_years(born: str, on: date) -> int | None:
    """Return the age that a person born on a day, in a month or in a year reaches by ``on`` at most; None when nothing is known."""
    if not born:
        return None
    year, rest = int(born[:4]), born[4:]
    # A year or month alone counts from its beginning.
    return on.year - year - (rest > on.isoformat()[4 : 4 + len(rest)])

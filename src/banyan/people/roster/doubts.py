"""Doubtful rows beside the persons whom they may mean, so that somebody can tell."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banyan.people.masking import masked
from banyan.people.models import Person, RosterRow
from banyan.people.roster.fields import BY_NAME
from banyan.people.roster.planning import changes_of
from banyan.people.roster.queries import candidates_of
from banyan.people.roster.staged import problems_of, values_of
from banyan.people.roster.words import in_words

_MASKED = ("identity_number", "phone", "emergency_phone")
_FIRST = ("born", "identity_number", "phone", "former_unit")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A person whom a row may mean: what is on record, and what the row would change, as (label, on record, in the file)."""

    person: Person
    told: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful row: its name, why it is doubtful, what it says, and whom it may mean."""

    row: RosterRow
    name: str
    reason: str
    told: list[tuple[str, str]]
    likenesses: list[Likeness]


def doubts_of(rows: list[RosterRow]) -> list[Doubt]:
    """Return the doubtful rows with their candidates, in two queries."""
    persons = candidates_of(rows)
    return [_doubt(row, [persons[pk] for pk in row.candidates if pk in persons]) for row in rows]


def _doubt(row: RosterRow, persons: list[Person]) -> Doubt:
    values = values_of(row)
    reason = "；".join(problem.reason for problem in problems_of(row)[:1])
    told = [(str(BY_NAME[name].label), shown(name, values[name])) for name in _FIRST if values.get(name)]
    return Doubt(row, str(values.get("name", "")), reason, told, [_likeness(person, values) for person in persons])


def _likeness(person: Person, values: dict[str, object]) -> Likeness:
    changes = [
        (_label(name), shown(name, getattr(person, name)) or "—", shown(name, value)) for name, value in changes_of(person, values).items()
    ]
    told = [(_label(name), shown(name, getattr(person, name))) for name in _FIRST if getattr(person, name)]
    return Likeness(person, told, changes)


def _label(name: str) -> str:
    return str(BY_NAME[name].label) if name in BY_NAME else _("Has a telephone")


def shown(name: str, value: object) -> str:
    """Return a value as it is shown on a page: numbers with stars."""
    return masked(str(value)) if name in _MASKED and value else in_words(name, value)

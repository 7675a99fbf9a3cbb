"""Rules that offices may set for themselves, each with a default, its unit and where it comes from."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule as the program knows it: its name in code, the value where nobody set one, unit, words and source for the reader.

    With ``choices`` (value, label) the rule's value is a list of some of them.
    """

    name: str
    default: Any
    unit: Any
    words: Any
    source: Any
    choices: tuple[tuple[str, Any], ...] = ()

    def in_words(self, value: Any) -> str:
        """A value as the reader sees it."""
        return "、".join(str(label) for chosen, label in self.choices if chosen in value) if self.choices else str(value)


_definitions: dict[str, Definition] = {}


def define_rule(  # a rule has these columns, and all but two are named by the caller
    name: str, default: Any, *, unit: Any, words: Any, source: Any, choices: tuple[tuple[str, Any], ...] = ()
) -> None:
    """Make a rule known (call it when the module of its part is loaded). Raise ValueError when the name has another default already."""
    definition = Definition(name, default, unit, words, source, choices)
    if _definitions.setdefault(name, definition).default != default:
        raise ValueError(f"the rule {name} is defined twice, with different defaults")


def defined_rules() -> list[Definition]:
    """All rules in the order of their names."""
    return [_definitions[name] for name in sorted(_definitions)]


def definition_of(name: str) -> Definition:
    """Return the rule's definition; raise KeyError for a name that no part defined."""
    return _definitions[name]

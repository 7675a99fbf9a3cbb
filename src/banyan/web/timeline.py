"""What happened to a record, step by step."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Event:
    """A step: when, what, who did it, and a tone ("green", "amber", "seal") when it matters more than the others."""

    at: date
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""

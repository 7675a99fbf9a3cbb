"""What is answered: dated sessions with who teaches and who comes, what is proved, and whoever can't be covered with the reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banyan.kernels.makeup.problem import Length


@dataclass(frozen=True, slots=True)
class Session:
    """A session to be held; ``announced`` is its id where people were told of it before."""

    day: date
    place: str
    room: str
    teacher: str
    length: Length
    learners: tuple[str, ...]
    announced: str | None = None


class Obstacle(StrEnum):
    """Why somebody can't be covered."""

    NEVER_ASHORE = "never_ashore"
    NO_TEACHER = "no_teacher"
    NO_ROOM = "no_room"
    TOO_FEW_DAYS = "too_few_days"
    FULL = "full"


class Remedy(StrEnum):
    """What can be done about it."""

    CARRY = "carry"
    NEXT_WINDOW = "next_window"
    FIND_TEACHER = "find_teacher"
    FIND_ROOM = "find_room"


@dataclass(frozen=True, slots=True)
class Short:
    """A learner who stays ``missing`` quarters short; ``days`` are examples of days that the remedy is about."""

    learner: str
    missing: int
    obstacle: Obstacle
    remedy: Remedy
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was reached and what can't be beaten, for one aim; equal where it is proved to be best."""

    value: int
    bound: int

    @property
    def is_proved(self) -> bool:
        """Say whether nothing better exists."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Plan:
    """The sessions in order of days, who stays short, and the proof of each aim in turn.

    ``covered`` is the sum of quarters credited up to what each owes; ``new_sessions`` doesn't count announced ones; ``trips`` are
    attendances; ``load`` is the sum of the squares of sessions per teacher, those held before with
    them; ``minutes`` are those of new sessions.
    """

    sessions: tuple[Session, ...]
    short: tuple[Short, ...]
    covered: Proof
    new_sessions: Proof
    trips: Proof
    load: Proof
    minutes: Proof

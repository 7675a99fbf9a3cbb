"""What a device notes: that somebody studied an item for so long, or answered its quiz; many of them as columns of few bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from banyan.kernels.journal.bits import Bits, as_bytes
from banyan.kernels.journal.columns import column_code, column_of
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.names import in_order, names_code, names_of, why_not_name

MOST_PACK = 2**32 - 1
# 2 to the 36th second is the year 4147.
MOST_STARTED = 2**36 - 1
MOST_ELAPSED = 100 * 24 * 3600
MOST_SCORE = 100


class Kind(IntEnum):
    """What was done with the item."""

    STUDY = 0
    QUIZ = 1


class Clock(IntEnum):
    """Who set the clock that the start was read from."""

    UNSET = 0
    HAND = 1
    NETWORK = 2
    SATELLITE = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One learner's study of one item: a fact of a device, never changed.

    ``started`` is the device's wall clock in seconds since 1970; ``elapsed`` are seconds by a clock that only goes on;
    ``score`` (0 to 100) belongs to quizzes alone; ``pack`` is the number of the study pack's version, 0 for none.
    """

    learner: str
    item: str
    started: int
    elapsed: int
    kind: Kind = Kind.STUDY
    score: int | None = None
    clock: Clock = Clock.HAND
    pack: int = 0


def check_event(event: Event) -> None:
    """Raise JournalError when a field of ``event`` can't be kept; ``where`` names the field."""
    wrong = {
        "learner": why_not_name(event.learner) is not None,
        "item": why_not_name(event.item) is not None,
        "started": not 0 <= event.started <= MOST_STARTED,
        "elapsed": not 0 <= event.elapsed <= MOST_ELAPSED,
        "pack": not 0 <= event.pack <= MOST_PACK,
        "score": (event.score is None) == (event.kind == Kind.QUIZ) or not 0 <= (event.score or 0) <= MOST_SCORE,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise JournalError(Fault.OUT_OF_RANGE, field)


def events_code(events: Sequence[Event]) -> bytes:
    """Write events in their order, at least one, as columns."""
    learners, items = in_order(event.learner for event in events), in_order(event.item for event in events)
    learner_at, item_at = {name: at for at, name in enumerate(learners)}, {name: at for at, name in enumerate(items)}
    columns: list[list[int]] = [
        [learner_at[event.learner] for event in events],
        [item_at[event.item] for event in events],
        [event.pack for event in events],
        [event.started for event in events],
        [event.clock for event in events],
        [event.elapsed for event in events],
        [event.kind for event in events],
        [event.score for event in events if event.score is not None],
    ]
    return as_bytes([names_code(learners), names_code(items), *(column_code(column) for column in columns if column)])


def events_of(content: bytes, count: int) -> tuple[Event, ...]:
    """Read ``count`` events, at least one; raise JournalError."""
    bits = Bits(content)
    learners, items = names_of(bits), names_of(bits)
    learner, item, pack, started, clock, elapsed, kind = (column_of(bits, count) for _ in range(7))
    quizzes = kind.count(Kind.QUIZ)
    scores = iter(column_of(bits, quizzes) if quizzes else [])
    bits.end()
    try:
        events = tuple(
            Event(
                learner=learners[learner[at]],
                item=items[item[at]],
                started=started[at],
                elapsed=elapsed[at],
                kind=Kind(kind[at]),
                score=next(scores) if kind[at] == Kind.QUIZ else None,
                clock=Clock(clock[at]),
                pack=pack[at],
            )
            for at in range(count)
        )
    except (IndexError, ValueError) as error:
        raise JournalError(Fault.GARBLED, "events") from error
    for event in events:
        check_event(event)
    return events

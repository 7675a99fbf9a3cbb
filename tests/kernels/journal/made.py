"""Events, devices and fleets for the tests of the journal."""

import random
from hashlib import sha256

from hypothesis import strategies as st

from banyan.kernels.journal.batch import BEGINNING, Batch, sealed
from banyan.kernels.journal.events import MOST_ELAPSED, MOST_PACK, MOST_STARTED, Clock, Event, Kind
from banyan.kernels.journal.keys import device_of, public_of

BEGAN = 1_790_000_000

names = st.one_of(
    st.integers(0, 10**10).map(str),
    st.integers(0, 200).map(lambda number: f"渔-{number:03d}"),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=16),
)
started = st.one_of(st.integers(0, MOST_STARTED), st.integers(BEGAN, BEGAN + 10**6))
elapsed = st.one_of(st.integers(0, MOST_ELAPSED), st.integers(0, 3600))
packs = st.one_of(st.just(0), st.integers(0, MOST_PACK))


@st.composite
def events(draw: st.DrawFn) -> Event:
    score = draw(st.one_of(st.none(), st.integers(0, 100)))
    return Event(
        learner=draw(names),
        item=draw(names),
        started=draw(started),
        elapsed=draw(elapsed),
        kind=Kind.STUDY if score is None else Kind.QUIZ,
        score=score,
        clock=draw(st.sampled_from(Clock)),
        pack=draw(packs),
    )


def secret_of(number: int) -> bytes:
    return sha256(f"device {number}".encode()).digest()


def device_number(number: int) -> bytes:
    return device_of(public_of(secret_of(number)))


def study(learner: str = "1", item: str = "1", *, at: int = BEGAN, seconds: int = 600, pack: int = 0) -> Event:
    return Event(learner, item, at, seconds, pack=pack)


def quiz(learner: str = "1", item: str = "1", *, score: int, at: int = BEGAN, seconds: int = 60) -> Event:
    return Event(learner, item, at, seconds, Kind.QUIZ, score)


def chain(*parts: list[Event], device: int = 1, incarnation: bytes = b"inc1", after: Batch | None = None) -> list[Batch]:
    """Batches that follow one another, and ``after`` when there is one."""
    batches: list[Batch] = [after] if after else []
    for part in parts:
        first, previous = (batches[-1].header.last + 1, batches[-1].hash) if batches else (1, BEGINNING)
        batches.append(sealed(part, secret=secret_of(device), incarnation=incarnation, first=first, previous=previous))
    return batches[1:] if after else batches


def month(seed: int) -> list[Event]:
    """A month of a boat as docs/formats.md describes it: 32 learners with 12 items each."""
    chance = random.Random(seed)
    those = [
        Event(
            learner=str(learner),
            item=str(item),
            started=BEGAN + chance.randrange(30 * 24 * 3600),
            elapsed=max(60, round(chance.gauss(900, 240))),
            kind=Kind.QUIZ,
            score=min(100, max(0, round(chance.gauss(80, 12)))),
        )
        for learner in range(1, 33)
        for item in range(1, 13)
    ]
    return sorted(those, key=lambda event: event.started)

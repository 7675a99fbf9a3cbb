"""Random logs and devices, on the page and in Python in turn: what one writes the other reads, and both go on alike."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from banyan.kernels.journal.acknowledgement import acknowledgement, read_acknowledgement
from banyan.kernels.journal.batch import BEGINNING, Batch, check_batch, events_in, read_batch
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.log import Log, closed, heard, noted, offered
from tests.journeys.journal_twin import PUBLIC_KEY, SECRET, Twin, as_batch, twin
from tests.kernels.journal.made import BEGAN, chain, device_number, secret_of

__all__ = ["twin"]

pytestmark = [pytest.mark.browser, pytest.mark.once]


def said_by_shore(held: list[Batch], *, counter: int, device: int, store: bytes) -> bytes:
    links = (Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in held)
    segments = survey(links).segments
    return acknowledgement(store=store, epoch=BEGAN, counter=counter, device=device_number(device), segments=segments, secret=secret_of(99))


def varied(chance: random.Random) -> list[Event]:
    """Events of any kind that the journal keeps, few or many, of few names or many."""
    learners = [name_of(chance) for _ in range(chance.randint(1, 40))]
    items = [name_of(chance) for _ in range(chance.randint(1, 12))]
    return [one_of(chance, learners, items) for _ in range(chance.choice([1, 2, 3, 20, 150]))]


def name_of(chance: random.Random) -> str:
    letters = "榕树ab-_Zé😀﷽\ufeff09"
    free = "".join(chance.choice(letters) for _ in range(chance.randint(1, 12)))
    return chance.choice([str(chance.randrange(10 ** chance.randint(1, 12))), f"渔-{chance.randrange(200):03d}", free])


def one_of(chance: random.Random, learners: list[str], items: list[str]) -> Event:
    is_quiz = chance.random() < 0.5
    return Event(
        learner=chance.choice(learners),
        item=chance.choice(items),
        started=chance.choice([BEGAN + chance.randrange(10**6), chance.randrange(2**36)]),
        elapsed=chance.choice([chance.randrange(3600), chance.randrange(8_640_001)]),
        kind=Kind.QUIZ if is_quiz else Kind.STUDY,
        score=chance.randint(0, 100) if is_quiz else None,
        clock=chance.choice(list(Clock)),
        pack=chance.choice([0, 7, chance.randrange(2**32)]),
    )


def test_a_hundred_random_logs_written_on_the_page_are_read_here(twin: Twin) -> None:
    source = """(async () => {
      const { noted, closed, logOf, offered } = journal.log;
      let log = logOf({ incarnation });
      for (const part of parts) log = await closed(await noted(log, part, { secret }), { secret });
      return offered(log).map((batch) => batch.record);
    })()"""
    for seed in range(100):
        chance = random.Random(seed)
        parts = [varied(chance) for _ in range(chance.choice([1, 1, 2]))]

        read = [read_batch(record) for record in twin(source, parts=parts, incarnation=b"inc1", secret=SECRET)]

        for batch in read:
            check_batch(batch, PUBLIC_KEY)
        assert [event for batch in read for event in events_in(batch)] == [event for part in parts for event in part]
        assert [batch.header.previous for batch in read] == [BEGINNING, *(batch.hash for batch in read[:-1])]


def test_a_hundred_random_logs_written_here_are_read_on_the_page(twin: Twin) -> None:
    source = """Promise.all(records.map(async (record) => {
      const batch = await journal.batch.readBatch(record);
      await journal.batch.checkBatch(batch, key);
      return [batch, journal.batch.eventsIn(batch)];
    }))"""
    for seed in range(100, 200):
        events = varied(random.Random(seed))
        written = chain(*(events[at : at + 60] for at in range(0, len(events), 60)))

        read = twin(source, records=[batch.record for batch in written], key=PUBLIC_KEY)

        assert read == [[as_batch(batch), list(events_in(batch))] for batch in written]


def _steps(chance: random.Random) -> Iterator[tuple[str, Any, Log | str]]:
    """What happens to a device's log, and what Python makes of it: notes, hand-overs, words from the shore, old copies put back."""
    log, copies, shore = Log(b"inc0"), [Log(b"inc0")], list[Batch]()
    for number in range(1, 13):
        name = chance.choice(["noted", "noted", "closed", "heard", "heard", "copied"])
        given: Any = None
        if name == "noted":
            given = varied(chance)
            log = noted(log, given, secret=SECRET)
        elif name == "closed":
            log = closed(log, secret=SECRET)
        elif name == "copied":
            given = chance.randrange(len(copies))
            log = copies[given]
        else:
            shore += [batch for batch in log.batches if batch not in shore and chance.random() < 0.8]
            counter, device = max(number - chance.choice([0, 0, 0, 9]), 0), chance.choice([1] * 9 + [2])
            given = said_by_shore(shore, counter=counter, device=device, store=chance.choice([b"store--1"] * 9 + [b"store--2"]))
            try:
                log = heard(log, read_acknowledgement(given), public_key=PUBLIC_KEY, fresh=b"in%02d" % number)
            except JournalError as error:
                yield name, given, str(error)
                copies.append(log)
                continue
        copies.append(log)
        yield name, given, log


def test_a_hundred_random_devices_go_on_as_in_python(twin: Twin) -> None:
    source = """(async () => {
      const { noted, closed, heard, logOf, offered, firstWaiting, headOf } = journal.log;
      let log = logOf({ incarnation: fresh[0] });
      const copies = [log];
      const after = [];
      const step = {
        noted: (given) => noted(log, given, { secret }),
        closed: () => closed(log, { secret }),
        copied: (given) => copies[given],
        heard: async (given, number) =>
          heard(log, await journal.acknowledgement.readAcknowledgement(given), { publicKey, fresh: fresh[number] }),
      };
      for (let number = 1; number < fresh.length; number += 1) {
        try {
          const [name, given] = steps[number - 1];
          log = await step[name](given, number);
          const left = [offered(log), offered(log, { everything: true })].map((those) => those.map(({ hash }) => hash));
          after.push([log.incarnation, ...left, log.waiting, firstWaiting(log), headOf(log)]);
        } catch (error) {
          after.push(error.message);
        }
        copies.push(log);
      }
      return after;
    })()"""
    for seed in range(100):
        steps = list(_steps(random.Random(seed)))
        fresh = [b"inc0", *(b"in%02d" % number for number in range(1, len(steps) + 1))]

        after = twin(source, steps=[step[:2] for step in steps], fresh=fresh, secret=SECRET, publicKey=PUBLIC_KEY)

        assert after == [_state(log) for _name, _given, log in steps]


def _state(log: Log | str) -> Any:
    if isinstance(log, str):
        return log
    left = [[batch.hash for batch in offered(log, everything=everything)] for everything in (False, True)]
    return [log.incarnation, *left, list(log.waiting), log.first_waiting, log.head]

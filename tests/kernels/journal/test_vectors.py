"""The bytes of every form of record, as tests/vectors/journal.json has them: the page's JavaScript is held to the same file.

`python -m tests.kernels.journal.test_vectors` writes the file anew, which a new number of the form needs.
"""

import json
from pathlib import Path
from typing import Any

from banyan.kernels.journal.acknowledgement import acknowledgement
from banyan.kernels.journal.batch import Batch, fitting
from banyan.kernels.journal.bits import as_bytes
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.columns import column_code
from banyan.kernels.journal.enrolment import enrolment
from banyan.kernels.journal.events import Clock, Event, Kind, events_code
from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.names import in_order, names_code
from banyan.kernels.journal.receipt import receipts, short_receipts, summary
from banyan.kernels.journal.records import key_record, packed
from banyan.kernels.journal.text import hanzi, hanzi_text, spoken_lines
from tests.kernels.journal.made import BEGAN, chain, device_number, month, quiz, secret_of, study

FILE = Path(__file__).parents[2] / "vectors" / "journal.json"
COLUMNS = [
    [0],
    [7, 7, 7],
    [5, 6, 5, 7],
    [0, 0, 0, 0, 900, 0, 1],
    [80, 83, 77, 79, 100, 60, 82, 81],
    [1_790_000_000, 1_790_000_600, 1_790_001_300, 1_790_000_900],
    [0, 2**52 - 1],
    [2**36 - 1, 0, 2**36 - 1],
]
NAMES = [["1", "2", "10", "9"], ["L001", "L002", "L004", "K9"], ["渔-001", "渔-002", "a", "榕树"], ["x" * 64]]
VARIED = [
    study("1", "1"),
    quiz("2", "1", score=0, at=BEGAN - 5),
    Event("渔-007", "课-2", 0, 0, clock=Clock.UNSET, pack=2**32 - 1),
    Event("L10", "课-10", 2**36 - 1, 8_640_000, Kind.QUIZ, 100, Clock.SATELLITE, 3),
    study("L9", "2", at=BEGAN + 600, pack=3),
]
MAC_KEY = bytes(range(32))


def written() -> dict[str, Any]:
    first = chain(VARIED)
    rest = chain(month(5)[:40], month(5)[40:60], after=first[0])
    other = chain([study(item="9")], after=first[0])
    held = [*first, *rest, *other]
    found = survey((_link(one) for one in held), heads={rest[0].hash})
    rows = summary(month(5))
    signed = receipts(rows, secret=secret_of(1), counter=7000, covers=[rest[-1].hash], most_bytes=600)
    short = short_receipts(rows[:24], mac_key=MAC_KEY, device=device_number(1), counter=7100, covers=[rest[-1].hash])
    said = acknowledgement(
        store=b"store--1", epoch=BEGAN, counter=300, device=device_number(1), segments=found.segments, secret=secret_of(99)
    )
    introduced = enrolment(secret=secret_of(1), mac_key=MAC_KEY, title="粤渔 0001 老陈的手机")
    parcel = packed([key_record(public_of(secret_of(1))), *(one.record for one in held)])
    return {
        "columns": [{"values": values, "hex": as_bytes([column_code(values)]).hex()} for values in COLUMNS],
        "names": [{"names": names, "in_order": in_order(names), "hex": as_bytes([names_code(in_order(names))]).hex()} for names in NAMES],
        "secret": secret_of(1).hex(),
        "public_key": public_of(secret_of(1)).hex(),
        "device": device_number(1).hex(),
        "mac_key": MAC_KEY.hex(),
        "events": [{"events": list(map(_event, events)), "hex": events_code(events).hex()} for events in (VARIED, month(5)[:40])],
        "fitting": [{"events": list(map(_event, month(seed))), "count": fitting(month(seed))} for seed in (5, 6)],
        "batches": [_batch(one) for one in held],
        "survey": {
            "heads": [rest[0].hash.hex()],
            "segments": [[one.incarnation.hex(), one.first, one.last, one.head.hex()] for one in found.segments],
            "forks": [[one.incarnation.hex(), one.first] for one in found.forks],
            "gaps": [[one.incarnation.hex(), one.first, one.last] for one in found.gaps],
        },
        "shore_secret": secret_of(99).hex(),
        "acknowledgement": said.hex(),
        "summary": [[row.learner, row.item, row.day, row.minutes, row.score] for row in rows],
        "receipts": [one.hex() for one in signed],
        "short_receipts": [one.hex() for one in short],
        "enrolment": introduced.hex(),
        "parcel": parcel.hex(),
        "hanzi": hanzi(),
        "hanzi_text": hanzi_text(short[0]),
        "spoken_lines": spoken_lines(short[0]),
        "qr_texts": qr_texts(parcel),
    }


def _link(batch: Batch) -> Link:
    return Link(batch.header.incarnation, batch.header.first, batch.header.last, batch.hash, batch.header.previous)


def _event(event: Event) -> list[Any]:
    return [event.learner, event.item, event.started, event.elapsed, event.kind, event.score, event.clock, event.pack]


def _batch(batch: Batch) -> dict[str, Any]:
    header = batch.header
    return {
        "incarnation": header.incarnation.hex(),
        "first": header.first,
        "count": header.count,
        "previous": header.previous.hex(),
        "hash": batch.hash.hex(),
        "hex": batch.record.hex(),
    }


def test_every_record_is_written_as_the_vectors_have_it() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(written()))


if __name__ == "__main__":
    FILE.write_text(json.dumps(written(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

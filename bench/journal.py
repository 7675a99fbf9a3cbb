"""`banyan bench journal`: bytes and seconds of study records from a boat, beside what Kolibri needs for as many, and the entropy bound.

On SQLite, and on PostgreSQL too when DATABASE_URL names one, in databases made for the run.
"""

import argparse
import gzip
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from random import Random
from statistics import NormalDist

from banyan.kernels.journal.events import Event, Kind, events_code
from banyan.kernels.journal.keys import device_of, public_of
from banyan.kernels.journal.log import Log, closed, noted
from banyan.kernels.journal.receipt import GLOBAL_BITS, REGIONAL_BITS, receipts, short_receipts, summary
from banyan.kernels.journal.records import key_record, packed

SIZES, MONTHS, SEED = (100, 1_000, 10_000), 200, 20221123
LEARNERS, ITEMS, DAYS = 32, 12, 30
# The model of docs/formats.md: seconds of an item, and its score, both rounded normal distributions.
ELAPSED, SCORE, LEAST_ELAPSED = NormalDist(900, 240), NormalDist(80, 12), 60
BEGAN = 1_790_000_000
SECRET, MAC_KEY = bytes(range(32)), bytes(32)
GOAL_BYTES, GOAL_SECONDS = 100_000, 2.0
# Kolibri 0.19.5, boat to shore on loopback, as recorded in November 2026 on two shared cores (PEERS.md): bytes on the wire, seconds.
KOLIBRI = {1_000: (150_000, 23.0), 10_000: (1_080_000, 100.0), LEARNERS * ITEMS: (614_000, 51.0)}


def main() -> None:
    """Print what records take, what a month takes, and how fast they are merged on each engine."""
    parser = argparse.ArgumentParser(prog="banyan bench journal")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().here:
        return merge_here()
    say_month()
    on_engines()
    return None


def month(seed: int) -> list[Event]:
    """A month of a boat: each learner with each item once, at any second of the month."""
    chance = Random(seed)
    those = [
        Event(
            learner=str(learner),
            item=str(item),
            started=BEGAN + chance.randrange(DAYS * 24 * 3600),
            elapsed=max(LEAST_ELAPSED, round(chance.gauss(ELAPSED.mean, ELAPSED.stdev))),
            kind=Kind.QUIZ,
            score=min(100, max(0, round(chance.gauss(SCORE.mean, SCORE.stdev)))),
        )
        for learner in range(1, LEARNERS + 1)
        for item in range(1, ITEMS + 1)
    ]
    return sorted(those, key=lambda event: event.started)


def many(count: int) -> list[Event]:
    """As many records as asked for, a month after the other."""
    months = [month(SEED + number) for number in range(-(-count // (LEARNERS * ITEMS)))]
    later = [
        Event(**(asdict(event) | {"started": event.started + number * DAYS * 24 * 3600}))
        for number, events in enumerate(months)
        for event in events
    ]
    return later[:count]


def parcel_of(events: list[Event]) -> bytes:
    """What a device hands over of these events."""
    log = closed(noted(Log(b"inc1"), events, secret=SECRET), secret=SECRET)
    return packed([key_record(public_of(SECRET)), *(batch.record for batch in log.batches)])


def say_month() -> None:
    """Print the bytes of a month in all its forms, beside the entropy of its model and plain JSON."""
    events = month(SEED)
    score = entropy(SCORE, 0, 100)
    full = len(events) * (math.log2(DAYS * 24 * 3600) + entropy(ELAPSED, LEAST_ELAPSED, 10_000) + score) / 8
    short = len(events) * (math.log2(DAYS) + entropy(NormalDist(15 - 1 / 120, 4), 1, 200) + score) / 8
    print(f"A month of a boat: {LEARNERS} learners x {ITEMS} items, {MONTHS} seeded months from {SEED} on")
    columns, parcel = len(events_code(events)), len(parcel_of(events))
    print(f"  records as columns   {columns:6,} bytes, entropy of the model {full:6,.0f}, ratio {columns / full:.2f} (goal 1.30)")
    print(f"  the same handed over {parcel:6,} bytes with keys, headers and signatures")
    plain = json.dumps([asdict(event) for event in events]).encode()
    print(f"  as JSON              {len(plain):6,} bytes, gzip {len(gzip.compress(plain, 9)):,}")
    fitting, sizes = 0, []
    for number in range(MONTHS):
        rows = summary(month(SEED + number))
        messages = receipts(rows, secret=SECRET, counter=8_000, covers=[bytes(16)], most_bytes=REGIONAL_BITS // 8)
        fitting += len(messages) == 1
        sizes.append(len(messages[0]))
    overhead = 2 + 8 + 2 + 1 + 6 + 64
    average = sum(sizes) / len(sizes)
    print(
        f"  as a receipt         {average:6,.0f} bytes, {fitting} of {MONTHS} in one regional message of 1,750 (goal {MONTHS * 95 // 100})"
    )
    columns = int(average - overhead)
    print(f"    of these columns   {columns:6,} bytes, entropy {short:6,.0f}, ratio {columns / short:.2f} (goal 1.30)")
    rows = summary(events)
    ones = short_receipts(rows, mac_key=MAC_KEY, device=device_of(public_of(SECRET)), counter=8_000, covers=[bytes(16)])
    bits = sum(8 * len(one) for one in ones) / len(ones)
    print(f"  a learner's month    {bits:6,.0f} bits on average, {len(ones)} global messages of {GLOBAL_BITS} for {LEARNERS} learners")


def entropy(around: NormalDist, least: int, most: int) -> float:
    """Return the bits of a normal variable rounded to whole numbers and clipped to a range."""
    edges = [0.0, *(around.cdf(value + 0.5) for value in range(least, most)), 1.0]
    shares = [after - before for before, after in pairwise(edges)]
    return -sum(share * math.log2(share) for share in shares if share > 0)


def on_engines() -> None:
    """Merge in a process of its own on each engine, since Django knows one database a process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANYAN_") and name != "DATABASE_URL"}
    command = [sys.executable, __file__, "--here"]
    with tempfile.TemporaryDirectory(prefix="banyan-bench-") as folder:
        environment |= {"BANYAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}
        subprocess.run(command, env=environment, check=True)
        if (address := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
            subprocess.run(command, env=environment | {"DATABASE_URL": address}, check=True)


def merge_here() -> None:
    """Merge into the database of the settings and print bytes and seconds."""
    # The settings are those of this process alone.
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from banyan.programmes.study.actions.journal import hand_in  # noqa: PLC0415
    from banyan.programmes.study.arrivals import read_arrivals  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    print(f"Merged on {connection.vendor}: handed over, merged, merged once more; Kolibri as recorded in November 2026 (no ratio)")
    merge: Callable[[bytes], object] = lambda content: hand_in(  # noqa: E731  # three times the same
        read_arrivals([("boat", content)]), route="file", at=timezone.now(), by=None
    )
    merge(parcel_of([Event("0", "0", BEGAN, 60)]))
    for count in (*SIZES[:1], LEARNERS * ITEMS, *SIZES[1:]):
        events = [Event(**(asdict(event) | {"item": f"{count}-{event.item}"})) for event in many(count)]
        began = time.perf_counter()
        content = parcel_of(events)
        written = time.perf_counter()
        merge(content)
        merged = time.perf_counter()
        merge(content)
        again = time.perf_counter()
        told = f"  {count:6,} records {len(content):7,} bytes, written {written - began:5.2f} s, merged {merged - written:5.2f} s"
        told += f", again {again - merged:5.2f} s"
        if count in KOLIBRI:
            size, seconds = KOLIBRI[count]
            told += f"   Kolibri {size:9,} bytes, {seconds:3.0f} s"
        print(told + (f"   (goal {GOAL_BYTES:,} bytes, {GOAL_SECONDS:.0f} s)" if count == SIZES[-1] else ""))


if __name__ == "__main__":
    main()

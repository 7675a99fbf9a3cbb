"""Whatever bytes or texts are handed in: they are read or refused, never a crash, and never much memory."""

import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from banyan.kernels.journal.acknowledgement import acknowledgement, read_acknowledgement
from banyan.kernels.journal.batch import MOST_EVENTS, events_in, read_batch
from banyan.kernels.journal.bits import as_bytes, golomb_code, width_code
from banyan.kernels.journal.chains import Segment
from banyan.kernels.journal.columns import SAME
from banyan.kernels.journal.enrolment import enrolment, read_enrolment
from banyan.kernels.journal.events import events_of
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.frames import joined, part_of
from banyan.kernels.journal.keys import SIGNATURE_BYTES, signed
from banyan.kernels.journal.receipt import read_receipt, receipts, short_receipts, summary
from banyan.kernels.journal.records import MOST_PARCEL_BYTES, MOST_RECORDS, PARCEL, packed, unpacked
from banyan.kernels.journal.text import hanzi, hanzi_records, spoken_record
from tests.kernels.journal.made import chain, device_number, month, secret_of

MOST_MEMORY = 64 * 2**20
ROWS = summary(month(3))
ACKNOWLEDGED = acknowledgement(
    store=b"store--1", epoch=1, counter=1, device=device_number(1), segments=[Segment(b"inc1", 1, 9, b"h" * 16)], secret=secret_of(9)
)
WHOLE = [
    chain(month(3)[:60])[0].record,
    receipts(ROWS, secret=secret_of(1), counter=1, covers=[b"h" * 16], most_bytes=1750)[0],
    short_receipts(ROWS, mac_key=b"k" * 32, device=device_number(1), counter=1, covers=[b"h" * 16])[0],
    ACKNOWLEDGED,
    enrolment(secret=secret_of(1), mac_key=b"k" * 32, title="粤渔 0001"),
]
READERS: list[Callable[[bytes], object]] = [
    lambda record: events_in(read_batch(record)),
    read_receipt,
    read_acknowledgement,
    read_enrolment,
    unpacked,
    lambda record: events_of(record, 50),
]


def read_all(content: bytes) -> None:
    for reader in READERS:
        with suppress(JournalError):
            reader(content)


@given(st.binary(max_size=400))
@example(b"")
@example(b"B")
@example(PARCEL)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_all(content)


@settings(max_examples=300)
@given(
    st.sampled_from([*WHOLE, packed(WHOLE)]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=6),
    st.integers(0, 4000),
)
def test_damaged_records_are_read_or_refused(record: bytes, changes: list[tuple[int, int]], size: int) -> None:
    damaged = bytearray(record)
    for place, byte in changes:
        damaged[place % len(damaged)] = byte

    read_all(bytes(damaged))
    read_all(bytes(damaged[: size % len(damaged)]))


@settings(max_examples=200)
@given(st.binary(min_size=60, max_size=300))
def test_records_that_somebody_signed_over_nonsense_are_read_or_refused(body: bytes) -> None:
    for kind in b"JRGAE":
        read_all(signed(bytes((kind, 1)) + body, secret_of(1)))


@given(st.text(max_size=200))
@example(hanzi()[:40])
@example("001  8N3G 3PGR NHCC 13DQ  01")
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (hanzi_records, spoken_record, lambda code: joined([part_of(code)]), lambda code: joined([part_of(f"BY:{code}")])):
        with suppress(JournalError):
            reader(text)


def peak_of(content: bytes) -> int:
    tracemalloc.start()
    try:
        read_all(content)
        with suppress(JournalError):
            for record in unpacked(content).records:
                read_all(record)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb() -> bytes:
    """As many events as a batch may say, in as few bytes as columns of one value take."""
    same = width_code(SAME, 3) + golomb_code(0)
    name = golomb_code(1) + "0" + golomb_code(0) + golomb_code(1) + "1" + width_code(1, 6)
    columns = as_bytes([name, name, *[same] * 7])
    header = b"J\x01" + device_number(1) + b"inc1" + b"\x01" + b"\x80\x08" + bytes(16)
    return signed(header + columns, secret_of(1))


def test_a_small_batch_of_many_events_stays_small() -> None:
    assert len(events_in(read_batch(bomb()))) == MOST_EVENTS
    assert peak_of(bomb()) < MOST_MEMORY


@pytest.mark.parametrize(
    "content",
    [
        packed([bomb()] * 20),
        PARCEL + b"\x01J" * ((MOST_PARCEL_BYTES - 7) // 2),
        PARCEL + b"\x00" * (MOST_PARCEL_BYTES - 7),
        packed([b"J\x01" + b"\xff" * 65_000] * 100),
        b"\xff" * MOST_PARCEL_BYTES,
    ],
    ids=["bombs", "tiny records", "empty records", "long records", "no records"],
)
def test_the_largest_parcels_take_less_than_64_mb(content: bytes) -> None:
    assert peak_of(content) < MOST_MEMORY


def test_more_than_a_parcel_may_hold_is_refused_with_what_was_read_before() -> None:
    parcel = unpacked(packed([b"J\x01"] * (MOST_RECORDS + 1)))

    assert len(parcel.records) == MOST_RECORDS
    assert parcel.fault is not None
    assert parcel.fault.fault == Fault.TOO_LARGE
    with pytest.raises(JournalError):
        unpacked(bytes(MOST_PARCEL_BYTES + 1))


def test_a_parcel_cut_short_gives_what_is_whole_and_says_so() -> None:
    whole = packed(WHOLE)

    parcel = unpacked(whole[: len(whole) - 10])

    assert list(parcel.records) == WHOLE[:-1]
    assert parcel.fault is not None
    assert parcel.fault.fault == Fault.CUT_SHORT


def test_a_record_of_a_newer_form_is_told_from_nonsense() -> None:
    with pytest.raises(JournalError) as refused:
        unpacked(b"J\x02" + bytes(200))
    assert refused.value.fault == Fault.NEWER
    with pytest.raises(JournalError) as refused:
        unpacked(b"<!DOCTYPE html>")
    assert refused.value.fault == Fault.NOT_OURS
    assert len(WHOLE[0]) > SIGNATURE_BYTES

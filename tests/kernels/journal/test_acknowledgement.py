"""A device offers what the shore didn't say it holds, and begins anew when the shore holds what it doesn't know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.journal.acknowledgement import (
    Acknowledgement,
    acknowledgement,
    not_acknowledged,
    read_acknowledgement,
    tells_of_another,
)
from banyan.kernels.journal.batch import Batch
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import public_of
from tests.kernels.journal.made import chain, device_number, secret_of, study

SHORE = secret_of(99)


def part(number: int) -> list[Event]:
    return [study(item=f"{number}-{place}") for place in range(2)]


def said(*held: Batch, epoch: int = 1, counter: int = 1) -> Acknowledgement:
    links = (Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in held)
    record = acknowledgement(
        store=b"store--1", epoch=epoch, counter=counter, device=device_number(1), segments=survey(links).segments, secret=SHORE
    )
    return read_acknowledgement(record)


def test_an_acknowledgement_comes_back_with_the_key_that_signed_it() -> None:
    batches = chain(part(1), part(2))

    read = said(*batches, epoch=7, counter=300)

    assert (read.store, read.epoch, read.counter, read.device) == (b"store--1", 7, 300, device_number(1))
    assert [(one.first, one.last, one.head) for one in read.segments] == [(1, 4, batches[1].hash[:6])]
    assert read.shore_key == public_of(SHORE)


@given(st.data())
def test_an_acknowledgement_with_a_changed_bit_is_refused(data: st.DataObject) -> None:
    record = bytearray(
        acknowledgement(
            store=b"store--1", epoch=1, counter=1, device=device_number(1), segments=said(*chain(part(1))).segments, secret=SHORE
        )
    )
    place = data.draw(st.integers(0, len(record) * 8 - 1))
    record[place // 8] ^= 1 << place % 8

    with pytest.raises(JournalError):
        read_acknowledgement(bytes(record))


def test_everything_is_offered_until_the_shore_has_spoken() -> None:
    batches = chain(part(1), part(2))

    assert not_acknowledged(batches, None) == batches


@given(st.sets(st.integers(0, 7)))
def test_exactly_what_the_shore_does_not_hold_is_offered(held: set[int]) -> None:
    batches = chain(*(part(number) for number in range(8)))

    offered = not_acknowledged(batches, said(*(batches[number] for number in held)))

    assert [batches.index(one) for one in offered] == [number for number in range(8) if number not in held]


def test_a_shore_that_knows_less_than_before_is_offered_the_difference_again() -> None:
    batches = chain(part(1), part(2), part(3))

    assert not_acknowledged(batches, said(*batches)) == []
    assert not_acknowledged(batches, said(*batches[:1], epoch=2)) == batches[1:]


def test_the_branch_of_another_copy_ends_nothing_of_ours() -> None:
    begin = chain(part(1))
    ours, theirs = chain(part(2), after=begin[0]), chain(part(3), after=begin[0])

    # Its one unbroken stretch ends in a head that we don't know, so we offer all again.
    assert not_acknowledged([*begin, *ours], said(*begin, *theirs)) == [*begin, *ours]
    assert not_acknowledged([*begin, *ours], said(*begin, *theirs, *ours)) == []


def test_an_old_copy_learns_that_it_is_one() -> None:
    begin = chain(part(1))
    lost = chain(part(2), after=begin[0])

    assert tells_of_another(begin, said(*begin, *lost), b"inc1")
    assert not tells_of_another([*begin, *lost], said(*begin), b"inc1")
    assert not tells_of_another(begin, said(*begin, *lost), b"inc2")


def test_too_many_segments_are_refused_rather_than_written() -> None:
    one = said(*chain(part(1))).segments[0]

    with pytest.raises(JournalError) as refused:
        acknowledgement(store=b"store--1", epoch=1, counter=1, device=device_number(1), segments=[one] * 2001, secret=SHORE)

    assert refused.value.fault == Fault.TOO_LARGE

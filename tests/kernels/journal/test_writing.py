"""What is written is read again, and takes as little room as promised."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from banyan.kernels.journal.batch import BEGINNING, check_batch, events_in, fitting, read_batch, sealed
from banyan.kernels.journal.bits import MOST_WIDTH, Bits, as_bytes, golomb_code, rice_code, rice_length, width_code
from banyan.kernels.journal.columns import column_code, column_of
from banyan.kernels.journal.events import Event, Kind, check_event, events_code, events_of
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.names import in_order, names_code, names_of
from banyan.kernels.journal.varints import Bytes, varint
from tests.kernels.journal.made import chain, events, month, names, quiz, secret_of, study

numbers = st.one_of(st.integers(0, 2**MOST_WIDTH - 1), st.integers(0, 300))


@given(st.lists(numbers, min_size=1), st.integers(0, 20))
def test_numbers_come_back_from_bits(values: list[int], low: int) -> None:
    codes = [code for value in values for code in (golomb_code(value), rice_code(value, low), width_code(value, MOST_WIDTH))]

    bits = Bits(as_bytes(codes))

    assert [(bits.golomb(), bits.rice(low), bits.number(MOST_WIDTH)) for _ in values] == [(value,) * 3 for value in values]
    bits.end()


@given(numbers, st.integers(0, 40))
def test_the_length_of_a_rice_code_is_known_before_it_is_written(value: int, low: int) -> None:
    assert rice_length(value, low) == len(rice_code(value, low))


@given(numbers)
def test_a_number_of_bytes_has_one_form(value: int) -> None:
    assert Bytes(varint(value)).varint() == value
    with pytest.raises(JournalError):
        Bytes(bytes((varint(value)[0] | 0x80, *varint(value)[1:-1], 0x80, 0))).varint()


@given(st.lists(st.one_of(st.integers(0, 2**52 - 1), st.integers(0, 300)), min_size=1, max_size=200))
@example([5] * 7)
@example([0, 2**52 - 1])
@example(list(range(1000, 1200)))
def test_a_column_comes_back(values: list[int]) -> None:
    bits = Bits(as_bytes([column_code(values)]))

    assert column_of(bits, len(values)) == values
    bits.end()


@given(st.lists(names, max_size=60))
@example([f"L{number}" for number in range(95, 105)])
@example(["9", "10", "009", "010", "Z", "z", "00", "0"])
def test_names_come_back_in_order_and_once(given_names: list[str]) -> None:
    ordered = in_order(given_names)

    bits = Bits(as_bytes([names_code(ordered)]))

    assert names_of(bits) == ordered
    assert set(ordered) == set(given_names)
    bits.end()


def test_ids_that_count_up_take_a_bit_or_two_each() -> None:
    assert len(names_code([f"L{number:03d}" for number in range(1, 33)])) < 32 * 2 + 50


@given(st.lists(events(), min_size=1, max_size=40))
def test_events_come_back_in_their_order(those: list[Event]) -> None:
    assert events_of(events_code(those), len(those)) == tuple(those)


@given(st.lists(events(), min_size=1, max_size=20), st.integers(1, 2**34))
def test_a_batch_comes_back_with_its_place_and_proves_its_writer(those: list[Event], first: int) -> None:
    previous = BEGINNING if first == 1 else b"h" * 16
    written = sealed(those, secret=secret_of(1), incarnation=b"abcd", first=first, previous=previous)

    read = read_batch(written.record)

    assert read == written
    assert (read.header.incarnation, read.header.first, read.header.count) == (b"abcd", first, len(those))
    assert events_in(read) == tuple(those)
    check_batch(read, public_of(secret_of(1)))
    with pytest.raises(JournalError) as refused:
        check_batch(read, public_of(secret_of(2)))
    assert refused.value.fault == Fault.WRONG_DEVICE


def test_the_same_events_make_the_same_bytes() -> None:
    assert chain([study(), quiz(score=90)]) == chain([study(), quiz(score=90)])


def test_the_header_takes_at_most_42_bytes() -> None:
    far = sealed(month(1), secret=secret_of(1), incarnation=b"abcd", first=2**34, previous=b"h" * 16)

    assert len(far.record) - len(events_code(month(1))) - 64 <= 42


@given(st.lists(events(), min_size=1, max_size=120))
def test_as_many_events_are_sealed_as_a_message_holds(those: list[Event]) -> None:
    count = fitting(those, most_bytes=700)

    def size(number: int) -> int:
        return len(sealed(those[:number], secret=secret_of(1), incarnation=b"abcd", first=2**34, previous=b"h" * 16).record)

    assert count == 1 or size(count) <= 700
    assert count == len(those) or size(count + 1) > 690


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (study(learner=""), "learner"),
        (study(learner="a b"), "learner"),
        (study(item="榕" * 22), "item"),
        (study(at=-1), "started"),
        (study(seconds=-1), "elapsed"),
        (study(seconds=9_000_000), "elapsed"),
        (study(pack=2**32), "pack"),
        (quiz(score=101), "score"),
        (quiz(score=-1), "score"),
        (Event("1", "1", 0, 0, Kind.QUIZ), "score"),
        (Event("1", "1", 0, 0, Kind.STUDY, 50), "score"),
    ],
)
def test_an_event_that_cannot_be_kept_is_refused_by_the_name_of_its_field(event: Event, field: str) -> None:
    with pytest.raises(JournalError) as refused:
        check_event(event)

    assert (refused.value.fault, refused.value.where) == (Fault.OUT_OF_RANGE, field)


def test_a_batch_without_events_is_not_written() -> None:
    with pytest.raises(JournalError):
        sealed([], secret=secret_of(1), incarnation=b"abcd", first=1, previous=BEGINNING)


@given(st.data())
def test_a_batch_with_one_changed_bit_is_never_taken(data: st.DataObject) -> None:
    record = bytearray(chain([study(), quiz(score=70)])[0].record)
    place = data.draw(st.integers(0, len(record) * 8 - 1))
    record[place // 8] ^= 1 << place % 8

    with pytest.raises(JournalError):
        check_batch(read_batch(bytes(record)), public_of(secret_of(1)))


@given(st.integers(0, 10_000))
def test_a_batch_cut_short_is_never_taken(size: int) -> None:
    record = chain(month(1)[:50])[0].record
    with pytest.raises(JournalError):
        check_batch(read_batch(record[: size % len(record)]), public_of(secret_of(1)))

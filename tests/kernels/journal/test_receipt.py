"""A month of a boat goes into one message, and a receipt never adds to the batches that it announces."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.receipt import (
    GLOBAL_BITS,
    REGIONAL_BITS,
    Row,
    check_receipt,
    day_of,
    is_covered,
    read_receipt,
    receipts,
    short_receipts,
    summary,
)
from tests.kernels.journal.made import device_number, events, month, quiz, secret_of, study

MAC_KEY = b"k" * 32
COVERS = [b"abcdefghijklmnop"]
PUBLIC = public_of(secret_of(1))


def rows_of(messages: list[bytes]) -> list[Row]:
    return [row for message in messages for row in read_receipt(message).rows]


def signed(rows: list[Row], bits: int = REGIONAL_BITS) -> list[bytes]:
    return receipts(rows, secret=secret_of(1), counter=20_000, covers=COVERS, most_bytes=bits // 8)


def short(rows: list[Row], bits: int = GLOBAL_BITS) -> list[bytes]:
    return short_receipts(rows, mac_key=MAC_KEY, device=device_number(1), counter=20_000, covers=COVERS, most_bytes=bits // 8)


def test_a_summary_has_the_last_day_whole_minutes_and_the_best_score() -> None:
    day = 24 * 3600

    rows = summary(
        [quiz(score=60), study(seconds=119), quiz(score=80, seconds=0), study(at=1_790_000_000 + day, seconds=0), study(item="2")]
    )

    first = day_of(1_790_000_000)
    assert rows == [Row("1", "1", first + 1, 2, 80), Row("1", "2", first, 10, None)]


def test_a_day_begins_at_midnight_in_china() -> None:
    assert day_of(int(datetime(2019, 12, 31, 16, tzinfo=UTC).timestamp())) == 0
    assert day_of(int(datetime(2020, 1, 1, 15, 59, 59, tzinfo=UTC).timestamp())) == 0
    assert day_of(int(datetime(2020, 1, 1, 16, tzinfo=UTC).timestamp())) == 1
    assert day_of(0) == 0


def test_of_200_months_at_least_95_in_100_go_into_one_regional_message() -> None:
    whole = [signed(summary(month(seed))) for seed in range(200)]

    assert sum(len(messages) == 1 for messages in whole) >= 190
    assert max(len(message) for messages in whole for message in messages) <= 1750
    assert rows_of(whole[0]) == summary(month(0))


def test_a_learners_month_goes_into_one_global_message() -> None:
    for seed in range(5):
        messages = short(summary(month(seed)))

        assert len(messages) == 32
        assert max(map(len, messages)) <= 70
        assert sorted(rows_of(messages), key=lambda row: (int(row.learner), int(row.item))) == summary(month(seed))


@given(st.lists(events(), min_size=1, max_size=60), st.integers(1400, 14_000))
def test_receipts_of_any_size_hold_every_row_once_and_each_stands_by_itself(those: list[Event], bits: int) -> None:
    rows = summary(those)
    try:
        messages = signed(rows, bits)
    except JournalError:
        # Not even one row: its ids are too long for so small a message.
        assert bits < 14_000
        return

    assert rows_of(messages) == rows
    assert max(map(len, messages)) <= bits // 8
    assert [read_receipt(message).counter for message in messages] == list(range(20_000, 20_000 + len(messages)))
    for message in messages:
        check_receipt(read_receipt(message), public_key=PUBLIC, mac_key=MAC_KEY)


@given(st.lists(events(), min_size=1, max_size=30))
def test_short_receipts_are_about_one_learner_each(those: list[Event]) -> None:
    messages = short(summary(those), 4000)

    for message in messages:
        read = read_receipt(message)
        assert len({row.learner for row in read.rows}) == 1
        check_receipt(read, public_key=PUBLIC, mac_key=MAC_KEY)


def test_an_id_too_long_for_the_message_is_refused_rather_than_cut() -> None:
    with pytest.raises(JournalError) as refused:
        short(summary([study(learner="x" * 60)]))

    assert refused.value.fault == Fault.TOO_LARGE


@given(st.data())
def test_a_receipt_with_a_changed_bit_proves_nothing(data: st.DataObject) -> None:
    rows = summary(month(1)[:30])
    message = bytearray(data.draw(st.sampled_from([signed(rows)[0], short(rows)[0]])))
    place = data.draw(st.integers(0, len(message) * 8 - 1))
    message[place // 8] ^= 1 << place % 8

    with pytest.raises(JournalError):
        check_receipt(read_receipt(bytes(message)), public_key=PUBLIC, mac_key=MAC_KEY)


def test_a_receipt_of_another_device_proves_nothing() -> None:
    for message in (signed(summary([study()]))[0], short(summary([study()]))[0]):
        with pytest.raises(JournalError) as refused:
            check_receipt(read_receipt(message), public_key=public_of(secret_of(2)), mac_key=MAC_KEY)
        assert refused.value.fault == Fault.WRONG_DEVICE


def test_a_short_receipt_under_another_secret_proves_nothing() -> None:
    with pytest.raises(JournalError) as refused:
        check_receipt(read_receipt(short(summary([study()]))[0]), public_key=PUBLIC, mac_key=b"x" * 32)

    assert refused.value.fault == Fault.SIGNATURE


def test_a_receipt_is_covered_when_the_whole_chain_it_sums_up_is_here() -> None:
    for message in (signed(summary([study()]))[0], short(summary([study()]))[0]):
        assert is_covered(read_receipt(message), COVERS)
        assert not is_covered(read_receipt(message), [b"zbcdefghijklmnop"])

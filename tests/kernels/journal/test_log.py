"""Fleets that copy, restore and clone their devices, and ways that reorder, repeat, cut and damage: the end is always the same."""

import random
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from banyan.kernels.journal.acknowledgement import acknowledgement, read_acknowledgement
from banyan.kernels.journal.batch import SEALED_AT_BYTES, Batch, check_batch, events_in, read_batch
from banyan.kernels.journal.chains import Link, Survey, survey
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.log import Log, closed, heard, noted, offered
from banyan.kernels.journal.records import packed, unpacked
from tests.kernels.journal.made import device_number, month, secret_of, study

SHORE = secret_of(99)


class Shore:
    """A store as the kernel sees it: batches by their hash."""

    def __init__(self) -> None:
        self.batches: dict[bytes, Batch] = {}
        self.heads: set[bytes] = set()
        self.epoch, self.counter = 1, 0

    def merge(self, content: bytes) -> None:
        try:
            parcel = unpacked(content)
        except JournalError:
            return
        last: dict[tuple[bytes, bytes], bytes] = {}
        for record in parcel.records:
            try:
                batch = read_batch(record)
                number = next(number for number in range(4) if device_number(number) == batch.header.device)
                check_batch(batch, public_of(secret_of(number)))
                events_in(batch)
            except (JournalError, StopIteration):
                continue
            self.batches[batch.hash] = batch
            last[batch.header.device, batch.header.incarnation] = batch.hash
        self.heads |= set(last.values())

    def survey(self, device: int) -> Survey:
        own = (batch for batch in self.batches.values() if batch.header.device == device_number(device))
        links = (Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in own)
        return survey(links, heads=self.heads)

    def acknowledgement(self, device: int) -> bytes:
        self.counter += 1
        return acknowledgement(
            store=b"store--1",
            epoch=self.epoch,
            counter=self.counter,
            device=device_number(device),
            segments=self.survey(device).segments,
            secret=SHORE,
        )

    def facts(self) -> set[tuple[bytes, bytes, int, Event]]:
        return {fact for batch in self.batches.values() for fact in facts_of(batch)}


def facts_of(batch: Batch) -> set[tuple[bytes, bytes, int, Event]]:
    header = batch.header
    return {(header.device, header.incarnation, number, event) for number, event in enumerate(events_in(batch), start=header.first)}


class Fleet(RuleBasedStateMachine):
    """Devices 0 to 2, each a log; copies put back later are roll-backs, copies used beside it are clones."""

    parcels = Bundle("parcels")
    copies = Bundle("copies")
    words = Bundle("words")

    def __init__(self) -> None:
        super().__init__()
        self.logs: list[tuple[int, Log]] = []
        self.shore = Shore()
        self.sent: list[bytes] = []
        self.was_copied = False
        self.drawn = 0

    def fresh(self) -> bytes:
        self.drawn += 1
        return sha256(f"incarnation {self.drawn}".encode()).digest()[:4]

    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        self.logs = [(number, Log(self.fresh())) for number in range(count)]

    def at(self, place: int) -> tuple[int, int, Log]:
        place %= len(self.logs)
        return place, *self.logs[place]

    @rule(place=st.integers(0, 9), item=st.integers(0, 10**6), count=st.integers(1, 4), started=st.integers(0, 2**33))
    def record(self, place: int, item: int, count: int, started: int) -> None:
        place, number, log = self.at(place)
        events = [study(item=f"{item}-{one}", at=started) for one in range(count)]
        self.logs[place] = number, noted(log, events, secret=secret_of(number))

    @rule(target=parcels, place=st.integers(0, 9), everything=st.booleans())
    def export(self, place: int, everything: bool) -> bytes:
        place, number, log = self.at(place)
        log = closed(log, secret=secret_of(number))
        self.logs[place] = number, log
        return packed(batch.record for batch in offered(log, everything=everything))

    @rule(parcel=parcels)
    def deliver(self, parcel: bytes) -> None:
        self.sent.append(parcel)
        self.shore.merge(parcel)

    @rule(parcel=parcels, size=st.integers(0, 4000))
    def deliver_cut_short(self, parcel: bytes, size: int) -> None:
        self.sent.append(parcel[: size % (len(parcel) + 1)])
        self.shore.merge(self.sent[-1])

    @rule(parcel=parcels, bit=st.integers(0, 10**6))
    def deliver_damaged(self, parcel: bytes, bit: int) -> None:
        damaged = bytearray(parcel)
        damaged[bit // 8 % len(damaged)] ^= 1 << bit % 8
        self.sent.append(bytes(damaged))
        self.shore.merge(self.sent[-1])

    @rule(target=words, place=st.integers(0, 9))
    def acknowledge(self, place: int) -> tuple[int, bytes]:
        _place, number, _log = self.at(place)
        return number, self.shore.acknowledgement(number)

    @rule(word=words, place=st.integers(0, 9))
    def hear(self, word: tuple[int, bytes], place: int) -> None:
        place, number, log = self.at(place)
        said = read_acknowledgement(word[1])
        if word[0] == number and (log.said is None or said.place >= log.said.place):
            self.logs[place] = number, heard(log, said, public_key=public_of(secret_of(number)), fresh=self.fresh())
            return
        with pytest.raises(JournalError) as refused:
            heard(log, said, public_key=public_of(secret_of(number)), fresh=self.fresh())
        assert refused.value.fault == (Fault.WRONG_DEVICE if word[0] != number else Fault.STALE)

    @rule(target=copies, place=st.integers(0, 9))
    def copy(self, place: int) -> tuple[int, Log]:
        _place, number, log = self.at(place)
        return number, log

    @rule(copied=copies, place=st.integers(0, 9))
    def roll_back(self, copied: tuple[int, Log], place: int) -> None:
        place, number, log = self.at(place)
        if number == copied[0] and log != copied[1]:
            self.logs[place] = copied
            self.was_copied = True

    @rule(copied=consumes(copies))
    def clone(self, copied: tuple[int, Log]) -> None:
        if len(self.logs) < 6:
            self.logs.append(copied)
            self.was_copied = True

    @rule(keep=st.randoms(use_true_random=False))
    def roll_back_the_shore(self, keep: random.Random) -> None:
        self.shore.batches = {name: batch for name, batch in self.shore.batches.items() if keep.random() < 0.5}
        self.shore.epoch += 1
        self.shore.heads = set()
        self.sent = [packed([batch.record]) for batch in self.shore.batches.values()]
        for parcel in self.sent:
            self.shore.merge(parcel)

    @invariant()
    def no_fork_without_a_copy(self) -> None:
        if not self.was_copied:
            assert all(self.shore.survey(number).forks == () for number in range(3))

    @invariant()
    def a_number_given_twice_is_flagged_as_a_fork(self) -> None:
        for number in range(3):
            twice: dict[tuple[bytes, int], set[Event]] = {}
            for batch in self.shore.batches.values():
                if batch.header.device == device_number(number):
                    for _device, incarnation, place, event in facts_of(batch):
                        twice.setdefault((incarnation, place), set()).add(event)
            if any(len(events) > 1 for events in twice.values()):
                assert self.shore.survey(number).forks

    def teardown(self) -> None:
        self.what_came_is_the_same_in_any_order()
        self.all_that_any_device_holds_arrives_in_the_end()

    def what_came_is_the_same_in_any_order(self) -> None:
        other = Shore()
        for parcel in [*reversed(self.sent), *self.sent[:2]]:
            other.merge(parcel)
        assert other.batches == self.shore.batches
        assert [other.survey(number) for number in range(3)] == [self.shore.survey(number) for number in range(3)]

    def all_that_any_device_holds_arrives_in_the_end(self) -> None:
        before = self.shore.facts()
        for _round in range(2):
            for place, (number, begun) in enumerate(self.logs):
                log = closed(begun, secret=secret_of(number))
                self.shore.merge(packed(batch.record for batch in offered(log)))
                word = read_acknowledgement(self.shore.acknowledgement(number))
                self.logs[place] = number, heard(log, word, public_key=public_of(secret_of(number)), fresh=self.fresh())
        for number, begun in self.logs:
            # Another copy may have gone on since this one last heard; once more, and nothing is left to offer.
            word = read_acknowledgement(self.shore.acknowledgement(number))
            log = heard(begun, word, public_key=public_of(secret_of(number)), fresh=self.fresh())
            assert offered(log) == []
            assert {fact for batch in log.batches for fact in facts_of(batch)} <= self.shore.facts()
        assert before <= self.shore.facts()


TestFleet = Fleet.TestCase
TestFleet.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_batch_is_sealed_when_it_is_full_and_at_a_hand_over() -> None:
    log = noted(Log(b"inc1"), month(1), secret=secret_of(1))

    assert len(log.batches) == 1
    assert len(log.batches[0].record) <= SEALED_AT_BYTES
    assert log.first_waiting == log.batches[0].header.last + 1
    assert log.waiting == tuple(month(1)[log.batches[0].header.last :])

    after = closed(log, secret=secret_of(1))

    assert after.waiting == ()
    assert [event for batch in after.batches for event in events_in(batch)] == month(1)
    assert closed(after, secret=secret_of(1)) == after


def test_an_event_that_cannot_be_kept_leaves_the_log_as_it_was() -> None:
    with pytest.raises(JournalError):
        noted(Log(b"inc1"), [study(), study(seconds=-1)], secret=secret_of(1))


def test_an_old_copy_goes_on_under_a_new_incarnation() -> None:
    shore, secret = Shore(), secret_of(1)
    copied = closed(noted(Log(b"inc1"), [study()], secret=secret), secret=secret)
    lost = closed(noted(copied, [study(item="2")], secret=secret), secret=secret)
    shore.merge(packed(batch.record for batch in lost.batches))

    word = read_acknowledgement(shore.acknowledgement(1))
    after = heard(copied, word, public_key=public_of(secret), fresh=b"inc2")

    assert after.incarnation == b"inc2"
    assert closed(noted(after, [study(item="3")], secret=secret), secret=secret).batches[-1].header.first == 1
    assert heard(lost, word, public_key=public_of(secret), fresh=b"inc2").incarnation == b"inc1"


def test_words_of_another_store_are_refused() -> None:
    log = closed(noted(Log(b"inc1"), [study()], secret=secret_of(1)), secret=secret_of(1))
    word = read_acknowledgement(Shore().acknowledgement(1))
    known = heard(log, word, public_key=public_of(secret_of(1)), fresh=b"inc2")

    with pytest.raises(JournalError) as refused:
        heard(known, replace(word, store=b"another!", counter=9), public_key=public_of(secret_of(1)), fresh=b"inc2")

    assert refused.value.fault == Fault.WRONG_SHORE

"""All that a device remembers, and how it goes on: notes events, seals batches, hears acknowledgements; nothing is ever taken away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from banyan.kernels.journal.acknowledgement import Acknowledgement, not_acknowledged, tells_of_another
from banyan.kernels.journal.batch import BEGINNING, INCARNATION_BYTES, Batch, fitting, sealed
from banyan.kernels.journal.events import Event, check_event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import device_of


@dataclass(frozen=True, slots=True)
class Log:
    """A device's sealed batches of all its incarnations, the events since, and the newest word from the shore.

    ``incarnation`` are 4 random bytes, new at install, after a restore and whenever the shore holds what this device doesn't know.
    """

    incarnation: bytes
    batches: tuple[Batch, ...] = ()
    waiting: tuple[Event, ...] = ()
    said: Acknowledgement | None = None

    @property
    def first_waiting(self) -> int:
        """The number of the first event that isn't sealed."""
        return self._before.header.last + 1 if self._before else 1

    @property
    def head(self) -> bytes:
        """The hash of the last batch of this incarnation, or zeros."""
        return self._before.hash if self._before else BEGINNING

    @property
    def _before(self) -> Batch | None:
        return self.batches[-1] if self.batches and self.batches[-1].header.incarnation == self.incarnation else None


def noted(log: Log, events: Iterable[Event], *, secret: bytes) -> Log:
    """Note events, and seal those that fill a batch; raise JournalError for one that can't be kept, without noting any."""
    added = tuple(events)
    for event in added:
        check_event(event)
    log = replace(log, waiting=log.waiting + added)
    while log.waiting and (count := fitting(log.waiting)) < len(log.waiting):
        log = _sealed(log, count, secret)
    return log


def closed(log: Log, *, secret: bytes) -> Log:
    """Seal what waits, for a hand-over."""
    return _sealed(log, len(log.waiting), secret) if log.waiting else log


def heard(log: Log, said: Acknowledgement, *, public_key: bytes, fresh: bytes) -> Log:
    """Take the shore's word; raise JournalError when it is about another device, from another store, or older than what is known.

    When the shore holds what this device doesn't know, it goes on under the incarnation ``fresh`` (4 bytes, random): what was noted
    since belongs to a branch of its own, which the shore keeps beside the other.
    """
    if said.device != device_of(public_key):
        raise JournalError(Fault.WRONG_DEVICE)
    if log.said is not None and said.store != log.said.store:
        raise JournalError(Fault.WRONG_SHORE)
    if log.said is not None and said.place < log.said.place:
        raise JournalError(Fault.STALE)
    if len(fresh) != INCARNATION_BYTES:
        raise JournalError(Fault.OUT_OF_RANGE, "incarnation")
    is_old_copy = tells_of_another(log.batches, said, log.incarnation)
    return replace(log, said=said, incarnation=fresh if is_old_copy else log.incarnation)


def offered(log: Log, *, everything: bool = False) -> list[Batch]:
    """Return the sealed batches to hand over: those that the shore didn't say it holds, or all."""
    return list(log.batches) if everything else not_acknowledged(log.batches, log.said)


def _sealed(log: Log, count: int, secret: bytes) -> Log:
    batch = sealed(log.waiting[:count], secret=secret, incarnation=log.incarnation, first=log.first_waiting, previous=log.head)
    return replace(log, batches=(*log.batches, batch), waiting=log.waiting[count:])

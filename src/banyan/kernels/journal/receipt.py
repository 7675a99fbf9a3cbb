"""A receipt: what learners did, summed up in one short message until the batches themselves arrive and take its place."""

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from banyan.kernels.journal.bits import Bits, as_bytes
from banyan.kernels.journal.columns import column_code, column_of
from banyan.kernels.journal.events import MOST_ELAPSED, MOST_SCORE, MOST_STARTED, Event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.keys import DEVICE_BYTES, SIGNATURE_BYTES, check_signature, device_of, public_of, signed
from banyan.kernels.journal.names import in_order, names_code, names_of
from banyan.kernels.journal.records import RecordKind, body_of, head, kind_of
from banyan.kernels.journal.varints import varint

REGIONAL_BITS, GLOBAL_BITS = 14_000, 560
DIGEST_BYTES = 6
SHORT_DIGEST_BYTES = 3
SHORT_DEVICE_BYTES = 4
MAC_BYTES = 8
MOST_ROWS = 4096
MOST_DIGESTS = 64
DAY_SECONDS = 24 * 3600
# 1 January 2020, counted from 1970: nobody studied with Banyan before.
FIRST_DAY = 18_262
# Days begin at midnight in China, which has had no summer time since 1991.
CHINA_SECONDS = 8 * 3600
_LABEL = b"banyan receipt 1"


@dataclass(frozen=True, slots=True)
class Row:
    """What a learner did with an item up to ``day`` (0 is 1 January 2020 in China): whole minutes in all, the best score or None."""

    learner: str
    item: str
    day: int
    minutes: int
    score: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message with rows; ``covers`` names the last batch of each chain that it sums up, by the beginning of its hash.

    ``device`` has 8 bytes, in a short receipt the first 4 of them; ``counter`` grows with every receipt of the device.
    """

    device: bytes
    counter: int
    covers: tuple[bytes, ...]
    rows: tuple[Row, ...]
    record: bytes

    @property
    def is_short(self) -> bool:
        """Whether it proves itself by a code of 8 bytes that only the device and the shore can make, in place of a signature."""
        return len(self.device) == SHORT_DEVICE_BYTES


def day_of(started: int) -> int:
    """Return the day in China, counted from 1 January 2020, of a moment in seconds since 1970; 0 for one before."""
    return max((started + CHINA_SECONDS) // DAY_SECONDS - FIRST_DAY, 0)


def summary(events: Iterable[Event]) -> list[Row]:
    """Sum events up: one row for each learner and item, with the last day; minutes are rounded down."""
    those = defaultdict(list)
    for event in events:
        those[event.learner, event.item].append(event)
    rows = [
        Row(
            learner,
            item,
            day=max(day_of(event.started) for event in same),
            minutes=sum(event.elapsed for event in same) // 60,
            score=max((event.score for event in same if event.score is not None), default=None),
        )
        for (learner, item), same in those.items()
    ]
    return _sorted(rows)


def receipts(rows: Sequence[Row], *, secret: bytes, counter: int, covers: Sequence[bytes], most_bytes: int) -> list[bytes]:
    """Write rows as signed messages of at most ``most_bytes``, each standing by itself, numbered from ``counter``; raise JournalError."""
    device = device_of(public_of(secret))

    def write(part: Sequence[Row], number: int) -> bytes:
        digests = [one[:DIGEST_BYTES] for one in covers]
        body = head(RecordKind.RECEIPT) + device + varint(number) + varint(len(digests)) + b"".join(digests)
        return signed(body + _rows_code(part), secret)

    return _split(_sorted(rows), write, counter=counter, most_bytes=most_bytes)


def short_receipts(
    rows: Sequence[Row], *, mac_key: bytes, device: bytes, counter: int, covers: Sequence[bytes], most_bytes: int = GLOBAL_BITS // 8
) -> list[bytes]:
    """Write messages of at most ``most_bytes`` for one learner each, proved by 64 bits of HMAC-SHA-256 in place of a signature.

    Raise JournalError when not even one row fits, as with ids that are too long.
    """

    def write(part: Sequence[Row], number: int) -> bytes:
        digests = [one[:SHORT_DIGEST_BYTES] for one in covers]
        body = varint(number) + varint(len(digests)) + b"".join(digests) + _rows_code(part)
        return head(RecordKind.SHORT_RECEIPT) + device[:SHORT_DEVICE_BYTES] + body + _mac(mac_key, device, body)

    written: list[bytes] = []
    for _learner, those in groupby(_sorted(rows), key=lambda row: row.learner):
        written += _split(list(those), write, counter=counter + len(written), most_bytes=most_bytes)
    return written


def read_receipt(record: bytes) -> Receipt:
    """Read a receipt of either kind, before anybody has proved whose it is; raise JournalError."""
    is_short = kind_of(record) == RecordKind.SHORT_RECEIPT
    reader = body_of(record, RecordKind.SHORT_RECEIPT if is_short else RecordKind.RECEIPT)
    device = reader.take(SHORT_DEVICE_BYTES if is_short else DEVICE_BYTES)
    counter, count = reader.varint(), reader.varint()
    if count > MOST_DIGESTS:
        raise JournalError(Fault.GARBLED, "covers")
    covers = tuple(reader.take(SHORT_DIGEST_BYTES if is_short else DIGEST_BYTES) for _ in range(count))
    rows = _rows_of(reader.rest(but=MAC_BYTES if is_short else SIGNATURE_BYTES))
    reader.take(MAC_BYTES if is_short else SIGNATURE_BYTES)
    return Receipt(device, counter, covers, rows, record)


def check_receipt(receipt: Receipt, *, public_key: bytes, mac_key: bytes) -> None:
    """Raise JournalError unless the device with these keys wrote ``receipt``."""
    device = device_of(public_key)
    if not device.startswith(receipt.device):
        raise JournalError(Fault.WRONG_DEVICE)
    if not receipt.is_short:
        check_signature(receipt.record, public_key)
        return
    body = receipt.record[2 + SHORT_DEVICE_BYTES : -MAC_BYTES]
    if not hmac.compare_digest(_mac(mac_key, device, body), receipt.record[-MAC_BYTES:]):
        raise JournalError(Fault.SIGNATURE)


def is_covered(receipt: Receipt, complete: Iterable[bytes]) -> bool:
    """Say whether all that ``receipt`` sums up is here; ``complete`` are hashes of batches held with all before them in their chain."""
    held = {one[: SHORT_DIGEST_BYTES if receipt.is_short else DIGEST_BYTES] for one in complete}
    return bool(receipt.covers) and held.issuperset(receipt.covers)


def _mac(key: bytes, device: bytes, body: bytes) -> bytes:
    # The counter stands at the beginning of the body.
    return hmac.digest(key, _LABEL + device + body, "sha256")[:MAC_BYTES]


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (len(row.learner.encode()), row.learner.encode(), len(row.item.encode()), row.item.encode()))


def _split(rows: Sequence[Row], write: Callable[[Sequence[Row], int], bytes], *, counter: int, most_bytes: int) -> list[bytes]:
    written: list[bytes] = []
    begin = 0
    while begin < len(rows):
        low, high = 1, min(len(rows) - begin, MOST_ROWS)
        while low < high:
            middle = (low + high + 1) // 2
            fits = len(write(rows[begin : begin + middle], counter + len(written))) <= most_bytes
            low, high = (middle, high) if fits else (low, middle - 1)
        message = write(rows[begin : begin + low], counter + len(written))
        if len(message) > most_bytes:
            raise JournalError(Fault.TOO_LARGE, rows[begin].item)
        written.append(message)
        begin += low
    return written


def _rows_code(rows: Sequence[Row]) -> bytes:
    learners, items = in_order(row.learner for row in rows), in_order(row.item for row in rows)
    item_at = {name: at for at, name in enumerate(items)}
    counts = [len(list(those)) for _learner, those in groupby(rows, key=lambda row: row.learner)]
    skipped: list[int] = []
    for _learner, those in groupby(rows, key=lambda row: row.learner):
        before = -1
        for row in those:
            skipped.append(item_at[row.item] - before - 1)
            before = item_at[row.item]
    columns = [
        counts,
        skipped,
        [row.day for row in rows],
        [row.minutes for row in rows],
        [int(row.score is not None) for row in rows],
        [row.score for row in rows if row.score is not None],
    ]
    return as_bytes([names_code(learners), names_code(items), *(column_code(column) for column in columns if column)])


def _rows_of(content: bytes) -> tuple[Row, ...]:
    bits = Bits(content)
    learners, items = names_of(bits), names_of(bits)
    if not learners or not items:
        raise JournalError(Fault.GARBLED, "rows")
    counts = column_of(bits, len(learners))
    if not 0 < min(counts) <= sum(counts) <= MOST_ROWS:
        raise JournalError(Fault.GARBLED, "rows")
    skipped, days, minutes, scored = (column_of(bits, sum(counts)) for _ in range(4))
    marks = iter(column_of(bits, sum(scored)) if 0 < sum(scored) <= len(scored) else [])
    bits.end()
    if max(scored) > 1:
        raise JournalError(Fault.GARBLED, "rows")
    rows: list[Row] = []
    try:
        for learner, count in zip(learners, counts, strict=True):
            at = -1
            for _ in range(count):
                place = len(rows)
                at += skipped[place] + 1
                rows.append(Row(learner, items[at], days[place], minutes[place], next(marks) if scored[place] else None))
    except (IndexError, StopIteration) as error:
        raise JournalError(Fault.GARBLED, "rows") from error
    if any(row.day > day_of(MOST_STARTED) or row.minutes > MOST_ELAPSED or (row.score or 0) > MOST_SCORE for row in rows):
        raise JournalError(Fault.GARBLED, "rows")
    return tuple(rows)

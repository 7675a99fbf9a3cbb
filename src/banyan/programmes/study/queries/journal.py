"""How the journals of devices stand: what is held, forks and gaps, what is aside, and what the shore says of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from banyan.kernels.journal.chains import Fork, Gap, Link, Segment, Survey, survey
from banyan.kernels.journal.credit import Flag, Held, credit
from banyan.kernels.journal.events import Clock, Kind
from banyan.kernels.journal.events import Event as Noted
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.receipt import Receipt as Message
from banyan.kernels.journal.receipt import is_covered, read_receipt
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Batch, Device, Event, Handover, Head, Receipt, Shore
from banyan.programmes.study.permissions import HANDERS

# The newest hand-overs of a device that an acknowledgement names; older copies than that offer some batches once more.
MOST_HEADS = 100
MOST_STRANGERS = 200
MOST_LOOKED_AT = 5000
_PLACE = ("incarnation", "first", "last", "hash", "previous")


@dataclass(frozen=True, slots=True)
class Totals:
    """What the store holds in all: events, those of devices that nobody enrolled, forks and gaps over all devices."""

    events: int
    aside: int
    forks: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Stranger:
    """A device that nobody enrolled: its number, how many events are held aside, and when something last came."""

    writer: str
    events: int
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device's journal stands: events, unbroken chains, forks, gaps, and receipts whose batches aren't all here."""

    events: int
    chains: tuple[Segment, ...]
    forks: tuple[Fork, ...]
    gaps: tuple[Gap, ...]
    receipts: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a hand-over brought of one device: new events, and how many forks and gaps its journal has now."""

    writer: str
    device: Device | None
    events: int
    forks: int
    gaps: int


def totals() -> Totals:
    """Count what the store holds."""
    surveys = surveys_of(None)
    return Totals(
        events=Event.objects.count(),
        aside=Event.objects.exclude(writer__in=Device.objects.values("ident")).count(),
        forks=sum(len(one.forks) for one in surveys.values()),
        gaps=sum(len(one.gaps) for one in surveys.values()),
    )


def surveys_of(writers: Iterable[str] | None) -> dict[str, Survey]:
    """Say how the batches of each device hang together (None: of all devices), by the device's number."""
    rows = Batch.objects.order_by("writer")
    if writers is not None:
        rows = rows.filter(writer__in=list(writers))
    links: dict[str, list[Link]] = {}
    for writer, incarnation, first, last, hash_, previous in rows.values_list("writer", *_PLACE):
        links.setdefault(writer, []).append(_link(incarnation, first, last, hash_, previous))
    heads = _heads(links)
    return {writer: survey(those, heads=heads.get(writer, frozenset())) for writer, those in links.items()}


def complete_batches(links: Iterable[Link]) -> set[bytes]:
    """Return the hashes of batches that are held with all before them."""
    by_hash = {link.hash: link for link in links}
    complete: set[bytes] = set()
    for link in sorted(by_hash.values(), key=lambda one: one.first):
        if link.first == 1 or link.previous in complete:
            complete.add(link.hash)
    return complete


def provisional_receipts(device: Device) -> list[Message]:
    """Return the receipts of a device whose batches aren't all here."""
    return _not_covered(device, [_link(*place) for place in Batch.objects.filter(writer=device.ident).values_list(*_PLACE)])


def _not_covered(device: Device, links: list[Link]) -> list[Message]:
    complete = complete_batches(links)
    messages = (read_receipt(bytes(row.record)) for row in Receipt.objects.filter(device=device))
    return [message for message in messages if not is_covered(message, complete)]


def standing_of(device: Device) -> Standing:
    """Say how a device's journal stands."""
    links = [_link(*place) for place in Batch.objects.filter(writer=device.ident).values_list(*_PLACE)]
    found = survey(links)
    return Standing(
        events=Event.objects.filter(writer=device.ident).count(),
        chains=found.segments,
        forks=found.forks,
        gaps=found.gaps,
        receipts=tuple(_not_covered(device, links)),
    )


def oddities_of(device: Device) -> list[Flag]:
    """Return what to look at in a device's newest events: odd clocks, learners in two places at once, study after it was revoked."""
    own = Event.objects.filter(writer=device.ident).order_by("-pk")
    learners = set(own.values_list("learner", flat=True)[:MOST_LOOKED_AT])
    rows = Event.objects.filter(learner__in=learners).select_related("batch").order_by("-pk")[:MOST_LOOKED_AT]
    revoked = {bytes.fromhex(device.ident): int(device.revoked_at.timestamp())} if device.revoked_at else {}
    found = credit((held_of(row) for row in rows), items={}, issued={}, revoked=revoked)
    return [flag for flag in found.flags if flag.held.device.hex() == device.ident]


def held_of(row: Event) -> Held:
    """Return an event as the kernel weighs it."""
    noted = Noted(row.learner, row.item, row.started, row.elapsed, Kind(row.kind), row.score, Clock(row.clock), row.pack)
    return Held(bytes.fromhex(row.writer), bytes.fromhex(row.incarnation), row.sequence, noted, int(row.batch.received_at.timestamp()))


def handovers_for(account: Account) -> QuerySet[Handover]:
    """What the account handed in, and what was handed in at places where it meets boats; the newest first."""
    kept = Q(made_by=account) | Q(organisation__in=visible_to(account, *HANDERS).order_by())
    return Handover.objects.filter(kept).select_related("made_by", "organisation").order_by("-made_at", "-pk")


def devices_in(handover: Handover) -> list[Found]:
    """Say of each device with new records in a hand-over how many these were, and how its journal stands now."""
    counted = Event.objects.filter(batch__handover=handover).values("writer").order_by("writer").annotate(events=Count("pk"))
    writers = {row["writer"]: row["events"] for row in counted}
    devices = {device.ident: device for device in Device.objects.filter(ident__in=writers).select_related("vessel")}
    surveys = surveys_of(writers)
    return [
        Found(writer, devices.get(writer), events, len(surveys[writer].forks), len(surveys[writer].gaps))
        for writer, events in writers.items()
    ]


def strangers() -> list[Stranger]:
    """Devices that nobody enrolled, with what is held aside of them; whoever was heard last comes first."""
    rows = Event.objects.exclude(writer__in=Device.objects.values("ident")).values("writer").order_by()
    counted = rows.annotate(events=Count("pk"), heard_at=Max("batch__received_at")).order_by("-heard_at")[:MOST_STRANGERS]
    return [Stranger(row["writer"], row["events"], row["heard_at"]) for row in counted]


def _link(incarnation: str, first: int, last: int, hash_: str, previous: str) -> Link:
    return Link(bytes.fromhex(incarnation), first, last, bytes.fromhex(hash_), bytes.fromhex(previous))


def _heads(writers: Iterable[str]) -> dict[str, frozenset[bytes]]:
    found: dict[str, list[bytes]] = {}
    named = Head.objects.filter(batch__writer__in=list(writers)).order_by("-pk")
    for writer, hash_ in named.values_list("batch__writer", "batch__hash"):
        newest = found.setdefault(writer, [])
        if len(newest) < MOST_HEADS:
            newest.append(bytes.fromhex(hash_))
    return {writer: frozenset(those) for writer, those in found.items()}


def shore_key() -> str:
    """Return the public key of this store in hexadecimal, empty while it has none."""
    shore = Shore.objects.first()
    return public_of(bytes.fromhex(shore.secret)).hex() if shore else ""

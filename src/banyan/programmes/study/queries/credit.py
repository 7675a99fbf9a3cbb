"""What study at sea has earned: a pure function of all that was handed in by enrolled devices and of the packs that were issued."""

from collections.abc import Collection
from dataclasses import dataclass

from banyan.kernels.journal.credit import Credit, credit
from banyan.kernels.journal.credit import Item as Asked
from banyan.kernels.journal.receipt import Row, read_receipt
from banyan.programmes.study.models import Device, Event, Pack, Receipt
from banyan.programmes.study.queries.journal import held_of, provisional_receipts


@dataclass(frozen=True, slots=True)
class Issued:
    """What all packs say: when each was issued (seconds since 1970), and of each item what it asks for and what it is called."""

    packs: dict[int, int]
    items: dict[str, Asked]
    titles: dict[str, str]


def issued() -> Issued:
    """Read all packs; of an item that several hold the newest counts, as its minutes may have been corrected."""
    found = Issued({}, {}, {})
    for manifest in Pack.objects.order_by("number").values_list("manifest", flat=True).iterator():
        found.packs[manifest["number"]] = manifest["issued"]
        for item in (item for course in manifest["courses"] for item in course["items"]):
            found.items[item["id"]] = Asked(item["minutes"], item["pass_score"])
            found.titles[item["id"]] = item["title"]
    return found


def earned(learners: Collection[str], said: Issued) -> tuple[Credit, ...]:
    """Return what these learners have earned; devices that nobody enrolled credit nothing, revoked ones nothing from then on."""
    devices = list(Device.objects.all())
    rows = Event.objects.filter(learner__in=learners, writer__in=[device.ident for device in devices]).select_related("batch")
    revoked = {bytes.fromhex(device.ident): int(device.revoked_at.timestamp()) for device in devices if device.revoked_at}
    account = credit(
        (held_of(row) for row in rows.iterator(chunk_size=2000)),
        items=said.items,
        issued=said.packs,
        provisional=_provisional(learners),
        revoked=revoked,
    )
    return account.credits


def _provisional(learners: Collection[str]) -> list[Row]:
    wanted: list[Row] = []
    for device in Device.objects.filter(revoked_at=None, receipts__isnull=False).distinct():
        wanted += [row for message in provisional_receipts(device) for row in message.rows if row.learner in learners]
    return wanted


def learners_of(devices: Collection[str]) -> set[str]:
    """Return whom these devices wrote of, in records and in receipts."""
    found = set(Event.objects.filter(writer__in=devices).values_list("learner", flat=True).distinct())
    receipts = Receipt.objects.filter(device__ident__in=devices).values_list("record", flat=True)
    return found | {row.learner for record in receipts for row in read_receipt(bytes(record)).rows}

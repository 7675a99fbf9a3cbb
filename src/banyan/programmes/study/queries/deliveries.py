"""Who carries study where: deliveries and carriers of an account, and whom to send before which voyage."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Attendance
from banyan.activities.permissions import KEEPERS
from banyan.kernels.matching import Instance, LeftOut, Matching, OutReason, PairReason, Wishes, left_out, match, pair_reasons
from banyan.people.models import Account, Person, Role
from banyan.people.queries import rule, visible_to
from banyan.programmes.study.ashore import voyage_days
from banyan.programmes.study.models import Carrier, Delivery, Handout, Pack, Vessel, Voyage
from banyan.programmes.study.queries.ashore import years_of
from banyan.programmes.study.queries.devices import vessels_for

MOST_VOYAGES = 500
# Quality of a pair, of 1,000: a carrier whom the crew knows, and a day close to the sailing, so that the pack is fresh.
_BASE, _KNOWN, _A_DAY_EARLIER = 600, 250, 30
PAIR_WORDS = {
    PairReason.ONLY: gettext_lazy("the only one who can"),
    PairReason.LOTTERY: gettext_lazy("drawn by lot among equals"),
    PairReason.BEST: gettext_lazy("the best for all boats together"),
    PairReason.PINNED: gettext_lazy("chosen by hand"),
    PairReason.KEPT: gettext_lazy("kept from before"),
}


def carriers_for(account: Account) -> QuerySet[Carrier]:
    """Carriers that the account keeps."""
    kept = Carrier.objects.filter(organisation__in=visible_to(account, *KEEPERS).order_by())
    return kept.select_related("person", "organisation")


def deliveries_for(account: Account) -> QuerySet[Delivery]:
    """Deliveries that the account may see: of vessels it keeps, of boats where it carries, and its own."""
    kept = Q(vessel__in=vessels_for(account).order_by()) | Q(carrier__organisation__in=visible_to(account, Role.CARRIER).order_by())
    if account.person_id:
        kept |= Q(carrier__person=account.person_id)
    return Delivery.objects.filter(kept).select_related("vessel__organisation", "carrier__person", "voyage", "received_by__person")


def handouts_for(account: Account) -> QuerySet[Handout]:
    """What those deliveries carried."""
    return Handout.objects.filter(delivery__in=deliveries_for(account).order_by()).select_related(
        "delivery__vessel", "delivery__carrier__person", "pack"
    )


def trips_in_month(carrier: Carrier, on: date) -> int:
    """How often a carrier goes in the month of a day."""
    return Delivery.objects.standing().filter(carrier=carrier, on__year=on.year, on__month=on.month).count()


def is_at_sea(vessel: Vessel, on: date) -> bool:
    """Say whether a boat is known to be out on a day; on those on which it leaves or returns it can be met."""
    near = Voyage.objects.standing().filter(vessel=vessel, expected_from__gte=on - timedelta(days=400))
    spans = [voyage_days(voyage, on) for voyage in near if (voyage.left_on or voyage.expected_from) <= on]
    return any(span.first < on < span.last for span in spans)


def packs_to_carry(vessels: Collection[int]) -> dict[int, list[Pack]]:
    """Packs of each vessel that nobody carried or is to carry."""
    carried = Handout.objects.exclude(state=Handout.State.NOT_CARRIED).filter(pack__isnull=False).values("pack")
    found: defaultdict[int, list[Pack]] = defaultdict(list)
    for pack in Pack.objects.filter(vessel__in=vessels).exclude(pk__in=carried).order_by("number"):
        found[pack.vessel_id].append(pack)
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier who could go to a boat on a day."""

    carrier: Carrier
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to send before a voyage and why; without a way, ``reason`` says why nobody can. ``ways`` are the best who could."""

    voyage: Voyage
    way: Way | None
    reason: str
    ways: tuple[Way, ...]
    packs: tuple[Pack, ...]


def voyages_to_supply(account: Account, today: date, until: date) -> list[Voyage]:
    """Voyages that begin soon and to which nobody carries anything yet, the first to leave on top."""
    taken = Delivery.objects.standing().filter(voyage=OuterRef("pk")).values("pk")[:1]
    waiting = Voyage.objects.waiting().filter(vessel__in=vessels_for(account).order_by(), vessel__ended_on=None)
    rows = waiting.filter(expected_from__gte=today, expected_from__lte=until).annotate(taken=Subquery(taken)).filter(taken=None)
    return list(rows.select_related("vessel__organisation", "vessel__home_port").order_by("expected_from", "pk")[:MOST_VOYAGES])


def propose(voyages: Sequence[Voyage], carriers: Sequence[Carrier], *, today: date) -> list[Proposal]:
    """Match voyages with carriers and days: most boats supplied, trips of the year even, then who is known aboard and close to sailing."""
    board = _Board(voyages, carriers, today)
    instance = board.instance
    matching = match(instance, Wishes(even_loads=True, seed=len(voyages)))
    return _proposals(board, instance, matching)


class _Board:
    """The question to the kernel: on its left a carrier and a month, on its right a voyage, a pair for each day on which both can."""

    def __init__(self, voyages: Sequence[Voyage], carriers: Sequence[Carrier], today: date) -> None:
        self.voyages, self.carriers, self.today = voyages, carriers, today
        self.pairs: list[tuple[int, int, Way, int]] = []
        self.lefts: dict[tuple[int, int, int], int] = {}
        last = max((voyage.expected_from for voyage in voyages), default=today)
        self.trips = _trips(carriers, today)
        self.busy = _busy(carriers, today, last)
        self.known = set(Delivery.objects.filter(state=Delivery.State.DONE).values_list("carrier__person", "vessel").distinct())
        days = {voyage.pk: _days(voyage, today) for voyage in voyages}
        out = years_of([voyage.vessel for voyage in voyages], today - timedelta(days=1), last, today)
        for right, voyage in enumerate(voyages):
            at_sea = [span for other, span in out[voyage.vessel_id].voyages if other.pk != voyage.pk]
            for on in (day for day in days[voyage.pk] if not any(span.first < day < span.last for span in at_sea)):
                self._pair_all(right, voyage, on)

    def _pair_all(self, right: int, voyage: Voyage, on: date) -> None:
        for number, carrier in enumerate(self.carriers):
            if carrier.from_on <= on and (carrier.to_on is None or on <= carrier.to_on) and on not in self.busy[carrier.person_id]:
                left = self.lefts.setdefault((number, on.year, on.month), len(self.lefts))
                known = _KNOWN if (carrier.person_id, voyage.vessel_id) in self.known else 0
                quality = _BASE + known - _A_DAY_EARLIER * min((voyage.expected_from - on).days, 20)
                self.pairs.append((left, right, Way(carrier, on), max(quality, 0)))

    @property
    def instance(self) -> Instance:
        lefts = list(self.lefts)
        room = [self.carriers[n].trips_a_month - self.trips[self.carriers[n].pk, year, month] for n, year, month in lefts]
        years = Counter[tuple[int, int]]()
        for (pk, year, _month), count in self.trips.items():
            years[pk, year] += count
        return Instance(
            capacity=_ints([max(one, 0) for one in room]),
            minimum=_ints([0] * len(lefts)),
            places=_ints([1] * len(self.voyages)),
            left=_ints([pair[0] for pair in self.pairs]),
            right=_ints([pair[1] for pair in self.pairs]),
            quality=_ints([pair[3] for pair in self.pairs]),
            slot=_ints([pair[2].on.toordinal() for pair in self.pairs]),
            base=_ints([years[self.carriers[n].pk, year] for n, year, _month in lefts]),
            left_key=_ints([self.carriers[n].pk * 100_000 + year * 12 + month for n, year, month in lefts]),
            right_key=_ints([voyage.pk for voyage in self.voyages]),
        )


def _proposals(board: _Board, instance: Instance, matching: Matching) -> list[Proposal]:
    chosen: dict[int, tuple[Way | None, str]] = {}
    for pair, reason in zip(matching.pairs.tolist(), pair_reasons(instance, matching), strict=True):
        chosen[board.pairs[pair][1]] = board.pairs[pair][2], str(PAIR_WORDS[reason])
    why = {out.right: _why_out(out) for out in left_out(instance, matching)}
    ways: defaultdict[int, list[tuple[int, Way]]] = defaultdict(list)
    for _left, right, way, quality in board.pairs:
        ways[right].append((-quality, way))
    packs = packs_to_carry([voyage.vessel_id for voyage in board.voyages])
    found = []
    for right, voyage in enumerate(board.voyages):
        chosen_way, why_so = chosen.get(right, (None, why.get(right, "")))
        best = [one for _quality, one in sorted(ways[right], key=lambda one: (one[0], str(one[1].carrier), one[1].on))[:12]]
        found.append(Proposal(voyage, chosen_way, why_so, tuple(best), tuple(packs.get(voyage.vessel_id, ()))))
    return found


def _why_out(out: LeftOut) -> str:
    if not out.partners:
        return _("no carrier is free in the days before")
    if out.reason == OutReason.ALL_BUSY:
        return _("all who can go to other boats on those days")
    return _("all who can go as often in that month as agreed")


def _days(voyage: Voyage, today: date) -> list[date]:
    ahead = rule("delivery_days_ahead", voyage.vessel.organisation, today) if voyage.vessel.organisation else 5
    days = [voyage.expected_from - timedelta(days=number) for number in range(ahead + 1)]
    return [day for day in days if day >= today]


def _trips(carriers: Sequence[Carrier], today: date) -> Counter[tuple[int, int, int]]:
    rows = Delivery.objects.standing().filter(carrier__in=carriers, on__gte=date(today.year, 1, 1)).order_by()
    counted = rows.values_list("carrier", "on__year", "on__month").annotate(n=Count("pk"))
    return Counter({(pk, year, month): count for pk, year, month, count in counted})


def _busy(carriers: Sequence[Carrier], first: date, last: date) -> defaultdict[int, set[date]]:
    """Days on which each person is expected at an activity or goes to a boat."""
    persons = [carrier.person_id for carrier in carriers]
    busy: defaultdict[int, set[date]] = defaultdict(set)
    for person, on in Delivery.objects.standing().filter(carrier__person__in=persons, on__gte=first).values_list("carrier__person", "on"):
        busy[person].add(on)
    there = Attendance.objects.filter(person__in=persons, activity__starts_at__date__gte=first, activity__starts_at__date__lte=last)
    there = there.exclude(state=Attendance.State.EXCUSED).exclude(activity__state="cancelled").select_related("activity")
    for row in there:
        busy[row.person_id].add(row.activity.on)
    return busy


def _ints(values: Sequence[int]) -> "np.typing.NDArray[np.int64]":
    return np.array(values, dtype=np.int64)


def with_trips(carriers: QuerySet[Carrier], today: date) -> QuerySet[Carrier]:
    """The same with ``trips_this_year``."""
    made = Delivery.objects.standing().filter(carrier=OuterRef("pk"), on__year=today.year).order_by().values("carrier")
    return carriers.annotate(trips_this_year=Coalesce(Subquery(made.annotate(n=Count("pk")).values("n")), 0))


def carriers_named(carriers: QuerySet[Carrier], words: Sequence[str]) -> QuerySet[Carrier]:
    """Those of the carriers whom the words name, by characters, pinyin or initials."""
    return carriers.filter(person__in=Person.objects.all().named_like(" ".join(words)).order_by())

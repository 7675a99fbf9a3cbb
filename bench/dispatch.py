"""`banyan bench dispatch`: a month of 400 orders for 120 speakers, beside first come first served, greedy, and scipy's milp."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse import csr_array, hstack  # type: ignore[import-untyped]

from banyan.kernels.matching import Instance, Matching, Wishes, left_out, match
from banyan.kernels.matching.instance import Ints

SPEAKERS, ORDERS, TOPICS, DIALECTS, FORMS, DAYS, PARTS = 120, 400, 60, 6, 4, 30, 3
SEED, MONTHS = 20221123, 20
# Parts of the quality of a pair, 1000 together.
DIALECT, DISTANCE, FORM, PRACTICE = 400, 300, 150, 150
BEST_LEVEL, OFTEN = 3, 3
# Shares of the dialects among speakers and among orders: the last is rare, and asked for more than spoken.
SPOKEN, ASKED = (0.34, 0.24, 0.18, 0.12, 0.09, 0.03), (0.31, 0.23, 0.18, 0.13, 0.10, 0.05)
WIDE_KM, HIGH_KM = 70.0, 46.0
BANDS = (400, 650)


@dataclass(frozen=True, slots=True, eq=False)
class Month:
    """The question to the kernel, and for each pair the points of its dialect and the way in kilometres."""

    given: Instance
    dialect: Ints
    km: np.typing.NDArray[np.float64]


def main() -> None:
    """Dispatch one month in every way and print one table; then time ours over more months."""
    month = made_up(SEED)
    given = month.given
    print(f"{ORDERS} orders, {SPEAKERS} speakers with room for {given.capacity.sum()} talks", end="")
    print(f", {len(given.left):,} eligible pairs of speaker, order and day, seed {SEED}")
    print(f"{'':28}{'seconds':>9}{'served':>8}{'dialect':>9}{'km':>7}{'poor':>6}{'total':>9}{'sd':>7}{'spread':>8}  proven")
    for name, even in (("ours, loads even first", True), ("ours, fit alone", False)):
        seconds, found = ours(given, even=even)
        # `match` returns nothing that it hasn't proved.
        say(name, month, found.pairs, seconds, "yes")
        say_peer(given, found, even=even)
    for name, order in (
        ("first come, first served", np.lexsort((given.slot, given.left, given.right))),
        ("greedy by quality", np.argsort(-given.quality, kind="stable")),
    ):
        began = time.perf_counter()
        pairs = in_turn(given, order.tolist())
        say(name, month, pairs, time.perf_counter() - began, "no")
    say_more_months()


def made_up(seed: int) -> Month:
    """A month: who speaks about what, in which dialects, when and how far, and who asks for what on one to three days."""
    chance = np.random.default_rng(seed)
    practice = np.where(chance.random((SPEAKERS, TOPICS)) < 0.4, chance.integers(0, 6, (SPEAKERS, TOPICS)), -1)
    level = spoken(chance)
    forms = np.where(chance.random((SPEAKERS, FORMS)) < 0.6, chance.integers(1, 3, (SPEAKERS, FORMS)), 0)
    free = chance.random((SPEAKERS, 7, PARTS)) < 0.6
    home, reach = positions(chance, SPEAKERS), chance.integers(15, 51, SPEAKERS)
    topic, form = chance.integers(0, TOPICS, ORDERS), chance.integers(0, FORMS, ORDERS)
    tongue = chance.choice(DIALECTS, ORDERS, p=ASKED)
    place = positions(chance, ORDERS)
    km = np.hypot(*(home[:, None, :] - place[None, :, :]).transpose(2, 0, 1))
    fits = (practice[:, topic] >= 0) & (level[:, tongue] > 0) & (forms[:, form] > 0) & (km <= reach[:, None])
    order, day, part = days_of(chance)
    left, asked = np.nonzero(fits[:, order] & free[:, day % 7, part])
    right = order[asked]
    dialect = DIALECT * level[left, tongue[right]] // BEST_LEVEL
    distance = np.rint(DISTANCE * (1 - km[left, right] / reach[left])).astype(np.int64)
    practised = PRACTICE * np.minimum(practice[left, topic[right]], OFTEN) // OFTEN
    given = Instance(
        capacity=chance.integers(2, 7, SPEAKERS),
        minimum=np.zeros(SPEAKERS, dtype=np.int64),
        places=np.ones(ORDERS, dtype=np.int64),
        left=left,
        right=right,
        quality=dialect + distance + FORM * forms[left, form[right]] // 2 + practised,
        slot=day[asked],
        base=chance.integers(10, 31, SPEAKERS),
    )
    return Month(given, dialect, km[left, right])


def spoken(chance: np.random.Generator) -> Ints:
    """How well (0 to 3) each speaker speaks each dialect: one well, some a second one."""
    level = np.zeros((SPEAKERS, DIALECTS), dtype=np.int64)
    second = chance.choice(DIALECTS, SPEAKERS, p=SPOKEN)
    level[np.arange(SPEAKERS), second] = chance.integers(0, 3, SPEAKERS)
    level[np.arange(SPEAKERS), chance.choice(DIALECTS, SPEAKERS, p=SPOKEN)] = chance.integers(2, BEST_LEVEL + 1, SPEAKERS)
    return level


def positions(chance: np.random.Generator, count: int) -> np.typing.NDArray[np.float64]:
    """Places in a city, in kilometres east and north."""
    return chance.random((count, 2)) * (WIDE_KM, HIGH_KM)


def days_of(chance: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """The possible times, one for each of an order's one to three days: order, day of the month and part of the day."""
    days = [chance.choice(DAYS, chance.integers(1, 4), replace=False) for _order in range(ORDERS)]
    order = np.repeat(np.arange(ORDERS), [len(some) for some in days])
    return order, np.concatenate(days), chance.integers(0, PARTS, len(order))


def ours(given: Instance, *, even: bool) -> tuple[float, Matching]:
    """Match with lots and proof."""
    began = time.perf_counter()
    found = match(given, Wishes(bands=BANDS, even_loads=even, seed=1))
    return time.perf_counter() - began, found


def in_turn(given: Instance, order: Iterable[int]) -> Ints:
    """Take the pairs in this order as long as the speaker has room, the day is free and the order is open."""
    room, open_ = given.capacity.tolist(), given.places.tolist()
    busy: set[tuple[int, int]] = set()
    taken = []
    for pair in order:
        left, right, slot = int(given.left[pair]), int(given.right[pair]), int(given.slot[pair])
        if room[left] and open_[right] and (left, slot) not in busy:
            room[left] -= 1
            open_[right] -= 1
            busy.add((left, slot))
            taken.append(pair)
    return np.array(taken, dtype=np.int64)


def squares(given: Instance, pairs: Ints) -> int:
    """The sum of the squares of the year's loads."""
    return int((loads(given, pairs) ** 2).sum())


def loads(given: Instance, pairs: Ints) -> Ints:
    """Each speaker's talks of the year, this month's included."""
    load: Ints = given.base + np.bincount(given.left[pairs], minlength=SPEAKERS)
    return load


def say(name: str, month: Month, pairs: Ints, seconds: float, proven: str) -> None:
    """Print one line: means of dialect points and kilometres, pairs that fit poorly, and deviation and spread of the year's loads."""
    given = month.given
    load, poor = loads(given, pairs), int((given.quality[pairs] < BANDS[0]).sum())
    print(f"{name:28}{seconds:9.3f}{len(pairs):8}{month.dialect[pairs].mean():9.0f}{month.km[pairs].mean():7.1f}{poor:6}", end="")
    print(f"{given.quality[pairs].sum():9,}{load.std():7.2f}{load.max() - load.min():8}  {proven}")


def say_peer(given: Instance, found: Matching, *, even: bool) -> None:
    """Print whether HiGHS finds the same value of each aim, and why the orders that are left got nobody."""
    reasons = [one.reason.value for one in left_out(given, found)]
    why = ", ".join(f"{reasons.count(reason)} {reason}" for reason in sorted(set(reasons)))
    began = time.perf_counter()
    best = by_milp(given, even=even)
    seconds = time.perf_counter() - began
    values = [-found.filled, *([squares(given, found.pairs)] if even else []), *found.bands[:-1], -found.total]
    print(
        f"  not served: {why}; peer: scipy milp, aim by aim, {seconds:.1f} s, {'equal in each' if best == values else f'DIFFERS: {best}'}"
    )


def by_milp(given: Instance, *, even: bool) -> list[int]:
    """The least value of each aim in turn by HiGHS, gap nought; a column for each pair, and one for each step of each load."""
    count = len(given.left)
    person = np.repeat(np.arange(SPEAKERS), given.capacity)
    step = np.arange(len(person)) - np.repeat(np.cumsum(given.capacity) - given.capacity, given.capacity)
    _keys, day = np.unique(given.left * np.int64(DAYS) + given.slot, return_inverse=True)
    by_left, by_right, by_day, steps = (rows(of) for of in (given.left, given.right, day, person))
    none = csr_array((by_right.shape[0], len(person))), csr_array((by_day.shape[0], len(person)))
    limits = [
        LinearConstraint(hstack([by_left, -steps]), 0, 0),
        LinearConstraint(hstack([by_right, none[0]]), 0, 1),
        LinearConstraint(hstack([by_day, none[1]]), 0, 1),
    ]
    band, idle = np.searchsorted(BANDS, given.quality, side="right"), np.zeros(len(person))
    whole = int((given.base**2).sum())
    aims = [np.r_[-np.ones(count), idle]]
    if even:
        aims.append(np.r_[np.zeros(count), 2 * (given.base[person] + step) + 1.0])
    aims += [np.r_[(band == number) * 1.0, idle] for number in range(len(BANDS))]
    values = []
    for aim in [*aims, np.r_[-given.quality * 1.0, idle]]:
        found = milp(aim, integrality=np.ones(len(aim)), bounds=Bounds(0, 1), constraints=limits, options={"mip_rel_gap": 0})
        values.append(round(found.fun))
        limits.append(LinearConstraint(aim[None, :], -np.inf, values[-1] + 0.5))
    if even:
        values[1] += whole
    return values


def rows(of: Ints) -> csr_array:
    """A row for each number of ``of``, with a one in each column that has it."""
    return csr_array((np.ones(len(of)), (of, np.arange(len(of)))), shape=(int(of.max()) + 1, len(of)))


def say_more_months() -> None:
    """Print the slowest of more months, and how many orders first come first served and greedy leave open that ours serves."""
    slowest, lost = 0.0, np.zeros(2, dtype=np.int64)
    for seed in range(MONTHS):
        given = made_up(seed).given
        seconds, found = ours(given, even=True)
        slowest = max(slowest, seconds)
        turns = np.lexsort((given.slot, given.left, given.right)), np.argsort(-given.quality, kind="stable")
        lost += [found.filled - len(in_turn(given, order.tolist())) for order in turns]
    print(f"{MONTHS} more months: the slowest {slowest:.3f} s, all proven; ", end="")
    print(f"first come, first served leaves {lost[0] / MONTHS:.1f} more orders open in each, greedy {lost[1] / MONTHS:.1f}")


if __name__ == "__main__":
    main()

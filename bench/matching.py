"""`banyan bench matching [SIZES]`: 1,000, 10,000 and 100,000 a side, beside greedy, scipy, networkx and the raw OR-Tools call."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]  # OR-tools wrote no types for it
from scipy.sparse import csr_array  # type: ignore[import-untyped]  # nor scipy
from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # type: ignore[import-untyped]

from banyan.kernels.matching import Instance, Wishes, match

SIZES, EDGES, SEED = (1_000, 10_000, 100_000), 34, 20221123
BANDS = (300, 500, 700)
TOWN, DIALECTS, SCARCE = 500, 8, 0.3
PEER = Path(__file__).parent / "peers" / "matching"


def main() -> None:
    """Make an instance of each size, run ours and the peers on it, print figures and ratios."""
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        given = made_up(size)
        print(f"{size:,} a side, {len(given.left):,} eligible pairs, {int(given.capacity.sum()):,} places with mentors, seed {SEED}")
        began = time.perf_counter()
        matching = match(given, Wishes(bands=BANDS, seed=1))
        seconds = time.perf_counter() - began
        say("ours", seconds, matching.filled, matching.total, matching.bands)
        raw, filled, total = raw_call(given)
        say("raw OR-Tools call, total only", raw, filled, total, ratio=seconds / raw)
        say("greedy", *greedy(given))
        if size <= SIZES[1]:
            say("scipy, places as persons", *by_scipy(given))
        if size == SIZES[0]:
            say_networkx(given)
        print(f"{'peak memory of all here':32} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def made_up(size: int) -> Instance:
    """Persons in towns who speak dialects; a third of the mentors is wanted by many. Each of the right knows some 34 of the left."""
    chance = np.random.default_rng(SEED + size)
    town_l, town_r = chance.integers(0, max(size // TOWN, 1), size), chance.integers(0, max(size // TOWN, 1), size)
    tongue_l, tongue_r = chance.integers(0, DIALECTS, size), chance.integers(0, DIALECTS, size)
    order = np.argsort(town_l, kind="stable")
    first = np.searchsorted(town_l[order], np.arange(town_l.max() + 2))
    low, high = first[town_r], first[np.minimum(town_r + 1, len(first) - 1)]
    near = low[:, None] + (chance.random((size, EDGES)) * np.maximum(high - low, 1)[:, None]).astype(np.int64)
    left, right = order[np.minimum(near, size - 1)].ravel(), np.repeat(np.arange(size), EDGES)
    keys = np.unique(left * np.int64(size) + right)
    left, right = keys // size, keys % size
    quality = chance.integers(0, 600, len(left)) + 400 * (tongue_l[left] == tongue_r[right])
    capacity = np.where(chance.random(size) < SCARCE, 0, chance.integers(1, 3, size)).astype(np.int64)
    zeros = np.zeros(size, dtype=np.int64)
    return Instance(capacity, zeros, np.ones(size, dtype=np.int64), left, right, np.minimum(quality, 1000).astype(np.int64))


def raw_call(given: Instance) -> tuple[float, int, int]:
    """One call of SimpleMinCostFlow that fills the most places with the greatest total: no bands, no lots, no proof."""
    lefts, rights = len(given.capacity), len(given.places)
    source, sink = lefts + rights, lefts + rights + 1
    tail = np.concatenate([given.left, np.full(lefts, source), lefts + np.arange(rights), [source]]).astype(np.int32)
    head = np.concatenate([lefts + given.right, np.arange(lefts), np.full(rights, sink), [sink]]).astype(np.int32)
    room = np.concatenate([np.ones(len(given.left), dtype=np.int64), given.capacity, given.places, [rights]])
    # A place left open costs more than any pair.
    cost = np.concatenate([1000 - given.quality, np.zeros(lefts + rights, dtype=np.int64), [1_000_000]])
    began = time.perf_counter()
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
    solver.set_nodes_supplies(np.array([source, sink], dtype=np.int32), np.array([rights, -rights]))
    solver.solve()
    chosen = np.asarray(solver.flows(arcs[: len(given.left)])) > 0
    return time.perf_counter() - began, int(chosen.sum()), int(given.quality[chosen].sum())


def greedy(given: Instance) -> tuple[float, int, int]:
    """The best pair first, as long as both have room."""
    began = time.perf_counter()
    room, places = given.capacity.tolist(), given.places.tolist()
    filled = total = 0
    for edge in np.argsort(-given.quality, kind="stable").tolist():
        left, right = int(given.left[edge]), int(given.right[edge])
        if room[left] and places[right]:
            room[left] -= 1
            places[right] -= 1
            filled += 1
            total += int(given.quality[edge])
    return time.perf_counter() - began, filled, total


def by_scipy(given: Instance) -> tuple[float, int, int]:
    """scipy's full matching: each place of a mentor is a column, and a column of one's own stands for staying without."""
    began = time.perf_counter()
    first = np.concatenate([[0], np.cumsum(given.capacity)])
    copies = given.capacity[given.left]
    row = np.repeat(given.right, copies)
    place = np.arange(int(copies.sum())) - np.repeat(np.cumsum(copies) - copies, copies)
    column = np.repeat(first[given.left], copies) + place
    cost = np.repeat(1001 - given.quality, copies)
    rights = len(given.places)
    row = np.concatenate([row, np.arange(rights)])
    column = np.concatenate([column, first[-1] + np.arange(rights)])
    cost = np.concatenate([cost, np.full(rights, 1_000_000)])
    rows, columns = min_weight_full_bipartite_matching(csr_array((cost, (row, column)), shape=(rights, int(first[-1]) + rights)))
    taken = columns < first[-1]
    seconds = time.perf_counter() - began
    mentor = np.searchsorted(first, columns[taken], side="right") - 1
    quality = dict(zip(zip(given.left.tolist(), given.right.tolist(), strict=True), given.quality.tolist(), strict=True))
    pairs = zip(mentor.tolist(), rows[taken].tolist(), strict=True)
    return seconds, int(taken.sum()), sum(quality[pair] for pair in pairs)


def say_networkx(given: Instance) -> None:
    """networkx in its own environment; it knows one place a person, so mentors with two count once."""
    python = PEER / "env" / "bin" / "python"
    if not python.exists():
        print(f"networkx: not installed; run {PEER.relative_to(Path.cwd()) if PEER.is_relative_to(Path.cwd()) else PEER}/setup")
        return
    open_ = given.capacity[given.left] > 0
    edges = np.stack([given.left[open_], given.right[open_], given.quality[open_]]).T.tolist()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"edges": edges}, file)
        file.flush()
        found = json.loads(subprocess.run([str(python), str(PEER / "run.py"), file.name], check=True, stdout=subprocess.PIPE).stdout)
    say(f"networkx {found['version']}, one place each", found["seconds"], found["filled"], found["total"])


def say(name: str, seconds: float, filled: int, total: int, bands: tuple[int, ...] = (), *, ratio: float | None = None) -> None:
    """Print one line."""
    tail = f"; bands from worst {', '.join(map(str, bands))}" if bands else f"; ours took {ratio:.1f} × as long" if ratio else ""
    print(f"{name:32} {seconds:9.2f} s, {filled:,} filled, total {total:,}{tail}")


if __name__ == "__main__":
    main()

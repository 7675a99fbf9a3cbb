"""`banyan bench judging`: strict judges corrected beside the mean and statsmodels, winners under quotas beside greedy and scipy's milp."""

import json
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # scipy ships no types

from banyan.kernels.judging import Bound, Calibration, Candidate, LimitKind, Question, Reviews, Rule, Scope, calibrate, select
from banyan.kernels.judging.field import BARS, Bond, Field, lay_out

PEER = Path(__file__).parent / "peers" / "judging"
EACH, ROUNDS, REGIONS, BEST = 3, 40, 5, 40
# Judges × reviews each stay near 75 at both sizes.
SIZES = ((500, 20), (5_000, 200))
QUOTAS = (
    Rule(Bound.AT_LEAST, Scope.CATEGORY, 6),
    Rule(Bound.AT_MOST, Scope.CATEGORY, 10),
    Rule(Bound.AT_LEAST, Scope.CITY, 1),
    Rule(Bound.AT_MOST, Scope.CITY, 5),
    Rule(Bound.AT_LEAST, Scope.UNIT_KIND, 4),
    Rule(Bound.AT_LEAST, Scope.UNIT_KIND, 12, "高校"),
)


def main() -> None:
    """Print precision and time of the calibration, then time and total of the selection."""
    print(f"the best 40 of 500 found, {EACH} scores a case, 20 judges, mean of {ROUNDS} rounds")
    for bias in (0, 1, 2):
        show_precision(f"judges' bias {bias} sd", [scored(seed, 500, 20, bias=bias) for seed in range(ROUNDS)])
    for abroad in (0.2, 0.1, 0.05):
        for bias in (0, 1, 2):
            rounds = [scored(seed, 500, 20, bias=bias, abroad=abroad) for seed in range(ROUNDS)]
            show_precision(f"by region, {abroad:.0%} abroad, bias {bias} sd", rounds)
    for cases, judges in SIZES:
        show_calibration(cases, judges)
    for name, step in (("scores to the thousandth", 1), ("scores in whole points", 1_000)):
        for rules in ((), QUOTAS):
            show_selection(f"40 of 500, {name}, {len(rules)} quotas", asked(step, rules))


def scored(seed: int, cases: int, judges: int, *, bias: float, abroad: float | None = None) -> tuple[list[float], Reviews]:
    """True quality and its reviews; with ``abroad`` regions differ by 1 sd and that share of each panel comes from other regions."""
    chance = random.Random(seed)
    level = [chance.gauss(0, 1) if abroad is not None else 0.0 for _region in range(REGIONS)]
    quality = [level[case % REGIONS] + chance.gauss(0, 1) for case in range(cases)]
    lenient = [chance.gauss(0, bias) for _judge in range(judges)]
    rows = []
    for case in range(cases):
        for judge in sorted(panel(chance, case, judges, abroad)):
            worth = quality[case] + lenient[judge] + chance.gauss(0, 1)
            rows.append((case, judge, min(max(round(65 + 6 * worth), 0), 100)))
    return quality, Reviews.of(rows, cases=cases, judges=judges)


def panel(chance: random.Random, case: int, judges: int, abroad: float | None) -> set[int]:
    """Who scores the case."""
    if abroad is None:
        return set(chance.sample(range(judges), EACH))
    weights = [(1 - abroad) if judge % REGIONS == case % REGIONS else abroad / (REGIONS - 1) for judge in range(judges)]
    found: set[int] = set()
    while len(found) < EACH:
        found |= set(chance.choices(range(judges), weights))
    return found


def show_precision(name: str, rounds: list[tuple[list[float], Reviews]]) -> None:
    """Print how much of the true best the mean finds, and ours."""
    told = [(quality, calibrate(reviews)) for quality, reviews in rounds]
    mean = statistics.mean(found(quality, raw(one)) for quality, one in told)
    ours = statistics.mean(found(quality, calibrated(one)) for quality, one in told)
    print(f"  {name:34} mean .{mean * 1000:03.0f}, ours .{ours * 1000:03.0f}, ratio {ours / mean:.2f} × the mean")


def show_calibration(cases: int, judges: int) -> None:
    """Print seconds and precision of one calibration, beside statsmodels where it is installed and ends within minutes."""
    quality, reviews = scored(1, cases, judges, bias=1)
    began = time.perf_counter()
    told = calibrate(reviews)
    spent = time.perf_counter() - began
    print(f"{cases} cases × {EACH}, {judges} judges, bias 1 sd: ours {spent:.2f} s, finds {found(quality, calibrated(told)):.3f}", end="")
    began = time.perf_counter()
    np.bincount(reviews.case, reviews.points) / np.bincount(reviews.case)
    print(f"; plain mean {time.perf_counter() - began:.4f} s, finds {found(quality, raw(told)):.3f}")
    python = PEER / "env" / "bin" / "python"
    if not python.exists():
        print("  peer: statsmodels is not installed; run bench/peers/judging/setup")
    elif cases > SIZES[0][0]:
        print("  peer: statsmodels not run at this size; recorded on 2026-11-23: not done after 180 s")
    else:
        show_peer(python, quality, reviews, spent, told)


def show_peer(python: Path, quality: list[float], reviews: Reviews, spent: float, told: Calibration) -> None:
    """Run statsmodels on the same reviews."""
    with tempfile.TemporaryDirectory(prefix="banyan-bench-") as name:
        file = Path(name) / "reviews.json"
        file.write_text(
            json.dumps([list(row) for row in zip(*(one.tolist() for one in (reviews.case, reviews.judge, reviews.points)), strict=True)])
        )
        done = subprocess.run([python, PEER / "run.py", file], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  peer: statsmodels failed: {done.stderr.strip().splitlines()[-1:]}")
        return
    said = json.loads(done.stdout)
    alike = np.corrcoef(said["scores"], calibrated(told))[0, 1]
    print(f"  peer: statsmodels {said['seconds']:.2f} s, finds {found(quality, said['scores']):.3f}, ", end="")
    print(f"ratio {said['seconds'] / spent:.1f} × ours, scores correlate {alike:.5f}")


def asked(step: int, rules: tuple[Rule, ...]) -> Question:
    """Five hundred cases, some large cities and many small ones, some commended before; scores in whole ``step`` thousandths."""
    chance = random.Random(20221123)
    cases = []
    for number in range(500):
        city = f"市{min(20, int(chance.expovariate(0.15))):02d}"
        score = round(chance.gauss(75, 6) * 1_000 / step) * step
        keys = (chance.randrange(20, 50), chance.randrange(5, 25))
        kind, excluded = chance.choice(("镇街", "市直", "高校", "企业")), "曾获表彰" if chance.random() < 0.03 else ""
        unit = f"{city}第{chance.randrange(12)}单位"
        cases.append(Candidate(f"2022-{number:03d}", score, chance.choice("甲乙丙丁戊"), city, unit, kind, 3, keys, excluded))
    return Question(tuple(cases), BEST, rules, 60_000, 2, 1, 7)


def show_selection(name: str, question: Question) -> None:
    """Print seconds and totals of ours, of greedy with repair, and of scipy's milp, which gives a total but no reasons and no tie order."""
    began = time.perf_counter()
    answer = select(question)
    ours, total = time.perf_counter() - began, answer.total_thousandths or 0
    proved = "proved the greatest" if total == answer.proof.bound_thousandths else "NOT PROVED"
    print(f"{name}: ours {ours:.2f} s with order of ties and reasons, total {total / 1000:.3f}, {proved}")
    field = lay_out(question)
    began = time.perf_counter()
    taken = greedy(field)
    spent = time.perf_counter() - began
    keeps = all(holds(bond, taken) for bond in field.bonds)
    print(f"  greedy with repair {spent:.2f} s, total {worth(field, taken) / 1000:.3f}, {'keeps' if keeps else 'BREAKS'} the rules")
    began = time.perf_counter()
    best = -round(by_milp(field))
    spent = time.perf_counter() - began
    print(f"  peer: scipy milp {spent:.2f} s, total {best / 1000:.3f}, ratio {spent / ours:.2f} × ours; equal totals: {best == total}")


def greedy(field: Field) -> set[int]:
    """Take the best that fit; then, while a minimum is missed, exchange the lowest that can go for the best that helps."""
    taken: set[int] = set()
    most = [bond for bond in field.bonds if bond.limit.kind in (LimitKind.UNIT_MOST, LimitKind.AT_MOST)]
    least = [bond for bond in field.bonds if bond.limit.kind == LimitKind.AT_LEAST]
    for place in field.open:
        if len(taken) < field.winners and all(holds(bond, taken | {place}) for bond in most):
            taken.add(place)
    for bond in least:
        for comes in sorted(bond.members & set(field.open)):
            if holds(bond, taken):
                break
            if comes in taken:
                continue
            kept = [one for one in least if holds(one, taken)]
            for goes in sorted(taken - bond.members, reverse=True):
                then = taken - {goes} | {comes}
                if all(holds(one, then) for one in (*most, *kept)):
                    taken = then
                    break
    return taken


def holds(bond: Bond, taken: Collection[int]) -> bool:
    """Tell whether the limit is kept."""
    count = len(bond.members.intersection(taken))
    if bond.limit.kind in BARS:
        return count == 0
    if bond.limit.kind == LimitKind.AT_LEAST:
        return count >= bond.limit.number
    return count == bond.limit.number if bond.limit.kind == LimitKind.WINNERS else count <= bond.limit.number


def worth(field: Field, taken: Collection[int]) -> int:
    """The total of a choice."""
    return sum(field.candidates[place].score_thousandths or 0 for place in taken)


def by_milp(field: Field) -> float:
    """The least of the negative total by HiGHS, gap nought."""
    scores = np.array([-(one.score_thousandths or 0) for one in field.candidates], dtype=float)
    rows = np.array([[float(place in bond.members) for place in range(len(scores))] for bond in field.bonds])
    low = [float(bond.limit.number) if bond.limit.kind in (LimitKind.WINNERS, LimitKind.AT_LEAST) else 0.0 for bond in field.bonds]
    high = [
        np.inf if bond.limit.kind == LimitKind.AT_LEAST else 0.0 if bond.limit.kind in BARS else float(bond.limit.number)
        for bond in field.bonds
    ]
    found = milp(
        scores,
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(len(scores)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(found.fun)


def found(quality: list[float], scores: list[int] | list[float]) -> float:
    """The share of the truly best that the scores name."""
    return len(best_of(quality) & best_of(scores)) / (len(quality) * BEST // 500)


def best_of(values: list[int] | list[float]) -> set[int]:
    """The best of the whole, 40 of 500."""
    return set(sorted(range(len(values)), key=lambda place: -values[place])[: len(values) * BEST // 500])


def raw(told: Calibration) -> list[int]:
    """The plain means."""
    return [one.raw_thousandths or 0 for one in told.cases]


def calibrated(told: Calibration) -> list[int]:
    """The calibrated scores."""
    return [one.score_thousandths or 0 for one in told.cases]


if __name__ == "__main__":
    main()

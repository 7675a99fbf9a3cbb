"""The table of reviews, case by judge, with the sums that both the variances and the scores are made of."""

from dataclasses import dataclass

from banyan.kernels.judging.reviews import Reviews


@dataclass(frozen=True, slots=True)
class Table:
    """Reviews sorted by case and judge; judges without a review are left out and the others counted from 0 (``judge_of``)."""

    rows: tuple[tuple[tuple[int, int], ...], ...]
    judge_of: tuple[int, ...]
    case_sums: tuple[int, ...]
    judge_sums: tuple[int, ...]
    judge_counts: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def reviews(self) -> int:
        return sum(self.judge_counts)

    @property
    def scored(self) -> int:
        """How many cases have a review."""
        return sum(1 for row in self.rows if row)

    @property
    def total(self) -> int:
        return sum(self.judge_sums)

    @property
    def group_count(self) -> int:
        """How many groups of judges there are without a case in common, over whatever other judges."""
        return len(set(self.groups))

    @property
    def freedom(self) -> int:
        """How many reviews are left to tell chance by, when each case and each judge has had one."""
        return self.reviews - self.scored - len(self.judge_of) + self.group_count


def tabulate(reviews: Reviews) -> Table:
    """Lay ``reviews`` out as a table, the same for any order of them."""
    given = sorted(zip(reviews.case.tolist(), reviews.judge.tolist(), reviews.points.tolist(), strict=True))
    judge_of = tuple(sorted({judge for _case, judge, _points in given}))
    place = {judge: index for index, judge in enumerate(judge_of)}
    rows: list[list[tuple[int, int]]] = [[] for _ in range(reviews.cases)]
    sums, counts = [0] * len(judge_of), [0] * len(judge_of)
    for case, judge, points in given:
        rows[case].append((place[judge], points))
        sums[place[judge]] += points
        counts[place[judge]] += 1
    fixed = tuple(tuple(row) for row in rows)
    case_sums = tuple(sum(points for _judge, points in row) for row in fixed)
    return Table(fixed, judge_of, case_sums, tuple(sums), tuple(counts), _groups(fixed, len(judge_of)))


def _groups(rows: tuple[tuple[tuple[int, int], ...], ...], judges: int) -> tuple[int, ...]:
    """For each judge the lowest judge that cases link it to."""
    group = list(range(judges))

    def root(judge: int) -> int:
        while group[judge] != judge:
            group[judge] = group[group[judge]]
            judge = group[judge]
        return judge

    for row in rows:
        for judge, _points in row[1:]:
            first, second = sorted((root(row[0][0]), root(judge)))
            group[second] = first
    return tuple(root(judge) for judge in range(judges))

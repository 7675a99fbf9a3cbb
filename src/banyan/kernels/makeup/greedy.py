"""A quick plan: always the session that covers most of what is left. It bounds how many sessions are needed, and begins the search."""

from collections import defaultdict
from dataclasses import dataclass, field

from banyan.kernels.makeup.kinds import Choice, Kind


@dataclass
class Greedy:
    """Sessions by the place of their choice and teacher, attendances by kind and choice, and what is covered in all."""

    sessions: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    attendances: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    covered: int = 0

    @property
    def count(self) -> int:
        return sum(self.sessions.values())


def greedy(kinds: list[Kind], choices: list[Choice]) -> Greedy:
    """Take sessions one by one, the one that covers most first, the shortest of equals, until none covers anything more."""
    found = Greedy()
    left = [kind.owed for kind in kinds]
    held: dict[tuple[int, str], int] = defaultdict(int)
    for place, choice in enumerate(choices):
        if choice.is_fixed:
            _hold(place, choice, choice.teachers[0], kinds, left, found, is_new=False)
    while True:
        best: tuple[int, int, int] | None = None
        for place, choice in enumerate(choices):
            if choice.is_fixed or not _teacher(choice, held):
                continue
            gain = sum(amount for _kind, amount in _gains(choice, kinds, left))
            if gain and (best is None or (gain, -choice.length.quarters, -place) > best):
                best = gain, -choice.length.quarters, -place
        if best is None:
            return found
        choice = choices[-best[2]]
        teacher = _teacher(choice, held)
        held[choice.group, choice.room.place] += 1
        held[choice.group, f"teacher {teacher}"] += 1
        _hold(-best[2], choice, teacher, kinds, left, found, is_new=True)


def _hold(place: int, choice: Choice, teacher: str, kinds: list[Kind], left: list[int], found: Greedy, *, is_new: bool) -> None:
    if is_new:
        found.sessions[place, teacher] += 1
    for kind, amount in _gains(choice, kinds, left):
        found.attendances[kind, place] += 1
        found.covered += amount
        left[kind] -= amount // len(kinds[kind].learners)


def _gains(choice: Choice, kinds: list[Kind], left: list[int]) -> list[tuple[int, int]]:
    """Return the kinds that come, those who gain most first, with what they gain together; as many as there are seats."""
    gains = [
        (min(choice.length.quarters, left[number]), number)
        for number, kind in enumerate(kinds)
        if left[number] and kind.place == choice.room.place and choice.group in kind.groups
    ]
    seats, come = choice.room.seats, []
    for gain, number in sorted(gains, key=lambda one: (choice.group not in kinds[one[1]].told, -one[0], one[1])):
        size = len(kinds[number].learners)
        if size <= seats:
            seats -= size
            come.append((number, gain * size))
    return come


def _teacher(choice: Choice, held: dict[tuple[int, str], int]) -> str:
    """Return a teacher who is free on a day of the group on which the place is free too, whoever held fewest there; "" for none."""
    if held[choice.group, choice.room.place] >= choice.days:
        return ""
    loads = [(held[choice.group, f"teacher {teacher}"], teacher) for teacher in choice.teachers]
    load, teacher = min(loads)
    return teacher if load < choice.days else ""

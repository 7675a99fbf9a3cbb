"""What a learner has done and still owes aboard: a pure function of what was noted here and of what phones around handed in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from banyan.kernels.journal.credit import Held, credit
from banyan.kernels.journal.credit import Item as Asked
from banyan.kernels.packs import Course, Item, Manifest


@dataclass(frozen=True, slots=True)
class Learning:
    """What is done, and how far people came with the rest: by learner and item."""

    done: frozenset[tuple[str, str]] = frozenset()
    seconds: Mapping[tuple[str, str], int] | None = None
    best: Mapping[tuple[str, str], int] | None = None

    def is_done(self, learner: str, item: Item) -> bool:
        """Say whether the learner studied it for its time or passed its quiz."""
        return (learner, item.id) in self.done

    def owed(self, learner: str, courses: Iterable[Course]) -> list[Item]:
        """Return what the learner hasn't done."""
        return [item for course in courses for item in course.items if not self.is_done(learner, item)]

    def studied(self, learner: str, item: Item) -> int:
        """Return for how many seconds the learner studied it."""
        return (self.seconds or {}).get((learner, item.id), 0)

    def best_score(self, learner: str, item: Item) -> int | None:
        """Return the learner's best score in its quiz."""
        return (self.best or {}).get((learner, item.id))


def learning(events: Iterable[Held], packs: Iterable[Manifest]) -> Learning:
    """Say who has done what, by the rule that credits study ashore: 80 % of the minutes, or the quiz passed."""
    held = list(events)
    asked: dict[str, Asked] = {}
    issued: dict[int, int] = {}
    for manifest in packs:
        issued[manifest.number] = manifest.issued
        for course in manifest.courses:
            for item in course.items:
                asked.setdefault(item.id, Asked(item.minutes, item.pass_score))
    seconds: dict[tuple[str, str], int] = defaultdict(int)
    best: dict[tuple[str, str], int] = {}
    for one in {(one.device, one.incarnation, one.sequence, one.event): one for one in held}.values():
        key = one.event.learner, one.event.item
        seconds[key] += one.event.elapsed
        if one.event.score is not None:
            best[key] = max(best.get(key, 0), one.event.score)
    account = credit(held, items=asked, issued=issued)
    return Learning(frozenset((one.learner, one.item) for one in account.credits), dict(seconds), best)

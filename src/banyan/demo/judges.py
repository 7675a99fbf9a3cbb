"""The made-up judges of the demo: what they know, where they come from, how strictly each scores, and the marks that they give."""

from dataclasses import dataclass, field
from random import Random

from banyan.demo.places import CITIES
from banyan.demo.submissions import CATEGORIES

# In spreads of what cases differ by: how much judges differ, and how much chance there is in one review.
STRICTNESS, CHANCE = 0.8, 0.7
MEAN_SHARE, SHARE_A_STEP = 0.76, 0.07
PROGRAMMES = ("talks", "study", "mentoring", "care", "other")
FIELDS_NOBODY_NAMES = 3


@dataclass(frozen=True, slots=True)
class DemoJudge:
    """A judge: user name, code of the own unit, what the judge knows, how many steps stricter than others, and cases at most."""

    username: str
    unit: str
    strictness: float
    most: int
    categories: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPanel:
    """The judges of a round, with how good each case truly is, so that judges who differ still see the same cases."""

    chance: Random
    judges: tuple[DemoJudge, ...]
    worth: dict[str, float] = field(default_factory=dict)

    def points(self, judge: DemoJudge, case: str, weights: tuple[int, ...]) -> tuple[int, ...]:
        """The marks that the judge gives the case, one a criterion."""
        worth = self.worth.setdefault(case, self.chance.gauss(0, 1))
        given = []
        for weight in weights:
            share = MEAN_SHARE + SHARE_A_STEP * (worth - judge.strictness + self.chance.gauss(0, CHANCE))
            given.append(round(weight * min(max(share, 0.2), 1)))
        return tuple(given)


def panel(chance: Random, *, count: int, most: int) -> DemoPanel:
    """``count`` judges, two thirds from the province's own office and the others from as many cities; the first signs in as pingwei."""
    judges = []
    elsewhere = [code for code, *_rest in CITIES]
    for number in range(count):
        knows = number >= FIELDS_NOBODY_NAMES
        judges.append(
            DemoJudge(
                username="pingwei" if number == 0 else f"pingwei-{number + 1}",
                unit=elsewhere[number % len(elsewhere)] if number % 3 == 2 else "gd",
                strictness=chance.gauss(0, STRICTNESS),
                most=most + chance.randrange(0, 6),
                categories=tuple(chance.sample(CATEGORIES, 2)) if knows else (),
                programmes=tuple(chance.sample(PROGRAMMES, 2)) if knows else (),
            )
        )
    return DemoPanel(chance, tuple(judges))

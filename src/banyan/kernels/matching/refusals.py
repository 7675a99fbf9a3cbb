"""Why a matching can't be made: what contradicts what, by number, for whoever puts it into words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way: a code, the left and right persons concerned, how many are needed and how many there are."""

    code: str
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    needed: int = 0
    there: int = 0


class UnableToMatch(Exception):
    """The instance contradicts itself; ``problems`` says where."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(
            "; ".join(f"{one.code} left={one.left} right={one.right} needed={one.needed} there={one.there}" for one in problems)
        )
        self.problems = problems

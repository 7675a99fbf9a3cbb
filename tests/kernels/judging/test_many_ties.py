"""Selections whose totals collide by the thousands: the tie rules still find the one choice, and soon."""

from random import Random

import pytest

from banyan.kernels.judging import Bound, Candidate, Question, Rule, Scope, select


def crowded(seed: int, *, points: int) -> Question:
    """500 cases of 126 units in 21 cities whose scores take few values, so that very many choices have the same total."""
    chance = Random(seed)
    candidates = tuple(
        Candidate(
            id=str(number),
            score_thousandths=chance.randrange(60, 60 + points) * 333,
            category=str(chance.randrange(5)),
            city=str((unit := chance.randrange(126)) // 6),
            unit=str(unit),
            reviews=3,
            tie_keys=tuple(chance.randrange(30_000) for _key in range(4)),
        )
        for number in range(500)
    )
    rules = (Rule(Bound.AT_LEAST, Scope.CATEGORY, 5), Rule(Bound.AT_MOST, Scope.CITY, 4), Rule(Bound.AT_MOST, Scope.CATEGORY, 9))
    return Question(candidates, 40, rules, reviews_least=2, unit_most=1, seed=seed)


@pytest.mark.parametrize("points", [3, 40, 4000])
def test_the_one_choice_is_found_and_proved_however_many_totals_are_equal(points: int) -> None:
    question = crowded(7, points=points)

    answer = select(question)

    assert (answer.proof.status, len(answer.winners)) == ("optimal", 40)
    assert answer.total_thousandths == answer.proof.bound_thousandths
    reordered = Question(question.candidates[::-1], 40, question.rules[::-1], reviews_least=2, unit_most=1, seed=7)
    assert select(reordered).winners == answer.winners

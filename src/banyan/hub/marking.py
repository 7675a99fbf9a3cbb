"""Marking a quiz: a question is right when exactly its answers are chosen."""

from collections.abc import Sequence

from banyan.kernels.packs import Question

Chosen = tuple[tuple[int, ...], ...]


def right(quiz: Sequence[Question], chosen: Chosen) -> list[bool]:
    """Say of each question whether it was answered right."""
    return [question.answers == picked for question, picked in zip(quiz, chosen, strict=True)]


def score(quiz: Sequence[Question], chosen: Chosen) -> int:
    """Return the score: right answers in hundredths, halves rounded up."""
    return (200 * sum(right(quiz, chosen)) + len(quiz)) // (2 * len(quiz))

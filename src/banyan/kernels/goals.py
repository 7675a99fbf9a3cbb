"""What one offers and another wants to learn: how far their words agree, in thousandths."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from banyan.kernels.hanzi import bigrams

Ints = npt.NDArray[np.int64]
# What a list of goals is parted by; a pair of characters across such a place means nothing.
_PARTS = re.compile(r"[、，。；：！？,.;:!?/|\s]+")
WHOLE = 1000


@dataclass(frozen=True, slots=True, eq=False)
class GoalFits:
    """Pairs whose words agree at all, one position each: the want's and the offer's place and their agreement in thousandths (1 to 1000).

    In the order of wants; within a want the best first, of equals the offer that stands first.
    """

    want: Ints
    offer: Ints
    thousandths: Ints


def goal_fits(offers: Sequence[str], wants: Sequence[str], *, most: int = 50) -> GoalFits:
    """Compare each want with all offers and keep the ``most`` best of each; raise ValueError for ``most`` below 1.

    A text counts by its pairs of neighbouring characters, a pair the more the fewer texts have it: cosine of TF-IDF vectors with
    idf = ln((1 + n) / (1 + df)) + 1 over all texts (Salton and Buckley 1988, smoothed). The result is rounded to nine places and then
    to the nearest thousandth, halves up, so that sums in another order give the same integer.
    """
    if most < 1:
        raise ValueError("at least one offer is kept")
    counts = [_tokens(text) for text in (*offers, *wants)]
    weights = _idf(counts)
    vectors = [_unit({token: count * weights[token] for token, count in one.items()}) for one in counts]
    postings = _postings(vectors[: len(offers)])
    found: list[tuple[Ints, Ints]] = [_best(vector, postings, len(offers), most) for vector in vectors[len(offers) :]]
    wanted = np.repeat(np.arange(len(wants), dtype=np.int64), [len(places) for places, _shares in found])
    return GoalFits(wanted, _joined([places for places, _shares in found]), _joined([shares for _places, shares in found]))


def _tokens(text: str) -> Counter[str]:
    parts = (part for part in _PARTS.split(text) if part)
    # A part of one character has no pair and still says something.
    return Counter(token for part in parts for token in (bigrams(part) or (part.lower(),)))


def _idf(counts: Sequence[Counter[str]]) -> dict[str, float]:
    frequencies = Counter(token for one in counts for token in one)
    return {token: math.log((1 + len(counts)) / (1 + frequency)) + 1 for token, frequency in frequencies.items()}


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(weight * weight for weight in vector.values()))
    return {token: weight / length for token, weight in vector.items()} if length else {}


def _postings(vectors: Sequence[dict[str, float]]) -> dict[str, tuple[Ints, npt.NDArray[np.float64]]]:
    """For each token the places of the offers that have it, rising, and their weights."""
    rows: dict[str, tuple[list[int], list[float]]] = {}
    for place, vector in enumerate(vectors):
        for token, weight in vector.items():
            places, weights = rows.setdefault(token, ([], []))
            places.append(place)
            weights.append(weight)
    return {token: (np.array(places, dtype=np.int64), np.array(weights)) for token, (places, weights) in rows.items()}


def _best(vector: dict[str, float], postings: dict[str, tuple[Ints, npt.NDArray[np.float64]]], offers: int, most: int) -> tuple[Ints, Ints]:
    sums = np.zeros(offers)
    # Sorted, so that each sum is made in one order whatever the text's.
    for token in sorted(vector):
        if token in postings:
            places, weights = postings[token]
            sums[places] += vector[token] * weights
    shares = np.floor(np.round(sums, 9) * WHOLE + 0.5).astype(np.int64)
    places = np.flatnonzero(shares > 0)
    kept = places[np.lexsort((places, -shares[places]))][:most]
    return kept, shares[kept]


def _joined(arrays: Sequence[Ints]) -> Ints:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)

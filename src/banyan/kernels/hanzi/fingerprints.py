"""Telling copied Chinese text: fingerprints by which it is looked up, and the passages that two texts share."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from banyan.kernels.hanzi.variants import simplify

# Eight characters are seldom shared by chance; of each 24 in a row one is kept, so any common run of 31 shares a fingerprint.
GRAM, WINDOW = 8, 24
LEAST_RUN, WIDEST_GAP, PLACES_TRIED = 13, 8, 16
SURE_RUN = GRAM + WINDOW - 1
_FACTOR, _CODES = 0x9E3779B97F4A7C15, 0x110000


@dataclass(frozen=True, slots=True)
class NormalText:
    """Letters, digits and Chinese characters of a text, simplified and folded, and where each stood in the original."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """The hash of eight characters in a row (63 bits, the same on every machine) and where they begin in the normal text."""

    value: int
    position: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run that two texts share: from where to where in each original, and its characters in each normal text."""

    start: int
    end: int
    other_start: int
    other_end: int
    characters: int
    other_characters: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts share: the passages, and which part of each text stands in the other, in thousandths."""

    passages: tuple[Passage, ...]
    share: int
    other_share: int


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    other_start: int
    other_end: int


def normal_text(text: str) -> NormalText:
    """Drop spaces and punctuation, fold full width and case, simplify; remember where each character stood."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    folded = _folding()[codes]
    places = np.flatnonzero(folded)
    kept = folded[places].tobytes().decode("utf-32-le")
    return NormalText(simplify(kept), tuple(places.tolist()))


def fingerprints(text: str) -> tuple[Print, ...]:
    """Choose the fingerprints of ``text`` by winnowing, each value once, in the order of the text; none for under eight characters."""
    values, places = _winnowed(normal_text(text).text)
    _values, first = np.unique(values, return_index=True)
    return tuple(Print(int(values[place]), int(places[place])) for place in np.sort(first))


def compare_texts(text: str, other: str, *, ignoring: Iterable[str] = (), crowded: AbstractSet[int] = frozenset()) -> Comparison:
    """Find the passages that both texts hold, and their shares.

    What stands in a text of ``ignoring`` doesn't count, nor what lies about a fingerprint whose value is in ``crowded``.
    """
    ours, theirs = normal_text(text), normal_text(other)
    known = {gram for each in ignoring for gram in _grams(normal_text(each).text)}
    found = _runs(ours.text, theirs.text, known)
    runs = _merged(_outside(found, _crowded_places(ours.text, crowded)) if crowded else found)
    passages = tuple(
        Passage(
            ours.places[run.start],
            ours.places[run.end - 1] + 1,
            theirs.places[run.other_start],
            theirs.places[run.other_end - 1] + 1,
            run.end - run.start,
            run.other_end - run.other_start,
        )
        for run in runs
    )
    return Comparison(
        passages,
        _share([(run.start, run.end) for run in runs], len(ours.text)),
        _share([(run.other_start, run.other_end) for run in runs], len(theirs.text)),
    )


def _runs(text: str, other: str, known: set[str]) -> list[_Run]:
    where: dict[str, list[int]] = {}
    for place, gram in enumerate(_grams(other)):
        places = where.setdefault(gram, [])
        if len(places) < PLACES_TRIED and gram not in known:
            places.append(place)
    runs, start = [], 0
    while start + LEAST_RUN <= len(text):
        found = where.get(text[start : start + LEAST_RUN])
        if not found:
            start += 1
            continue
        length, place = max((_common(text, start, other, place, known), -place) for place in found)
        runs.append(_Run(start, start + length, -place, length - place))
        start += length
    return runs


def _common(text: str, start: int, other: str, place: int, known: set[str]) -> int:
    length, most = LEAST_RUN, min(len(text) - start, len(other) - place)
    while length < most and text[start + length] == other[place + length]:
        if text[start + length - LEAST_RUN + 1 : start + length + 1] in known:
            break
        length += 1
    return length


def _winnowed(text: str) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    hashes = _hashes(text, GRAM)
    if not len(hashes):
        return hashes, np.zeros(0, dtype=np.intp)
    width = min(WINDOW, len(hashes))
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    # The rightmost of equal ones, so that a repeated character doesn't fill the table.
    places = np.unique(np.arange(len(windows)) + width - 1 - np.argmin(windows[:, ::-1], axis=1))
    return hashes[places], places


def _crowded_places(text: str, crowded: AbstractSet[int]) -> NDArray[np.bool_]:
    """For each character, whether the fingerprint nearest to it is a crowded one."""
    values, places = _winnowed(text)
    if not len(values):
        return np.zeros(len(text), dtype=np.bool_)
    borders = (places[1:] + places[:-1] + GRAM) // 2
    is_crowded = np.array([int(value) in crowded for value in values])
    nearest: NDArray[np.bool_] = is_crowded[np.searchsorted(borders, np.arange(len(text)), side="right")]
    return nearest


def _outside(runs: Iterable[_Run], crowded: NDArray[np.bool_]) -> list[_Run]:
    """What is left of the runs without the crowded places; a piece cut off counts only if a fingerprint fits for certain."""
    left = []
    for run in runs:
        inside = crowded[run.start : run.end]
        if not inside.any():
            left.append(run)
            continue
        edges = np.flatnonzero(np.diff(np.concatenate(([True], inside, [True])))).tolist()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start >= SURE_RUN:
                left.append(_Run(run.start + start, run.start + end, run.other_start + start, run.other_start + end))
    return left


def _merged(runs: Iterable[_Run]) -> list[_Run]:
    merged: list[_Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and run.start - last.end <= WIDEST_GAP and 0 <= run.other_start - last.other_end <= WIDEST_GAP:
            merged[-1] = _Run(last.start, run.end, last.other_start, run.other_end)
        else:
            merged.append(run)
    return merged


def _share(runs: list[tuple[int, int]], length: int) -> int:
    covered, reached = 0, 0
    for start, end in sorted(runs):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered * 1000 // length if length else 0


def _grams(text: str) -> list[str]:
    return [text[place : place + LEAST_RUN] for place in range(len(text) - LEAST_RUN + 1)]


def _hashes(text: str, width: int) -> NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = max(0, len(codes) - width + 1)
    hashes: NDArray[Any] = np.zeros(count, dtype=np.uint64)
    for place in range(width):
        hashes = hashes * np.uint64(_FACTOR) + codes[place : place + count]
    # The finish of splitmix64 spreads neighbouring characters over all bits.
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(factor)
    spread: NDArray[np.uint64] = (hashes ^ (hashes >> np.uint64(31))) >> np.uint64(1)
    return spread


@lru_cache(maxsize=1)
def _folding() -> NDArray[np.uint32]:
    """What each character becomes; 0 for one that is dropped."""
    table = np.zeros(_CODES, dtype=np.uint32)
    table[0x20000:0x31350] = np.arange(0x20000, 0x31350)
    for code in range(0x10000):
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        if len(folded) == 1 and folded.isalnum():
            table[code] = ord(folded)
    return table

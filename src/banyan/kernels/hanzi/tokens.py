"""Search tokens: pairs of neighbouring characters, so that any two or more characters of a text find it."""

import re

from banyan.kernels.hanzi.characters import HAN, plain_characters
from banyan.kernels.hanzi.variants import simplify

_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_HAN_RUN = re.compile(f"[{HAN}]+")


def bigrams(text: str) -> tuple[str, ...]:
    """Return the tokens of ``text`` in order: each pair of neighbouring Chinese characters, each foreign word and number whole.

    Text is simplified and lower-cased; punctuation and blanks are dropped and do not part a pair.
    A Chinese character that stands alone between foreign words gives no pair and so no token.
    """
    return tuple(token for run in _runs(text) for token in (_pairs(run) if _HAN_RUN.match(run) else (run,)))


def search_tokens(text: str) -> tuple[str, ...]:
    """Return what to index of ``text``: its bigrams in order, then every single character once, for queries of one character."""
    singles = dict.fromkeys(character for run in _runs(text) if _HAN_RUN.match(run) for character in run)
    return (*bigrams(text), *singles)


def query_tokens(text: str) -> tuple[str, ...]:
    """Return what to look up for ``text``, as a phrase: its bigrams, or the one character when the query holds no more.

    Every text that holds the query (punctuation and blanks aside) has these tokens side by side in its ``search_tokens``.
    """
    return bigrams(text) or tuple(run for run in _runs(text) if len(run) == 1)[:1]


def _runs(text: str) -> list[str]:
    """Runs of Chinese characters and foreign words; Chinese parted by punctuation alone is one run."""
    runs: list[str] = []
    for run in _RUN.findall(simplify(plain_characters(text)).lower()):
        if runs and _HAN_RUN.match(run) and _HAN_RUN.match(runs[-1]):
            runs[-1] += run
        else:
            runs.append(run)
    return runs


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[start : start + 2] for start in range(len(run) - 1))

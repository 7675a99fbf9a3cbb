"""Traditional characters made simplified, whole words first (乾坤 stays, 乾淨 becomes 干净)."""

import re
from functools import lru_cache

from opencc import OpenCC

# OpenCC leaves 著 where simplified text writes 着 (面临着, 着力); it stays 著 only where it means writing or outstanding.
_MARK_OF_ASPECT = re.compile("(?<![名专原编论巨显卓昭土译合遗拙新所撰李王张刘陈])著(?![名作述称者书录于有文说])")

# Half of a surrogate pair is no character; it can't be written to any file.
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def simplify(text: str) -> str:
    """Return ``text`` in simplified characters; its length stays the same, and simplified text stays as it is."""
    simplified: str = _converter().convert(_HALF_PAIR.sub("\ufffd", text))
    return _MARK_OF_ASPECT.sub("着", simplified)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")

"""How long a Chinese text is: its characters counted as Word's 字数 does, so that a limit means the same here and there."""

import re

# Characters that stand alone: radicals, marks, kana, hanzi, full-width forms, and the marks that Chinese shares with other scripts.
_WIDE = (
    "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e3a\u2e80-\u2fdf\u3001-\u312f\u31a0-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U000323af"
)
_BLANK = "\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_COUNTED = re.compile(f"[{_WIDE}]|[^{_WIDE}{_BLANK}]+")


def count_characters(text: str) -> int:
    """Count ``text`` as Word's 字数 does.

    Each Chinese character and each full-width mark is 1, and so are “ ” ‘ ’ — … and ·. Whatever stands between those and
    blanks is one word and 1 as a whole: a number, a Latin word, 3.5% or an address. Blanks and line ends are 0.
    """
    return sum(1 for _found in _COUNTED.finditer(text))

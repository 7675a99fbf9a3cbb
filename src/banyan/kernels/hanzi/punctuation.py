"""Punctuation and blanks of Chinese sentences: full-width marks, no blank between characters."""

import re
from itertools import accumulate, pairwise

from banyan.kernels.hanzi.characters import HAN, is_han

_MARKS = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_CLOSERS = "”’》）】〉」』"
_OPENERS = "“‘《（【〈「『"
_CJK = f"{HAN}，。；：！？、…—·{_CLOSERS}{_OPENERS}"
_HAS_HAN = re.compile(f"[{HAN}]")
_BETWEEN = re.compile(rf"(?<=[{_CJK}0-9%])[ \t]+(?=[{_CJK}0-9])")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]*")
_DASH = re.compile(r"[—―─⸺－–‐‑﹘]{2,}|[―⸺─]|(?<![-|A-Za-z0-9])--+(?![-|])")
_ROUND = re.compile(r"\(([^()]*)\)")
_STRAIGHT = re.compile('"([^"\n]*)"')
_FOREIGN_BLANK = re.compile(r"[A-Za-z0-9][ \t]+[A-Za-z0-9]")
# What stands between a number, a town, a title and its subtitle: each part has blanks of its own.
_PARTS = re.compile("(——|[：、《》（）【】—|]|(?<=[0-9])[.．])")
_CJK_MARKS = "，。；：！？、…—·"
_BESIDE_MARK = re.compile(
    rf" +(?=[{_CJK_MARKS}{_CLOSERS}])|(?<=[{_CJK_MARKS}{_OPENERS}]) +|(?<=[{HAN}]) +(?=[0-9])|(?<=[0-9%]) +(?=[{HAN}])"
)
_CORNERS = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")


def full_width(text: str) -> str:
    """Make the punctuation of each Chinese sentence full-width; marks inside numbers, addresses and foreign words stay."""
    text = _DASH.sub("——", text).translate(_CORNERS)
    return "".join(_chinese(sentence) if _is_chinese(sentence) else sentence for sentence in _SENTENCE.findall(text))


def close_spaces(text: str) -> str:
    """Drop blanks between Chinese characters, their punctuation and digits; those beside foreign words stay, one wide."""
    text = re.sub(r"[ \t]+", " ", text).strip(" ")
    return _BETWEEN.sub(lambda found: " " if _between_digits(found) else "", text)


def even_spaces(text: str) -> str:
    """Keep in a headline the blanks that part it, as in 乡音传党音 宣讲入人心, and drop those that tear a part.

    Letter-spaced text is closed, its wider gaps becoming blanks. A piece of one or two characters counts as torn off
    when leaving out some blanks gives pieces of one length; a single character is always joined to what stands before.
    """
    if len(parts := _PARTS.split(text)) > 1:
        return _tidy_blanks("".join(_parted(part) if _HAS_HAN.search(part) else part for part in parts)).strip()
    return _parted(text).strip()


def _parted(text: str) -> str:
    wide = [re.split(r"[ \t]+", piece) for piece in re.split(r"[ \t]{2,}", text.strip())]
    pieces = [piece for group in wide for piece in group]
    if _FOREIGN_BLANK.search(text):
        return re.sub(r"[ \t]+", " ", text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if len(pieces) > 2 and sum(len(piece) == 1 for piece in pieces) * 2 > len(pieces):
        pieces = ["".join(group) for group in wide]
    return (before and " ") + _tidy_blanks(_even(pieces) or _long_pieces(pieces)) + (after and " ")


def _even(pieces: list[str]) -> str | None:
    """Part the headline into pieces of one length at some of its blanks, if that can be done and pieces look torn."""
    if min(map(len, pieces)) > 2 or len({len(piece) for piece in pieces}) == 1:
        return None
    whole, ends = "".join(pieces), set(accumulate(map(len, pieces)))
    for length in range(3, len(whole) // 2 + 1):
        if len(whole) % length == 0 and ends.issuperset(range(length, len(whole), length)):
            return " ".join(whole[start : start + length] for start in range(0, len(whole), length))
    return None


def _long_pieces(pieces: list[str]) -> str:
    joined = pieces[0]
    for before, piece in pairwise(pieces):
        is_torn = is_han(before) or is_han(piece)
        joined += piece if is_torn else f" {piece}"
    return joined


def _tidy_blanks(text: str) -> str:
    """Drop the blanks beside punctuation and digits, but keep those between two Chinese characters."""
    return _BESIDE_MARK.sub("", text)


def _between_digits(found: re.Match[str]) -> bool:
    text = found.string
    return text[found.start() - 1].isdigit() and text[found.end()].isdigit()


def _is_chinese(sentence: str) -> bool:
    han = len(_HAS_HAN.findall(sentence))
    return han > 0 and han >= len(_LATIN_WORD.findall(sentence))


def _chinese(sentence: str) -> str:
    sentence = sentence.replace("<<", "《").replace(">>", "》")
    sentence = _STRAIGHT.sub("“\\1”", sentence)
    while (rounded := _ROUND.sub("（\\1）", sentence)) != sentence:
        sentence = rounded
    sentence = re.sub(rf"(?<=[{HAN}{_CLOSERS}])\.{{3,}}", "……", sentence)
    sentence = re.sub(rf"(?<=[{HAN}{_CLOSERS}])\.(?![.\w])", "。", sentence)
    beside = rf"(?<=[{_CJK}])\s*[,;:!?]|[,;:!?](?=\s*[{_CJK}])|(?<=[0-9A-Za-z%+])[,;:!?](?=\s*$)"
    return re.sub(beside, lambda found: found[0][:-1] + _MARKS[found[0][-1]], sentence)

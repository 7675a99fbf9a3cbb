"""Pinyin glosses that web pages insert after a character, as in 认(rèn)真: taken out, all other brackets kept."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

from banyan.kernels.hanzi.characters import HAN

_MOST_SYLLABLES = 8
_OPEN, _CLOSE = "(（[［〔【", ")）]］〕】"
# ɑ and ɡ are letters of phonetic script that typesetters use for pinyin.
_LETTERS = "a-z\u0300\u0301\u0304\u0308\u030cɑɡüêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_GLOSS = re.compile(f"(?<=[{HAN}])[ ]*[{re.escape(_OPEN)}][ ]*([{_LETTERS}]+[1-5]?(?:[ '’]*[{_LETTERS}]+[1-5]?)*)[ ]*[{re.escape(_CLOSE)}]")
_HAN_BEFORE = re.compile(f"[{HAN}]+$")
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|van|an|en|in|un|vn|ai|ei|ui|ao|ou|iu|ie|ia|ua|uo|ue|ve|er|a|o|e|i|u|v|ê)|ng|[mn]"
)


def strip_glosses(text: str) -> str:
    """Take out each bracket after a Chinese character that holds its pinyin: with tone marks, or plain when the sound fits."""
    while (stripped := _strip_once(text)) != text:
        text = stripped
    return text


def _strip_once(text: str) -> str:
    kept, end = [], 0
    for found in _GLOSS.finditer(text):
        before = _HAN_BEFORE.search(text[max(end, found.start() - _MOST_SYLLABLES) : found.start()])
        if before and _is_gloss(found[1], before[0]):
            kept.append(text[end : found.start()])
            end = found.end()
    return "".join(kept) + text[end:]


def _is_gloss(sound: str, before: str) -> bool:
    plain, toned = _plain(sound)
    syllables = plain.split()
    if len(syllables) != 1:
        ends = before[-len(syllables) :] if syllables else ""
        return 0 < len(syllables) == len(ends) and all(map(_sounds_like, syllables, ends))
    # Letters that run on without tones may be a name, as in 深圳(shenzhen).
    return _sounds_like(plain, before[-1]) or (toned and (_SYLLABLE.fullmatch(plain) is not None or _spells(plain, before)))


def _plain(sound: str) -> tuple[str, bool]:
    """Return the sound without tones, and whether it had any."""
    bare = sound.translate(str.maketrans("ɑɡü", "agv")).replace("'", " ").replace("’", " ")
    letters = unicodedata.normalize("NFD", bare)
    toned = any(letter in "\u0300\u0301\u0304\u030c12345" for letter in letters)
    letters = "".join(letter for letter in letters.replace("u\u0308", "v") if letter.isascii() and not letter.isdigit())
    return " ".join(letters.split()), toned


def _spells(plain: str, before: str) -> bool:
    """Tell whether the letters spell the last characters of ``before``, several run together."""
    rests = {plain}
    for character in reversed(before):
        rests = {rest[: -len(sound)] for rest in rests for sound in _sounds(character) if rest.endswith(sound)}
        if "" in rests:
            return True
    return False


def _sounds_like(plain: str, character: str) -> bool:
    return plain in _sounds(character)


@lru_cache(maxsize=4096)
def _sounds(character: str) -> frozenset[str]:
    sounds = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return frozenset(sound for group in sounds for sound in group if sound.isascii())

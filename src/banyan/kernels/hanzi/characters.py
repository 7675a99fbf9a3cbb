"""Single characters: what is a Chinese one, and what web pages and PDF files put in its place."""

import re
import unicodedata

# One Chinese character, as the inside of a regular expression's [...]; 〇 is a numeral, 々 repeats the one before.
HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"

_IS_HAN = re.compile(f"[{HAN}]")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_LINE_END = re.compile("\r\n|[\r\n\f\u0085\u2028\u2029]")
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# PDF files often store a radical that merely looks like the character; F900-FAFF are doubles of plain characters.
_DOUBLE = re.compile("[⺀-⻳⼀-⿕豈-﫿\U0002f800-\U0002fa1f]")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {ord("％"): ord("%"), ord("＋"): ord("+"), ord("＆"): ord("&"), ord("／"): ord("/"), ord("＃"): ord("#"), ord("＠"): ord("@")}
# Radicals of the supplement that Unicode gives no plain character for.
_RADICALS = str.maketrans("⺠⻅⻉⻋⻓⻔⻙⻚⻛⻜⻢⻥⻦⻩⻬⻮⻰⻳⻄⻆⻘⺟⻝⻤", "民见贝车长门韦页风飞马鱼鸟黄齐齿龙龟西角青母食鬼")


def is_han(text: str) -> bool:
    """Tell whether ``text`` is exactly one Chinese character."""
    return _IS_HAN.fullmatch(text) is not None


def is_vague_character(text: str) -> bool:
    """Tell whether ``text`` holds a character that stands for one lost in conversion (replacement mark, private use)."""
    return any(character == "\ufffd" or unicodedata.category(character) in ("Co", "Cs", "Cn") for character in text)


def plain_characters(text: str) -> str:
    """Replace wide letters and digits, odd blanks and radicals by plain ones, drop invisible characters, end lines with \\n."""
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    text = _BLANK.sub(" ", _INVISIBLE.sub("", text)).translate(_WIDE).translate(_RADICALS)
    return _DOUBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)

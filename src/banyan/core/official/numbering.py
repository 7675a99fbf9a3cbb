"""The numbers of headings: 一、（一）1.（1）."""

from collections.abc import Iterator

from banyan.core.official.model import Block, Heading

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write 1 to 999 as 一, 十二, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def numbered(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Give each block with its number, "" for all but headings; a heading starts the numbers below it anew."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        number = ""
        if isinstance(block, Heading):
            place = block.level - 1
            counts[place:] = [counts[place] + 1] + [0] * (3 - place)
            number = _number(block.level, counts[place])
        yield block, number


def _number(level: int, count: int) -> str:
    return {1: f"{chinese_number(count)}、", 2: f"（{chinese_number(count)}）", 3: f"{count}.", 4: f"（{count}）"}[level]

"""Figures of a case: numbers with a unit, and the words around them."""

import re
from decimal import Decimal

from banyan.cases.showcase.notices.reading import Figure
from banyan.kernels.hanzi import NUMBER, Number, parse_number

# Each unit with what may not follow it, since 3人 counts but 3人民 does not.
_UNITS = {
    "个多月": "", "个多小时": "", "个百分点": "", "个小时": "", "个月": "", "人次": "", "场次": "", "户次": "",
    "小时": "", "分钟": "", "平方米": "", "公里": "", "公斤": "", "学时": "", "课时": "", "万元": "", "亿元": "",
    "名": "列称副", "人": "民员才大物生们格家", "位": "于列一置", "户": "外籍", "次": "要生数会全", "场": "所地景",
    "期": "间望待", "支": "部书持援撑委", "家": "庭园长人属门乡国", "对": "象于口接标外党照策老年", "处": "理于级",
    "个": "人性体别", "项": "目", "件": "", "篇": "章", "条": "件例", "幅": "度", "部": "门分队署委", "堂": "",
    "节": "日约", "天": "地下然", "年": "级代度轻龄", "周": "边年岁", "岁": "", "元": "旦素", "台": "阶账湾风",
    "本": "地土级科市省镇村人书身", "册": "", "套": "", "份": "", "间": "接隔", "座": "谈", "所": "有在需属谓",
    "艘": "", "辆": "", "张": "", "斤": "", "吨": "", "亩": "", "倍": "", "批": "评准", "轮": "流岗", "站": "",
    "组": "织成长建", "幢": "", "栋": "", "盏": "", "束": "", "首": "先要创届", "例": "如会", "%": "",
}  # fmt: skip
# A single Chinese digit with any other unit is mostly a phrase (三个代表, 两种形式).
_OF_SMALL = {
    "个多月", "个月", "个多小时", "个小时", "小时", "名", "人", "位", "户", "场", "支", "家", "对", "处", "期", "年", "天", "周", "岁",
    "次", "人次", "场次", "艘", "篇",
}  # fmt: skip
_UNIT = "|".join(unit + (f"(?![{bad}])" if bad else "") for unit, bad in sorted(_UNITS.items(), key=lambda item: -len(item[0])))
# 数十名 and 第二十三名 are no counts; 2-3次 is a range and has no single value.
_FIGURE = re.compile(rf"(?<![A-Za-z0-9.第数几〇零一二两三四五六七八九十百千万亿])(?:{NUMBER})[余多来+]?(?P<unit>{_UNIT})")
_RANGE_BEFORE = re.compile("[0-9一二三四五六七八九十][-—–~～至到]+$")
_COMMA_BEFORE = re.compile("[0-9]，$")
_THREE = re.compile(f"(?<![0-9.])[0-9]{{3}}[余多来+]?(?={_UNIT})")
_SHARE = re.compile(rf"百分之(?:{NUMBER})")
_RANK = re.compile(
    r"(?:位列|位居|排名|排在|名列|列|居|排|获|荣获|评为)[^，。；！？\n第]{0,10}"
    r"第(?P<rank>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:名|位)?"
)
_LIST_END = re.compile("[、，。；：！？\n（）]")
_CLAUSE_END = re.compile("[，。；！？：\n（）]")
_MOST_TEXT = 60
_LONG_CLAUSE = 40
# More than any count in a notice: digits run together by mistake.
_MOST = Decimal(10**11)


def figures_of(text: str) -> tuple[Figure, ...]:
    """Find the figures of ``text`` in order: counts, shares and ranks; years, dates, ordinals, ranges and set phrases are none."""
    found = [(match.start(), _count(match)) for match in _FIGURE.finditer(text)]
    found += [(match.start(), _figure(_number(match), "%", match)) for match in _SHARE.finditer(text)]
    found += [(match.start("rank"), _figure(parse_number(match["rank"]), "位", match)) for match in _RANK.finditer(text)]
    return tuple(figure for _start, figure in sorted(found, key=lambda pair: pair[0]) if figure)


def _count(match: re.Match[str]) -> Figure | None:
    number, unit = _number(match), match["unit"]
    before = match.string[max(0, match.start() - 3) : match.start()]
    if number is None or not _counts(number, unit) or _RANGE_BEFORE.search(before):
        return None
    if _COMMA_BEFORE.search(before) and _THREE.match(match.string, match.start()):
        return None
    return _figure(number, unit, match)


def _number(match: re.Match[str]) -> Number | None:
    return parse_number(match["digits"] or match["chinese"])


def _figure(number: Number | None, unit: str, match: re.Match[str]) -> Figure | None:
    if number is None or number.value > _MOST:
        return None
    value = number.value.quantize(Decimal(1)) if number.value == number.value.to_integral_value() else number.value.normalize()
    return Figure(value, unit, _words_around(match.string, match.start(), match.end()))


def _counts(number: Number, unit: str) -> bool:
    if number.by_digits:
        return not (unit == "年" and 1900 <= number.value <= 2100)
    return number.value >= 10 or (number.value >= 2 and unit in _OF_SMALL)


def has_unclear_figure(text: str) -> bool:
    """Tell whether ``text`` holds a figure such as 1，200名, which is one number or two."""
    return any(_COMMA_BEFORE.search(text, max(0, match.start() - 2), match.start()) for match in _THREE.finditer(text))


def _words_around(text: str, start: int, end: int) -> str:
    """Return the clause that the figure stands in; of a long list only its own part."""
    clause = _between(_CLAUSE_END, text, start, end)
    return (clause if len(clause) <= _LONG_CLAUSE else _between(_LIST_END, text, start, end)).strip("“”、 ")


def _between(mark: re.Pattern[str], text: str, start: int, end: int) -> str:
    least, most = max(0, start - _MOST_TEXT), end + _MOST_TEXT
    first = max((found.end() for found in mark.finditer(text, least, start)), default=least)
    last = next((found.start() for found in mark.finditer(text, end, most)), min(len(text), most))
    return text[first:last]

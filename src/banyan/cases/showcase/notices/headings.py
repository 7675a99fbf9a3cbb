"""The heading of a case: its number or bullet, town or unit, title, subtitle and category, in the ways notices write them."""

import re
from dataclasses import dataclass, replace

from banyan.cases.showcase.notices.places import without_places

_NUM = "[一二三四五六七八九十百]"
_MARKERS: dict[str, str] = {
    "markdown": r"#{1,6}\s+",
    "quote": r">\s+",
    "part": rf"第(?:{_NUM}{{1,3}}|[0-9]{{1,2}})(?:部分|篇章|篇|章|类别)[：:、.\s]*",
    "case": rf"(?:典型|优秀|入选|创新|获奖)?案例(?:之)?(?:{_NUM}{{1,3}}|[0-9]{{1,3}})(?:[：:、.．\s—]+|(?=[《“]))",
    "case_bracket": rf"【(?:典型|优秀|入选|创新|获奖)?案例(?:{_NUM}{{1,3}}|[0-9]{{1,3}})】\s*",
    "no": r"[Nn][Oo][.．]?\s*[0-9]{1,3}[：:、.\s]*",
    "chinese": rf"{_NUM}{{1,3}}[、.．]\s*",
    "chinese_bracket": rf"（{_NUM}{{1,3}}）[、.．]?\s*",
    "digits": r"[0-9]{1,3}(?:[、.．)）](?![0-9])|(?=《))\s*",
    "digits_bracket": r"[（(][0-9]{1,3}[）)][、.．]?\s*",
    "circled": r"[①-⑳⑴-⒛❶-❿㈠-㈩]\s*[、.．]?\s*",
    "bullet": r"[•●○■□◆◇▪▫‣∙➢➤►▶★☆✦◎※❖➣]\s*|[·・]\s*|[*\-–+]\s+|—\s+",
}
_MARKER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _MARKERS.items()))
_EMPHASIS = re.compile(r"(?<!\*)\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!_)__(?=\S)(.+?)__")

_ENDING = (
    "街道办事处|街道办|街道|管委会|管理委员会|委员会|开发区|高新区|新区|园区|林场|农场|办公室|党工委|党总支|党支部|总支|支部|党委|党组"
    "|学院|大学|中学|小学|学校|党校|医院|公司|集团|中心|协会|学会|联合会|工会|分会|银行|法院|检察院|支队|总队|报社|关工委|联盟|电视台"
    "|镇|乡|区|县|市|省|州|盟|旗|村|局|厅|委|办|院|所|部|站|馆"
)
# Endings that a title may have as well, as in 美丽乡村 or 红色驿站: not enough for a line that holds nothing else.
_WEAK = re.compile("(?:村|院|所|部|站|馆|联盟|办|委)$")
_STRONG_WITH_WEAK_END = re.compile(
    "(?:[^乡农]村|医院|学院|法院|检察院|研究院|干休所|研究所|组织部|宣传部|[市县区镇街]委|关工委|党委|工委|党办|街道办|干办)$"
)
_NO_UNIT = re.compile(
    "(?:进|入|到|下|美丽|振兴|和谐|幸福|智慧|最美|全|我|各|该|本|某|新型|现代)(?:社区|乡村|农村|新村|村|市|省|区|县|镇|街道|校园|学校)$"
    "|乡村$|农村$|办法$|全部$|内部$|干部$|中心组$|[，。；！？：、《》“”]"
    "|^(?:关于|为|以|在|把|让|用|从|对|助力|打造|推动|建设|开展|构建|聚焦|坚持|创新|走进|服务|一|编辑|来源|作者|时间|单位|类别|全体|所有|其中)"
)
_WHOLE_UNIT = re.compile(rf"(?=.{{2,28}}$)[㐀-鿿A-Za-z0-9·]{{1,24}}(?:{_ENDING})(?:（[^（）]{{1,12}}）)?")
_UNIT_SEP = re.compile(r"(?P<unit>[^：:《》“”\s—|｜/]{2,28})\s*(?P<sep>[：:]|——|[|｜/]|\s+[-–—]\s+|\s+|(?=[《“]))\s*(?P<title>.+)")
_TITLE_UNIT = re.compile(
    r"(?P<title>.+?)\s*(?:（(?:(?:选送|报送|申报|推荐|参评)?单位：|选送：|来自)?(?P<bracket>[^（）：]{2,28}(?:（[^（）]{1,12}）)?)）"
    r"|(?:——|[|｜/]|\s)\s*(?P<unit>[^：《》“”\s—（）]{2,28}))"
)
_SENT_BY = re.compile("(?:选送|报送|申报|推荐|推送|提交|参评|创建|打造)(?:的)?(?:案例|项目|作品|品牌)?(?:为|是)?[：:]?$|的$")
_CATEGORY_BEFORE = re.compile(r"[【\[〖〔](?P<category>[^【】\[\]〖〗〔〕]{2,16})[】\]〗〕]\s*(?P<rest>.*)")
_CATEGORY_WITH_CASE = re.compile(r"(?P<category>[㐀-鿿]{2,12}类)[：:]\s*(?P<rest>.+)")
_CATEGORY = re.compile(
    "(?P<category>[㐀-鿿“”·+（）]{1,16}(?:类别|类)|[㐀-鿿]{1,4}篇|(?:特|一|二|三|优秀|优胜|提名|最佳|创新|入围)[^，。：]{0,6}奖)"
    "(?:优秀|典型|创新)*(?:案例|品牌|项目)?(?:（[^（）]{1,12}）)?[：:]?"
)
_COUNT_AFTER = re.compile(r"（(?:共)?[^（）]{1,6}(?:个|项|篇|例|件)）$")
_NUMBERED_CASE = re.compile(rf"案例(?:{_NUM}{{1,3}}|[0-9]{{1,3}})$")
_DASH_START = re.compile(r"^(?:——|[—–-](?=[㐀-鿿“]))\s*")
_WRAPPED = re.compile(r"《([^《》]*)》|“([^“”]*)”|【([^【】]*)】")
_MOST_TITLE = 64


@dataclass(frozen=True, slots=True)
class Heading:
    """A case's heading as far as its line tells; ``marker`` is the kind of number or bullet before it."""

    title: str = ""
    town: str | None = None
    category: str | None = None
    subtitle: str | None = None
    marker: str = ""
    sure: bool = True


def split_marker(text: str) -> tuple[str, str]:
    """Part a line into the kind of its number or bullet ("" for none) and the rest; Markdown's own marks are dropped."""
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text.strip())
    kind = ""
    while found := _MARKER.match(text):
        if found.end() == len(text):
            break
        # Under a Markdown mark a number says more; of two numbers the first is the line's own.
        if kind not in ("", "markdown", "quote", "bullet") and found.lastgroup not in ("case", "case_bracket"):
            break
        kind, text = found.lastgroup or "", text[found.end() :].strip()
    return kind, text.rstrip("#").strip() if kind == "markdown" else text


def without_bullet(text: str) -> str:
    """Drop Markdown's marks and a bullet before a line; a number stays, since it may be part of the text."""
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text.strip())
    while (found := _MARKER.match(text)) and found.lastgroup in ("markdown", "quote", "bullet") and found.end() < len(text):
        text = text[found.end() :].strip()
    return text


def subtitle_of(text: str) -> str | None:
    """Return a subtitle without its dash; None for a line that doesn't begin with one."""
    _kind, bare = ("", text.strip()) if text.lstrip().startswith(("—", "–", "-—")) else split_marker(text)
    rest = _DASH_START.sub("", bare, count=1)
    return rest.strip() if rest != bare and rest.strip() else None


def category_of(text: str) -> str | None:
    """Return the category that a line names and holds nothing else; None for other lines."""
    _kind, text = split_marker(text)
    if (found := _CATEGORY_BEFORE.fullmatch(text)) and not found["rest"].strip("：:"):
        return None if _NUMBERED_CASE.search(found["category"]) else _COUNT_AFTER.sub("", found["category"])
    found = _CATEGORY.fullmatch(text)
    return found["category"] if found and len(text) <= 24 else None


def is_unit(text: str) -> bool:
    """Tell whether ``text`` is the name of a town or unit and nothing else."""
    if not _WHOLE_UNIT.fullmatch(text) or _NO_UNIT.search(text):
        return False
    bare = re.sub("（[^（）]*）$", "", text)
    return not _WEAK.search(bare) or _STRONG_WITH_WEAK_END.search(bare) is not None


def unit_at_start(text: str) -> str | None:
    """Return the town or unit that a text begins with: 东莞市常平镇“榕树下的声音”… gives 东莞市常平镇."""
    rest = without_places(text)
    found = re.match(r"[㐀-鿿]{2,6}?(?:街道|新区|高新区|开发区|园区|镇|乡|区|县|旗)(?![委府级域乡村])", rest)
    if not found or _NO_UNIT.search(found[0]):
        return None
    return text[: len(text) - len(rest)] + found[0]


def parse_heading(text: str) -> Heading | None:
    """Read a line as a case's heading when its form is sure (town and title, or a title in 《》); None otherwise."""
    marker, text = split_marker(text)
    category = None
    if (found := _CATEGORY_BEFORE.fullmatch(text)) and found["rest"]:
        category, (second, text) = found["category"], split_marker(found["rest"])
        category = None if _NUMBERED_CASE.search(category) else category
        marker = second or marker
    elif found := _CATEGORY_WITH_CASE.fullmatch(text):
        category, text = found["category"], split_marker(found["rest"])[1]
    text, tail = _without_category_after(text)
    heading = _unit_then_title(text) or _title_then_unit(text) or _wrapped_title(text)
    if heading is None and (category or marker in ("case", "case_bracket")) and may_be_title(text):
        heading = titled(text)
    return replace(heading, category=category or tail, marker=marker) if heading else None


def titled(text: str, town: str | None = None) -> Heading:
    """Make a heading of a title, its subtitle after —— parted off and the brackets around it taken away."""
    title, dash, subtitle = text.strip().partition("——")
    if dash and (len(title.strip()) < 2 or not subtitle.strip()):
        title, subtitle = text, ""
    title = title.strip().rstrip("：:").strip()
    if found := _WRAPPED.fullmatch(title):
        title = next(part for part in found.groups() if part is not None).strip() or title
    return Heading(title=title, town=town, subtitle=subtitle.strip() or None)


def may_be_title(text: str) -> bool:
    """Tell whether ``text`` could be a title: short, no sentence, not cut off by a comma."""
    if not 2 <= len(text) <= _MOST_TITLE or text.count("，") > 2:
        return False
    return not re.search("[。；]|[，、：:]$", text) and re.search("[㐀-鿿]", text) is not None


def _without_category_after(text: str) -> tuple[str, str | None]:
    """Take off a category in brackets at the end: 常平镇：乡音传党音（发挥作用类）."""
    found = re.fullmatch(r"(.+?)\s*[（【](?:类别：)?([㐀-鿿]{2,10}(?:类|类别))[）】]", text)
    return (found[1], found[2]) if found else (text, None)


def _unit_then_title(text: str) -> Heading | None:
    found = _UNIT_SEP.fullmatch(text)
    if not found:
        return None
    unit = _SENT_BY.sub("", found["unit"])
    title = found["title"]
    if (found["sep"] == "" and not _WRAPPED.match(title)) or not may_be_title(title):
        return None
    if found["sep"] == "" and not title.startswith("《") and not re.fullmatch(r"“[^“”]*”(?:——.*)?", title):
        return None
    return titled(title, unit) if is_unit(unit) or (found["sep"] == "：" and _are_units(unit)) else None


def _are_units(text: str) -> bool:
    """Tell whether a colon may follow ``text`` as the sender: one unit of any ending, or several joined by 、 or 和."""
    return all(_WHOLE_UNIT.fullmatch(unit) and not _NO_UNIT.search(unit) for unit in re.split("[、和]", text))


def _title_then_unit(text: str) -> Heading | None:
    found = _TITLE_UNIT.fullmatch(text)
    if not found or not may_be_title(found["title"]):
        return None
    unit = found["bracket"] or found["unit"]
    if not is_unit(unit):
        return None
    # Beside a blank or a dash the unit may be the end of the title: only a title in 《》 or “” is sure.
    if not found["bracket"] and not _WRAPPED.fullmatch(found["title"]):
        return None
    return titled(found["title"], unit)


def _wrapped_title(text: str) -> Heading | None:
    found = re.fullmatch(r"《[^《》]{4,40}》(?:——(.+))?", text)
    return titled(text) if found else None

"""The facts of the whole notice: year of the collection, region, number selected, rank."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.cases.showcase.notices.furniture import is_show_heading
from banyan.cases.showcase.notices.places import place_at_start, places_in
from banyan.kernels.hanzi import NUMBER, parse_number

_Fact = TypeVar("_Fact", int, str)
_ANCHOR = "案例|征集|评选|遴选|展示|选树"
_YEAR = re.compile(
    r"(?<![0-9〔\[])(?<![0-9][-—–~])(?P<year>(?:19|20)[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})"
    r"(?:年度?|(?=(?:优秀|全[国省市]|离退休|老干部)))(?P<month>[0-9]{1,2}月|[一二三四五六七八九十]{1,2}月)?"
)
_CLAUSE = re.compile("[^，。；：！？\n]+")
_SENTENCE = re.compile("[^。！？\n]+")
_COUNTER = "[个项篇件例]"
_CHOSEN = "(?:遴选|评选|评审|评定|选拔|推选|选树|选定|选出|评出|确定|认定|审定|产生|表彰|通报表扬|推出|公布|命名)(?:产生|确定|出来)?"
_TOTALS = (
    re.compile(rf"{_CHOSEN}(?:出)?(?:了)?(?:共)?[^，。；：\n0-9]{{0,24}}?案例(?:共计|共有|共|合计|总计)?(?:{NUMBER}){_COUNTER}"),
    re.compile(rf"{_CHOSEN}(?:出)?(?:了)?(?:共)?[^，。；：\n0-9]{{0,14}}?(?:{NUMBER}){_COUNTER}[^，。；：\n]{{0,20}}?案例"),
    re.compile(rf"案例[^，。；：\n0-9]{{0,8}}[（](?:共|共计)?(?:{NUMBER}){_COUNTER}[）]"),
    re.compile(
        rf"(?:共有|共|总共|合计)(?:{NUMBER}){_COUNTER}[^，。；：\n]{{0,16}}案例(?:成功|光荣)?(?:入选|获评|获奖|脱颖而出|上榜|当选|榜上有名)"
    ),
    re.compile(rf"案例(?:共计|共有|共|合计|总计)(?:{NUMBER}){_COUNTER}"),
    re.compile(rf"(?:入选|获奖|获评|现将|公布)[^，。；：\n0-9]{{0,14}}案例(?:{NUMBER}){_COUNTER}"),
    re.compile(rf"(?:{NUMBER}){_COUNTER}[^，。；：\n]{{0,12}}(?:优秀|典型|获奖|创新)[^，。；：\n]{{0,6}}案例"),
)
# A city's own share of the selected cases is not the total.
_SHARE = re.compile("我[省市县区镇]|本[市县区镇]|入选全[国省市]|入选省")
_FIRST_WITHOUT_VERB = 3
_MOST_AFTER = 12
_SENT_IN = re.compile("收到|征集到|收集|申报|报送|推荐(?!基础)|上报|参评|选送[^的，。]{0,6}[0-9]|初选|入围|候选|其中")
_RANK = re.compile(
    r"(?:位列|位居|排名|排在|排|名列|列|居|并列|获得?|取得|全[国省市县区])[^，。；：\n第]{0,12}(?:并列)?"
    r"第(?P<rank>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?!届|批|季|期|次|书记|轮|类|部分)(?:名|位)?"
    r"|(?:位列|位居|名列|居|列|登)[^，。；：\n]{0,8}(?P<top>榜首|首位)"
)
_RANKED = re.compile("案例|入选|数量|总数|获奖")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the notice says about the collection; None for what it doesn't say for sure."""

    year: int | None
    region: str | None
    selected_total: int | None
    rank: int | None
    doubts: tuple[Doubt, ...]


def read_facts(general: Sequence[tuple[int, str]], page: Sequence[str], begun: Sequence[str]) -> Facts:
    """Read the facts from the lines about the whole notice; ``page`` (source lines) and ``begun`` (subtitles, towns) tell the region."""
    place = general[0] if general else (1, "")
    text = "\n".join(line for _number, line in general)
    heads = [line for _number, line in general if is_show_heading(line)]
    years, regions = _years(text, heads), _regions(text, heads, page, begun)
    totals, ranks = _totals(text), _ranks(text)
    codes = [
        _code(years, "year_unclear", "year_missing"),
        _code(regions, "region_unclear", "region_missing"),
        _code(totals, "total_unclear"),
        _code(ranks, "rank_unclear"),
    ]
    doubts = tuple(Doubt(*place, code) for code in codes if code)
    return Facts(_only(years), _only(regions), _only(totals), _only(ranks), doubts)


def _only(found: set[_Fact]) -> _Fact | None:
    return next(iter(found)) if len(found) == 1 else None


def _code(found: set[_Fact], unclear: str, missing: str = "") -> str:
    return "" if len(found) == 1 else unclear if found else missing


def _years(text: str, heads: Sequence[str]) -> set[int]:
    """Years that stand before 案例, 征集 or the like in their clause; else in a heading; else with such a word in their sentence."""
    near = _years_in(clause for clause in _CLAUSE.findall(text) if re.search(_ANCHOR, clause))
    if len(near) > 1:
        headed = _years_in(heads)
        near = headed if len(headed) == 1 else near
    about = (part for part in _SENTENCE.findall(text) if re.search("征集|评选|遴选", part))
    return near or _years_in(heads) or _years_in(about, with_month=True)


def _years_in(texts: Iterable[str], *, with_month: bool = False) -> set[int]:
    years = set()
    for text in texts:
        for found in _YEAR.finditer(text):
            number = parse_number(found["year"])
            if number and (with_month or not found["month"]):
                years.add(int(number.value))
    return years


def _regions(text: str, heads: Sequence[str], page: Sequence[str], begun: Sequence[str]) -> set[str]:
    """The place in the list's heading; else the one that the text, the source or signature, or every subtitle and town names."""
    headed = [place for head in heads for place in places_in(head)]
    cities = [place for place in headed if not place.endswith(("省", "自治区"))]
    districts = {f"{city}{place}" for head in heads for city in cities[:1] if (place := place_at_start(head.partition(city)[2]))}
    if districts:
        return districts
    if headed:
        return set(cities or headed)
    if starts := {place for head in heads if (place := place_at_start(head))}:
        return starts
    from_page = [place for line in page for place in places_in(line)]
    from_cases = [place for start in begun for place in places_in(start[:12])[:1]]
    for candidates in (places_in(text), from_page, from_cases):
        if candidates:
            return set(candidates)
    return set()


def _totals(text: str) -> set[int]:
    """Numbers of selected cases, by the surest way of saying it that occurs."""
    for rank, pattern in enumerate(_TOTALS):
        found = set()
        for match in pattern.finditer(text):
            clause_start = max(text.rfind(mark, 0, match.start()) for mark in "，。；：\n") + 1
            clause = text[clause_start : match.end() + _MOST_AFTER].split("。", maxsplit=1)[0]
            number = parse_number(match["digits"] or match["chinese"])
            is_share = rank >= _FIRST_WITHOUT_VERB and (_SHARE.search(clause) or places_in(clause))
            if number and number.value == int(number.value) and not is_share and not _SENT_IN.search(text[clause_start : match.end()]):
                found.add(int(number.value))
        if found:
            return found
    return set()


def _ranks(text: str) -> set[int]:
    found = [(clause, match) for clause in _CLAUSE.findall(text) for match in _RANK.finditer(clause)]
    about_cases = [(clause, match) for clause, match in found if _RANKED.search(clause)]
    ranks = set()
    for _clause, match in about_cases or found:
        number = parse_number(match["rank"]) if match["rank"] else None
        ranks.add(1 if match["top"] else int(number.value) if number else 0)
    return ranks - {0}

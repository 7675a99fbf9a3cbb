"""Which part of a call a heading names."""

import re
from dataclasses import dataclass

from banyan.cases.collection.reading.model import PartName

_USUAL: dict[str, tuple[str, ...]] = {
    "背景": (
        "背景情况", "基本情况", "案例背景", "工作背景", "实施背景", "项目背景", "背景介绍", "背景起因", "背景意义", "案例概况", "基本概况",
        "概况", "情况简介", "案例简介", "案例起因",
    ),
    "做法": (
        "主要做法", "具体做法", "工作做法", "创新做法", "实践做法", "经验做法", "特色做法", "做法举措", "做法措施", "主要举措", "工作举措",
        "具体举措", "创新举措", "主要措施", "具体措施", "工作措施", "举措", "措施",
    ),
    "成效": (
        "工作成效", "取得成效", "主要成效", "实施成效", "实际成效", "实践成效", "初步成效", "活动成效", "工作成果", "主要成果", "取得成果",
        "实施效果", "工作效果", "取得效果", "成效成果", "成果成效", "成效影响", "成果", "效果",
    ),
    "启示": (
        "经验启示", "几点启示", "启示思考", "思考启示", "工作启示", "主要启示", "启示体会", "体会启示", "几点体会", "经验体会", "工作体会",
        "体会思考", "思考体会", "经验总结", "体会", "启发",
    ),
}  # fmt: skip
# Words that name a part wherever they stand in a heading.
_TELLING = {"背景": ("背景",), "做法": ("做法", "举措"), "成效": ("成效",), "启示": ("启示", "体会")}
_FILLING = re.compile(r"[\s　的与和及、，,：:。.·“”\"【】\[\]（）()《》—-]|主要内容")
_MOST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a call's parts: whole ones, and words inside a longer heading."""

    whole: dict[str, PartName]
    telling: dict[str, PartName]

    def exactly(self, heading: str) -> PartName | None:
        """Return the part that ``heading`` (without its number) names and nothing else."""
        return self.whole.get(_bare(heading))

    def loosely(self, heading: str) -> PartName | None:
        """Return the only part that a short heading seems to name, None for none and for several."""
        bare = _bare(heading)
        if exact := self.whole.get(bare):
            return exact
        found = {part for word, part in self.telling.items() if word in bare}
        return found.pop() if len(found) == 1 and len(bare) <= _MOST_HEADING else None


def names_of(parts: tuple[PartName, ...]) -> Names:
    """Gather the names of ``parts``; a usual name that two parts could claim names neither."""
    whole: dict[str, PartName] = {}
    telling: dict[str, PartName] = {}
    groups = {base: [part for part in parts if _belongs(part, base)] for base in _USUAL}
    for base, claimants in groups.items():
        if len(claimants) == 1:
            whole |= {_bare(name): claimants[0] for name in (base, *_USUAL[base])}
            telling |= dict.fromkeys(_TELLING[base], claimants[0])
    for part in parts:
        telling.setdefault(_bare(part.name), part)
        whole |= {_bare(name): part for name in (*part.synonyms, part.name)}
    return Names(whole, telling)


def _belongs(part: PartName, base: str) -> bool:
    return _bare(part.name) in (base, *map(_bare, _USUAL[base]))


def _bare(text: str) -> str:
    return _FILLING.sub("", text)

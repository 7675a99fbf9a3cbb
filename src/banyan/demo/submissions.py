"""The demo's collection of 2022: some 240 submissions from every city, of which 40 are selected."""

from dataclasses import dataclass
from datetime import date
from random import Random

from banyan.demo.cases import FOUR, TOWNS_ELSEWHERE, topics_for
from banyan.demo.places import CITIES, TOWNS

YEAR = 2022
TITLE = "2022年度离退休干部党建创新案例征集"
OPENS_ON, SUBMIT_UNTIL, RECOMMEND_UNTIL = date(2022, 3, 1), date(2022, 5, 31), date(2022, 6, 30)
DECIDED_ON = date(2022, 7, 15)
CATEGORIES = ("思想政治建设类", "强化组织功能类", "发挥作用类", "融入城市基层党建类", "阵地建设类", "综合类")
CRITERIA = (("工作实效", 50), ("创新性", 25), ("可推广性", 25))
PART_HINTS = {
    "背景情况": "当地离退休干部的基本情况，要解决什么问题",
    "主要做法": "分条写明怎么组织、怎么开展、谁来做",
    "工作成效": "有数字、有例子，数字要能在台账里查到",
    "经验启示": "别的地方可以怎么学，还有什么不足",
}
TEXT = """\
为总结推广离退休干部党建工作的好经验、好做法，现面向全省各地各单位征集创新案例。
案例应是近两年来真实开展、有台账可查、群众认可的做法，按背景情况、主要做法、工作成效、经验启示四个部分撰写。
各镇街、各单位择优报送，各市在名额内推荐。已获省级以上表彰的案例不再重复报送。
"""


@dataclass(frozen=True, slots=True)
class DemoSubmission:
    """A submission of the demo; ``state`` is how far it came."""

    city: str
    place: str
    category: str
    programme: str
    title: str
    subtitle: str
    state: str


def demo_submissions(chance: Random) -> list[DemoSubmission]:
    """Every submission: the winners of each city as on the map, and others that came less far."""
    found: list[DemoSubmission] = []
    for code, name, _row, _column, winners in CITIES:
        others = chance.randint(8, 11)
        states = ["winner"] * winners + ["accepted"] * chance.randint(1, 3) + ["recommended"] * chance.randint(1, 3)
        states += ["submitted"] * max(others - len(states) + winners, 1)
        towns = [town for _code, town in TOWNS] if code == "dongguan" else TOWNS_ELSEWHERE
        if code == "dongguan":
            found += [DemoSubmission(code, case.place, case.category, case.programme, case.title, case.subtitle, "winner") for case in FOUR]
            states = states[len(FOUR) :]
        for topic, state in zip(topics_for(name, towns, len(states), len(found)), states, strict=True):
            found.append(DemoSubmission(code, topic.place, topic.category, topic.programme, topic.title, topic.subtitle, state))
    return found

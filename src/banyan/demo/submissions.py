"""The demo's collection of 2022: some 240 submissions from every city, of which 40 are selected."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from banyan.demo.cases import FOUR, TOWNS_ELSEWHERE, topics_for
from banyan.demo.places import CITIES, TOWNS

YEAR = 2022
TITLE = "2022年度离退休干部党建创新案例征集"
OPENS_ON, SUBMIT_UNTIL, RECOMMEND_UNTIL = date(2022, 3, 1), date(2022, 5, 31), date(2022, 6, 30)
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


# Two cities hand these in, one of them copied from the other: what the page of similar texts is for.
COPIED_FROM, COPIED_BY = "shenzhen", "zhaoqing"
COPIED = """\
头一回进库房，大伙儿都愣住了：三十年前的考勤簿、奖状、合影堆了半间屋，边角已经发脆。老会计带着两名新人，先拍照、再编号，遇到认不出的面孔就打电话去问，问到一个，名单上就添一个。
整理到第四个月，墙上挂出一条长长的年表，哪一年修的水渠，哪一年通的电，由谁经手，都写在底下。来参观的学生常常在自己出生的那一年停下来，找爷爷奶奶的名字。
有几位住得远的老伙计不能来，我们便录成十分钟一段的口述，送到床前放给他们听。听完有人补充，有人纠正，录音改了三遍，年表也跟着改了三遍，谁都没有嫌麻烦。"""


@dataclass(frozen=True, slots=True)
class DemoSubmission:
    """A submission of the demo; ``state`` is how far it came, ``own`` what it tells beyond the sentences that all are made of."""

    city: str
    place: str
    category: str
    programme: str
    title: str
    subtitle: str
    state: str
    own: str = ""

    def at(self, state: str) -> "DemoSubmission":
        """The same submission, as far as ``state``."""
        return replace(self, state=state)


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
    for city in (COPIED_FROM, COPIED_BY):
        last = max(number for number, row in enumerate(found) if row.city == city)
        found[last] = replace(found[last], own=COPIED)
    return found

"""The demo's cases of 2022: the four of one city in our own words, and made-up ones for the other cities."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

YEAR = 2022


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A case as the demo writes it; ``place`` is a town of its city."""

    place: str
    category: str
    programme: str
    title: str
    subtitle: str
    body: str

    def fields(self) -> dict[str, Any]:
        """What ``draft_case`` takes."""
        return asdict(self) | {"year": YEAR}


FOUR = (
    DemoCase(
        "常平镇",
        "发挥作用类",
        "talks",
        "乡音传党音 宣讲入人心",
        "常平镇“榕树下的声音”退休干部宣讲品牌",
        "常平镇活动中心的院子里有一棵大榕树。退休干部在树下用家乡话讲身边事、讲政策、讲家史，街坊自带板凳来听。\n"
        "题目由村和社区点单，讲稿先审后讲；讲得好的题目带到工厂和学校再讲一遍。\n"
        "一周一场、时间固定，老人记得住，年轻人也带着孩子来。听不懂普通话的老街坊，第一次觉得这些事和自己有关。",
    ),
    DemoCase(
        "沙田镇",
        "发挥作用类",
        "study",
        "送学到渔家 船头党旗红",
        "沙田镇退休干部党支部以“海上送学+岸上补学”帮助渔民党员学习",
        "先锋村是渔村，有党员 75 名，其中 32 名一年有 8 个多月在海上，吃住都在船，聚在一起学习很难。\n"
        "镇机关退休干部党支部 23 名党员与村支部结对：开船前把学习包送到船头，在海上按自己的时间学，记录随船带回。\n"
        "休渔期和回港的几天，欠下的学时在码头边的课堂补上。学了多少、还差多少，人人心里有数。",
    ),
    DemoCase(
        "企石镇",
        "综合类",
        "mentoring",
        "青蓝情 系初心 续担当",
        "企石镇用“青蓝工作室”把老同志的经验传给年轻人",
        "企石镇有离退休干部 499 名，其中党员 230 名，多数身体好、有时间，也愿意做事，缺的是一个平台。\n"
        "青蓝工作室把他们分成宣传员、引路人、暖心人三种角色，和年轻干部一对一结对，定目标、定期限、有回访。\n"
        "老同志讲怎么和群众打交道，年轻人教老同志用手机。结对满一年的，双方都说学到了东西。",
    ),
    DemoCase(
        "大朗镇",
        "综合类",
        "care",
        "结对互助 情暖大朗",
        "大朗镇“党建+服务”互助式养老志愿服务",
        "大朗镇有退休干部 323 人，其中党员 276 人。年纪轻些的老同志，看得见年纪大的老同志的难处。\n"
        "“银龄互助暖织城”让低龄老人帮高龄老人，“银发系扣子”让退休党员和年轻干部互相结对，合起来叫“为您织件暖心衣”。\n"
        "探望、代办、陪诊都记下时间，该去的一户不漏；帮过的忙，别人也看得见。",
    ),
)

# For each programme: first halves and second halves of a title, what the subtitle calls it, and the categories it competes in.
_TOPICS = (
    (
        "talks",
        ("围屋夜话", "榕荫开讲", "乡音入户", "老街说书", "渔港广播", "祠堂小课", "茶桌论理", "田头话新"),
        ("讲给后生听", "句句入人心", "一周一回见", "家常话里有大道理", "把政策讲成故事", "老少围坐一条心"),
        ("乡音宣讲队", "老友讲坛", "围屋夜话", "茶桌课堂"),
        ("发挥作用类", "思想政治建设类"),
    ),
    (
        "study",
        ("流动书箱", "码头课堂", "送学上船", "山村夜校", "车间小课", "背包送学"),
        ("走到哪学到哪", "一课不落下", "潮起潮落都有课", "书声随船走", "学在家门口"),
        ("流动书箱", "码头学堂", "送学小分队"),
        ("思想政治建设类", "强化组织功能类"),
    ),
    (
        "mentoring",
        ("老支书带新支书", "银发传灯", "老工匠的夜课", "青苗计划", "一根扁担两头挑", "老少同堂"),
        ("换届之后一百天", "手把手教到会", "扶上马送一程", "经验不退休", "接过这一棒"),
        ("传灯工作室", "老匠人工坊", "青苗结对"),
        ("强化组织功能类", "发挥作用类"),
    ),
    (
        "care",
        ("一碗热汤一扇门", "楼道里的老邻居", "山路送药队", "敲门问声好", "灯亮心就安", "结伴看日出"),
        ("一户也不漏", "低龄帮高龄", "每日一敲门", "远亲不如近邻", "暖到心坎上"),
        ("敲门小组", "银龄互助队", "楼栋守望"),
        ("综合类", "融入城市基层党建类"),
    ),
    (
        "other",
        ("老粮仓变连心站", "银龄议事会", "老码头新会客厅", "小院儿支部", "旧校舍的新用场"),
        ("闲地方派上用场", "商量着办好事", "门常开人常来", "一张桌子议百事"),
        ("连心站", "银龄议事会", "小院支部"),
        ("阵地建设类", "融入城市基层党建类", "综合类"),
    ),
)

TOWNS_ELSEWHERE = ("城关镇", "河口镇", "新桥镇", "石塘镇", "东岸街道", "南门街道")


def topics_for(city: str, towns: Sequence[str], count: int, start: int) -> list[DemoCase]:
    """``count`` made-up cases of a city's towns; ``start`` numbers them through the province, so that titles differ."""
    found = []
    for number in range(start, start + count):
        programme, heads, tails, brands, categories = _TOPICS[number % len(_TOPICS)]
        turn = number // len(_TOPICS)
        place = towns[number % len(towns)]
        halves = heads[turn % len(heads)], tails[turn // len(heads) % len(tails)]
        title = " ".join(halves if turn < len(heads) * len(tails) else halves[::-1])
        subtitle = f"{city}{place}“{brands[turn % len(brands)]}”的一年"
        found.append(DemoCase(place, categories[turn % len(categories)], programme, title, subtitle, ""))
    return found

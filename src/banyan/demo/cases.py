"""The demo's cases of 2022: the four of one city in our own words, and made-up ones for the other cities."""

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

_TOPICS = (
    (
        "发挥作用类",
        "talks",
        "围屋夜话 讲给后生听",
        "退休教师在祠堂前开讲的一年",
        "老教师把村史、家风和种田的门道编成小故事，每月初一和十五晚上讲。",
    ),
    ("综合类", "care", "一碗热汤一扇门", "高龄独居老同志每日一敲门", "住在同一栋楼的退休干部排了班，早上敲一敲门，晚上看一看灯。"),
    ("思想政治建设类", "study", "流动书箱进码头", "把学习送到货船和码头", "书箱随船走，船员轮到谁歇班谁读，回来后在码头小屋里一起讨论。"),
    (
        "强化组织功能类",
        "mentoring",
        "老支书带新支书",
        "换届之后的一百天",
        "退下来的老支书陪新支书走完第一轮入户，账怎么记、会怎么开，手把手教。",
    ),
    ("阵地建设类", "other", "老粮仓变成连心站", "闲置粮仓改成老同志活动点", "旧粮仓修好了屋顶，白天是阅览室和棋室，晚上是议事的地方。"),
    (
        "融入城市基层党建类",
        "care",
        "楼道里的银龄议事会",
        "退休干部参与老旧小区改造",
        "加装电梯谁出多少、停车位怎么排，由楼里的退休干部先听各家的话，再坐下来商量。",
    ),
    ("发挥作用类", "mentoring", "老工匠的夜课", "退休技师带徒传艺", "退休技师每周两个晚上到职校，带年轻人看图纸、听机器、练手感。"),
    ("综合类", "talks", "广播里的家乡话", "退休干部主持的村级广播", "每天傍晚一刻钟，用本地话讲天气、讲政策、讲谁家要帮忙。"),
    (
        "发挥作用类",
        "care",
        "山路上的送药队",
        "退休医生为山村老人送药",
        "退休医生和司机结伴，每月两趟把药送上山，顺便量血压、换电池、带封信。",
    ),
)

_TOWNS_ELSEWHERE = ("城关镇", "河口镇", "新桥镇", "石塘镇", "东岸街道", "南门街道")


def made_up_cases(city: str, count: int, start: int) -> list[DemoCase]:
    """``count`` made-up cases of a city; ``start`` numbers them through the province, so that neighbours differ."""
    found = []
    for number in range(start, start + count):
        category, programme, title, subtitle, first = _TOPICS[number % len(_TOPICS)]
        place = _TOWNS_ELSEWHERE[number % len(_TOWNS_ELSEWHERE)]
        people, visits = 12 + number * 7 % 40, 60 + number * 13 % 200
        body = (
            f"{first}\n{city}{place}的 {people} 名退休干部参加，一年做了 {visits} 次，每一次都记下时间和地点。\n"
            "做法简单，花钱不多，别的地方也学得来。"
        )
        found.append(DemoCase(place, category, programme, f"{title}（{city.removesuffix('市')}）", subtitle, body))
    return found

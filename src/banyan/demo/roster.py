"""Made-up people of the demo: a generator with a seed, and the rosters of the towns with the numbers of FACTS.md."""

import csv
import io
from dataclasses import dataclass
from random import Random

SURNAMES = "陈李黄张梁林王吴刘叶何罗郑卢袁莫邓周钟谢温邱朱徐彭曾苏尹香祁翟方萧郭蔡欧阳"
MALE = "国华志强建明永福伟民德成树根炳坤锦堂柏松庆祥耀辉满堂水生金泉惠荣启贤广平文彬少雄润球沛霖"
FEMALE = "丽珍秀兰玉英美娟淑芬带喜润好桂香惠群凤仪爱莲少梅瑞琼月娥彩霞顺意银娇妙玲"
UNITS = ("镇供销社", "镇中心小学", "镇卫生院", "镇财政所", "镇水利站", "镇农业站", "镇文化站", "镇邮电所", "镇粮所", "镇中学")
POSTS = ("主任", "副主任", "教师", "会计", "医生", "站长", "干事", "所长", "校长", "科员")
SKILLS = ("讲故事", "书法", "种果树", "修农机", "算账", "看病问诊", "粤曲", "下棋", "摄影", "带孩子", "调解", "写材料", "编织", "认草药")
DIALECTS = ("东莞话", "客家话", "水上话", "普通话")
COLUMNS = (
    "姓名", "性别", "出生日期", "离退休类别", "离退休时间", "政治面貌", "入党时间", "所在党支部", "原工作单位", "原职务",
    "联系电话", "是否有手机", "方言", "特长", "困难情况", "紧急联系人", "紧急联系电话", "流动党员",
)  # fmt: skip
# Town → retirees, members among them, and whether their branches stand below a general branch (FACTS.md).
NUMBERS = {"qishi": (499, 230), "dalang": (323, 276)}
# The village's branch of the study at sea: members, and how many of them are at sea.
VILLAGE = ("xianfeng", "先锋村", 75, 32)
RETIRED_BRANCH = 23
MOST_IN_A_BRANCH = 46
OTHER_TOWNS = (34, 26)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up person: name, sex, year of birth."""

    name: str
    sex: str
    year: int


def made_up_name(chance: Random) -> MadeUp:
    """A name as people of that age have one; the same ``chance`` gives the same name."""
    place = chance.randrange(len(SURNAMES) - 1)
    surname = "欧阳" if SURNAMES[place] == "欧" else SURNAMES[place].replace("阳", "欧阳")
    woman = chance.random() < 0.46
    pairs = FEMALE if woman else MALE
    first = chance.randrange(0, len(pairs) - 1)
    given = pairs[first : first + 2] if chance.random() < 0.6 else pairs[first] + chance.choice(pairs)
    if chance.random() < 0.12:
        given = given[0]
    return MadeUp(surname + given, "女" if woman else "男", min(int(chance.triangular(1931, 1966, 1957)), 1966))


def roster_row(chance: Random, *, member: bool, branch: str, at_sea: bool = False, retired: bool = True) -> list[str]:
    """One row of a roster, in the order of ``COLUMNS``."""
    person = made_up_name(chance)
    year = person.year if retired else chance.randint(1962, 1996)
    born = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    age = 2026 - year
    status = ("离休" if year < 1934 else "退休") if retired else "其他"
    needs = [name for name, part in (("高龄", age >= 80), ("独居", chance.random() < 0.06), ("空巢", chance.random() < 0.12)) if part]
    without_phone = retired and chance.random() < 0.23
    contact = made_up_name(chance).name
    return [
        person.name,
        person.sex,
        born,
        status,
        str(year + (60 if person.sex == "男" else 55)) if retired else "",
        "中共党员" if member else "群众",
        str(min(year + chance.randint(20, 45), 2012)) if member else "",
        branch if member else "",
        chance.choice(UNITS) if retired else "",
        chance.choice(POSTS) if retired else "",
        "" if without_phone else f"1380000{chance.randrange(10_000):04d}",
        "否" if without_phone else "是",
        "水上话" if at_sea else "、".join(sorted({chance.choice(DIALECTS[:2]), chance.choice(DIALECTS)})),
        "、".join(chance.sample(SKILLS, chance.randint(0, 2))),
        "、".join(needs) if retired else "",
        contact,
        f"1380000{chance.randrange(10_000):04d}",
        "是" if at_sea else "",
    ]


def roster_file(rows: list[list[str]]) -> bytes:
    """The rows as an office keeps them: a table with headings, UTF-8 with a mark at the start for Excel."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def branch_names(town: str, members: int) -> list[str]:
    """The names of a town's retired branches: as many as are needed to stay under fifty members each."""
    count = -(-members // MOST_IN_A_BRANCH)
    if count == 1:
        return [f"{town}机关退休干部党支部"]
    numerals = "一二三四五六七八九十"
    return [f"{town}退休干部第{numerals[number]}党支部" for number in range(count)]


def town_rows(chance: Random, retirees: int, members: int, branches: list[str]) -> list[list[str]]:
    """A town's roster: ``members`` of the retirees are party members, spread evenly over the branches."""
    rows = [roster_row(chance, member=True, branch=branches[number % len(branches)]) for number in range(members)]
    return rows + [roster_row(chance, member=False, branch="") for _number in range(retirees - members)]

"""Made-up rosters of any length for the roster benchmark, the same for the same seed."""

import io
import random
from datetime import date, timedelta

import xlsxwriter

SEED = 20221123
HEADINGS = (
    "序号", "姓名", "性别", "出生年月日", "身份证号码", "民族", "政治面貌", "入党时间", "离退休类别", "离退休时间", "原工作单位", "原职务",
    "联系电话", "家庭住址", "方言", "特长", "关爱标签", "紧急联系人", "紧急联系人电话", "备注",
)  # fmt: skip
SURNAMES = "陈李黄张梁林王何吴刘罗叶谢曾郑卢邓莫温朱钟方苏冯彭袁"
GIVEN = "明华国强志伟秀英桂芳丽珠金玉兰燕娟惠芬玲淑贞润添福寿康平安民文光辉德仁义礼智信荣昌盛兴旺发达建军卫东红梅雪松柏青云海江河山川"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(chance: random.Random, born: date, number: int, *, is_male: bool) -> str:
    """An identity number with its check digit, different for each number below 450 on the same day and area."""
    first = f"4419{chance.randrange(100):02d}{born:%Y%m%d}{number % 450 * 2 % 1000 + is_male:03d}"
    return first + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True)) % 11]


def person(chance: random.Random, number: int) -> list[str | int]:
    """One row of the roster."""
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(35 * 365))
    is_male = chance.random() < 0.6
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    is_member = chance.random() < 0.6
    unit, street = (f"{chance.choice(GIVEN)}{chance.choice(GIVEN)}" for _word in range(2))
    return [
        number,
        name,
        "男" if is_male else "女",
        born.isoformat(),
        identity_number(chance, born, number, is_male=is_male),
        "汉族",
        "中共党员" if is_member else "群众",
        f"{born.year + 25}年{chance.randrange(1, 13)}月" if is_member else "",
        "退休" if born.year > 1935 else "离休",
        f"{born.year + 60}.{chance.randrange(1, 13):02d}",
        f"某镇{unit}站",
        chance.choice(("主任科员", "教师", "站长", "股长", "")),
        f"13{chance.randrange(10**9):09d}",
        f"某镇{street}路{chance.randrange(1, 300)}号",
        chance.choice(("东莞话", "客家话", "普通话、东莞话", "")),
        chance.choice(("书法", "书法、唱歌", "", "")),
        chance.choice(("", "", "", "高龄", "独居、高龄")),
        chance.choice(SURNAMES) + chance.choice(GIVEN),
        f"15{chance.randrange(10**9):09d}",
        "",
    ]


def roster_file(rows: int, *, seed: int = SEED) -> bytes:
    """An .xlsx with a heading and ``rows`` persons."""
    chance, file = random.Random(seed), io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, person(chance, number))
    return file.getvalue()

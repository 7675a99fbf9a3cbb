"""Made-up boats of the demo: code on the bow, home port, what is studied aboard, and the days of Spring Festival."""

from datetime import date

# Code, name of the device, how many of the village's 32 at sea are aboard.
BOATS = (
    ("粤东莞渔90001", "冯水生的手机", 9),
    ("粤东莞渔90002", "船头电脑", 11),
    ("粤东莞渔90003", "郭运来的手机", 7),
    ("粤东莞渔90005", "老黄的旧手机", 5),
)
HOME_PORT = "先锋渔港"
# The room in port, and its seats.
ROOM = ("先锋渔港党群服务中心", 40)
# New Year's Day by the moon.
SPRING_FESTIVALS = {
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 3),
}
BAN_SOURCE = "当年伏季休渔通告"
# What is read aboard, beside the courses: titles of items of 45 minutes each.
READINGS = (
    "党章总纲", "党员的权利和义务", "支部工作条例", "廉洁自律准则", "乡村振兴促进法", "渔业法", "海上交通安全法", "休渔的由来",
    "合作社怎么办", "村务公开", "渔民社保", "船上急救", "台风与避风港", "北斗终端使用", "水上人家的歌", "沙田围垦史",
)  # fmt: skip
STRANGER, STRANGERS_LEARNER = "梁海成的手机", "1900"
COURSES = (
    (
        "海上安全",
        "yue-dongguan",
        (
            (
                "出海前的检查",
                30,
                "# 出海前\n\n- 救生衣每人一件，穿好再上甲板。\n- 对讲机、北斗终端充满电。\n- 看天气，**七级风不出海**。",
                "",
            ),
            (
                "休渔期的规定",
                20,
                "# 休渔期\n\n南海休渔期自5月1日12时起，至8月16日12时止，共107天。",
                "休渔期从哪天开始？\nA. 4月1日\n*B. 5月1日\nC. 6月1日\n解析：南海为5月1日12时。\n\n休渔期可以出海捕鱼。（错）",
            ),
        ),
    ),
    (
        "榕树下讲家风",
        "tanka",
        (("船上也有家风", 45, "# 船上也有家风\n\n老船长常说：网要勤补，人要常念。", ""),),
    ),
)

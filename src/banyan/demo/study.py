"""Made-up boats of the demo: code on the bow, home port, and who is aboard by learner's number."""

# Code, name of the device, how many of the village's 32 at sea are aboard.
BOATS = (
    ("粤东莞渔90001", "冯水生的手机", 9),
    ("粤东莞渔90002", "船头电脑", 11),
    ("粤东莞渔90003", "郭运来的手机", 7),
    ("粤东莞渔90005", "老黄的旧手机", 5),
)
HOME_PORT = "先锋渔港"
ITEMS = 12
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

"""Made-up boats of the demo: code on the bow, home port, and who is aboard by learner's number."""

# Code, name of the device, how many learners are aboard.
BOATS = (
    ("粤东莞渔90001", "冯水生的手机", 9),
    ("粤东莞渔90002", "船头电脑", 11),
    ("粤东莞渔90003", "郭运来的手机", 7),
    ("粤东莞渔90005", "老黄的旧手机", 5),
)
HOME_PORT = "先锋渔港"
FIRST_LEARNER = 1001
ITEMS = 12
STRANGER = "梁海成的手机"

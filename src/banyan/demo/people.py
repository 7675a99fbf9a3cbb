"""The demo's accounts: made-up people, one or two for each role."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who can sign in to the demo: user name, name, role, and the code of the organisation."""

    username: str
    name: str
    role: str
    organisation: str


ACCOUNTS = (
    DemoAccount("zuzhi", "林晚照", "organiser", "gd"),
    DemoAccount("fuhe", "周砚田", "organiser", "gd"),
    DemoAccount("shiban", "何若溪", "clerk", "dongguan"),
    DemoAccount("zhenban", "陈敏", "clerk", "shatian"),
    DemoAccount("changban", "罗映霞", "clerk", "changping"),
    DemoAccount("xietiao", "温晓岚", "coordinator", "changping"),
    DemoAccount("shuji", "梁树根", "branch_secretary", "shatian-retired"),
    DemoAccount("songxue", "黄潮生", "carrier", "shatian-retired"),
    DemoAccount("pingwei", "苏一苇", "judge", "gd"),
    DemoAccount("canyu", "郭带喜", "participant", "shatian-retired"),
)

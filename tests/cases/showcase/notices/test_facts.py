"""Year, region, number selected and rank, in the words notices use."""

import pytest

from banyan.cases.showcase.notices.facts import Facts, read_facts


def facts(*lines: str) -> Facts:
    return read_facts(list(enumerate(lines, 1)), [], [])


def codes(*lines: str) -> list[str]:
    return [doubt.code for doubt in facts(*lines).doubts]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("遴选出了优秀案例40个，这些案例涵盖多个方面。", 40),
        ("经评审，共评选出优秀案例四十个。", 40),
        ("共评出30个优秀案例。", 30),
        ("评选出优秀案例共12个。", 12),
        ("共收到案例120个，评选出30个优秀案例。", 30),
        ("全市共有12个案例入选。", 12),
        ("现将36个优秀案例予以公布。", 36),
        ("确定28个案例为优秀案例。", 28),
        ("2023年优秀案例名单（25个）", 25),
        ("入选优秀案例20个。", 20),
        ("共收到案例120个。", None),
        ("我市5个优秀案例入选。", None),
        ("征集到案例66个。", None),
        ("云城区选送的《甲》等2个案例入选。", None),
    ],
)
def test_the_number_selected_is_read(text: str, total: int | None) -> None:
    assert facts(text).selected_total == total


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("东莞入选案例数量位列全省第二。", 2),
        ("入选案例数量居全省第3位。", 3),
        ("入选数量并列第一。", 1),
        ("获奖案例数排名全省第十二。", 12),
        ("入选案例数量位居全省首位。", 1),
        ("入选案例数量全省第二。", 2),
        ("这是第二批入选案例。", None),
        ("入选案例数量位居全省前列。", None),
    ],
)
def test_the_rank_is_read(text: str, rank: int | None) -> None:
    assert facts(text).rank == rank


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (("省委老干部局组织开展了2022年创新案例征集活动。",), 2022),
        (("东莞市2022年优秀案例展示：", "发布于2023年1月5日。"), 2022),
        (("二〇二二年度优秀案例评选结果",), 2022),
        (("根据粤老通〔2021〕15号，开展2022年案例评选。",), 2022),
        (("2022年3月，省委老干部局启动征集活动。",), 2022),
        (("2023年1月5日",), None),
    ],
)
def test_the_year_is_that_of_the_collection(lines: tuple[str, ...], year: int | None) -> None:
    assert facts(*lines).year == year


@pytest.mark.parametrize(
    ("lines", "region"),
    [
        (("东莞市2022年优秀案例展示：",), "东莞市"),
        (("广东省东莞市2022年优秀案例展示",), "东莞市"),
        (("广东省2022年优秀案例名单",), "广东省"),
        (("佛山市顺德区2023年优秀案例展示",), "佛山市顺德区"),
        (("阳春市2022年度优秀案例",), "阳春市"),
        (("东莞入选案例数量位列全省第二。",), "东莞市"),
        (("我市4个案例入选。",), None),
        (("孙中山先生说。",), None),
    ],
)
def test_the_region_is_read(lines: tuple[str, ...], region: str | None) -> None:
    assert facts(*lines).region == region


def test_what_is_said_in_two_ways_is_left_open_with_a_warning() -> None:
    assert codes("评选出优秀案例40个。评选出30个优秀案例。") == ["year_missing", "region_missing"]
    assert codes("东莞市2022年案例征集。评选出优秀案例40个，又评选出优秀案例30个。") == ["total_unclear"]
    assert codes("东莞市2022年案例征集。", "东莞市2023年案例征集。") == ["year_unclear"]
    assert codes("2022年案例征集，东莞市、佛山市入选。") == ["region_unclear"]
    assert codes("东莞市2022年案例征集。入选案例位列第二。入选案例位列第三。") == ["rank_unclear"]

"""Figures are counts with their unit and words; dates, ordinals, ranges and set phrases are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.cases.showcase.notices.figures import figures_of, has_unclear_figure


def found(text: str) -> list[tuple[str, str]]:
    return [(f"{figure.value:f}", figure.unit) for figure in figures_of(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("现有党员23名。", [("23", "名")]),
        ("一年有8个多月出海。", [("8", "个多月")]),
        ("八个多月来。", [("8", "个多月")]),
        ("近500人参加，500余名党员。", [("500", "人"), ("500", "名")]),
        ("听众1.2万人次。", [("12000", "人次")]),
        ("满意率98.5%，百分之八十满意。", [("98.5", "%"), ("80", "%")]),
        ("宣讲二十三场，一百二十余人。", [("23", "场"), ("120", "人")]),
        ("人均1,200元，0.5小时。", [("1200", "元"), ("0.5", "小时")]),
        ("经费3.5万元，300余万元。", [("35000", "元"), ("300", "万元")]),
        ("三名导师、两支队伍、五场宣讲。", [("3", "名"), ("2", "支"), ("5", "场")]),
        ("65岁以上老人30户。", [("65", "岁"), ("30", "户")]),
        ("坚持10年，3年来。", [("10", "年"), ("3", "年")]),
        ("成绩位列全市第一。", [("1", "位")]),
    ],
)
def test_a_figure_is_read(text: str, figures: list[tuple[str, str]]) -> None:
    assert found(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "2022年12月1日、8月15日",
        "党的二十大、十四五、三会一课、一人一策、两个维护、四个意识、三个代表",
        "第二批、第23名、第二十三名",
        "一系列、一个村、一支队伍、进一步、十分重视",
        "数十名、几百人、上千人、数百名",
        "2-3次、60—80岁、二至三名",
        "3人民、三位一体、COVID19名、V2个",
        "",
    ],
)
def test_what_is_no_sure_count_is_no_figure(text: str) -> None:
    assert found(text) == []


def test_a_number_that_may_be_two_is_left_out_and_told() -> None:
    assert found("面积1，200平方米") == []
    assert has_unclear_figure("面积1，200平方米")
    assert not has_unclear_figure("党员23名，200人参加")


def test_the_words_around_are_the_clause_or_its_part_of_a_list() -> None:
    assert [figure.text for figure in figures_of("沙田镇有党员75名，其中32名长期出海。")] == ["沙田镇有党员75名", "其中32名长期出海"]
    assert [figure.text for figure in figures_of("甲" * 40 + "、宣讲300场、听众2万人次")] == ["宣讲300场", "听众2万人次"]


@given(st.text(alphabet="0123456789.,，一二三四十百千万亿两第年月日个名人次多余%百分之至- 党员", max_size=40))
def test_the_words_of_a_figure_stand_in_the_text(text: str) -> None:
    assert all(figure.text in text and figure.value >= 0 for figure in figures_of(text))

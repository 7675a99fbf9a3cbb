"""A garbled line reads as the clean one, and cleaning a clean line changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import clean_text, is_han, plain_characters, simplify


@pytest.mark.parametrize(
    ("found", "clean"),
    [
        ("為認(rèn)真貫徹,推動(園區(qū))建設(shè):", "为认真贯彻，推动（园区）建设："),
        ("现有党员23 名,其中 ３２ 名", "现有党员23名，其中32名"),
        ("面臨著難題,著力激發", "面临着难题，着力激发"),
        ("名著、著作、显著", "名著、著作、显著"),
        ("乾坤朗朗,乾淨整潔", "乾坤朗朗，干净整洁"),
        ("「榕樹下的聲音」『品牌』", "“榕树下的声音”‘品牌’"),
        ('打造"青蓝工作室"品牌', "打造“青蓝工作室”品牌"),
        ("──東莞市", "——东莞市"),
        ("&ldquo;榕树&rdquo;&nbsp;下", "“榕树”下"),
        ("常\u200b平\ufeff镇", "常平镇"),
        ("⽼年⼤学", "老年大学"),
        ("人均1,200元,时间10:30", "人均1,200元，时间10:30"),
        ("See http://a.cn/b?c=1, please", "See http://a.cn/b?c=1, please"),
        ("使用 WeChat 群", "使用 WeChat 群"),
        ("按照<<意见>>要求...", "按照《意见》要求……"),
    ],
)
def test_a_line_as_found_on_the_web_becomes_clean(found: str, clean: str) -> None:
    assert clean_text(found) == clean


@pytest.mark.parametrize(
    ("found", "clean"),
    [
        ("乡音传党音 宣讲入人心", "乡音传党音 宣讲入人心"),
        ("乡音 传党音　宣讲入人心", "乡音传党音 宣讲入人心"),
        ("乡 音 传 党 音  宣 讲 入 人 心", "乡音传党音 宣讲入人心"),
        ("青蓝情 系初心 续担当", "青蓝情 系初心 续担当"),
        ("银龄先锋 助力乡村振兴", "银龄先锋 助力乡村振兴"),
        ("常平镇:鄉音傳黨音 宣講入人心", "常平镇：乡音传党音 宣讲入人心"),
        ("党建引领 银龄聚力 绘就乡村新画卷", "党建引领 银龄聚力 绘就乡村新画卷"),
    ],
)
def test_a_headline_keeps_the_blanks_that_part_it(found: str, clean: str) -> None:
    assert clean_text(found, headline=True) == clean


@given(st.text(max_size=80), st.booleans())
def test_cleaning_what_is_clean_changes_nothing(text: str, headline: bool) -> None:
    once = clean_text(text, headline=headline)

    assert clean_text(once, headline=headline) == once


@given(st.text(alphabet="常平镇乡音传党宣讲入人心学习(（)）,，:： 。“”《》23名rènA", max_size=60), st.booleans())
def test_cleaning_lines_like_those_of_notices_settles(text: str, headline: bool) -> None:
    once = clean_text(text, headline=headline)

    assert clean_text(once, headline=headline) == once


@given(st.text(max_size=80))
def test_no_chinese_character_is_lost_or_made(text: str) -> None:
    plain = plain_characters(text)

    assert sum(map(is_han, clean_text(plain))) == sum(map(is_han, plain))


@given(st.text(max_size=80))
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)

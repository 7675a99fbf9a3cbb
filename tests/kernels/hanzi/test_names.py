"""Names of persons: sorted and found by pinyin, and seen in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import person_mentions, pinyin_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄信", "shanxiongxin sxx"),
        ("曾小明", "zengxiaoming zxm"),
        ("仇和", "qiuhe qh"),
        ("解缙", "xiejin xj"),
        ("区永康", "ouyongkang oyk"),
        ("查良镛", "zhaliangyong zly"),
        ("盖叫天", "gejiaotian gjt"),
        ("任正非", "renzhengfei rzf"),
        ("华罗庚", "hualuogeng hlg"),
        ("欧阳修", "ouyangxiu oyx"),
        ("单于明", "chanyuming cym"),
        ("吕布", "lvbu lb"),
        ("王 芳", "wangfang wf"),
        ("", ""),
    ],
)
def test_a_name_has_its_key(name: str, key: str) -> None:
    assert pinyin_key(name) == key


@given(st.text(max_size=12))
def test_a_key_is_made_of_any_name(name: str) -> None:
    assert pinyin_key(name) == pinyin_key(name).lower()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李桂英同志和王建国书记为张阿婆送餐。", ("李桂英", "王建国", "张阿婆")),
        ("党支部书记刘志强介绍了做法。", ("刘志强",)),
        ("退休教师欧阳海老师带头。", ("欧阳海",)),
        ("李桂英同志来了，李桂英同志又来了。", ("李桂英",)),
        ("各位老同志、党建工作同志、新时代老干部工作高质量发展。", ()),
    ],
)
def test_a_person_beside_a_title_is_seen(text: str, names: tuple[str, ...]) -> None:
    assert person_mentions(text) == names

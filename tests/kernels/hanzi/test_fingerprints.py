from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import compare_texts, fingerprints, normal_text

WORDS = "老同志榕树下的声音海上送学岸补青蓝工作室结对互助情暖大朗党员支部活动中心宣讲"
TEXT = st.text(WORDS, min_size=60, max_size=300)


def values(text: str) -> set[int]:
    return {each.value for each in fingerprints(text)}


@given(TEXT, st.lists(st.tuples(st.integers(0, 300), st.sampled_from(" ，。、\n“”　")), max_size=20))
def test_spaces_and_punctuation_put_in_change_no_fingerprint(text: str, marks: list[tuple[int, str]]) -> None:
    changed = text
    for place, mark in marks:
        changed = changed[:place] + mark + changed[place:]

    assert fingerprints(changed) == fingerprints(text)


def test_traditional_characters_and_full_width_change_no_fingerprint() -> None:
    simplified = "退休干部在榕树下为青年讲20场党课，学习教育见实效，Banyan书屋开门迎客。"
    traditional = "退休幹部在榕樹下為青年講２０場黨課，學習教育見實效，ＢＡＮＹＡＮ書屋開門迎客。"

    assert values(simplified)
    assert values(traditional) == values(simplified)


def test_a_fingerprint_is_the_same_number_on_every_machine() -> None:
    assert [each.value for each in fingerprints("老同志在榕树下讲")] == [3208901629962789044]


def test_a_text_of_under_eight_characters_has_no_fingerprint() -> None:
    assert fingerprints("老同志在榕树下") == ()
    assert fingerprints("，。") == ()


@given(TEXT, st.text("甲乙丙丁", max_size=80), st.text("天地玄黄", max_size=80))
def test_any_run_of_31_characters_shares_a_fingerprint_and_is_shown(common: str, before: str, after: str) -> None:
    text, other = before + common, common + after

    found = compare_texts(text, other)

    assert values(text) & values(other)
    assert sum(each.characters for each in found.passages) >= len(common)


@given(TEXT)
def test_a_text_stands_wholly_in_itself(text: str) -> None:
    found = compare_texts(text, text)

    assert (found.share, found.other_share) == (1000, 1000)


def test_a_passage_names_its_place_in_both_originals() -> None:
    copied = "老同志在榕树下，用家乡话讲身边事。"

    found = compare_texts("开头。" + copied, copied + "结尾")

    assert [("开头。" + copied)[each.start : each.end] for each in found.passages] == [copied[:-1]]
    assert [(copied + "结尾")[each.other_start : each.other_end] for each in found.passages] == [copied[:-1]]


def test_a_word_put_into_a_copied_passage_does_not_break_it() -> None:
    found = compare_texts(
        "老同志在榕树下用家乡话讲身边的事情每周两场从不间断大家爱听", "老同志在榕树下用家乡话讲身边的好事情每周两场从不间断大家爱听"
    )

    assert len(found.passages) == 1


def test_what_stands_in_the_call_is_no_copy() -> None:
    form = "请说明活动的背景、主要做法、取得的成效和可以推广的经验启示"

    assert compare_texts(form, form, ignoring=[form]).passages == ()


def test_normal_text_remembers_where_each_character_stood() -> None:
    normal = normal_text("讲 ２０ 場。")

    assert (normal.text, normal.places) == ("讲20场", (0, 2, 3, 5))


def test_what_lies_about_crowded_fingerprints_is_no_copy_and_the_rest_still_is() -> None:
    form = "在上级党委的坚强领导下我们深入学习领会精神切实把思想和行动统一到决策部署上来，" * 2
    copied = "老会计带着两名新人先拍照再编号遇到认不出的面孔就打电话去问问到一个名单上就添一个整理到第四个月墙上挂出一条长长的年表"

    found = compare_texts(form + copied, form + copied, crowded=values(form))

    (passage,) = found.passages
    assert copied[24:] in (form + copied)[passage.start : passage.end]
    assert passage.characters <= len(copied) + 24
    assert compare_texts(form, form, crowded=values(form)).passages == ()


@given(TEXT, TEXT)
def test_crowded_values_never_add_to_what_is_shared(text: str, other: str) -> None:
    every = compare_texts(text, text + other)

    fewer = compare_texts(text, text + other, crowded=frozenset(list(values(text))[::2]))

    assert fewer.share <= every.share
    assert fewer.other_share <= every.other_share

"""Quizzes are read as people write them in a document, and what can't be read is told by its question."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.programmes.study.quizzes import Question, UnableToReadQuiz, read_quiz

pytestmark = pytest.mark.usefixtures("in_english")

words = st.text("榕树下讲新家风 abc,", min_size=1, max_size=20).map(str.strip).filter(bool)


def test_a_question_with_one_right_answer() -> None:
    text = "1. 休渔期从哪天开始？\nA. 4月1日\n*B. 5月1日\nC. 6月1日\n解析：南海为5月1日12时。"

    assert read_quiz(text) == [Question("single", "休渔期从哪天开始？", ("4月1日", "5月1日", "6月1日"), (1,), "南海为5月1日12时。")]


def test_a_question_with_several_right_answers_in_other_signs() -> None:
    text = "哪些是船上必备？\n（A）救生衣 √\n（B）火把\n（C）对讲机 √"

    assert read_quiz(text) == [Question("multiple", "哪些是船上必备？", ("救生衣", "火把", "对讲机"), (0, 2))]


@pytest.mark.parametrize(("mark", "right"), [("对", 0), ("错", 1), ("√", 0), ("×", 1), ("false", 1)])
def test_a_statement_that_is_true_or_not(mark: str, right: int) -> None:
    assert read_quiz(f"休渔期可以出海捕鱼。（{mark}）") == [Question("truth", "休渔期可以出海捕鱼。", ("对", "错"), (right,))]


def test_questions_stand_apart_by_empty_lines_and_no_text_is_no_quiz() -> None:
    assert len(read_quiz("甲（对）\r\n\r\n\r\n乙（错）\n \n丙？\n*A. 是\nB. 否")) == 3
    assert read_quiz(" \n ") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("甲（对）\n\n乙？\nA. 一\nB. 二", "Question 2: mark the right answers"),
        ("乙？", "Question 1: it needs two or more answers"),
        ("乙？\n*A. 一", "two or more"),
        ("*A. 一\nB. 二", "the question itself is missing"),
        ("乙？\n*A. 一\nB. 一", "two answers are the same"),
        ("乙？\n" + "\n".join(f"*A. {number}" for number in range(9)), "at most eight"),
        ("乙" * 501 + "（对）", "longer than 500"),
        ("\n\n".join(["甲（对）"] * 51), "At most 50"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_question(text: str, why: str) -> None:
    with pytest.raises(UnableToReadQuiz, match=why):
        read_quiz(text)


@given(words, st.lists(words, min_size=2, max_size=8, unique=True), st.data())
def test_a_question_written_by_the_rule_is_read_back(asked: str, options: list[str], data: st.DataObject) -> None:
    right = data.draw(st.sets(st.integers(0, len(options) - 1), min_size=1))
    lines = [f"{'*' if place in right else ''}{'ABCDEFGH'[place]}. {option}" for place, option in enumerate(options)]

    (found,) = read_quiz("\n".join([f"1. {asked}", *lines]))

    assert (found.question, found.options, found.answers) == (asked, tuple(options), tuple(sorted(right)))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnableToReadQuiz):
        assert all(question.answers for question in read_quiz(text))

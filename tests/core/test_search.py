from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from banyan.core import search

HAN = st.text(alphabet="榕树下的声音海上送学青蓝工作室互助䶮𬭎", min_size=1, max_size=12)


@pytest.mark.django_db
def test_two_characters_are_found_anywhere_in_a_text() -> None:
    ref = uuid4()
    search.put("case", ref, "东莞市常平镇“榕树下的声音”")

    for words in ("榕树", "声音", "树下的声", "常平镇", "莞", "榕樹", "声音 东莞"):
        assert search.refs("case", words) == [ref], words
    for words in ("声榕", "树的", "深圳", "榕树 深圳", "", "  ", "。"):
        assert search.refs("case", words) == [], words


@pytest.mark.django_db
def test_latin_words_and_digits_are_found_whole() -> None:
    ref = uuid4()
    search.put("case", ref, "Banyan 2022 年 NPO(民办)")

    assert search.refs("case", "banyan") == [ref]
    assert search.refs("case", "2022") == [ref]
    assert search.refs("case", "npo") == [ref]


@pytest.mark.django_db
def test_quotes_and_operators_are_only_words() -> None:
    search.put("case", uuid4(), "榕树")

    for words in ('"', "'", "OR", "榕树' | '", "a & b", "(", "*", "NEAR(榕树)", ":*", "\\"):
        search.refs("case", words)


@pytest.mark.django_db
def test_a_text_put_again_replaces_the_one_before() -> None:
    ref = uuid4()
    search.put("case", ref, "榕树")
    search.put("case", ref, "海上")

    assert search.refs("case", "榕树") == []
    assert search.refs("case", "海上") == [ref]


class TestRecall(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(HAN, st.data())
    def test_every_run_of_characters_of_a_text_finds_it(self, text: str, data: st.DataObject) -> None:
        ref = uuid4()
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))

        search.put("case", ref, text)

        assert ref in search.refs("case", text[start:end])

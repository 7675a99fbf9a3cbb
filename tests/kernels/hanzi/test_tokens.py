"""Search tokens: any run of characters of a text finds it."""

from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.hanzi import bigrams, query_tokens, search_tokens

TEXT = st.text(alphabet="乡音传党宣讲入人心海上送学鄉傳NPO23 ，。+“”", min_size=1, max_size=40)


def test_pairs_of_characters_and_whole_foreign_words_are_tokens() -> None:
    assert bigrams("鄉音傳黨 NPO2022，宣讲") == ("乡音", "音传", "传党", "npo2022", "宣讲")


def test_punctuation_and_blanks_do_not_part_a_pair() -> None:
    assert bigrams("海上送学+岸上补学") == bigrams("海上送学岸上补学")


def test_a_query_of_one_character_finds_a_text_that_holds_it() -> None:
    assert query_tokens("榕") == ("榕",)
    assert "榕" in search_tokens("在榕树下")


def test_a_query_of_punctuation_alone_looks_up_nothing() -> None:
    assert query_tokens("，。") == ()


def test_tokens_hold_nothing_that_a_query_language_would_read() -> None:
    assert all(token.isalnum() for token in search_tokens("a'b\"c & (d) | 榕*树:*"))


@given(TEXT, st.data())
def test_every_part_of_a_text_that_begins_and_ends_between_words_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if cuts_a_word(text, start) or cuts_a_word(text, start + len(part)):
        return
    indexed, phrase = search_tokens(text), query_tokens(part)

    assert any(indexed[at : at + len(phrase)] == phrase for at in range(len(indexed) + 1))


def cuts_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and all(character.isascii() and character.isalnum() for character in text[place - 1 : place + 1])

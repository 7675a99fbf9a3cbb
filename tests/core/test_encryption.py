import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.core.encryption import EncryptedWordsField, blind_index, decrypt, encrypt, new_key

TEXTS = st.text(min_size=1, max_size=200)


@given(TEXTS)
def test_what_was_encrypted_is_read_again(text: str) -> None:
    key = new_key()

    assert decrypt(encrypt(text)) == text
    assert decrypt(encrypt(text, key=key), key=key) == text


@given(TEXTS)
def test_the_same_text_never_looks_the_same_twice(text: str) -> None:
    assert encrypt(text) != encrypt(text)


@given(TEXTS)
def test_another_key_reads_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="another key"):
        decrypt(encrypt(text, key=new_key()), key=new_key())


@given(TEXTS, st.data())
def test_one_changed_bit_is_noticed(text: str, data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(encrypt(text)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(ValueError, match="changed since"):
        decrypt(base64.b64encode(raw).decode())


@given(TEXTS, TEXTS)
def test_an_index_tells_equal_texts_of_one_label_alone(one: str, other: str) -> None:
    assert (blind_index("phone", one) == blind_index("phone", other)) == (one == other)
    assert blind_index("phone", one) != blind_index("identity_number", one)
    assert len(blind_index("phone", one)) == 32


def test_nothing_has_no_index() -> None:
    assert blind_index("phone", "") == ""


@given(st.lists(st.text(min_size=1, max_size=20), max_size=5))
def test_a_list_of_words_is_read_again(words: list[str]) -> None:
    field: EncryptedWordsField = EncryptedWordsField()

    assert field.from_db_value(field.get_prep_value(words), None, None) == words

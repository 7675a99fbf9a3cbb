"""Records as Chinese characters, as lines to be dictated and as QR codes come back, and faults are found where they are."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.frames import joined, part_of, qr_texts
from banyan.kernels.journal.text import (
    SPOKEN,
    hanzi,
    hanzi_bytes,
    hanzi_records,
    hanzi_text,
    has_hanzi,
    spoken_lines,
    spoken_record,
)

records = st.binary(min_size=1, max_size=300)


def test_there_are_4096_different_characters_of_gb_2312() -> None:
    assert len(set(hanzi())) == 4096
    assert hanzi()[0] == "啊"
    hanzi().encode("gb2312")


@given(records)
def test_characters_come_back(record: bytes) -> None:
    assert hanzi_records(hanzi_text(record)) == [record]


@given(st.integers(2, 400))
def test_the_room_of_a_text_is_known(characters: int) -> None:
    assert len(hanzi_text(b"\xff" * hanzi_bytes(characters))) <= characters
    assert len(hanzi_text(b"\xff" * (hanzi_bytes(characters) + 1))) > characters


@given(st.lists(records, min_size=1, max_size=4), st.integers(5, 60))
def test_several_texts_come_back_broken_into_lines_with_signs_between(several: list[bytes], width: int) -> None:
    lines = [text[at : at + width] for record in several for text in [hanzi_text(record)] for at in range(0, len(text), width)]

    assert hanzi_records("\n".join(f"【{line}】 OK," for line in lines)) == several


@given(records, st.data())
def test_a_wrong_character_is_found(record: bytes, data: st.DataObject) -> None:
    text = hanzi_text(record)
    place = data.draw(st.integers(0, len(text) - 1))
    # Three pairs of the 4,096 look alike to the check; the signature tells those.
    wrong = data.draw(st.sampled_from(hanzi()[3:4093]).filter(lambda sign: sign != text[place]))
    if text[place] in hanzi()[4093:] + hanzi()[:3]:
        return

    with pytest.raises(JournalError):
        hanzi_records(text[:place] + wrong + text[place + 1 :])


def test_text_is_told_from_other_text() -> None:
    assert has_hanzi(hanzi_text(b"banyan" * 9))
    assert not has_hanzi("\n".join(spoken_lines(b"banyan" * 9)))
    for nothing in ("", "hello"):
        with pytest.raises(JournalError) as refused:
            hanzi_records(nothing)
        assert refused.value.fault == Fault.NOT_OURS


@given(records, st.randoms(use_true_random=False))
def test_dictated_lines_come_back_in_any_order_and_twice(record: bytes, chance: random.Random) -> None:
    lines = spoken_lines(record)
    heard = [*lines, lines[0]]
    chance.shuffle(heard)

    assert spoken_record("\n".join(heard)) == record
    assert spoken_record("\n".join(heard).lower().replace("0", "O").replace("1", "l")) == record


@given(records, st.data())
def test_a_misheard_character_or_two_exchanged_name_their_line(record: bytes, data: st.DataObject) -> None:
    lines = spoken_lines(record)
    number = data.draw(st.integers(0, len(lines) - 1))
    signs = list(lines[number][3:].replace(" ", ""))
    place = data.draw(st.integers(0, len(signs) - 1))
    if data.draw(st.booleans()) and place + 1 < len(signs) and signs[place] != signs[place + 1]:
        signs[place], signs[place + 1] = signs[place + 1], signs[place]
    else:
        signs[place] = data.draw(st.sampled_from(SPOKEN).filter(lambda sign: sign != signs[place]))
    lines[number] = lines[number][:3] + "".join(signs)

    with pytest.raises(JournalError) as refused:
        spoken_record("\n".join(lines))

    assert (refused.value.fault, refused.value.where) == (Fault.LINE, str(number + 1))


def test_missing_lines_are_named() -> None:
    lines = spoken_lines(bytes(range(60)))

    for left_out, named in (({1, 3}, "2, 4"), ({len(lines) - 1}, str(len(lines)))):
        with pytest.raises(JournalError) as refused:
            spoken_record("\n".join(line for number, line in enumerate(lines) if number not in left_out))
        assert (refused.value.fault, refused.value.where) == (Fault.MISSING_LINE, named)


def test_more_lines_than_have_a_number_are_refused() -> None:
    assert spoken_record("\n".join(spoken_lines(bytes(9_900)))) == bytes(9_900)
    with pytest.raises(JournalError) as refused:
        spoken_lines(bytes(9_990))
    assert refused.value.fault == Fault.TOO_LARGE


@pytest.mark.parametrize("text", ["001", "001 A", "x01 ABCD ABCD AB", "你好", "001 UUUU UU", "000 ABCD AB"])
def test_lines_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(JournalError):
        spoken_record(text)


@given(st.binary(min_size=1, max_size=3000), st.randoms(use_true_random=False))
def test_photos_of_a_series_may_come_in_any_order_and_twice(content: bytes, chance: random.Random) -> None:
    texts = qr_texts(content)
    seen = [*texts, texts[-1]]
    chance.shuffle(seen)

    assert joined([part_of(text) for text in seen]) == content


def test_a_missing_photo_is_named() -> None:
    texts = qr_texts(bytes(1200))

    with pytest.raises(JournalError) as refused:
        joined([part_of(text) for number, text in enumerate(texts) if number != 1])

    assert (refused.value.fault, refused.value.where) == (Fault.MISSING_PARTS, "2/4")


def test_photos_of_two_series_are_not_mixed() -> None:
    with pytest.raises(JournalError):
        joined([part_of(qr_texts(b"one")[0]), part_of(qr_texts(b"two")[0])])


@pytest.mark.parametrize("text", ["", "https://example.cn", "BY:", "BY:0", "BY:ZZZ", "BY:äöü"])
def test_a_code_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(JournalError):
        part_of(text)

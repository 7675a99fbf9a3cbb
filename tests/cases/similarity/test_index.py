from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banyan.cases.similarity.actions import forget_text, index_text
from banyan.cases.similarity.models import Fingerprint, Text
from banyan.cases.similarity.queries import MOST_TEXTS, crowded_values, is_copy, similar_texts
from banyan.kernels.hanzi import compare_texts, fingerprints
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db

COPIED = "老同志每逢周三晚上在榕树下用家乡话讲身边的变化，渔民收了网就来听，孩子们坐在最前面，讲完了大家还要问上半个钟头才肯回家。"
OTHER = "社区图书室由三位退休教师轮流值守，周末为留守儿童辅导功课，两年来借出图书四千余册，登记读者六百多人，受到家长称赞。"


def keep(text: str, *, ref: UUID | None = None, ignoring: tuple[str, ...] = ()) -> Text:
    return index_text("submission", ref or uuid4(), text, organisation_code="town", year=2022, ignoring=ignoring)


def test_a_text_that_shares_a_passage_is_found_and_another_is_not() -> None:
    copy, _other = keep("前言。" + COPIED), keep(OTHER)

    found = similar_texts(COPIED + "结语")

    assert [each.ref for each in found] == [copy.ref]


def test_the_same_text_again_writes_nothing() -> None:
    row = keep(COPIED)
    before = list(Fingerprint.objects.values_list("pk", flat=True))

    again = keep(COPIED, ref=row.ref)

    assert again.updated_at == row.updated_at
    assert list(Fingerprint.objects.values_list("pk", flat=True)) == before


def test_a_changed_text_is_found_by_its_new_words_only() -> None:
    row = keep(COPIED)

    keep(OTHER, ref=row.ref)

    assert similar_texts(COPIED) == []
    assert [each.ref for each in similar_texts(OTHER)] == [row.ref]


def test_a_forgotten_text_is_not_found_and_may_be_forgotten_twice() -> None:
    row = keep(COPIED)

    forget_text("submission", row.ref)
    forget_text("submission", row.ref)

    assert similar_texts(COPIED) == []
    assert not Fingerprint.objects.exists()


def test_the_words_of_the_call_are_not_indexed() -> None:
    keep(COPIED, ignoring=(COPIED,))

    assert similar_texts(COPIED) == []


def test_what_very_many_texts_share_is_a_form_of_words() -> None:
    for _number in range(MOST_TEXTS):
        keep(COPIED)
    assert len(similar_texts(COPIED)) == MOST_TEXTS

    keep(COPIED)

    assert similar_texts(COPIED) == []


def test_looking_up_takes_one_query_for_one_text_or_three() -> None:
    counts = []
    for number in (1, 2):
        for _text in range(number):
            keep(COPIED)
        with CaptureQueriesContext(connection) as queries:
            similar_texts(COPIED)
        counts.append(len(queries))

    assert counts == [1, 1]


def test_the_fingerprints_of_a_form_of_words_are_told_and_those_of_other_words_are_not() -> None:
    for _number in range(MOST_TEXTS + 1):
        keep(COPIED)
    keep(OTHER)

    assert crowded_values(COPIED) == {each.value for each in fingerprints(COPIED)}
    assert crowded_values(OTHER) == frozenset()
    assert crowded_values("") == frozenset()


def test_one_sentence_in_common_is_no_copy_and_a_paragraph_is() -> None:
    assert not is_copy(compare_texts(COPIED, COPIED))
    assert is_copy(compare_texts(COPIED + OTHER, COPIED + OTHER))


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_text_at_once_leave_the_fingerprints_of_one_of_them() -> None:
    ref = uuid4()

    outcomes = at_once(lambda: keep(COPIED, ref=ref), lambda: keep(OTHER, ref=ref))

    left = set(Fingerprint.objects.values_list("value", flat=True))
    assert outcomes == ["done", "done"]
    assert Text.objects.get().ref == ref
    assert left in [{each.value for each in fingerprints(text)} for text in (COPIED, OTHER)]

"""How far what one offers agrees with what another wants: against a plain reckoning, and rules as sentences."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.goals import GoalFits, goal_fits

WORDS = ("修渔网", "书法", "调解邻里", "写材料", "看病问诊", "算账", "Excel 表格", "讲故事", "养花", "带孩子")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map("、".join), max_size=6)


def rows(found: GoalFits) -> list[tuple[int, int, int]]:
    return list(zip(found.want.tolist(), found.offer.tolist(), found.thousandths.tolist(), strict=True))


def plainly(offers: list[str], wants: list[str]) -> dict[tuple[int, int], float]:
    """The cosine of each want with each offer, from the definition, over pairs of neighbouring characters within a word."""

    def tokens(text: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for part in "、".join(text.split()).lower().split("、"):
            if part.isascii():
                found.update([part] if part else [])
            else:
                found.update(part[place : place + 2] for place in range(len(part) - 1))
        return found

    texts = [tokens(text) for text in (*offers, *wants)]
    idf = {token: math.log((1 + len(texts)) / (1 + sum(token in one for one in texts))) + 1 for one in texts for token in one}
    length = [math.sqrt(sum((count * idf[token]) ** 2 for token, count in one.items())) for one in texts]
    found = {}
    for want in range(len(wants)):
        mine = texts[len(offers) + want]
        for offer in range(len(offers)):
            both = sum(mine[token] * texts[offer][token] * idf[token] ** 2 for token in mine)
            if both:
                found[want, offer] = both / length[len(offers) + want] / length[offer]
    return found


@given(TEXTS, TEXTS)
def test_the_agreement_is_the_cosine_of_the_definition(offers: list[str], wants: list[str]) -> None:
    expected = plainly(offers, wants)

    found = rows(goal_fits(offers, wants))

    assert {(want, offer) for want, offer, _share in found} == {key for key, share in expected.items() if share >= 0.0005}
    assert all(abs(share - 1000 * expected[want, offer]) <= 0.5 + 1e-5 for want, offer, share in found)
    assert found == sorted(found, key=lambda row: (row[0], -row[2], row[1]))


@given(TEXTS, TEXTS, st.integers(1, 3))
def test_the_few_best_are_the_first_of_all(offers: list[str], wants: list[str], most: int) -> None:
    everything = rows(goal_fits(offers, wants))

    found = rows(goal_fits(offers, wants, most=most))

    assert found == [row for want in range(len(wants)) for row in [one for one in everything if one[0] == want][:most]]


def test_the_same_words_agree_wholly_in_whatever_order_they_stand() -> None:
    assert rows(goal_fits(["修渔网、书法"], ["书法，修渔网"])) == [(0, 0, 1000)]


def test_a_rare_word_in_common_says_more_than_a_common_one() -> None:
    offers = ["讲故事、修渔网", "讲故事、书法", "讲故事、算账", "书法、写材料"]

    found = rows(goal_fits(offers, ["讲故事、修渔网"]))

    assert [offer for _want, offer, _share in found] == [0, 1, 2]


def test_what_stands_on_two_sides_of_a_comma_is_no_word() -> None:
    assert rows(goal_fits(["修网、书法"], ["网书"])) == []


def test_traditional_characters_and_a_single_one_are_read_too() -> None:
    assert rows(goal_fits(["書法", "棋"], ["书法", "棋"])) == [(0, 0, 1000), (1, 1, 1000)]


@pytest.mark.parametrize(("offers", "wants"), [([], []), ([], ["书法"]), (["书法"], []), ([""], ["、，"])])
def test_nothing_agrees_with_nothing(offers: list[str], wants: list[str]) -> None:
    assert rows(goal_fits(offers, wants)) == []


def test_keeping_no_offer_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        goal_fits(["书法"], ["书法"], most=0)

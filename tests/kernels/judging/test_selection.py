"""Winners under rules: the greatest total, one answer, true reasons, and rules that contradict."""

import hashlib
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.judging import (
    Basis,
    Bound,
    Candidate,
    Conflict,
    Fault,
    JudgingError,
    Limit,
    LimitKind,
    Question,
    Reason,
    Rule,
    Scope,
    WhatIf,
    select,
    what_if,
)
from banyan.kernels.judging.field import BARS, Bond, Field, lay_out

CATEGORY_LEAST = Rule(Bound.AT_LEAST, Scope.CATEGORY, 1, "阵地建设")


def make_candidate(id_: str, score: int | None = 80_000, **more: object) -> Candidate:
    return Candidate(id_, score, **({"reviews": 3} | more))  # type: ignore[arg-type]  # keywords of the dataclass


def allows(field: Field, chosen: frozenset[int], bonds: tuple[Bond, ...] | None = None) -> bool:
    for bond in field.bonds if bonds is None else bonds:
        count, limit = len(chosen & bond.members), bond.limit
        wrong = {
            LimitKind.WINNERS: count != limit.number,
            LimitKind.UNIT_MOST: count > limit.number,
            LimitKind.AT_MOST: count > limit.number,
            LimitKind.AT_LEAST: count < limit.number,
        }.get(limit.kind, count > 0)
        if wrong:
            return False
    return True


def allowed_choices(field: Field) -> list[frozenset[int]]:
    every = (frozenset(places) for places in combinations(range(len(field.candidates)), field.winners))
    return [chosen for chosen in every if allows(field, chosen)]


def worth(field: Field, chosen: frozenset[int]) -> tuple[int, list[int], list[int]]:
    """What the written rule compares: the total, the sums of the tie keys, then the lots in the order drawn."""
    cases = [field.candidates[place] for place in chosen]
    sums = [sum(column) for column in zip(*(one.tie_keys for one in cases), strict=True)]
    drawn = sorted(range(len(field.candidates)), key=lambda place: field.lots[place])
    return sum(one.score_thousandths or 0 for one in cases), sums, [int(place in chosen) for place in drawn]


def ids(field: Field, chosen: frozenset[int]) -> tuple[str, ...]:
    return tuple(field.candidates[place].id for place in sorted(chosen))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    count = draw(st.integers(1, 9))
    scores = st.one_of(st.none(), st.integers(60, 64).map(lambda points: points * 500))
    cases = [
        Candidate(
            f"c{number}",
            (score := draw(scores)),
            draw(st.sampled_from("甲乙")),
            draw(st.sampled_from("东西中")),
            draw(st.sampled_from(["", "一", "二", "三", "四"])),
            draw(st.sampled_from("镇市")),
            0 if score is None else draw(st.integers(1, 3)),
            (draw(st.integers(0, 1)), draw(st.integers(0, 1))),
            draw(st.sampled_from(["", "", "", "曾获表彰"])),
        )
        for number in range(count)
    ]
    rules = draw(
        st.lists(
            st.one_of(
                st.builds(Rule, st.sampled_from(Bound), st.just(Scope.CATEGORY), st.integers(0, 3), st.sampled_from(["", "甲", "乙"])),
                st.builds(Rule, st.sampled_from(Bound), st.just(Scope.CITY), st.integers(0, 2), st.sampled_from(["", "东", "北"])),
                st.builds(Rule, st.sampled_from(Bound), st.just(Scope.UNIT_KIND), st.integers(0, 3), st.sampled_from(["", "镇"])),
            ),
            max_size=3,
        )
    )
    return Question(
        tuple(cases),
        draw(st.integers(1, 5)),
        tuple(rules),
        draw(st.sampled_from([None, 30_500])),
        draw(st.integers(0, 2)),
        draw(st.sampled_from([None, 1, 2])),
        draw(st.integers(0, 9)),
    )


@settings(max_examples=300, deadline=None)
@given(questions())
def test_the_choice_is_the_best_of_all_that_the_rules_allow(question: Question) -> None:
    field = lay_out(question)
    allowed = allowed_choices(field)

    answer = select(question)

    if not allowed:
        assert answer.winners == ()
        assert answer.total_thousandths is None
        return
    best = max(allowed, key=lambda chosen: worth(field, chosen))
    assert tuple(one.id for one in answer.winners) == ids(field, best)
    assert answer.total_thousandths == answer.proof.bound_thousandths == worth(field, best)[0]
    assert {*(one.id for one in answer.winners), *(one.id for one in answer.left_out)} == {one.id for one in question.candidates}


@settings(max_examples=100, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(question: Question, chance: Random) -> None:
    mixed = list(question.candidates)
    chance.shuffle(mixed)
    turned = Question(
        tuple(mixed),
        question.winners,
        question.rules[::-1],
        question.floor_thousandths,
        question.reviews_least,
        question.unit_most,
        question.seed,
    )

    assert select(turned) == select(question)


@settings(max_examples=200, deadline=None)
@given(questions())
def test_every_reason_is_true(question: Question) -> None:
    field = lay_out(question)
    places = {one.id: place for place, one in enumerate(field.candidates)}
    answer = select(question)
    if answer.contradiction:
        return
    chosen = frozenset(places[one.id] for one in answer.winners)
    in_by_rule = {one.id for one in answer.winners if one.basis == Basis.RULE}

    for winner in answer.winners:
        if winner.basis == Basis.RULE:
            swapped = chosen - {places[winner.id]} | {places[winner.displaced]}
            assert places[winner.displaced] < places[winner.id]
            assert broken(field, swapped) == set(winner.limits) != set()
            assert worth(field, swapped)[0] - worth(field, chosen)[0] == winner.cost_thousandths
    for out in answer.left_out:
        place = places[out.id]
        by_score = [places[one.id] for one in answer.winners if one.basis == Basis.SCORE] or list(chosen)
        match out.reason:
            case Reason.EXCLUDED | Reason.REVIEWS | Reason.FLOOR:
                assert set(out.limits) == {bond.limit for bond in field.bonds if bond.limit.kind in BARS and place in bond.members}
            case Reason.SCORE | Reason.TIE | Reason.LOTTERY:
                assert place > max(by_score) == places[out.last]
            case Reason.DISPLACED:
                assert out.limits == next(one.limits for one in answer.winners if one.id == out.last and one.displaced == out.id)
            case Reason.UNIT_FULL | Reason.QUOTA_FULL:
                bond = next(bond for bond in field.bonds if bond.limit == out.limits[0])
                assert place in bond.members
                assert len(out.cases) == bond.limit.number
                assert {places[id_] for id_ in out.cases} == bond.members & chosen
                assert {id_ for id_ in out.cases if places[id_] > place} == set(out.by_rule) <= in_by_rule
                assert all(out.limits[0] in broken(field, chosen - {one} | {place}) for one in by_score if one > place)
            case Reason.RULES_TOGETHER:
                assert all(broken(field, chosen - {one} | {place}) & set(out.limits) for one in by_score if one > place)


def broken(field: Field, chosen: frozenset[int]) -> set[Limit]:
    return {bond.limit for bond in field.bonds if not allows(field, chosen, (bond,))}


@settings(max_examples=100, deadline=None)
@given(questions())
def test_a_contradiction_is_a_smallest_one(question: Question) -> None:
    field = lay_out(question)
    answer = select(question)
    if not answer.contradiction:
        return
    every = [frozenset(places) for size in range(len(field.candidates) + 1) for places in combinations(range(len(field.candidates)), size)]
    rules = sorted({bond.rule for bond in field.bonds})
    smallest = next(
        size
        for size in range(len(rules) + 1)
        for named in combinations(rules, size)
        if not any(allows(field, chosen, tuple(bond for bond in field.bonds if bond.rule in named)) for chosen in every)
    )

    cited = answer.contradiction.limits
    bonds = tuple(
        bond for bond in field.bonds if any(limit == replace(bond.limit, value=bond.limit.value if limit.value else "") for limit in cited)
    )

    assert len(cited) == smallest
    assert not any(allows(field, chosen, bonds) for chosen in every)
    for limit in cited:
        without = tuple(bond for bond in bonds if limit != replace(bond.limit, value=bond.limit.value if limit.value else ""))
        assert any(allows(field, chosen, without) for chosen in every)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_forcing_a_case_in_costs_what_the_best_choice_with_it_lacks(question: Question) -> None:
    field = lay_out(question)
    allowed = allowed_choices(field)
    total = max((worth(field, chosen)[0] for chosen in allowed), default=0)

    for place, candidate in enumerate(field.candidates):
        with_it = [worth(field, chosen)[0] for chosen in allowed if place in chosen]

        assert what_if(question, candidate.id).loss_thousandths == (total - max(with_it) if with_it else None)


def test_a_case_in_by_rule_names_the_case_that_it_displaced() -> None:
    cases = (make_candidate("a", 90_000), make_candidate("b", 80_000), make_candidate("c", 70_000, category="阵地建设"))

    answer = select(Question(cases, 2, (CATEGORY_LEAST,)))

    rule = Limit(LimitKind.AT_LEAST, 1, Scope.CATEGORY, "阵地建设")
    assert [(one.id, one.basis, one.displaced, one.cost_thousandths) for one in answer.winners] == [
        ("a", Basis.SCORE, "", 0),
        ("c", Basis.RULE, "b", 10_000),
    ]
    assert [(one.id, one.reason, one.limits, one.last) for one in answer.left_out] == [("b", Reason.DISPLACED, (rule,), "c")]


def test_the_second_case_of_a_unit_hears_who_has_the_place() -> None:
    cases = (make_candidate("a", 90_000, unit="沙田镇"), make_candidate("b", 89_000, unit="沙田镇"), make_candidate("c", 70_000))

    answer = select(Question(cases, 2, unit_most=1))

    assert [(one.id, one.reason, one.cases) for one in answer.left_out] == [("b", Reason.UNIT_FULL, ("a",))]


def test_a_full_quota_names_who_fills_it_and_the_lowest() -> None:
    cases = (
        *(make_candidate(id_, score, city="东莞市") for id_, score in (("a", 90_000), ("b", 89_000), ("c", 88_000))),
        make_candidate("d"),
    )

    answer = select(Question(cases, 3, (Rule(Bound.AT_MOST, Scope.CITY, 2, "东莞市"),)))

    assert [(one.id, one.reason, one.cases, one.last) for one in answer.left_out] == [("c", Reason.QUOTA_FULL, ("a", "b"), "b")]


def test_a_full_quota_tells_who_of_it_is_in_by_another_rule() -> None:
    here = {"city": "东莞市"}
    cases = (
        make_candidate("a", 90_000, **here),
        *(make_candidate(id_, score, **here) for id_, score in (("b", 82_000), ("c", 80_000))),
        make_candidate("d", 70_000, category="阵地建设", **here),
        make_candidate("e", 60_000),
    )

    answer = select(Question(cases, 3, (CATEGORY_LEAST, Rule(Bound.AT_MOST, Scope.CITY, 2, "东莞市"))))

    assert [(one.id, one.reason, one.cases, one.by_rule) for one in answer.left_out] == [
        ("b", Reason.DISPLACED, ("d",), ()),
        ("c", Reason.QUOTA_FULL, ("a", "d"), ("d",)),
    ]


def test_a_commended_case_a_low_one_and_one_hardly_scored_cannot_win() -> None:
    cases = (
        make_candidate("a", 99_000, excluded="2021年已获表彰"),
        make_candidate("b", 98_000, reviews=1),
        make_candidate("c", None, reviews=0),
        make_candidate("d", 50_000),
        make_candidate("e"),
    )

    answer = select(Question(cases, 1, floor_thousandths=60_000, reviews_least=2))

    assert [one.id for one in answer.winners] == ["e"]
    assert [(one.id, one.reason) for one in answer.left_out] == [
        ("a", Reason.EXCLUDED),
        ("b", Reason.REVIEWS),
        ("d", Reason.FLOOR),
        ("c", Reason.REVIEWS),
    ]


def test_equal_scores_go_by_the_tie_keys_and_then_by_lot() -> None:
    better, worse = make_candidate("worse-lot", tie_keys=(46, 20)), make_candidate("a", tie_keys=(45, 24))
    twins = tuple(make_candidate(id_, tie_keys=(45, 24)) for id_ in ("a", "b"))

    assert [(one.id, one.reason, one.last) for one in select(Question((worse, better), 1)).left_out] == [("a", Reason.TIE, "worse-lot")]
    assert [select(Question(twins, 1, seed=seed)).winners[0].id for seed in range(9)] == [first_drawn(seed) for seed in range(9)]
    assert {first_drawn(seed) for seed in range(9)} == {"a", "b"}
    assert select(Question(twins, 1)).left_out[0].reason == Reason.LOTTERY


def first_drawn(seed: int) -> str:
    return min("ab", key=lambda id_: hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest())


@pytest.mark.parametrize(
    ("rules", "conflict", "needed", "available"),
    [
        ((Rule(Bound.AT_LEAST, Scope.CATEGORY, 4, "甲"),), Conflict.TOO_FEW, 4, 2),
        ((Rule(Bound.AT_MOST, Scope.CITY, 1),), Conflict.TOO_FEW, 3, 2),
        ((Rule(Bound.AT_LEAST, Scope.CATEGORY, 2),), Conflict.TOO_MANY, 4, 3),
        ((Rule(Bound.AT_LEAST, Scope.CITY, 2, "东"), Rule(Bound.AT_MOST, Scope.CITY, 1, "东")), Conflict.TOO_FEW, 2, 1),
    ],
)
def test_rules_that_contradict_say_what_is_asked_and_what_there_is(
    rules: tuple[Rule, ...], conflict: Conflict, needed: int, available: int
) -> None:
    cases = tuple(make_candidate(f"{place}{city}", category="甲乙"[place % 2], city=city) for place in range(2) for city in "东西")

    found = select(Question(cases, 3, rules)).contradiction

    assert found is not None
    assert (found.conflict, found.needed, found.available) == (conflict, needed, available)


def test_a_rule_for_each_names_the_one_value_that_lacks_candidates() -> None:
    cases = tuple(make_candidate(id_, category=category) for id_, category in (("a", "甲"), ("b", "甲"), ("c", "乙")))

    found = select(Question(cases, 3, (Rule(Bound.AT_LEAST, Scope.CATEGORY, 2),))).contradiction

    assert found is not None
    assert found.limits == (Limit(LimitKind.AT_LEAST, 2, Scope.CATEGORY, "乙"),)


def test_too_few_cases_contradict_the_number_of_winners() -> None:
    found = select(Question((make_candidate("a"), make_candidate("b", excluded="已表彰")), 2)).contradiction
    nobody = select(Question((), 2)).contradiction

    assert found is not None
    assert nobody is not None
    assert [limit.kind for limit in found.limits] == [LimitKind.WINNERS, LimitKind.EXCLUDED]
    assert (found.needed, found.available) == (2, 1)
    assert (nobody.needed, nobody.available) == (2, 0)


@pytest.mark.parametrize(
    ("question", "fault", "where"),
    [
        (Question((make_candidate("a"),), 0), Fault.NO_WINNERS, "winners"),
        (Question((make_candidate("a"), make_candidate("a")), 1), Fault.TWICE, "cases[1].id"),
        (Question((make_candidate("a"), make_candidate("b", tie_keys=(1,))), 1), Fault.UNEQUAL_TIE_KEYS, "cases[1].tie_keys"),
        (Question((make_candidate("a"),), 1, (Rule(Bound.AT_MOST, Scope.CITY, -1),)), Fault.NEGATIVE, "rules[0].number"),
        (Question((make_candidate("a", reviews=-1),), 1), Fault.NEGATIVE, "cases[0].reviews"),
        (Question((make_candidate("a", None),), 1), Fault.MISSING, "cases[0].score_thousandths"),
        (Question((make_candidate("a", 10**30),), 1), Fault.OUT_OF_RANGE, "cases[0].score_thousandths"),
        (Question((make_candidate("a", tie_keys=(10**30,)),), 1), Fault.OUT_OF_RANGE, "cases[0].tie_keys"),
        (Question((make_candidate("a"),), 10**30), Fault.OUT_OF_RANGE, "winners"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(question: Question, fault: Fault, where: str) -> None:
    with pytest.raises(JudgingError) as refusal:
        select(question)

    assert (refusal.value.fault, refusal.value.where) == (fault, where)


def test_what_if_names_who_would_come_and_go() -> None:
    cases = (make_candidate("a", 90_000), make_candidate("b", 80_000), make_candidate("c", 70_000))

    assert what_if(Question(cases, 2), "c") == WhatIf(10_000, ("c",), ("b",))
    with pytest.raises(JudgingError):
        what_if(Question(cases, 2), "z")

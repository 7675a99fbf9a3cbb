"""A question as JSON: read as it is meant, or refused with everything that is wrong in it at once."""

from typing import Any

import pytest

from banyan.kernels.makeup import Fault, MakeupError, plan, plan_as_json, problem_from_json
from tests.kernels.makeup.made import HALF, WHOLE, day


def said(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "first": "2026-05-01",
        "last": "2026-05-10",
        "most_minutes": 360,
        "lengths": [{"minutes": 180}, {"minutes": 360, "quarters": 32}],
        "learners": [{"id": "1001", "place": "先锋", "owed": 32, "due": "2026-12-31", "ashore": [["2026-05-02", "2026-05-04"]]}],
        "rooms": [{"id": "室", "place": "先锋", "seats": 40}],
        "teachers": [{"id": "李", "days": [["2026-05-01", "2026-05-31"]], "places": ["先锋"], "held": 1}],
    }
    return usual | changes


def wrongs(content: Any) -> set[tuple[Fault, str]]:
    with pytest.raises(MakeupError) as refused:
        problem_from_json(content)
    return {(one.fault, one.where) for one in refused.value.wrongs}


def test_a_question_is_read_and_answered() -> None:
    question = problem_from_json(said())

    answer = plan_as_json(plan(question))

    assert question.lengths == (HALF, WHOLE)
    assert answer["sessions"] == [
        {
            "day": "2026-05-02",
            "place": "先锋",
            "room": "室",
            "teacher": "李",
            "minutes": 360,
            "quarters": 32,
            "learners": ["1001"],
            "announced": None,
        }
    ]
    assert answer["short"] == []
    assert answer["aims"]["new_sessions"] == {"value": 1, "bound": 1, "proved": True}


def test_announced_sessions_and_free_days_are_read() -> None:
    told = [{"id": "7", "day": "2026-05-03", "room": "室", "teacher": "李", "minutes": 180, "learners": ["1001"]}]
    rooms = [{"id": "室", "place": "先锋", "seats": 40, "free": [["2026-05-03", "2026-05-04"]]}]

    answer = plan_as_json(plan(problem_from_json(said(announced=told, rooms=rooms))))

    assert [(one["day"], one["minutes"], one["announced"]) for one in answer["sessions"]] == [
        ("2026-05-03", 180, "7"),
        ("2026-05-04", 180, None),
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    content = said(
        learners=[{"id": "", "place": "先锋", "owed": "8", "due": "31.12.", "ashore": [["2026-05-02"]], "age": 70}, 7],
        rooms=[{"id": "室", "place": "先锋"}],
        teachers=[{"id": "李", "days": [["2026-05-09", "2026-05-01"]], "places": ["海上"]}],
        lengths=[{"minutes": True}],
        extra=1,
    )

    assert wrongs(content) == {
        (Fault.TYPE, "learners[0].id"),
        (Fault.TYPE, "learners[0].owed"),
        (Fault.TYPE, "learners[0].due"),
        (Fault.TYPE, "learners[0].ashore[0]"),
        (Fault.KEY, "learners[0].age"),
        (Fault.TYPE, "learners[1]"),
        (Fault.MISSING, "rooms[0].seats"),
        (Fault.DATES, "teachers[0].days[0]"),
        (Fault.UNKNOWN, "teachers[0].places"),
        (Fault.TYPE, "lengths[0].minutes"),
        (Fault.KEY, "extra"),
    }


@pytest.mark.parametrize("content", [None, [], "x", 7, {}])
def test_what_is_no_question_is_refused(content: Any) -> None:
    assert wrongs(content)


def test_days_that_cannot_be_read_are_told_once() -> None:
    assert wrongs(said(first="gestern")) == {(Fault.TYPE, "first")}


def test_days_are_those_of_the_question() -> None:
    assert problem_from_json(said()).days[0] == day(0)

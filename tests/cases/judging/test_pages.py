"""The pages of a judging: each opens for whom it is for, in few queries however many cases there are, and for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import results, rounds, selection
from banyan.cases.judging.models import Judge, Judging
from banyan.people.models import Account, Role
from tests.factories import (
    make_account,
    make_assignment,
    make_call,
    make_judge,
    make_judging,
    make_marks,
    make_organisation,
    make_submission,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
OF_THE_ROUND = (
    "judging",
    "judging_settings",
    "judges",
    "judge_new",
    "assignment",
    "conflicts",
    "scores",
    "strictness",
    "selection",
    "objections",
    "results",
    "publish_results",
    "notice_post",
)


class Round:
    """A round on public notice: cases of several cities, each scored by three judges, of whom one falls under a conflict."""

    def __init__(self, cases: int) -> None:
        self.province = make_organisation()
        self.by: Account = make_account(self.province, Role.ORGANISER)
        self.call = make_call(self.province, self.by, stage="selection", city_quota=99)
        cities = [make_organisation(self.province) for _city in range(2)]
        self.cases: list[Submission] = [
            make_submission(self.call, make_organisation(cities[number % 2]), self.by, state="accepted") for number in range(cases)
        ]
        self.judging: Judging = make_judging(self.call, self.by)
        self.judges: list[Judge] = [make_judge(self.judging) for _judge in range(3)]
        make_judge(self.judging, cities[0])
        for case in self.cases:
            for judge in self.judges:
                make_marks(make_assignment(judge, case), 40, 20, 20)
        rounds.close_scoring(self.judging, by=self.by)
        selection.run_selection(self.judging, by=self.by)
        self.judging = results.post_notice(self.judging, by=self.by, on=timezone.localdate() - timedelta(days=9))

    def pages(self) -> list[str]:
        case = self.cases[0]
        assignment = self.judges[0].assignments.get(submission=case)
        of_case = [reverse(name, args=[self.call.uuid, case.uuid]) for name in ("case_judges", "case_scores", "decision")]
        rest = [reverse("result", args=[self.call.uuid]), self.judges[0].get_absolute_url()]
        assert assignment
        return [*(reverse(name, args=[self.call.uuid]) for name in OF_THE_ROUND), *of_case, *rest]


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200, path
    return len(found)


def test_every_page_of_the_round_opens_in_as_many_queries_with_six_cases_as_with_two(client: Client) -> None:
    few, many = Round(2), Round(6)
    counts = []
    for round_ in (few, many):
        client.force_login(round_.by)
        counts.append([queries_of(client, path) for path in round_.pages()])

    assert counts[0] == counts[1]
    lists = list(zip(many.pages(), counts[1], strict=True))[: len(OF_THE_ROUND)]
    assert [f"{path}: {count}" for path, count in lists if count > MOST_QUERIES] == []


def test_a_judges_pages_open_in_as_many_queries_with_six_cases_as_with_two(client: Client) -> None:
    counts = []
    for round_ in (Round(2), Round(6)):
        client.force_login(round_.judges[0].account)
        assignment = round_.judges[0].assignments.get(submission=round_.cases[0])
        invitation = reverse("invitation", args=[round_.judges[0].uuid])
        counts.append([queries_of(client, path) for path in (reverse("my_judging"), assignment.get_absolute_url(), invitation)])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES


def test_another_provinces_organiser_finds_nothing_of_the_round(client: Client) -> None:
    round_ = Round(2)
    client.force_login(make_account(make_organisation(), Role.ORGANISER))

    found = {client.get(path).status_code for path in round_.pages() if path != reverse("result", args=[round_.call.uuid])}

    assert found <= {403, 404}


@pytest.mark.parametrize("name", ["scores", "selection", "assignment", "judges", "objections", "conflicts"])
def test_a_list_is_also_a_sheet(client: Client, name: str) -> None:
    round_ = Round(2)
    client.force_login(round_.by)

    answer = client.get(reverse(name, args=[round_.call.uuid]), {"export": "xlsx"})

    assert answer.headers["Content-Type"].endswith("sheet")
    assert answer.content[:2] == b"PK"


def test_what_a_losing_case_hears_names_what_would_have_to_go(client: Client) -> None:
    round_ = Round(4)
    client.force_login(round_.by)
    decision = round_.judging.selections.get().decisions.filter(is_winner=False).select_related("submission")[0]

    said = client.get(reverse("decision", args=[round_.call.uuid, decision.submission.uuid]), {"if": "1"}).content.decode()

    assert "让出名额" in said


def test_two_organisers_add_the_same_rule_and_there_is_one(client: Client) -> None:
    round_ = Round(2)
    results.withdraw_notice(round_.judging, reason="补充规则", by=round_.by)
    client.force_login(round_.by)

    for number in ("1", "2"):
        client.post(reverse("rule_add", args=[round_.call.uuid]), {"bound": "at_most", "number": number, "of": "city:"})

    assert list(round_.judging.rules.values_list("number", flat=True)) == [2]

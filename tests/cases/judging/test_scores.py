"""The organiser's pages of scores: sorted as asked, flagged where judges disagree, closed to an organiser who still scores."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import discussion, rounds
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.models import Judging
from banyan.people.actions import grant_role
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


class Scored:
    """Three cases: the first scored low by two judges, the second high, the third not at all."""

    def __init__(self) -> None:
        province = make_organisation()
        self.organiser: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.organiser, stage="selection", city_quota=99)
        city = make_organisation(province)
        self.cases: list[Submission] = [
            make_submission(self.call, make_organisation(city), self.organiser, state="accepted", title=title)
            for title in ("低", "高", "无")
        ]
        self.judging: Judging = make_judging(self.call, self.organiser, judges_per_case=2)
        self.judges = [make_judge(self.judging), make_judge(self.judging)]
        for case, points in zip(self.cases, ((20, 10, 10), (45, 22, 22)), strict=False):
            for judge in self.judges:
                make_marks(make_assignment(judge, case), *points)

    def path(self, name: str, *case: Submission) -> str:
        return reverse(name, args=[self.call.uuid, *(one.uuid for one in case)])


@pytest.fixture
def scored() -> Scored:
    return Scored()


def titles(client: Client, scored: Scored, **asked: str) -> list[str]:
    answer = client.get(scored.path("scores"), asked)
    return [row.item.title for row in answer.context["page"].rows]


@pytest.mark.parametrize("column", ["score", "raw"])
def test_the_list_is_sorted_by_score_from_the_best_and_cases_without_one_come_last(client: Client, scored: Scored, column: str) -> None:
    client.force_login(scored.organiser)

    assert titles(client, scored, sort=column) == ["高", "低", "无"]
    assert titles(client, scored, sort=f"-{column}") == ["无", "低", "高"]


def test_cases_whose_scores_are_missing_are_listed_by_themselves(client: Client, scored: Scored) -> None:
    client.force_login(scored.organiser)

    assert titles(client, scored, short="yes") == ["无"]


def test_only_cases_on_which_judges_are_far_apart_are_flagged(client: Client, scored: Scored) -> None:
    make_marks(make_assignment(make_judge(scored.judging), scored.cases[0]), 50, 25, 25)
    client.force_login(scored.organiser)

    assert titles(client, scored, gap="yes") == ["低"]


def test_a_case_without_scores_has_a_dash_and_never_nought(client: Client, scored: Scored) -> None:
    client.force_login(scored.organiser)

    said = client.get(scored.path("scores"), {"q": "无"}).content.decode()
    of_case = client.get(scored.path("case_scores", scored.cases[2])).content.decode()

    assert ("0.00" in said, "0 / 2" in said) == (False, True)
    assert "0.00" not in of_case


def test_the_sheet_of_scores_lists_every_case(client: Client, scored: Scored) -> None:
    client.force_login(scored.organiser)

    content = client.get(scored.path("scores"), {"export": "xlsx"}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    assert len(rows) == 1 + len(scored.cases)


def test_the_page_of_a_case_shows_each_judges_points_under_the_name_of_the_criterion(client: Client, scored: Scored) -> None:
    client.force_login(scored.organiser)

    said = client.get(scored.path("case_scores", scored.cases[1])).content.decode()

    assert said.count('data-label="工作实效">45') == 2


@pytest.mark.parametrize("name", ["scores", "strictness"])
@pytest.mark.parametrize("export", ["", "xlsx"])
def test_a_judge_reaches_no_page_and_no_sheet_of_the_organiser(client: Client, scored: Scored, name: str, export: str) -> None:
    client.force_login(scored.judges[0].account)

    assert client.get(scored.path(name), {"export": export}).status_code == 403
    assert client.get(scored.path("case_scores", scored.cases[0])).status_code == 403


def test_an_organiser_who_judges_too_sees_no_scores_before_the_own_are_in(client: Client, scored: Scored) -> None:
    judge = make_judge(scored.judging)
    grant_role(judge.account, scored.call.organisation, Role.ORGANISER, by=None, from_on=scored.call.opens_on)
    own = make_assignment(judge, scored.cases[0])
    client.force_login(judge.account)
    paths = [scored.path("scores"), scored.path("strictness"), scored.path("case_scores", scored.cases[0])]

    before = {client.get(path).status_code for path in paths}
    with pytest.raises(UnableToJudge):
        discussion.discuss(scored.judging, scored.cases[0], "我看可以", by=judge.account)
    make_marks(own, 30, 15, 15)

    assert (before, {client.get(path).status_code for path in paths}) == ({403}, {200})


def test_once_scoring_is_closed_an_organiser_who_left_a_case_open_sees_the_scores(client: Client, scored: Scored) -> None:
    judge = make_judge(scored.judging)
    grant_role(judge.account, scored.call.organisation, Role.ORGANISER, by=None, from_on=scored.call.opens_on)
    make_assignment(judge, scored.cases[2])
    rounds.close_scoring(scored.judging, by=scored.organiser)
    client.force_login(judge.account)

    assert client.get(scored.path("scores")).status_code == 200


def test_sorting_by_score_takes_no_more_queries(client: Client, scored: Scored) -> None:
    client.force_login(scored.organiser)
    client.get(scored.path("scores"))

    with CaptureQueriesContext(connection) as plain:
        client.get(scored.path("scores"))
    with CaptureQueriesContext(connection) as by_score:
        client.get(scored.path("scores"), {"sort": "score"})

    assert len(by_score) == len(plain) <= MOST_QUERIES

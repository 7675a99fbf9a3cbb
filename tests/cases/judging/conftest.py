"""A round with two cities, four cases and two judges, scored and closed: the best two are to win."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import results, rounds, selection
from banyan.cases.judging.models import Judging, Selection
from banyan.cases.judging.queries.results import winners_of
from banyan.cases.judging.queries.selection import names_for
from banyan.cases.judging.words import say_decision
from banyan.people.models import Account, Organisation, Role
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

POINTS = ((50, 25, 25), (45, 22, 20), (40, 20, 20), (30, 15, 15))


class Closed:
    """Four cases from two units of each of two cities, scored from best to worst, with scoring closed; two cases are to win."""

    def __init__(self, **settings: int) -> None:
        province = make_organisation()
        self.by: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.by, stage="selection", city_quota=9)
        self.cities: list[Organisation] = [make_organisation(province), make_organisation(province)]
        towns = [make_organisation(city) for city in self.cities for _town in range(2)]
        self.cases = [
            make_submission(self.call, town, self.by, state="accepted", title=f"案例{number}") for number, town in enumerate(towns, start=1)
        ]
        self.judging: Judging = make_judging(self.call, self.by, reviews_least=1, **settings)
        judges = [make_judge(self.judging), make_judge(self.judging)]
        for case, points in zip(self.cases, POINTS, strict=True):
            for judge in judges:
                make_marks(make_assignment(judge, case), *points)
        self.judging = rounds.close_scoring(self.judging, by=self.by)

    def winners(self) -> list[str]:
        return [winner.submission.title for winner in winners_of(self.judging)]

    def said(self, case: Submission) -> str:
        found = Selection.objects.latest("number").decisions.select_related("submission").get(submission=case)
        return say_decision(found, names_for(self.judging))

    def on_notice(self) -> "Closed":
        selection.run_selection(self.judging, by=self.by)
        self.judging = results.post_notice(self.judging, by=self.by, on=timezone.localdate() - timedelta(days=30))
        return self

    def published(self) -> "Closed":
        self.on_notice()
        self.judging = results.publish_results(self.judging, by=self.by)
        return self


@pytest.fixture
def closed(db: None) -> Closed:
    return Closed()

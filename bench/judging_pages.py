"""`banyan bench judging_pages`: what the pages of a judging of 500 cases and 1,500 scores cost, beside pretalx's review dashboard."""

import io
from random import Random

from lists import SEED, SUBMISSIONS, make_call, make_offices, make_submissions, show  # type: ignore[import-not-found]  # its neighbour, found when it is run

# isort: split
# It sets Django up; what follows needs that.
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.actions import assignments, judges, rounds, selection
from banyan.cases.judging.models import Assignment, Judging, Mark
from banyan.core.supervisor import prepare
from banyan.people.actions import grant_role, open_account
from banyan.people.models import Account, Organisation, Role

JUDGES, JUDGES_PER_CASE, WINNERS = 20, 3, 40
RECORDED = "pretalx 2025.2.2, review dashboard of 50 rows, as recorded in November 2026: 599–640 ms CPU (no ratio: not run beside ours)"


def main() -> None:
    """Fill a folder, ask for each page, print what it costs beside the target, and the peer's recorded figure."""
    prepare(io.StringIO())
    chance = Random(SEED)
    organiser, towns = make_offices()
    call = make_call(organiser, towns[0][1])
    make_submissions(call, organiser, [town for town, _province in towns], chance)
    Submission.objects.update(state=Submission.State.ACCEPTED)
    judging = make_scores(call, organiser, towns[0][1], chance)
    print(f"{SUBMISSIONS} cases, {judging.assignments.count()} scores, {JUDGES} judges, seed {SEED}")
    show_organiser(organiser, judging)
    show_judge(judging)
    print(RECORDED)


def make_scores(call: Call, organiser: Account, province: Organisation, chance: Random) -> Judging:
    """A round whose cases are all scored, made in bulk, with its selection run."""
    settings = {"judges_per_case": JUDGES_PER_CASE, "winners": WINNERS, "cases_most": 100, "score_until": timezone.localdate()}
    judging = rounds.begin_judging(call, settings, seed=SEED, by=organiser)
    panel = []
    for number in range(JUDGES):
        account = open_account(username=f"pingwei-{number}", name=f"评委{number}", password=None, by=None)
        grant_role(account, province, Role.JUDGE, by=None, from_on=timezone.localdate())
        judge = judges.invite_judge(judging, Account.objects.get(pk=account.pk), province, {}, by=organiser)
        panel.append(judges.accept_invitation(judge, by=organiser))
    cases, criteria = list(call.submissions.all()), list(call.criteria.all())
    rows = [Assignment(judging=judging, judge=judge, submission=case) for case in cases for judge in chance.sample(panel, JUDGES_PER_CASE)]
    Assignment.objects.bulk_create(rows)
    assignments.publish_assignments(judging, by=organiser)
    marks = [
        Mark(assignment=row, criterion=criterion, points=chance.randint(criterion.weight // 2, criterion.weight))
        for row in rows
        for criterion in criteria
    ]
    Mark.objects.bulk_create(marks)
    Assignment.objects.update(state=Assignment.State.HANDED_IN, handed_in_at=timezone.now())
    judging = rounds.close_scoring(judging, by=organiser)
    selection.run_selection(judging, by=organiser)
    return judging


def show_organiser(organiser: Account, judging: Judging) -> None:
    """The organiser's pages."""
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(organiser)
    call = judging.call
    for name in ("judging", "scores", "selection", "assignment", "strictness", "judges", "conflicts"):
        show(client, name, reverse(name, args=[call.uuid]))
    case = call.submissions.all()[0]
    show(client, "scores of one case", reverse("case_scores", args=[call.uuid, case.uuid]))
    show(client, "desk", reverse("desk"))


def show_judge(judging: Judging) -> None:
    """One judge's pages."""
    judge = judging.judges.select_related("account")[0]
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(judge.account)
    show(client, "a judge's cases", reverse("my_judging"))
    show(client, "one case to score", judge.assignments.all()[0].get_absolute_url())


if __name__ == "__main__":
    main()

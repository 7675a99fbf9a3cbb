"""The demo's judging: a copy of the collection of 2022 named 2023, judged from the first invitation to the published result.

Each step asks first whether it is done, so that a run that was broken off goes on where it stopped.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions import calls
from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.actions import assignments, judges, objections, proposals, results, rounds, scoring, selection
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.core import jobs
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.models import Job
from banyan.demo.actions.collection import submit, towns_by_city
from banyan.demo.judges import DemoPanel, panel
from banyan.demo.places import CITIES, PROVINCE
from banyan.demo.roster import made_up_name
from banyan.demo.submissions import demo_submissions
from banyan.people.actions import grant_role, open_account
from banyan.people.models import Account, Organisation, Role

Say = Callable[[int, int], None]
PAST, YEAR = 2022, 2023
CITY_MOST = 12
FEW_CASES, FEW_JUDGES = 12, 5
JUDGES, CASES_MOST, SEED = 24, 34, 20230701
JOB = "judge_again"

name_verbs({"ask_for_replay": gettext_lazy("asked for the demo's judging once more")})


class UnableToReplay(RuleError):
    """No replay can be begun now."""


@transaction.atomic
def ask_for_replay(*, by: Account) -> Job:
    """Ask the worker to judge one more copy of the collection of 2022. Raise UnableToReplay while one is under way."""
    if not by.has_role_at(Organisation.objects.get(code=PROVINCE[0]), Role.ORGANISER):
        raise UnableToReplay(_("Only the organiser of the demo's province may do this."))
    replays = Job.objects.select_for_update().filter(name=JOB)
    if any(not job.is_over for job in replays):
        raise UnableToReplay(_("A replay is under way. Wait until it is over."))
    number = len(replays) + 1
    record("ask_for_replay", "demo", by.uuid, actor=by.uuid, label=str(number), organisation_code=PROVINCE[0])
    return jobs.request(JOB, str(number), {"number": number})


def judge_again(number: int, say: Say) -> Call:
    """Judge copy ``number`` of the collection of 2022 from beginning to end, always with the same result; ``say`` hears how far it is."""
    chance = Random(YEAR)  # noqa: S311  # the same made-up result each time
    by = Account.objects.get(username="zuzhi")
    call = _copied_call(number, by)
    _fill_call(call, chance, by, say)
    _judge(call, panel(Random(SEED), count=JUDGES, most=CASES_MOST), by, say)  # noqa: S311  # as above
    return call


def make_open_round(past: Call, places: dict[str, Organisation], by: Account, chance: Random, today: date) -> Judging:
    """Last year's call in the middle of its judging: a dozen cases, of which the first judge has scored two."""
    call = calls.copy_call(past, year=today.year - 1, by=by)
    fields = {name: getattr(call, name) for name in calls.FIELDS}
    dates = zip(("opens_on", "submit_until", "recommend_until"), (-120, -60, -20), strict=True)
    fields |= {name: today + timedelta(days=days) for name, days in dates}
    call = calls.open_call(calls.change_call(call, fields, by=by), by=by)
    rows, towns, clerks = demo_submissions(chance), towns_by_city(places.values()), _clerks()
    for row in rows[:: len(rows) // FEW_CASES][:FEW_CASES]:
        submit(call, row.at("accepted"), towns[row.city, row.place], clerks[row.city], by, chance)
    settings = {"winners": 4, "judges_per_case": 2, "cases_most": FEW_CASES, "score_until": today + timedelta(days=14)}
    judging = rounds.begin_judging(call, settings, seed=SEED, by=by, on=today)
    made_up = panel(chance, count=FEW_JUDGES, most=FEW_CASES)
    _invite(judging, made_up, by)
    proposals.propose_assignments(judging, by=by)
    assignments.publish_assignments(judging, by=by, on=today)
    score_all(judging, made_up, _quietly, on=today, most=2)
    return judging


def _quietly(done: int, total: int) -> None:
    """Say nothing of how far it is."""


def call_of(number: int) -> Call | None:
    """The call that a replay judges, once it has been copied."""
    past = Call.objects.filter(year=PAST).earliest("pk")
    return Call.objects.filter(year=YEAR, title=_title(past, number)).first()


def _judge(call: Call, made_up: DemoPanel, by: Account, say: Say) -> None:
    judging = Judging.objects.filter(call=call).first() or _begin(call, by)
    states = Judging.State
    if judging.state == states.PREPARING:
        _invite(judging, made_up, by)
        proposals.propose_assignments(judging, by=by)
        assignments.publish_assignments(judging, by=by, on=call.recommend_until)
    judging.refresh_from_db()
    if judging.state == states.SCORING:
        score_all(judging, made_up, say, on=judging.score_until)
        rounds.close_scoring(judging, by=by)
    judging.refresh_from_db()
    if judging.state == states.CLOSED:
        selection.run_selection(judging, by=by)
        results.post_notice(judging, by=by, on=judging.score_until + timedelta(days=3))
    judging.refresh_from_db()
    if judging.state == states.NOTICE:
        _object(judging, by)
        results.publish_results(judging, by=by, on=judging.score_until + timedelta(days=30))


def score_all(judging: Judging, made_up: DemoPanel, say: Say, *, on: date, most: int | None = None) -> None:
    """Let each judge score what is open, or ``most`` cases each, and hand it in."""
    seats = {judge.username: judge for judge in made_up.judges}
    weights = dict(judging.call.criteria.values_list("pk", "weight"))
    rows = judging.assignments.filter(state=Assignment.State.ASSIGNED).select_related("judge__account", "submission")
    count: dict[str, int] = {}
    for done, row in enumerate(rows):
        name = row.judge.account.username
        count[name] = count.get(name, 0) + 1
        if most is not None and count[name] > most:
            continue
        points = made_up.points(seats[name], str(row.submission.uuid), tuple(weights.values()))
        marks = dict(zip(weights, points, strict=True))
        with transaction.atomic():
            saved = scoring.save_marks(row, marks, "", version=row.version, by=row.judge.account, on=on)
            scoring.hand_in(saved, by=row.judge.account, on=on)
        if done % 50 == 0:
            say(done, len(rows))


def _title(past: Call, number: int) -> str:
    title = past.title.replace(str(PAST), str(YEAR))
    return title if number == 1 else f"{title}（第{number}次演示）"


@transaction.atomic
def _copied_call(number: int, by: Account) -> Call:
    call = call_of(number)
    if call is None:
        past = Call.objects.filter(year=PAST).earliest("pk")
        call = calls.copy_call(past, year=YEAR, by=by)
        fields = {name: getattr(call, name) for name in calls.FIELDS} | {"title": _title(past, number)}
        call = calls.open_call(calls.change_call(call, fields, by=by), by=by)
    return Call.objects.get(pk=call.pk)


def _fill_call(call: Call, chance: Random, by: Account, say: Say) -> None:
    """The submissions that the cities recommended, accepted; a call that was filled stays as it is."""
    rows = demo_submissions(chance)
    towns, clerks = towns_by_city(Organisation.objects.all()), _clerks()
    done, taken = call.submissions.count(), dict.fromkeys((code for code, *_rest in CITIES), 0)
    for number, row in enumerate(rows):
        taken[row.city] += 1
        if number < done:
            continue
        state = "accepted" if taken[row.city] <= CITY_MOST else "submitted"
        submit(call, row.at(state), towns[row.city, row.place], clerks[row.city], by, chance)
        if number % 20 == 0:
            say(number, len(rows))


def _clerks() -> dict[str, Account]:
    """The clerk of each city."""
    found = {"dongguan": Account.objects.get(username="shiban")}
    for account in Account.objects.filter(username__startswith="shi-"):
        found[account.username.removeprefix("shi-")] = account
    return found


def _begin(call: Call, by: Account) -> Judging:
    settings: dict[str, Any] = {
        "winners": 40,
        "judges_per_case": 3,
        "cases_least": 10,
        "cases_most": CASES_MOST + 6,
        "unit_most": 1,
        "floor_points": 60,
    }
    settings |= {"score_until": call.recommend_until + timedelta(days=30), "disagreement_points": 20}
    on = call.recommend_until + timedelta(days=1)
    judging = rounds.begin_judging(call, settings, seed=SEED, by=by, on=on)
    selection.add_rule(judging, "at_least", "category", 3, by=by)
    selection.add_rule(judging, "at_most", "city", 6, by=by)
    return judging


def _invite(judging: Judging, made_up: DemoPanel, by: Account) -> None:
    """Everybody is asked and takes part but the last, who declines; some have ties and former units."""
    places = {place.code: place for place in Organisation.objects.exclude(kind=Organisation.Kind.BRANCH)}
    categories = {category.name: category for category in judging.call.categories.all()}
    asked = set(judging.judges.values_list("account__username", flat=True))
    cases = list(Submission.objects.filter(call=judging.call, state=Submission.State.ACCEPTED).order_by("number"))
    for number, row in enumerate(one for one in made_up.judges if one.username not in asked):
        account = _account(row.username, places["gd"])
        fields = {"programmes": list(row.programmes), "most": row.most}
        knows = [categories[name] for name in row.categories]
        judge = judges.invite_judge(judging, account, places[row.unit], fields, categories=knows, by=by)
        if row is made_up.judges[-1]:
            judges.decline_invitation(judge, reason="近期住院，不能参加", by=account)
            continue
        judges.accept_invitation(judge, by=account)
        _tie(judge, cases, places, number, account)


def _tie(judge: Judge, cases: list[Submission], places: dict[str, Organisation], number: int, account: Account) -> None:
    if number % 5 == 1:
        judges.add_tie(judge, reason="曾到该单位作过指导", submission=cases[number * 7 % len(cases)], by=account)
    if number % 5 == 3:
        judges.add_former_post(judge, places[CITIES[number % len(CITIES)][0] + "-1"], until=judge.judging.score_until, by=account)


def _account(username: str, office: Organisation) -> Account:
    """A judge's account, as it is; the made-up ones have no password, since nobody signs in as them."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        found = open_account(username=username, name=made_up_name(Random(username)).name, password=None, by=None)  # noqa: S311  # not secret
        grant_role(found, office, Role.JUDGE, by=None, from_on=date(2022, 1, 1))
    return Account.objects.get(pk=found.pk)


def _object(judging: Judging, by: Account) -> None:
    """One objection during the notice, answered and not upheld."""
    if judging.objections.exists():
        return
    winner = judging.selections.get(number=judging.selections.count()).decisions.filter(is_winner=True).first()
    objection = objections.record_objection(
        judging,
        raised_by="某镇干部",
        received_on=judging.notice_from or judging.score_until,
        text="案例中的活动次数是否有台账？",
        submission=winner.submission if winner else None,
        by=by,
    )
    objections.answer_objection(objection, outcome="dismissed", answer="已查台账，次数与案例一致，签到表可到市委老干部局查看。", by=by)

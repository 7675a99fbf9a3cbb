"""Real rows for tests: a province with two cities and two towns, accounts by role, cases in any state."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from banyan.activities import actions as activity_actions
from banyan.activities.models import Activity, Place, Programme
from banyan.cases.collection.actions import calls as call_actions
from banyan.cases.collection.actions import decisions
from banyan.cases.collection.actions import submissions as submission_actions
from banyan.cases.collection.actions.calls import CallRules
from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.actions import assignments, judges, rounds, scoring
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.showcase import actions as case_actions
from banyan.cases.showcase.models import Case
from banyan.orders.models import Order
from banyan.people.actions import add_person, affiliate, found_organisation, grant_role, open_account
from banyan.people.models import Account, Organisation, Person, Role
from banyan.programmes.talks.actions import menu, scripts
from banyan.programmes.talks.actions.dispatch import order_talk
from banyan.programmes.talks.models import Speaker, SpokenDialect, Topic

PASSWORD = "榕树-下-的-声音-7"
_numbers = count(1)


def make_organisation(parent: Organisation | None = None, *, kind: str = "", name: str = "", code: str = "") -> Organisation:
    """An organisation under ``parent``; by default a province, city, town or branch by its depth."""
    number = next(_numbers)
    kinds = ("province", "city", "town", "branch")
    kind = kind or kinds[min(parent.depth if parent else 0, 3)]
    return found_organisation(code=code or f"org-{number}", name=name or f"{kind} {number}", kind=kind, parent=parent, by=None)


def make_account(organisation: Organisation | None = None, role: str = "", *, username: str = "", password: str | None = None) -> Account:
    """An account, with a role at the organisation when one is given."""
    username = username or f"account{next(_numbers)}"
    account = open_account(username=username, name=username.title(), password=password, by=None)
    if organisation is not None:
        grant_role(account, organisation, role or Role.CLERK, by=None, from_on=timezone.localdate())
    return Account.objects.get(pk=account.pk)


def make_branch(parent: Organisation, *, name: str = "", code: str = "") -> Organisation:
    """A branch under ``parent``."""
    return make_organisation(parent, kind="branch", name=name, code=code)


def make_person(organisation: Organisation, *, branch: Organisation | None = None, **details: Any) -> Person:
    """A person looked after by the organisation; a party member of ``branch`` since 2020 when one is given."""
    party = {"party": "member"} if branch else {}
    person = add_person(organisation, {"name": "曾国华"} | party | details, by=None, is_somebody_else=True)
    if branch is not None:
        affiliate(person, branch, from_on=date(2020, 1, 1), by=None)
    return person


def case_fields(**changes: Any) -> dict[str, Any]:
    """What a case needs, with changes."""
    return {
        "place": "常平镇",
        "year": 2022,
        "category": "发挥作用类",
        "programme": "talks",
        "title": "乡音传党音 宣讲入人心",
        "subtitle": "榕树下的声音",
        "body": "老同志在榕树下用家乡话讲身边事。",
    } | changes


def make_case(organisation: Organisation, by: Account, *, state: str = "draft", second: Account | None = None, **changes: Any) -> Case:
    """A case brought to a state by the actions that people use; ``second`` approves (an account made for it, if none is given)."""
    case = case_actions.draft_case(organisation, case_fields(**changes), by=by)
    if state == "draft":
        return case
    if state == "discarded":
        raise ValueError("discard the notice instead")
    case = case_actions.confirm_persons(case, by=by)
    case = case_actions.send_case(case, by=by)
    if state == "waiting":
        return case
    case = case_actions.approve_case(case, by=second or make_account(organisation, Role.ORGANISER))
    if state == "withdrawn":
        case = case_actions.withdraw_case(case, by=by, reason="试")
    return case


def make_call(organisation: Organisation, by: Account, *, stage: str = "submission", **changes: Any) -> Call:
    """A call of the organisation that stands in ``stage`` today."""
    today = timezone.localdate()
    first, second, third = {
        "draft": (1, 30, 60),
        "ahead": (1, 30, 60),
        "submission": (-5, 30, 60),
        "recommendation": (-30, -1, 30),
        "selection": (-60, -30, -1),
    }[stage]
    fields = {
        "year": 2022,
        "title": "2022年度离退休干部党建创新案例征集",
        "text": "",
        "opens_on": today + timedelta(days=first),
        "submit_until": today + timedelta(days=second),
        "recommend_until": today + timedelta(days=third),
        "unit_quota": 2,
        "city_quota": 2,
        "least_characters": 10,
        "most_characters": 5000,
        "most_photos": 2,
    }
    rules = CallRules(
        categories=[{"name": "发挥作用类"}, {"name": "综合类"}],
        parts=[{"name": name, "hint": "", "least_characters": 0, "most_characters": 0} for name in ("背景", "做法", "成效", "启示")],
        criteria=[{"name": "工作实效", "weight": 50}, {"name": "创新性", "weight": 25}, {"name": "可推广性", "weight": 25}],
    )
    call = call_actions.draft_call(organisation, fields | changes, rules, by=by)
    return call if stage == "draft" else call_actions.open_call(call, by=by)


def make_submission(call: Call, organisation: Organisation, by: Account, *, state: str = "draft", **changes: Any) -> Submission:
    """A whole submission, brought to a state by the steps that the offices take, each on a day on which the call allows it."""
    submission = submission_actions.begin_submission(call, organisation, by=by, on=call.opens_on)
    fields = {
        "title": "榕树下的声音",
        "subtitle": "乡音宣讲",
        "category": call.categories.first(),
        "programme": "talks",
        "contact_name": "陈敏",
        "contact_phone": "13800000000",
    }
    texts = {part.pk: f"{part.name}：老同志在榕树下用家乡话讲身边事。" for part in call.parts.all()}
    submission = submission_actions.save_submission(submission, fields | changes, texts, by=by, on=call.opens_on)
    after = call.recommend_until + timedelta(days=1)
    steps = [("submit", by, call.opens_on), ("recommend", call.made_by, call.submit_until)]
    steps += [("accept", call.made_by, after), ("choose", call.made_by, after)]
    for verb, officer, day in steps[: ("draft", "submitted", "recommended", "accepted", "winner").index(state)]:
        submission = decisions.move_submission(submission, verb, by=officer, on=day)
    return Submission.objects.select_related("call", "call__organisation", "organisation", "city").get(pk=submission.pk)


def make_judging(call: Call, by: Account, **settings: Any) -> Judging:
    """The judging of a call that stands in selection, being prepared: three judges a case, ten days to score."""
    usual = {"judges_per_case": 3, "winners": 2, "score_until": timezone.localdate() + timedelta(days=10)}
    return rounds.begin_judging(call, usual | settings, seed=2023, by=by)


def make_judge(judging: Judging, unit: Organisation | None = None, *, state: str = "accepted", name: str = "", **fields: Any) -> Judge:
    """A judge of the round, by default from the office of the province, who takes part."""
    organisation = judging.call.organisation
    account = make_account(organisation, Role.JUDGE)
    if name:
        Account.objects.filter(pk=account.pk).update(name=name)
        account.name = name
    judge = judges.invite_judge(judging, account, unit or organisation, fields, by=judging.call.made_by)
    if state in ("accepted", "withdrawn"):
        judge = judges.accept_invitation(judge, by=account)
    if state == "declined":
        judge = judges.decline_invitation(judge, reason="出差", by=account)
    return judge


def make_assignment(judge: Judge, submission: Submission, *, state: str = "assigned") -> Assignment:
    """A case given to a judge by hand and, unless it stays proposed, published; that opens scoring."""
    by = judge.judging.call.made_by
    assignment = assignments.add_assignment(judge.judging, judge, submission, by=by)
    if state != "proposed":
        assignments.publish_assignments(judge.judging, by=by)
    return Assignment.objects.select_related("judging", "judging__call", "judge", "judge__account", "submission").get(pk=assignment.pk)


def make_marks(assignment: Assignment, *points: int) -> Assignment:
    """The judge's points for each criterion in its order, handed in."""
    marks = dict(zip(assignment.judging.call.criteria.values_list("pk", flat=True), points, strict=True))
    saved = scoring.save_marks(assignment, marks, "", by=assignment.judge.account)
    return scoring.hand_in(saved, by=assignment.judge.account)


def make_place(organisation: Organisation, *, name: str = "", **fields: Any) -> Place:
    """Somewhere to meet."""
    return activity_actions.add_place(organisation, {"name": name or f"活动中心{next(_numbers)}"} | fields, by=None)


def make_programme(organisation: Organisation, *, kind: str = "talks", **fields: Any) -> Programme:
    """A programme that began in 2024."""
    usual = {"slug": f"programme-{next(_numbers)}", "name": "榕树下的声音", "slogan": "用家乡话讲身边事", "begun_on": date(2024, 1, 1)}
    return activity_actions.begin_programme(organisation, kind, usual | fields, by=None)


def make_activity(organisation: Organisation, *, state: str = "planned", by: Account | None = None, **fields: Any) -> Activity:
    """An activity of the organisation brought to a state; by default a study of an hour that ended two hours ago, or begins tomorrow
    when it is only planned or open; ``came`` are persons ticked off, ``by`` a clerk made for it when none is given.
    """
    by = by or make_account(organisation, Role.CLERK)
    came = fields.pop("came", [])
    is_over = bool(came) or state in ("held", "confirmed")
    starts_at = timezone.now().replace(second=0, microsecond=0) + (timedelta(hours=-3) if is_over else timedelta(days=1))
    values: dict[str, Any] = {"kind": "study", "title": "学习会", "starts_at": starts_at} | fields
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=1))
    activity = activity_actions.plan_activity(organisation, values, by=by)
    steps = {"planned": (), "cancelled": ("cancel",), "open": ("announce",), "held": ("announce", "hold")}
    for verb in steps.get(state, ("announce", "hold")):
        activity = activity_actions.move_activity(activity, verb, by=by, reason="下雨")
    if came:
        activity_actions.tick_attended(activity, came, way="list", by=by)
    if state == "confirmed":
        activity = activity_actions.move_activity(activity, "confirm", by=by)
    return activity


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment as the clock hangs here."""
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def make_topic(programme: Programme, *, title: str = "", approved: bool = True, **fields: Any) -> Topic:
    """A topic of the menu, in Hakka and Dongguan Cantonese, with a script approved until the end of next year unless it isn't to be."""
    values = {"summary": "", "audience": "everyone", "form": "talk", "minutes": 40, "dialects": ["hakka", "yue-dongguan"]} | fields
    topic = menu.add_topic(programme, values | {"title": title or f"家风故事{next(_numbers)}"}, by=None)
    author, reviewer = make_account(programme.organisation), make_account(programme.organisation)
    script = scripts.write_script(topic, "各位乡亲，今日讲家风。", by=author)
    if approved:
        script = scripts.send_script(script, by=author)
        scripts.approve_script(script, usable_until=date(timezone.localdate().year + 1, 12, 31), by=reviewer)
    return topic


def make_speaker(
    programme: Programme, *, topics: Any = (), dialects: dict[str, int] | None = None, person: Person | None = None, **fields: Any
) -> Speaker:
    """Somebody who speaks for the programme, in Hakka as mother tongue by default."""
    person = person or make_person(programme.organisation, name=f"宣讲员{next(_numbers)}")
    speaker = Speaker.objects.create(programme=programme, person=person, begun_on=date(2024, 1, 1), **({"forms": ["talk"]} | fields))
    speaker.topics.set(topics)
    for dialect, level in (dialects or {"hakka": 3}).items():
        SpokenDialect.objects.create(speaker=speaker, dialect=dialect, level=level)
    return speaker


def make_order(topic: Topic, *, by: Account | None = None, on_page: bool = False, times: Any = (), **fields: Any) -> Order:
    """An order of a talk at one time, a week from now at ten, checked by the office unless it comes from the public page."""
    programme = topic.programme
    by = None if on_page else by or make_account(programme.organisation)
    values: dict[str, Any] = {
        "dialect": "hakka",
        "audience": "villagers",
        "requester": "桥沥村",
        "contact_name": "黄小姐",
        "contact_phone": "13800001234",
        "place_text": "桥沥村祠堂",
    } | fields
    moments = times or [at(timezone.localdate() + timedelta(days=7), 10)]
    return order_talk(programme, topic, values, moments, way="phone" if by else "page", by=by, now=timezone.now())

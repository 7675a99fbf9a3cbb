"""The demo's collection of 2022, taken through all its stages by the actions that people use."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from banyan.cases.collection.actions import calls, decisions, submissions
from banyan.cases.collection.models import Call, Submission
from banyan.cases.showcase import actions as showcase
from banyan.cases.showcase.models import Case
from banyan.demo.cases import FOUR, topics_for
from banyan.demo.places import CITIES
from banyan.demo.roster import made_up_name
from banyan.demo.submissions import (
    CATEGORIES,
    CRITERIA,
    OPENS_ON,
    PART_HINTS,
    RECOMMEND_UNTIL,
    SUBMIT_UNTIL,
    TEXT,
    TITLE,
    YEAR,
    DemoSubmission,
    demo_submissions,
)
from banyan.demo.texts import text_of
from banyan.people.actions import grant_role, open_account
from banyan.people.models import Account, Organisation, Role

TO_DECIDE = timedelta(days=15)
CITY_NAMES = {code: name for code, name, *_rest in CITIES}


def make_collection(places: dict[str, Organisation], accounts: dict[str, Account], chance: Random) -> Call:
    """Make the call, its submissions from every city, and its 40 winners, who are then public."""
    organiser, second = accounts["zuzhi"], accounts["fuhe"]
    clerks = _city_clerks(places, accounts, chance)
    call = _open_call(places, organiser)
    towns = towns_by_city(places.values())
    for row in demo_submissions(chance):
        submit(call, row, towns[row.city, row.place], clerks[row.city], organiser, chance)
    _keep_published(call)
    calls.announce_results(call, by=organiser, on=RECOMMEND_UNTIL + TO_DECIDE)
    for case in Case.objects.filter(submission__call=call, state=Case.State.DRAFT):
        showcase.confirm_persons(case, by=organiser)
        showcase.send_case(case, by=organiser)
        showcase.approve_case(case, by=second)
    return call


def make_open_call(last: Call, accounts: dict[str, Account], towns: dict[str, Organisation], chance: Random, today: date) -> Call:
    """This year's call, copied from ``last`` and open today, with one submission to recommend, one to mend and one being written."""
    organiser, city, town = accounts["zuzhi"], accounts["shiban"], accounts["zhenban"]
    call = calls.copy_call(last, year=today.year, by=organiser)
    fields = {name: getattr(call, name) for name in calls.FIELDS}
    dates = zip(("opens_on", "submit_until", "recommend_until"), (-30, 30, 60), strict=True)
    fields |= {name: today + timedelta(days=days) for name, days in dates}
    call = calls.open_call(calls.change_call(call, fields, by=organiser), by=organiser)
    for place, clerk, state in (("changping", city, "submitted"), ("shatian", town, "submitted"), ("shatian", town, "draft")):
        topic = topics_for("东莞市", (towns[place].name,), 1, chance.randrange(300, 400))[0]
        row = DemoSubmission("dongguan", topic.place, topic.category, topic.programme, topic.title, topic.subtitle, state)
        submission = submit(call, row, towns[place], clerk, organiser, chance, on=today)
        if (place, state) == ("shatian", "submitted"):
            decisions.move_submission(submission, "return", by=city, reason="请在成效部分写明学了多少学时，并补一张照片。", on=today)
    return call


def towns_by_city(places: Iterable[Organisation]) -> dict[tuple[str, str], Organisation]:
    """The towns by their city's code and their own name."""
    places = list(places)
    cities = {city.path: city.code for city in places if city.kind == Organisation.Kind.CITY}
    return {(cities[town.path[: -Organisation.steplen]], town.name): town for town in places if town.kind == Organisation.Kind.TOWN}


def submit(
    call: Call, row: DemoSubmission, town: Organisation, clerk: Account, organiser: Account, chance: Random, *, on: date | None = None
) -> Submission:
    """Make one submission and take it as far as ``row.state`` says, on the call's own days or all ``on`` one day."""
    submission = submissions.begin_submission(call, town, by=clerk, on=on or call.opens_on)
    fields = {
        "title": row.title,
        "subtitle": row.subtitle,
        "category": call.categories.get(name=row.category),
        "programme": row.programme,
        "contact_name": made_up_name(chance).name,
        "contact_phone": f"1380000{chance.randrange(10_000):04d}",
    }
    texts = {part.pk: _text(part.name, row, town, chance) for part in call.parts.all()}
    submission = submissions.save_submission(submission, fields, texts, by=clerk, on=on or call.opens_on)
    decided = call.recommend_until + TO_DECIDE
    steps = [("submit", clerk, on or call.submit_until), ("recommend", clerk, call.recommend_until), ("accept", organiser, decided)]
    steps.append(("choose", organiser, decided))
    for verb, by, day in steps[: ("draft", "submitted", "recommended", "accepted", "winner").index(row.state)]:
        submission = decisions.move_submission(submission, verb, by=by, on=day)
    return submission


def _open_call(places: dict[str, Organisation], organiser: Account) -> Call:
    fields = {
        "year": YEAR,
        "title": TITLE,
        "text": TEXT,
        "opens_on": OPENS_ON,
        "submit_until": SUBMIT_UNTIL,
        "recommend_until": RECOMMEND_UNTIL,
        "unit_quota": 6,
        "city_quota": 12,
        "least_characters": 1500,
        "most_characters": 5000,
        "most_photos": 2,
    }
    rules = calls.CallRules(
        categories=[{"name": name} for name in CATEGORIES],
        parts=[{"name": name, "hint": hint, "least_characters": 200, "most_characters": 0} for name, hint in PART_HINTS.items()],
        criteria=[{"name": name, "weight": weight} for name, weight in CRITERIA],
    )
    return calls.open_call(calls.draft_call(places["gd"], fields, rules, by=organiser), by=organiser)


def _city_clerks(places: dict[str, Organisation], accounts: dict[str, Account], chance: Random) -> dict[str, Account]:
    """A clerk for each city. Nobody signs in as the made-up ones, so they have no password."""
    clerks = {"dongguan": accounts["shiban"]}
    for code, _name, *_rest in CITIES:
        if code not in clerks:
            account = open_account(username=f"shi-{code}", name=made_up_name(chance).name, password=None, by=None)
            grant_role(account, places[code], Role.CLERK, by=None, from_on=OPENS_ON)
            clerks[code] = Account.objects.get(pk=account.pk)
    return clerks


def _text(part: str, row: DemoSubmission, town: Organisation, chance: Random) -> str:
    own = next((case.body.splitlines() for case in FOUR if case.title == row.title), [])
    first = dict(zip(PART_HINTS, own, strict=False)).get(part, "")
    rest = text_of(part, thing=row.title.split(" ")[0], place=town.name, city=CITY_NAMES[row.city], chance=chance)
    last = row.own if part == "主要做法" else ""
    return f"{first}\n{rest}\n{last}".strip()


def _keep_published(call: Call) -> None:
    """Where a published notice told of a winner already, that page stays its page."""
    for case in Case.objects.public().filter(year=YEAR):
        Submission.objects.filter(call=call, state=Submission.State.WINNER, organisation__name=case.place, city=case.city).update(case=case)

"""Real rows for tests: a province with two cities and two towns, accounts by role, cases in any state."""

from itertools import count
from typing import Any

from django.utils import timezone

from banyan.cases.showcase import actions as case_actions
from banyan.cases.showcase.models import Case
from banyan.people.actions import found_organisation, grant_role, open_account
from banyan.people.models import Account, Organisation, Role

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

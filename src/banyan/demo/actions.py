"""Fill an empty installation with the demo's province, through the same actions that people use."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.showcase import actions as cases
from banyan.cases.showcase.models import Case, Notice
from banyan.core import jobs
from banyan.core.errors import RuleError
from banyan.demo.cases import FOUR, made_up_cases
from banyan.demo.people import ACCOUNTS
from banyan.demo.places import BRANCH, CITIES, PROVINCE, TOWNS
from banyan.people.actions import found_organisation, grant_role, open_account
from banyan.people.models import Account, Organisation

Say = Callable[[str], None]


class UnableToFill(RuleError):
    """The demo needs an empty installation."""


def fill(*, notice: Path | None, demo_file: Path, say: Say) -> None:
    """Make places, accounts and the cases of 2022; with ``notice`` the four cases are read from that file.

    All or nothing but for the notice, which its job reads as an office's would be; ``demo_file`` gets the sign-ins.
    Raise UnableToFill when there are organisations already.
    """
    if Organisation.objects.exists():
        raise UnableToFill(_("There is a province here already. Give the demo an empty folder with --data."))
    with transaction.atomic():
        places = _make_places()
        accounts, passwords = _make_accounts(places)
        say(_("%(count)d organisations, %(accounts)d accounts") % {"count": len(places), "accounts": len(accounts)})
        _make_other_cities(places, accounts)
        if notice is None:
            for case in FOUR:
                _publish(cases.draft_case(places["dongguan"], case.fields(), by=accounts["shiban"]), accounts["shiban"], accounts["zuzhi"])
        _write_sign_ins(demo_file, places, passwords)
    if notice is not None:
        _read_notice(notice, places["dongguan"], accounts)
    say(_("%(count)d cases are public") % {"count": Case.objects.public().count()})


def _make_places() -> dict[str, Organisation]:
    kinds = Organisation.Kind
    province = found_organisation(code=PROVINCE[0], name=PROVINCE[1], kind=kinds.PROVINCE, parent=None, by=None)
    places = {PROVINCE[0]: province}
    for code, name, row, column, _count in CITIES:
        places[code] = found_organisation(code=code, name=name, kind=kinds.CITY, parent=province, by=None, tile=(row, column))
    for code, name in TOWNS:
        places[code] = found_organisation(code=code, name=name, kind=kinds.TOWN, parent=places["dongguan"], by=None)
    places[BRANCH[0]] = found_organisation(code=BRANCH[0], name=BRANCH[1], kind=kinds.BRANCH, parent=places["shatian"], by=None)
    return places


def _make_accounts(places: dict[str, Organisation]) -> tuple[dict[str, Account], dict[str, str]]:
    accounts, passwords = {}, {}
    for person in ACCOUNTS:
        passwords[person.username] = f"rongshu-{secrets.randbelow(10**6):06d}"
        account = open_account(username=person.username, name=person.name, password=passwords[person.username], by=None)
        grant_role(account, places[person.organisation], person.role, by=None, from_on=timezone.localdate())
        accounts[person.username] = account
    return accounts, passwords


def _make_other_cities(places: dict[str, Organisation], accounts: dict[str, Account]) -> None:
    made = 0
    for code, name, _row, _column, count in CITIES:
        if code == "dongguan":
            continue
        for case in made_up_cases(name, count, made):
            _publish(cases.draft_case(places[code], case.fields(), by=accounts["zuzhi"]), accounts["zuzhi"], accounts["fuhe"])
        made += count


def _publish(case: Case, by: Account, second: Account) -> None:
    cases.confirm_persons(case, by=by)
    cases.send_case(case, by=by)
    cases.approve_case(case, by=second)


def _read_notice(path: Path, city: Organisation, accounts: dict[str, Account]) -> None:
    clerk = accounts["shiban"]
    notice = cases.import_notice(path.read_bytes(), name=path.name, kind="application/octet-stream", organisation=city, by=clerk)
    jobs.run_waiting()
    notice = Notice.objects.get(pk=notice.pk)
    if notice.state == Notice.State.REFUSED:
        raise UnableToFill(notice.refusal)
    if notice.warnings.exists():
        # Nobody has looked at the doubtful places: the notice waits on the clerk's desk.
        return
    for case in notice.cases.all():
        cases.confirm_persons(case, by=clerk)
    cases.send_notice(notice, by=clerk)
    for case in notice.cases.all():
        cases.approve_case(case, by=accounts["zuzhi"])


def _write_sign_ins(demo_file: Path, places: dict[str, Organisation], passwords: dict[str, str]) -> None:
    rows = [
        {
            "username": person.username,
            "name": person.name,
            "role": person.role,
            "where": places[person.organisation].name,
            "password": passwords[person.username],
        }
        for person in ACCOUNTS
    ]
    demo_file.touch(mode=0o600)
    demo_file.write_text(json.dumps(rows, ensure_ascii=False, indent=1))

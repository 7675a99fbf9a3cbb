"""Fill an empty installation with the demo's province, through the same actions that people use."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.collection.models import Submission
from banyan.cases.showcase import actions as cases
from banyan.cases.showcase.models import Case, Notice
from banyan.core import jobs
from banyan.core.errors import RuleError
from banyan.demo.actions.collection import make_collection, make_open_call
from banyan.demo.actions.judging import JOB, make_open_round
from banyan.demo.actions.rosters import make_people
from banyan.demo.actions.study import make_study
from banyan.demo.actions.talks import make_talks
from banyan.demo.cases import TOWNS_ELSEWHERE
from banyan.demo.people import ACCOUNTS
from banyan.demo.places import BRANCH, CITIES, PROVINCE, TOWNS
from banyan.people.actions import found_organisation, grant_role, open_account
from banyan.people.models import Account, Organisation

SEED = 2022
Say = Callable[[str], None]


class UnableToFill(RuleError):
    """The demo needs an empty installation."""


def fill(*, notice: Path | None, demo_file: Path, say: Say) -> None:
    """Make places, people, accounts and the collection of 2022; with ``notice`` the four cases of one city are read from that file.

    All or nothing; ``demo_file`` gets the sign-ins. Raise UnableToFill when there are organisations already.
    """
    if Organisation.objects.exists():
        raise UnableToFill(_("There is a province here already. Give the demo an empty folder with --data."))
    chance = Random(SEED)  # noqa: S311  # the same made-up people each time
    with transaction.atomic():
        places = _make_places()
        accounts, password = _make_accounts(places)
        say(_("%(count)d organisations, %(accounts)d accounts") % {"count": len(places), "accounts": len(accounts)})
        say(_("%(count)d persons on the rosters") % {"count": make_people(places, chance)})
        if notice is not None:
            _read_notice(notice, places["dongguan"], accounts)
        past = make_collection(places, accounts, chance)
        make_open_call(past, accounts, places, chance, timezone.localdate())
        make_open_round(past, places, accounts["zuzhi"], chance, timezone.localdate())
        held = make_talks(places["changping"], accounts["changban"], chance, timezone.localdate())
        hands = {"clerk": accounts["zhenban"], "reviewer": accounts["shiban"], "carrier": accounts["songxue"]}
        kept = make_study(places["shatian"], **hands, chance=Random(SEED))  # noqa: S311  # the same
        # The worker judges the copy of 2023, so that the first page needn't wait for it.
        jobs.request(JOB, "1", {"number": 1})
        _write_sign_ins(demo_file, places, password)
    say(_("%(count)d talks under the banyan") % {"count": held})
    say(_("%(count)d study records from the sea") % {"count": kept})
    say(_("%(count)d submissions in the collection") % {"count": Submission.objects.count()})
    say(_("%(count)d cases are public") % {"count": Case.objects.public().count()})


def _make_places() -> dict[str, Organisation]:
    kinds = Organisation.Kind
    province = found_organisation(code=PROVINCE[0], name=PROVINCE[1], kind=kinds.PROVINCE, parent=None, by=None)
    places = {PROVINCE[0]: province}
    for code, name, row, column, _count in CITIES:
        places[code] = found_organisation(code=code, name=name, kind=kinds.CITY, parent=province, by=None, tile=(row, column))
    for code, name in TOWNS:
        places[code] = found_organisation(code=code, name=name, kind=kinds.TOWN, parent=places["dongguan"], by=None)
    for code, _name, *_rest in CITIES:
        if code != "dongguan":
            for number, name in enumerate(TOWNS_ELSEWHERE, start=1):
                elsewhere = f"{code}-{number}"
                places[elsewhere] = found_organisation(code=elsewhere, name=name, kind=kinds.TOWN, parent=places[code], by=None)
    places[BRANCH[0]] = found_organisation(code=BRANCH[0], name=BRANCH[1], kind=kinds.BRANCH, parent=places["shatian"], by=None)
    return places


def _make_accounts(places: dict[str, Organisation]) -> tuple[dict[str, Account], str]:
    """Everybody of the demo gets the same password: one to remember, and one slow hash to make."""
    password = f"rongshu-{secrets.randbelow(10**6):06d}"
    hashed = make_password(password)
    accounts = {}
    for person in ACCOUNTS:
        account = open_account(username=person.username, name=person.name, password=None, by=None)
        Account.objects.filter(pk=account.pk).update(password=hashed)
        grant_role(account, places[person.organisation], person.role, by=None, from_on=timezone.localdate())
        accounts[person.username] = Account.objects.get(pk=account.pk)
    return accounts, password


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


def _write_sign_ins(demo_file: Path, places: dict[str, Organisation], password: str) -> None:
    rows = [
        {
            "username": person.username,
            "name": person.name,
            "role": person.role,
            "where": places[person.organisation].name,
            "password": password,
        }
        for person in ACCOUNTS
    ]
    demo_file.touch(mode=0o600)
    demo_file.write_text(json.dumps(rows, ensure_ascii=False, indent=1))

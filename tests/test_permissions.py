"""Every address × every role: what the page answers stands in one table, and an address that isn't in it fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from banyan.cases.showcase.models import Case, Notice
from banyan.core import files
from banyan.people.models import Account, RoleGrant
from banyan.people.queries import first_use_key
from tests.factories import make_account, make_case, make_organisation

ROLES = ("organiser", "clerk", "branch_secretary", "judge", "coordinator", "carrier", "teacher", "participant")
OFFICE = ("organiser", "clerk")

# Who gets 200 by GET: "anyone", "signed_in", "office" (organiser and clerk), "own" (organiser and clerk whose tree holds the row; 404 for others).
# A number is what everybody who passes gets instead of 200; "post" is 405 by GET.
TABLE: dict[str, str | tuple[str, int]] = {
    "home": "anyone",
    "healthz": "anyone",
    "cases": "anyone",
    "cases_feed": "anyone",
    "city_ranking": "anyone",
    "case": "anyone",
    "sitemap": "anyone",
    "menu": "anyone",
    "elder": ("anyone", 405),
    "language": ("anyone", 405),
    "account_login": ("anyone", -1),
    "account_logout": ("anyone", -1),
    "account_signup": ("anyone", -1),
    "account_inactive": "anyone",
    "mfa_authenticate": ("anyone", 302),
    "first_use": ("anyone", 404),
    "account": "signed_in",
    "account_reauthenticate": ("signed_in", 403),
    "account_change_password": ("signed_in", -1),
    "account_set_password": ("signed_in", -1),
    "mfa_index": "signed_in",
    "mfa_reauthenticate": ("signed_in", 403),
    "mfa_activate_totp": ("signed_in", -1),
    "mfa_deactivate_totp": ("signed_in", 404),
    "mfa_view_recovery_codes": ("signed_in", 404),
    "mfa_generate_recovery_codes": ("signed_in", -1),
    "mfa_download_recovery_codes": ("signed_in", 404),
    "desk": "signed_in",
    "organisations": "signed_in",
    "accounts": "office",
    "account_open": "office",
    "audit": "office",
    "account_roles": "own",
    "role_end": "own",
    "notices": "office",
    "notice_new": "office",
    "notice": "own",
    "notice_file": "own",
    "notice_facts": "own",
    "notice_case_new": "own",
    "notice_settle": ("office", 405),
    "notice_send": ("office", 405),
    "notice_discard": "own",
    "office_cases": "office",
    "office_case_new": "office",
    "office_case": "own",
    "office_case_edit": "own",
    "person_list": ("office", 405),
    "persons_confirm": ("office", 405),
    "consent_record": ("office", 405),
    "consent_withdraw": "own",
    "office_case_step": ("office", 405),
}


def patterns(resolver: Any = None) -> Iterator[URLPattern]:
    for item in (resolver or get_resolver()).url_patterns:
        yield from patterns(item) if isinstance(item, URLResolver) else (item,)


NAMES = sorted({pattern.name for pattern in patterns() if pattern.name})


def test_every_address_has_a_name_says_who_may_and_stands_in_the_table() -> None:
    undeclared = [str(pattern.pattern) for pattern in patterns() if not hasattr(pattern.callback, "who_may")]
    nameless = [str(pattern.pattern) for pattern in patterns() if not pattern.name]

    assert undeclared == []
    assert nameless == []
    assert set(TABLE) == set(NAMES)


@dataclass
class World:
    """A province, two cities with a town each, and a row of every kind in the first town."""

    def __post_init__(self) -> None:
        self.province = make_organisation()
        self.city = make_organisation(self.province)
        self.town = make_organisation(self.city)
        self.places = {
            "own": self.town,
            "city above": self.city,
            "other town": make_organisation(self.city),
            "other city": make_organisation(self.province),
        }
        self.clerk = make_account(self.town, "clerk")
        self.case = make_case(self.town, self.clerk, state="published")
        draft = make_case(self.town, self.clerk)
        person = draft.appearances.create(name="郭带喜", kind="name")
        file = files.store(b"x", name="x.txt", kind="text/plain", organisation_code=self.town.code)
        notice = Notice.objects.create(organisation=self.town, file=file, imported_by=self.clerk, state="checking")
        warning = notice.warnings.create(line=1, text="x", code="year_unclear")
        self.arguments: dict[str, dict[str, Any]] = {
            "city_ranking": {"year": 2022},
            "first_use": {"key": first_use_key()},
            "case": {"uuid": self.case.uuid},
            "account_roles": {"uuid": self.clerk.uuid},
            "role_end": {"pk": RoleGrant.objects.get(account=self.clerk).pk},
            "notice_settle": {"uuid": notice.uuid, "pk": warning.pk},
            "consent_record": {"uuid": draft.uuid, "pk": person.pk},
            "consent_withdraw": {"uuid": draft.uuid, "pk": person.pk},
            "office_case_step": {"uuid": draft.uuid, "verb": "send"},
        }
        self.arguments |= {
            name: {"uuid": notice.uuid}
            for name in ("notice", "notice_file", "notice_facts", "notice_case_new", "notice_send", "notice_discard")
        }
        self.arguments |= {name: {"uuid": draft.uuid} for name in ("office_case", "office_case_edit", "person_list", "persons_confirm")}

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}))


@cache
def expected(name: str, role: str | None, where: str) -> int:
    """What the table says; -1 stands for 200 or 302, as the flow of signing in decides."""
    entry = TABLE[name]
    who, passed = (entry, 200) if isinstance(entry, str) else entry
    if who == "anyone":
        return passed
    if role is None:
        return 302
    if who == "signed_in":
        return passed
    if role not in OFFICE:
        return 403
    if who == "own" and where not in ("own", "city above"):
        return 404
    return passed


def check(client: Client, world: World, role: str | None, where: str) -> list[str]:
    wrong = []
    for name in NAMES:
        status, wanted = client.get(world.url(name)).status_code, expected(name, role, where)
        if status != wanted and not (wanted == -1 and status in (200, 302)):
            wrong.append(f"{name} as {role} of {where}: {status}, not {wanted}")
    return wrong


@pytest.mark.django_db
def test_signed_out_people_get_what_the_table_says(client: Client) -> None:
    assert check(client, World(), None, "") == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_at_each_place_gets_what_the_table_says(client: Client, role: str) -> None:
    world, wrong = World(), []
    for where, place in world.places.items():
        account: Account = make_account(place, role)
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        wrong += check(client, world, role, where)

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nothing_changes_by_post_for_those_who_may_not(client: Client, role: str) -> None:
    world = World()
    before = list(Case.objects.values()), list(Notice.objects.values()), list(RoleGrant.objects.filter(account=world.clerk).values())
    for where in ("other town", "other city") if role in OFFICE else world.places:
        client.force_login(make_account(world.places[where], role), backend=settings.AUTHENTICATION_BACKENDS[0])
        for name in NAMES:
            if re.search("^(notice|office_case|person|consent|role_end|account_roles)", name) and name in world.arguments:
                assert client.post(world.url(name), {"reason": "x", "name": "y"}).status_code in (403, 404)

    assert before == (
        list(Case.objects.values()),
        list(Notice.objects.values()),
        list(RoleGrant.objects.filter(account=world.clerk).values()),
    )

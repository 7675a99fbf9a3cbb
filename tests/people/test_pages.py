"""What the pages of people show, to whom, and in how many queries."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banyan.core.models import AuditEntry
from banyan.people import actions
from banyan.people.models import Account, Dialect, Organisation, Person
from tests.factories import make_account, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def clerk(town: Organisation, client: Client) -> Account:
    account = make_account(town, "clerk")
    client.force_login(account)
    return account


def names_on(client: Client, address: str) -> set[str]:
    text = client.get(address).content.decode()
    return {name for name in ("曾国华", "梁带喜", "黄容伟", "单晚照") if name in text}


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_of_persons_takes_as_many_queries_for_any_number(client: Client, town: Organisation, clerk: Account, rows: int) -> None:
    branch = make_branch(town)
    for _row in range(rows):
        make_person(town, branch=branch, phone="13800001234")

    assert queries_of(client, reverse("persons")) <= 12


def test_pages_of_one_record_take_as_many_queries_for_one_row_as_for_three(client: Client, town: Organisation, clerk: Account) -> None:
    person = make_person(town, branch=make_branch(town))
    addresses = [reverse("organisation", args=[town.code]), reverse("rules", args=[town.code]), person.get_absolute_url()]
    before = [queries_of(client, address) for address in addresses]

    for number in (1, 2):
        branch = make_branch(town)
        make_person(town, name="梁带喜", branch=branch)
        actions.affiliate(person, branch, from_on=date(2020 + number, 1, 1), by=clerk)
        actions.change_person(person, {"phone": f"1380000123{number}"}, version=number, by=clerk)
        actions.rename_organisation(town, name=f"新名{number}", made_on=date(2025, 1, number), by=clerk)

    assert [queries_of(client, address) for address in addresses] == before
    assert max(before) < 20


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("曾", {"曾国华"}),
        ("国华", {"曾国华"}),
        ("zgh", {"曾国华"}),
        ("ZengGuo", {"曾国华"}),
        ("ｚｇｈ", {"曾国华"}),
        ("swz", {"单晚照"}),
        ("shan", {"单晚照"}),
        ("13800001234", {"曾国华"}),
        ("138-0000-1234", {"曾国华"}),
        ("11010519491231002X", {"曾国华"}),
        ("11010519491231002x", {"曾国华"}),
        ("110105491231002", {"曾国华"}),
        ("1380000", set()),
        ("ceng", set()),
        ("曾 zgh", {"曾国华"}),
        ("曾 lwx", set()),
    ],
)
def test_a_person_is_found_by_characters_pinyin_initials_or_a_whole_number(
    client: Client, town: Organisation, clerk: Account, words: str, found: set[str]
) -> None:
    make_person(town, phone="13800001234", identity_number="11010519491231002X")
    make_person(town, name="单晚照")

    assert names_on(client, reverse("persons") + f"?q={words}") == found


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("status=lixiu", {"梁带喜"}),
        ("party=member", {"曾国华"}),
        ("age=90", {"梁带喜"}),
        ("age=60", {"曾国华"}),
        ("dialect=hakka", {"梁带喜"}),
        ("phone=none", {"曾国华"}),
        ("place=first-branch", {"曾国华"}),
        ("age=nonsense", {"曾国华", "梁带喜"}),
    ],
)
def test_the_list_is_narrowed(client: Client, town: Organisation, clerk: Account, narrowed: str, found: set[str]) -> None:
    branch = make_branch(town, code="first-branch")
    make_person(town, branch=branch, born="1960-05")
    make_person(town, name="梁带喜", status="lixiu", born="1930", dialects=["hakka", "tanka"], phone="13800001234")

    assert names_on(client, reverse("persons") + f"?{narrowed}") == found


def test_a_clerk_sees_the_own_persons_alone(client: Client, town: Organisation, clerk: Account) -> None:
    make_person(town)
    stranger = make_person(make_organisation(Organisation.objects.get_parent(town)), name="梁带喜")
    guest = make_person(stranger.organisation, name="黄容伟", branch=make_branch(town))

    assert names_on(client, reverse("persons")) == {"曾国华", "黄容伟"}
    assert client.get(stranger.get_absolute_url()).status_code == 404
    assert client.get(guest.get_absolute_url()).status_code == 200
    assert client.get(reverse("person_edit", args=[guest.uuid])).status_code == 404


def test_a_secretary_sees_of_the_own_branch_how_to_reach_people_and_nothing_else(client: Client, town: Organisation) -> None:
    branch, other = make_branch(town), make_branch(town)
    mine = make_person(
        town,
        branch=branch,
        phone="13800001234",
        dialects=["hakka"],
        care_tags=["lives_alone"],
        born="1944-03",
        address="西太隆村",
        remark="腿脚不便",
    )
    make_person(town, name="梁带喜", branch=other)
    left = make_person(town, name="黄容伟", branch=branch)
    actions.affiliate(left, other, from_on=date(2024, 1, 1), by=None)
    client.force_login(make_account(branch, "branch_secretary"))

    page = client.get(mine.get_absolute_url()).content.decode()
    shown = client.post(reverse("person_numbers", args=[mine.uuid])).content.decode()

    assert names_on(client, reverse("persons")) == {"曾国华"}
    assert "13800001234" not in page
    assert "13800001234" in shown
    assert str(Dialect.HAKKA.label) in page
    assert [secret for secret in ("1944", "西太隆村", "腿脚不便", "独居", "lives_alone") if secret in page + shown] == []


def test_numbers_are_shown_on_asking_and_the_trail_has_it(client: Client, town: Organisation, clerk: Account) -> None:
    person = make_person(town, phone="13800001234", emergency_phone="0769-88881234")

    hidden = client.get(person.get_absolute_url())
    edited = client.get(reverse("person_edit", args=[person.uuid]))
    assert AuditEntry.objects.filter(verb="show_numbers").count() == 0
    shown = client.post(reverse("person_numbers", args=[person.uuid]))

    assert "13800001234" not in hidden.content.decode() + edited.content.decode()
    assert "138****1234" in hidden.content.decode()
    assert "0769-88881234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert AuditEntry.objects.filter(verb="show_numbers").count() == 1


def post_form(client: Client, address: str, **fields: object) -> int:
    return client.post(address, {"status": "retired", "party": "none", "name": "曾国华"} | fields).status_code


def test_a_person_is_added_and_mended_by_form(client: Client, town: Organisation, clerk: Account) -> None:
    add = reverse("person_add", args=[town.code])

    assert post_form(client, add, name="") == 422
    assert post_form(client, add, born="1944-02-30") == 422
    assert post_form(client, add, born="1944.3.5", phone="13800001234", skills="书法、粤曲,二胡", dialects=["hakka"]) == 302
    person = Person.objects.get()
    edit = reverse("person_edit", args=[person.uuid])
    assert post_form(client, edit, version=1, born="1944-03-05", skills="书法") == 302
    person.refresh_from_db()

    assert (person.phone, person.skills, person.dialects, person.version) == ("13800001234", ["书法"], [], 2)
    assert post_form(client, edit, version=1, born="1944") == 422
    assert post_form(client, edit, version=2, phone="无") == 302
    person.refresh_from_db()
    assert (person.phone, person.born) == ("", "")


def test_a_namesake_is_a_question_and_no_wall(client: Client, town: Organisation, clerk: Account) -> None:
    make_person(town, born="1944-03")
    add = reverse("person_add", args=[town.code])

    asked = client.post(add, {"status": "retired", "party": "none", "name": "曾国华", "born": "1944-03"})

    assert asked.status_code == 422
    assert 'name="is_somebody_else"' in asked.content.decode()
    assert post_form(client, add, born="1944-03", is_somebody_else="on") == 302


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("person_affiliate", {"branch": "nowhere", "from_on": "2024-01-01"}),
        ("person_affiliate", {"branch": "first-branch", "from_on": "2019-01-01"}),
        ("person_died", {"died_on": ""}),
        ("person_died", {"died_on": "2999-01-01"}),
        ("person_left", {"left_on": "2999-01-01"}),
        ("person_return", {}),
        ("person_erase", {"reason": "本人要求", "typed_name": "曾国"}),
        ("person_account", {"account": "nobody"}),
    ],
)
def test_a_refusal_stands_on_the_page_and_nothing_changed(
    client: Client, town: Organisation, clerk: Account, name: str, fields: dict[str, str]
) -> None:
    person = make_person(town, branch=make_branch(town, code="first-branch"))
    before = Person.objects.values().get()

    answer = client.post(reverse(name, args=[person.uuid]), fields)

    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert Person.objects.values().get() == before


def test_each_step_of_a_record_is_taken_by_form(client: Client, town: Organisation, clerk: Account) -> None:
    person, branch = make_person(town, branch=make_branch(town)), make_branch(town, code="second-branch")
    account = make_account(town, "participant", username="guohua")

    def step(name: str, **fields: str) -> int:
        return client.post(reverse(name, args=[person.uuid]), fields).status_code

    assert step("person_affiliate", branch="second-branch", from_on="2024-01-01") == 302
    assert person.affiliations.get(to_on=None).branch == branch
    assert step("person_account", account="guohua") == 302
    assert step("person_account", unlink="yes") == 302
    assert not Account.objects.filter(person=person).exists()
    assert step("person_account", account=account.username) == 302
    assert step("person_left", left_on="2025-01-01") == 302
    assert names_on(client, reverse("former_persons")) == {"曾国华"}
    assert step("person_return") == 302
    assert step("person_died", died_on="2025-02-01") == 302
    assert step("person_erase", reason="家属要求", typed_name="曾国华") == 302
    client.get(reverse("desk"))  # where the messages that name the person are told
    assert names_on(client, reverse("former_persons")) == set()
    assert client.get(person.get_absolute_url()).status_code == 404


def test_the_tree_is_changed_by_form(client: Client, town: Organisation, clerk: Account) -> None:
    def send(page: str, at: str, **fields: str) -> int:
        return client.post(reverse(page, args=[at]), fields).status_code

    assert send("organisation_add", town.code, kind="general_branch", name="总支", code="general") == 302
    assert send("organisation_add", town.code, kind="branch", name="支部", code="branch-1") == 302
    assert send("organisation_add", town.code, kind="branch", name="支部", code="branch-1") == 422
    assert send("organisation_add", town.code, kind="city", name="市", code="city-1") == 422
    assert send("organisation_move", "branch-1", parent="general", made_on="2025-01-01") == 302
    assert send("organisation_move", "branch-1", parent="general", made_on="2025-01-01") == 422
    assert send("organisation_rename", "branch-1", name="第一支部", made_on="2025-01-01") == 302
    assert send("organisation_rename", "branch-1", name="第一支部", made_on="2025-01-01") == 422
    assert send("term_new", "branch-1", from_on="2024-01-01") == 302
    assert send("term_new", "branch-1", from_on="2024-01-01") == 422

    page = client.get(reverse("organisation", args=["branch-1"])).content.decode()
    assert [words for words in ("第一支部", "支部 → 第一支部", "总支", "2027-01-01") if words not in page] == []


def test_a_rule_is_set_by_form_by_an_organiser(client: Client, town: Organisation, clerk: Account) -> None:
    address = reverse("rule_set", args=[town.code, "term_years"])

    assert client.post(address, {"value": "4", "from_on": "2025-01-01"}).status_code == 422
    client.force_login(make_account(town, "organiser"))
    assert client.post(address, {"value": "-4", "from_on": "2025-01-01"}).status_code == 422
    assert client.post(address, {"value": "4", "from_on": "2025-01-01"}).status_code == 302
    assert town.name in client.get(reverse("rules", args=[town.code])).content.decode()
    assert client.get(reverse("rule_set", args=[town.code, "no_such_rule"])).status_code == 404


def test_the_trail_names_the_person_while_the_person_is_known(client: Client, town: Organisation, clerk: Account) -> None:
    person = make_person(town, name="黄容伟")
    assert "黄容伟" in client.get(reverse("audit")).content.decode()

    actions.erase_person(person, reason="本人要求", typed_name="黄容伟", by=clerk)

    assert "黄容伟" not in client.get(reverse("audit")).content.decode()

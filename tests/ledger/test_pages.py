"""Pages of the ledger: who sees what, how many queries a page takes, what is refused."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from banyan.ledger import kinds
from banyan.ledger.actions import reverse_entry
from banyan.ledger.models import Entry
from banyan.ledger.queries import entries_for
from banyan.people.models import Account, Organisation, Role
from tests.factories import make_account, make_activity, make_branch, make_organisation, make_person
from tests.ledger.conftest import write_fact

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 5)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_an_office_sees_the_facts_of_its_tree_and_a_secretary_those_of_the_own_branch(town: Organisation, branch: Organisation) -> None:
    member, other = make_person(town, branch=branch), make_person(town, name="李素珍")
    elsewhere = make_organisation()
    mine = write_fact(member, elsewhere, on=TODAY)
    theirs = write_fact(other, town, on=TODAY)
    foreign = write_fact(make_person(elsewhere), elsewhere, on=TODAY)

    assert set(entries_for(make_account(town))) == {mine, theirs}
    assert set(entries_for(make_account(branch, Role.BRANCH_SECRETARY))) == {mine}
    assert set(entries_for(make_account(elsewhere))) == {mine, foreign}
    assert set(entries_for(make_account(town, Role.COORDINATOR))) == set()


def test_figures_of_a_year_show_both_accounts_and_what_lies_below(town: Organisation, branch: Organisation, clerk: Account) -> None:
    person = make_person(town, branch=branch)
    write_fact(person, branch, on=TODAY, minutes=90)
    write_fact(person, town, on=TODAY, minutes=45, account="credit", kind="study")

    page = signed_in(clerk).get(reverse("ledger"), {"year": 2026})

    assert page.context["totals"].credit.quarters == 4
    assert page.context["totals"].volunteer.minutes == 90
    assert [(row["place"], row["service"].minutes) for row in page.context["below"]] == [(branch, 90)]
    assert "1 小时 30 分" in page.content.decode()


@pytest.mark.parametrize("asked", ["nonsense", "", "20266", "１２"])
def test_a_year_that_is_none_shows_this_one(town: Organisation, clerk: Account, asked: str) -> None:
    assert signed_in(clerk).get(reverse("ledger"), {"year": asked}).context["year"] == timezone.localdate().year


def test_a_place_of_others_is_not_shown(town: Organisation, clerk: Account) -> None:
    assert signed_in(clerk).get(reverse("ledger"), {"place": make_organisation().code}).status_code == 404


@pytest.mark.parametrize("name", ["ledger", "ledger_facts", "ledger_branch", "service_certificates"])
def test_pages_take_the_same_queries_with_one_row_and_with_three(
    town: Organisation, branch: Organisation, clerk: Account, name: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(clerk)
    address = reverse(name, args=[branch.code]) if name == "ledger_branch" else reverse(name)
    counts = []
    for people in (1, 2):
        for _number in range(people):
            write_fact(make_person(town, branch=branch), make_branch(town), on=TODAY)
        client.get(address)
        with django_assert_max_num_queries(20) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_facts_are_found_by_name_pinyin_and_what_happened_and_filtered(town: Organisation, clerk: Account) -> None:
    write_fact(make_person(town, name="曾国华"), town, on=TODAY, label="入户探访")
    wrong = write_fact(make_person(town, name="李素珍"), town, on=TODAY, label="防汛讲座", account="credit")
    reverse_entry(wrong, by=clerk, reason="记错了人")
    client = signed_in(clerk)

    def found(**asked: str) -> int:
        return int(client.get(reverse("ledger_facts"), asked).context["page"].count)

    assert (found(), found(q="曾国"), found(q="zgh"), found(q="防汛"), found(q="zgh 防汛")) == (3, 1, 1, 2, 0)
    assert (found(account="credit"), found(state="reversals"), found(state="standing"), found(year="2025")) == (2, 1, 1, 0)


def test_facts_go_out_as_a_sheet_with_hours_as_numbers(town: Organisation, clerk: Account) -> None:
    write_fact(make_person(town), town, on=TODAY, minutes=90)

    answer = signed_in(clerk).get(reverse("ledger_facts"), {"export": "xlsx"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "曾国华" in rows[1]
    assert 1.5 in rows[1]


def test_one_fact_tells_who_confirmed_it_which_rule_it_used_and_leads_to_what_happened(town: Organisation) -> None:
    confirmer = make_account(town)
    activity = make_activity(town, state="confirmed", came=[make_person(town)], by=confirmer)
    kinds.find_source("activity", lambda account, uuid: f"/seen/{uuid}/" if account == confirmer else "")

    page = signed_in(confirmer).get(Entry.objects.get().get_absolute_url())
    other = signed_in(make_account(town)).get(Entry.objects.get().get_absolute_url())

    assert page.context["confirmed_by"] == str(confirmer)
    assert page.context["source"] == f"/seen/{activity.uuid}/"
    assert other.context["source"] == ""
    assert [value.split()[0] for _words, value in page.context["rule"][1]] == ["45", "180", "4", "360", "8"]


def test_a_fact_is_reversed_on_its_page_with_a_reason(town: Organisation, clerk: Account) -> None:
    entry, client = write_fact(make_person(town), town, on=TODAY), signed_in(clerk)
    address = reverse("ledger_reverse", args=[entry.uuid])

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "记错了人"})

    reversal = Entry.objects.get(reverses=entry)
    assert answer["Location"] == reversal.get_absolute_url()
    assert client.post(address, {"reason": "再来一次"}).status_code == 422
    assert "记错了人" in client.get(entry.get_absolute_url()).content.decode()


def test_who_organised_nothing_of_it_cannot_reverse_it(town: Organisation) -> None:
    elsewhere = make_organisation()
    branch = make_branch(town)
    entry = write_fact(make_person(town, branch=branch), elsewhere, on=TODAY)
    client = signed_in(make_account(town))

    assert client.get(entry.get_absolute_url()).context["reverses"] is False
    assert client.post(reverse("ledger_reverse", args=[entry.uuid]), {"reason": "试"}).status_code == 422
    assert Entry.objects.count() == 1


def test_a_statement_shows_one_year_of_a_person_beside_the_target(town: Organisation, branch: Organisation, clerk: Account) -> None:
    person = make_person(town, branch=branch)
    write_fact(person, town, on=TODAY, minutes=90, account="credit")
    write_fact(person, town, on=date(2025, 3, 5), minutes=90, account="credit")

    page = signed_in(clerk).get(reverse("ledger_person", args=[person.uuid]), {"year": 2026})

    assert page.context["totals"].credit.quarters == 8
    assert page.context["target"] == 32
    assert len(page.context["entries"]) == 1


def test_rows_of_other_offices_are_not_found(town: Organisation, branch: Organisation) -> None:
    person = make_person(town, branch=branch)
    entry = write_fact(person, town, on=TODAY)
    client = signed_in(make_account(make_organisation()))

    for name, argument in (
        ("ledger_entry", entry.uuid),
        ("ledger_entry", uuid4()),
        ("ledger_reverse", entry.uuid),
        ("ledger_person", person.uuid),
        ("ledger_branch", branch.code),
    ):
        assert client.get(reverse(name, args=[argument])).status_code == 404
    assert client.get(reverse("ledger_report", args=[town.code, 2026, "pdf"])).status_code == 404


@pytest.mark.parametrize("role", [Role.JUDGE, Role.PARTICIPANT, Role.COORDINATOR])
def test_other_roles_open_no_page_of_the_ledger(town: Organisation, role: str) -> None:
    client = signed_in(make_account(town, role))

    for name in ("ledger", "ledger_facts", "service_certificates", "service_certificate_new"):
        assert client.get(reverse(name)).status_code == 403


def test_a_report_holds_each_person_and_each_activity_in_all_three_forms(town: Organisation, clerk: Account) -> None:
    person, source = make_person(town, name="欧阳国华"), uuid4()
    write_fact(person, town, on=TODAY, minutes=90, label="走访独居老人", uuid=source)
    write_fact(person, town, on=TODAY, minutes=45, account="credit", label="党课")
    wrong = write_fact(make_person(town, name="李素珍"), town, on=TODAY, label="记错的")
    reverse_entry(wrong, by=clerk, reason="记错了人")
    client = signed_in(clerk)

    pdf, word, sheet = (client.get(reverse("ledger_report", args=[town.code, 2026, form])) for form in ("pdf", "docx", "xlsx"))

    printed = text_of(pdf.content)
    for words in ("欧阳国华", "走访独居老人", "党课", "1 小时 30 分", "盖章", "制表人"):
        assert words in printed
    tables = docx.Document(io.BytesIO(word.content)).tables
    assert [cell.text for cell in tables[0].rows[1].cells] == ["1", "欧阳国华", "", "45 分钟", "1", "1 小时 30 分", "2"]
    assert [cell.text for cell in tables[1].rows[1].cells][2] in ("走访独居老人", "党课")
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    assert book.sheet_names == ["汇总", "人员", "活动"]
    assert book.get_sheet_by_name("人员").to_python()[1] == [1.0, "欧阳国华", "", 0.75, 1.0, 1.5, 2.0]
    assert len(book.get_sheet_by_name("活动").to_python()) == 3


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_report_of_nothing_is_still_a_report(town: Organisation, clerk: Account, form: str) -> None:
    answer = signed_in(clerk).get(reverse("ledger_report", args=[town.code, 2019, form]))

    assert answer.status_code == 200
    if form == "pdf":
        assert "本年度无记录" in text_of(answer.content)


@pytest.mark.parametrize(("year", "form"), [(2026, "doc"), (0, "pdf"), (99999, "pdf")])
def test_a_report_of_no_year_or_form_is_not_found(town: Organisation, clerk: Account, year: int, form: str) -> None:
    assert signed_in(clerk).get(reverse("ledger_report", args=[town.code, year, form])).status_code == 404

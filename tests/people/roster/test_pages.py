"""The pages of rosters: what the office sees from handing in to the last doubtful row, and who sees nothing."""

import io
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from banyan.core.jobs import run_waiting
from banyan.people.models import Account, Organisation, Person, RosterImport, RosterRow
from tests.factories import make_account, make_organisation
from tests.people.roster.files import csv_file, identity, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> Iterator[None]:
    client.cookies["banyan_language"] = "en"
    with override("en"):
        yield


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()), name="沙田镇")


@pytest.fixture
def clerk(town: Organisation, client: Client) -> Account:
    account = make_account(town, "clerk")
    client.force_login(account)
    return account


def hand_in(client: Client, town: Organisation, content: bytes) -> RosterImport:
    answer = client.post("/rosters/new/", {"organisation": town.pk, "file": SimpleUploadedFile("名册.csv", content)})
    assert answer.status_code == 302
    roster = RosterImport.objects.latest("pk")
    run_waiting()
    roster.refresh_from_db()
    return roster


def test_a_roster_goes_from_the_form_to_the_result(client: Client, town: Organisation, clerk: Account) -> None:
    roster = hand_in(client, town, csv_file(row("李明", 身份证号码=identity()), row("张三", 联系电话="1.38E+10")))
    url = roster.get_absolute_url()

    columns = client.get(url).content.decode()
    client.post(f"{url}confirm/")
    waiting = client.get(url).content.decode()
    run_waiting()
    result = client.get(url).content.decode()

    assert "B 性别" in columns
    assert "1.38E+10" in columns
    assert "Take the roster over" in columns
    assert 'hx-trigger="every 1s"' in waiting
    assert "1 row to be repaired" in result
    assert Person.objects.get().name == "李明"


def test_the_waiting_page_loads_anew_once_there_is_something_to_see(client: Client, town: Organisation, clerk: Account) -> None:
    roster = hand_in(client, town, csv_file(row()))

    answer = client.get(roster.get_absolute_url(), headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_while_it_waits_only_the_progress_is_sent_again(client: Client, town: Organisation, clerk: Account) -> None:
    client.post("/rosters/new/", {"organisation": town.pk, "file": SimpleUploadedFile("名册.csv", csv_file(row()))})

    answer = client.get(RosterImport.objects.get().get_absolute_url(), headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith("<section")


def test_columns_changed_by_hand_are_read_anew(client: Client, town: Organisation, clerk: Account) -> None:
    roster = hand_in(client, town, csv_file(["李明", "13800001234"], head=("姓名", "电联")))
    url = roster.get_absolute_url()

    twice = client.post(f"{url}columns/", {"A": "name", "B": "name"})
    client.post(f"{url}columns/", {"A": "name", "B": "phone"})
    run_waiting()
    client.post(f"{url}confirm/")
    run_waiting()

    assert twice.status_code == 422
    assert "several columns" in twice.content.decode()
    assert Person.objects.get().phone == "13800001234"


def test_doubtful_rows_are_decided_on_the_page(client: Client, town: Organisation, clerk: Account) -> None:
    first = hand_in(client, town, csv_file(row("李明", 出生年月="1948.3")))
    client.post(f"{first.get_absolute_url()}confirm/")
    run_waiting()
    lines = [row("李明", 出生年月="1948.3", 联系电话=f"1380000123{number}") for number in range(3)]
    url = hand_in(client, town, csv_file(*lines)).get_absolute_url()
    client.post(f"{url}confirm/")
    run_waiting()

    page = client.get(url).content.decode()
    client.post(f"{url}rows/2/", {"choice": str(Person.objects.get().uuid)})
    client.post(f"{url}rows/3/", {"choice": "other"})
    client.post(f"{url}rows/4/", {"choice": "dismiss"})
    unknown = client.post(f"{url}rows/4/", {"choice": "rubbish"})

    assert "3 rows may mean somebody on record" in page
    assert "138****1230" in page
    assert "13800001230" not in page
    assert sorted(person.phone for person in Person.objects.all()) == ["13800001230", "13800001231"]
    assert sorted(RosterRow.objects.filter(roster__uuid=url.split("/")[2]).values_list("state", flat=True)) == [
        "created",
        "dismissed",
        "updated",
    ]
    assert unknown.status_code == 404


def test_rows_to_be_repaired_come_as_a_sheet_and_can_be_put_aside(client: Client, town: Organisation, clerk: Account) -> None:
    url = hand_in(client, town, csv_file(row("张三", 联系电话="1.38E+10"), row("王五"))).get_absolute_url()
    client.post(f"{url}confirm/")
    run_waiting()

    sheet = client.get(f"{url}repairs/").content
    asked = client.get(f"{url}dismiss/").content.decode()
    client.post(f"{url}dismiss/")

    assert CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()[1][0] == "张三"
    assert "1 row is put aside" in asked
    assert "Everything is settled" in client.get(url).content.decode()


def test_a_roster_can_be_discarded_before_it_is_taken_over(client: Client, town: Organisation, clerk: Account) -> None:
    url = hand_in(client, town, csv_file(row())).get_absolute_url()

    assert client.get(f"{url}discard/").status_code == 200
    client.post(f"{url}discard/")

    assert "This roster was discarded" in client.get(url).content.decode()


def test_a_file_that_cannot_be_read_says_so_on_its_page(client: Client, town: Organisation, clerk: Account) -> None:
    url = hand_in(client, town, b"%PDF-1.4").get_absolute_url()

    page = client.get(url).content.decode()
    assert "This file could not be read" in page
    assert "PDF" in page


def test_an_empty_upload_is_told_in_the_form(client: Client, town: Organisation, clerk: Account) -> None:
    answer = client.post("/rosters/new/", {"organisation": town.pk, "file": SimpleUploadedFile("名册.csv", b"")})

    assert answer.status_code == 422


def test_a_roster_goes_out_in_full_only_with_a_reason(client: Client, town: Organisation, clerk: Account) -> None:
    url = hand_in(client, town, csv_file(row("李明", 身份证号码=identity()))).get_absolute_url()
    client.post(f"{url}confirm/")
    run_waiting()

    refused = client.post("/rosters/export/", {"organisation": town.pk, "in_full": "on", "reason": ""})
    given = client.post("/rosters/export/", {"organisation": town.pk, "in_full": "on", "reason": "送市局核对"})

    assert refused.status_code == 422
    lines = CalamineWorkbook.from_filelike(io.BytesIO(given.content)).get_sheet_by_index(0).to_python()
    assert identity() in lines[1]


def test_another_office_sees_nothing_of_it(client: Client, town: Organisation, clerk: Account) -> None:
    url = hand_in(client, town, csv_file(row())).get_absolute_url()
    client.force_login(make_account(make_organisation(), "clerk"))

    assert [client.get(f"{url}{part}").status_code for part in ("", "repairs/", "discard/", "dismiss/")] == [404] * 4
    assert [client.post(f"{url}{part}").status_code for part in ("confirm/", "columns/", "rows/2/")] == [404] * 3
    assert "名册.csv" not in client.get("/rosters/").content.decode()
    assert client.post("/rosters/export/", {"organisation": town.pk}).status_code == 422


def test_a_participant_opens_none_of_the_pages(client: Client, town: Organisation) -> None:
    client.force_login(make_account(town, "participant"))

    assert [client.get(path).status_code for path in ("/rosters/", "/rosters/new/", "/rosters/export/")] == [403] * 3


def test_the_list_takes_the_same_number_of_queries_for_one_roster_and_three(client: Client, town: Organisation, clerk: Account) -> None:
    counts = []
    for many in (1, 2):
        for _one in range(many):
            hand_in(client, town, csv_file(row()))
        client.get("/rosters/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/rosters/")
        counts.append(len(queries))

    assert counts[0] == counts[1]

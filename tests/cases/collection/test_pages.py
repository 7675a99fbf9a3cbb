from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banyan.cases.collection.actions import calls
from banyan.cases.collection.models import Submission
from banyan.people.models import Account
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_submission

pytestmark = pytest.mark.django_db
GONE = {"DELETE": "on"}


@pytest.fixture
def as_(client: Client) -> Callable[[Account], Client]:
    def sign_in(account: Account) -> Client:
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(address).status_code == 200
    return len(made)


@pytest.mark.parametrize("name", ["call_submissions", "call", "submissions", "calls", "desk"])
def test_a_page_asks_as_many_queries_for_three_submissions_as_for_one(world: World, as_: Callable[[Account], Client], name: str) -> None:
    world.call.unit_quota = 9
    world.call.save()
    address = reverse(name, args=[world.call.uuid] if name in ("call", "call_submissions") else [])
    client = as_(world.city_clerk)
    make_submission(world.call, world.town, world.clerk, state="submitted")

    one = queries_of(client, address)
    for _number in range(2):
        make_submission(world.call, world.town, world.clerk, state="submitted")

    assert queries_of(client, address) == one <= 15


def test_the_list_offers_what_the_account_may_do_in_this_stage(world: World, as_: Callable[[Account], Client]) -> None:
    make_submission(world.call, world.town, world.clerk, state="submitted")
    address = reverse("call_submissions", args=[world.call.uuid])

    offered = {
        who: [
            verb for verb in ("recommend", "return", "accept", "choose") if f'value="{verb}"' in as_(account).get(address).content.decode()
        ]
        for who, account in (("unit", world.clerk), ("city", world.city_clerk), ("province", world.organiser))
    }

    assert offered == {"unit": [], "city": ["recommend", "return"], "province": ["accept"]}


def test_a_bulk_decision_asks_first_and_shows_what_is_ticked(world: World, as_: Callable[[Account], Client]) -> None:
    row = make_submission(world.call, world.town, world.clerk, state="submitted")
    address = reverse("submission_decide", args=[world.call.uuid])
    client = as_(world.city_clerk)

    asked = client.post(address, {"pk": [row.pk], "verb": "recommend"})

    assert row.mark in asked.content.decode()
    assert Submission.objects.get().state == "submitted"
    client.post(address, {"pk": [row.pk], "verb": "recommend", "confirmed": "yes"})
    assert Submission.objects.get().state == "recommended"


def test_a_bulk_decision_with_one_that_can_not_offers_no_button(world: World, as_: Callable[[Account], Client]) -> None:
    good = make_submission(world.call, world.town, world.clerk, state="submitted")
    bad = make_submission(world.call, world.town, world.clerk, state="recommended")

    asked = as_(world.city_clerk).post(reverse("submission_decide", args=[world.call.uuid]), {"pk": [good.pk, bad.pk], "verb": "recommend"})

    assert 'name="confirmed"' not in asked.content.decode()


def test_returning_many_asks_for_the_reason(world: World, as_: Callable[[Account], Client]) -> None:
    row = make_submission(world.call, world.town, world.clerk, state="submitted")
    address = reverse("submission_decide", args=[world.call.uuid])
    client = as_(world.city_clerk)

    without = client.post(address, {"pk": [row.pk], "verb": "return", "confirmed": "yes", "reason": ""})
    client.post(address, {"pk": [row.pk], "verb": "return", "confirmed": "yes", "reason": "请补数字"})

    assert without.status_code == 422
    assert Submission.objects.get().remark == "请补数字"


@pytest.mark.parametrize("sent", [{}, {"pk": ["x", "-1", "9" * 30], "verb": "recommend"}])
def test_a_decision_about_nothing_changes_nothing(world: World, as_: Callable[[Account], Client], sent: dict[str, object]) -> None:
    make_submission(world.call, world.town, world.clerk, state="submitted")

    answer = as_(world.city_clerk).post(reverse("submission_decide", args=[world.call.uuid]), {"verb": "recommend"} | sent)

    assert answer.status_code == 302
    assert Submission.objects.get().state == "submitted"


def test_a_verb_that_does_not_exist_is_not_found(world: World, as_: Callable[[Account], Client]) -> None:
    row = make_submission(world.call, world.town, world.clerk)
    client = as_(world.clerk)

    assert client.post(reverse("submission_step", args=[row.uuid, "burn"])).status_code == 404
    assert client.post(reverse("submission_decide", args=[world.call.uuid]), {"verb": "burn"}).status_code == 404
    assert client.get(f"{row.get_absolute_url()}case.exe").status_code == 404


def test_the_page_that_is_out_of_date_is_told_by_its_status(world: World, as_: Callable[[Account], Client]) -> None:
    row = make_submission(world.call, world.town, world.clerk)
    address = reverse("submission_autosave", args=[row.uuid])
    first = as_(world.clerk).post(address, {"title": "甲", "programme": "talks", "version": row.version})

    second = as_(make_account(world.town, "clerk")).post(address, {"title": "乙", "programme": "talks", "version": row.version})

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json()["version"] == row.version + 1
    assert world.clerk.name in second.json()["said"]


def test_documents_open_for_every_state_even_without_a_text(world: World, as_: Callable[[Account], Client]) -> None:
    row = make_submission(world.call, world.town, world.clerk, title="")
    row.texts.all().delete()
    client = as_(world.clerk)

    heads = {
        f"{document}.{form}": client.get(f"{row.get_absolute_url()}{document}.{form}").content[:4]
        for document in ("case", "form")
        for form in ("docx", "pdf")
    }

    assert heads == {"case.docx": b"PK\x03\x04", "case.pdf": b"%PDF", "form.docx": b"PK\x03\x04", "form.pdf": b"%PDF"}


def test_the_list_is_exported_as_a_table(world: World, as_: Callable[[Account], Client]) -> None:
    make_submission(world.call, world.town, world.clerk, state="submitted", title="=1+1")

    answer = as_(world.city_clerk).get(reverse("call_submissions", args=[world.call.uuid]), {"export": "xlsx"})

    assert answer.content.startswith(b"PK")


def test_dates_out_of_order_are_told_in_the_form_in_plain_words(world: World, as_: Callable[[Account], Client]) -> None:
    fields = {name: getattr(world.call, name) for name in calls.FIELDS} | {"submit_until": "2000-01-01"}

    answer = as_(world.organiser).post(reverse("call_edit", args=[world.call.uuid]), fields)

    assert answer.status_code == 422
    assert "日期顺序不对" in answer.content.decode()
    assert "call_dates" not in answer.content.decode()


def test_rules_filled_in_by_hand_become_the_calls(world: World, as_: Callable[[Account], Client]) -> None:
    address = reverse("call_rules", args=[world.call.uuid])
    totals = {"part-TOTAL_FORMS": "5", "part-INITIAL_FORMS": "4", "criterion-TOTAL_FORMS": "4", "criterion-INITIAL_FORMS": "3"}
    sent: dict[str, str] = totals | {"categories": "甲类\n\n 乙类 "}
    parts: list[tuple[str, int, dict[str, str]]] = [("背景", 5, {}), ("做法", 0, GONE), ("成效", 0, GONE), ("启示", 0, GONE), ("", 0, {})]
    criteria: list[tuple[str, str, dict[str, str]]] = [
        ("工作实效", "60", {}),
        ("创新性", "25", GONE),
        ("可推广性", "25", GONE),
        ("", "", {}),
    ]
    for number, (name, least, more) in enumerate(parts):
        row = {"name": name, "least_characters": str(least), "most_characters": "0"} | more
        sent |= {f"part-{number}-{field}": value for field, value in row.items()}
    for number, (name, weight, more) in enumerate(criteria):
        row = {"name": name, "weight": weight} | more
        sent |= {f"criterion-{number}-{field}": value for field, value in row.items()}

    answer = as_(world.organiser).post(address, sent)

    assert answer.status_code == 302
    assert list(world.call.categories.values_list("name", flat=True)) == ["甲类", "乙类"]
    assert list(world.call.parts.values_list("name", "least_characters")) == [("背景", 5)]
    assert list(world.call.criteria.values_list("name", "weight")) == [("工作实效", 60)]

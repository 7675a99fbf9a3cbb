"""Minutes of meetings: what is written, what is kept when two write, what is printed; the sheet to sign."""

import io
import re

import docx
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from banyan.activities import actions
from banyan.activities.codes import day_for_paper, paper_code
from banyan.activities.models import Activity, MeetingPhoto, MeetingRecord
from banyan.people.models import Account, Organisation, Person
from tests.factories import make_account, make_activity, make_branch, make_organisation, make_person, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Organisation:
    return make_branch(make_organisation(make_organisation(make_organisation())), name="常平第一支部")


@pytest.fixture
def secretary(branch: Organisation, client: Client) -> Account:
    account = make_account(branch, "branch_secretary")
    client.force_login(account)
    return account


@pytest.fixture
def people(branch: Organisation) -> list[Person]:
    return [make_person(branch, branch=branch, name=name) for name in ("曾国华", "李素珍", "陈敏")]


@pytest.fixture
def meeting(branch: Organisation, people: list[Person]) -> Activity:
    """One came, one is excused, one neither."""
    place = make_place(branch, name="老干部活动中心", address="常平大道12号")
    activity = make_activity(branch, state="held", kind="branch_meeting", title="第四季度党员大会", place=place)
    actions.expect(activity, people, by=None)
    actions.tick_attended(activity, people[:1], way="list", by=make_account(branch))
    actions.excuse(activity, people[1], by=None, reason="住院")
    return activity


def fields(**changes: str) -> dict[str, str]:
    return {"version": "0", "chair": "曾国华", "writer": "陈敏", "topics": "学习条例", "decisions": "1. 每月宣讲一次"} | changes


def text_of_pdf(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def text_of_word(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def photo() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(stream, "JPEG")
    return SimpleUploadedFile("会场.jpg", stream.getvalue(), "image/jpeg")


def test_minutes_are_written_and_stand_there_again(client: Client, secretary: Account, meeting: Activity) -> None:
    path = reverse("activity_minutes", args=[meeting.uuid])

    client.post(path, fields())
    page = client.get(path).content.decode()

    record = MeetingRecord.objects.get()
    assert (record.chair, record.decisions, record.version, record.changed_by) == ("曾国华", "1. 每月宣讲一次", 1, secretary)
    assert "每月宣讲一次" in page
    assert "李素珍" in page
    assert "住院" in page


def test_when_another_was_quicker_nothing_that_was_typed_is_lost(client: Client, secretary: Account, meeting: Activity) -> None:
    path = reverse("activity_minutes", args=[meeting.uuid])
    actions.write_minutes(meeting, {"topics": "别人写的议题"}, by=make_account(meeting.organisation), version=0)

    refused = client.post(path, fields(discussion="我写的讨论"))
    page = refused.content.decode()
    version = re.findall(r'name="version" value="(\d+)"', page)

    assert refused.status_code == 422
    assert "我写的讨论" in page
    assert "别人写的议题" in page
    assert MeetingRecord.objects.get().topics == "别人写的议题"
    client.post(path, fields(discussion="我写的讨论", topics="两人的议题", version=version[0]))
    assert MeetingRecord.objects.get().topics == "两人的议题"


def test_minutes_of_a_cancelled_meeting_are_refused(client: Client, secretary: Account, branch: Organisation) -> None:
    activity = make_activity(branch, state="cancelled", kind="branch_meeting")

    response = client.post(reverse("activity_minutes", args=[activity.uuid]), fields())

    assert response.status_code == 422
    assert "曾国华" in response.content.decode()


def test_a_stranger_reads_no_minutes(client: Client, meeting: Activity) -> None:
    client.force_login(make_account(make_organisation(), "clerk"))

    answers = [
        client.get(reverse("activity_minutes", args=[meeting.uuid])).status_code,
        client.get(reverse("activity_minutes_document", args=[meeting.uuid, "pdf"])).status_code,
        client.get(reverse("activity_sheet", args=[meeting.uuid, "pdf"])).status_code,
    ]

    assert answers == [404, 404, 404]


@pytest.mark.parametrize(("kind", "read"), [("pdf", text_of_pdf), ("docx", text_of_word)])
def test_printed_minutes_name_who_came_who_is_excused_and_what_was_decided(
    client: Client, secretary: Account, meeting: Activity, kind: str, read: object
) -> None:
    client.post(reverse("activity_minutes", args=[meeting.uuid]), fields(discussion="第一条\n第二条"))

    response = client.get(reverse("activity_minutes_document", args=[meeting.uuid, kind]))
    text = re.sub(r"\s", "", read(response.content))  # type: ignore[operator]  # one of two functions

    for words in (
        "常平第一支部",
        "3人",
        "1人：曾国华",
        "1人：李素珍（住院）",
        "1人：陈敏",
        "一、议题",
        "二、讨论情况",
        "三、议定事项",
        "1.每月宣讲一次",
        "签名",
    ):
        assert words in text
    assert f".{kind}" in response.headers["Content-Disposition"]


def test_minutes_that_nobody_wrote_print_the_list_alone(client: Client, secretary: Account, meeting: Activity) -> None:
    text = text_of_pdf(client.get(reverse("activity_minutes_document", args=[meeting.uuid, "pdf"])).content)

    assert "曾国华" in text
    assert "议定事项" not in text


def test_a_document_of_another_kind_is_not_there(client: Client, secretary: Account, meeting: Activity) -> None:
    assert client.get(reverse("activity_minutes_document", args=[meeting.uuid, "exe"])).status_code == 404
    assert client.get(reverse("activity_sheet", args=[meeting.uuid, "xls"])).status_code == 404


def test_a_photo_goes_in_is_shown_printed_and_taken_out(client: Client, secretary: Account, meeting: Activity) -> None:
    client.post(reverse("activity_photo_add", args=[meeting.uuid]), {"photo": photo(), "caption": "会场"})
    kept = MeetingPhoto.objects.get()
    shown = client.get(reverse("activity_photo", args=[meeting.uuid, kept.pk]))
    printed = text_of_pdf(client.get(reverse("activity_minutes_document", args=[meeting.uuid, "pdf"])).content)

    client.post(reverse("activity_photo_drop", args=[meeting.uuid, kept.pk]), {"confirmed": "yes"})

    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "会场" in printed
    assert not MeetingPhoto.objects.exists()


def test_what_is_no_photo_is_refused_with_words(client: Client, secretary: Account, meeting: Activity) -> None:
    response = client.post(reverse("activity_photo_add", args=[meeting.uuid]), {"photo": SimpleUploadedFile("x.jpg", b"GIF89a")})

    assert response.status_code == 422
    assert not MeetingPhoto.objects.exists()


def test_a_thirteenth_photo_is_refused(secretary: Account, meeting: Activity) -> None:
    for _number in range(actions.MOST_PHOTOS):
        actions.add_photo(meeting, photo().read(), name="会场.jpg", by=secretary)

    with pytest.raises(actions.UnableToWriteMinutes):
        actions.add_photo(meeting, photo().read(), name="会场.jpg", by=secretary)


@pytest.mark.parametrize(("kind", "read"), [("pdf", text_of_pdf), ("docx", text_of_word)])
def test_the_sheet_has_the_expected_names_room_for_others_and_no_excused(
    client: Client, secretary: Account, meeting: Activity, kind: str, read: object
) -> None:
    text = read(client.get(reverse("activity_sheet", args=[meeting.uuid, kind])).content)  # type: ignore[operator]  # one of two functions

    assert "第四季度党员大会签到表" in text
    assert "签名" in text
    assert "常平大道12号" in text
    assert "曾国华" in text
    assert "陈敏" in text
    assert "李素珍" not in text
    assert "18" in text


def test_the_sheet_of_a_hundred_people_numbers_its_pages(client: Client, secretary: Account, branch: Organisation) -> None:
    activity = make_activity(branch, state="open")
    actions.expect(activity, [make_person(branch, name=f"老同志{number}") for number in range(100)], by=None)

    content = client.get(reverse("activity_sheet", args=[activity.uuid, "pdf"])).content

    assert len(pypdfium2.PdfDocument(content)) == 5
    assert "共5页" in re.sub(r"\s", "", text_of_pdf(content))


def test_the_code_of_the_sheet_opens_the_page_on_its_day(client: Client, branch: Organisation) -> None:
    today = make_activity(branch, state="open", starts_at=timezone.now())

    assert client.get(reverse("check_in", args=[paper_code(today, day_for_paper(today, timezone.localdate()))])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_a_meeting_take_as_many_queries_for_any_list(
    client: Client, secretary: Account, branch: Organisation, rows: int, django_assert_max_num_queries: object
) -> None:
    activity = make_activity(branch, state="open")
    actions.expect(activity, [make_person(branch, branch=branch, name=f"老同志{number}") for number in range(rows)], by=None)

    for name, most in (("activity_minutes", 20), ("activity_code", 20)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]  # a fixture without a type
            client.get(reverse(name, args=[activity.uuid]))

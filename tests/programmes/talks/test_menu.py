import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from banyan.activities.actions import end_programme
from banyan.activities.models import Programme
from banyan.core.models import AuditEntry
from banyan.core.photos import UnableToUsePhoto
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import menu
from banyan.programmes.talks.actions.menu import UnableToKeepTopic
from banyan.programmes.talks.attachments import UnableToAttach
from banyan.programmes.talks.models import Topic, TopicFile
from tests.factories import make_account, make_organisation, make_programme
from tests.programmes.talks.rows import make_script, make_topic

pytestmark = pytest.mark.django_db

FIELDS = {"title": "家风故事", "summary": "", "audience": "school", "form": "story", "minutes": 30, "dialects": ["hakka"]}


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation(make_organisation(make_organisation())))


@pytest.fixture
def clerk(programme: Programme) -> Account:
    return make_account(programme.organisation, Role.CLERK)


def package(*parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as files:
        for part in ("[Content_Types].xml", *parts):
            files.writestr(part, "<x/>")
    return stream.getvalue()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "PNG")
    return stream.getvalue()


def test_a_clerk_puts_a_topic_on_the_menu(programme: Programme, clerk: Account) -> None:
    topic = menu.add_topic(programme, FIELDS, by=clerk)

    assert (topic.title, topic.form, topic.dialects) == ("家风故事", "story", ["hakka"])
    assert AuditEntry.objects.filter(verb="add_topic", object_id=str(topic.uuid)).count() == 1


def test_a_coordinator_may_keep_the_menu(programme: Programme) -> None:
    assert menu.add_topic(programme, FIELDS, by=make_account(programme.organisation, Role.COORDINATOR)).pk


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.TEACHER, Role.PARTICIPANT])
def test_other_roles_may_not_keep_the_menu(programme: Programme, role: str) -> None:
    with pytest.raises(UnableToKeepTopic):
        menu.add_topic(programme, FIELDS, by=make_account(programme.organisation, role))


@pytest.mark.parametrize("change", [{"title": " "}, {"dialects": []}, {"minutes": 4}, {"minutes": 301}])
def test_a_topic_needs_title_dialect_and_length(programme: Programme, clerk: Account, change: dict[str, Any]) -> None:
    with pytest.raises(UnableToKeepTopic):
        menu.add_topic(programme, FIELDS | change, by=clerk)


def test_a_title_stands_once_on_a_menu(programme: Programme, clerk: Account) -> None:
    make_topic(programme, title="家风故事")

    with pytest.raises(UnableToKeepTopic):
        menu.add_topic(programme, FIELDS, by=clerk)

    assert make_topic(make_programme(programme.organisation), title="家风故事").pk


def test_nothing_is_added_to_a_programme_that_ended(programme: Programme, clerk: Account) -> None:
    end_programme(programme, on=timezone.localdate(), by=clerk)

    with pytest.raises(UnableToKeepTopic):
        menu.add_topic(programme, FIELDS, by=clerk)


def test_changing_a_topic_keeps_what_it_was_in_the_trail(programme: Programme, clerk: Account) -> None:
    topic = menu.change_topic(make_topic(programme), {"minutes": 25}, by=clerk)

    assert topic.minutes == 25
    assert AuditEntry.objects.get(verb="change_topic").difference == {"minutes": ["40", "25"]}


def test_a_topic_taken_off_comes_back(programme: Programme, clerk: Account) -> None:
    topic = make_topic(programme)
    make_script(topic, state="approved")
    today = timezone.localdate()

    menu.retire_topic(topic, on=today, by=clerk)
    off = list(Topic.objects.usable_on(today))
    menu.bring_back_topic(topic, by=clerk)

    assert off == []
    assert list(Topic.objects.usable_on(today)) == [topic]


def test_a_topic_is_taken_off_and_brought_back_once(programme: Programme, clerk: Account) -> None:
    topic = make_topic(programme)

    with pytest.raises(UnableToKeepTopic):
        menu.bring_back_topic(topic, by=clerk)
    menu.retire_topic(topic, on=timezone.localdate(), by=clerk)
    with pytest.raises(UnableToKeepTopic):
        menu.retire_topic(topic, on=timezone.localdate(), by=clerk)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (package("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (package("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (package("ppt/presentation.xml"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (picture(), "image/png"),
    ],
)
def test_a_file_is_known_by_its_content(programme: Programme, clerk: Account, content: bytes, kind: str) -> None:
    attached = menu.add_topic_file(make_topic(programme), content, name="讲义.bin", by=clerk)

    assert attached.file.kind == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90 a program",
        b"<svg/>",
        b"PK\x03\x04 cut short",
        package("anything.txt"),
        package("word/document.xml", "word/vbaProject.bin"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .doc",
    ],
)
def test_a_file_of_another_kind_is_refused(programme: Programme, clerk: Account, content: bytes) -> None:
    with pytest.raises(UnableToAttach):
        menu.add_topic_file(make_topic(programme), content, name="讲义.pdf", by=clerk)

    assert TopicFile.objects.count() == 0


def test_a_damaged_picture_is_refused(programme: Programme, clerk: Account) -> None:
    with pytest.raises(UnableToUsePhoto):
        menu.add_topic_file(make_topic(programme), picture()[:40], name="图.png", by=clerk)


def test_a_topic_has_only_so_many_files(programme: Programme, clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "MOST_FILES", 1)
    topic = make_topic(programme)
    menu.add_topic_file(topic, b"%PDF-1", name="a.pdf", by=clerk)

    with pytest.raises(UnableToKeepTopic):
        menu.add_topic_file(topic, b"%PDF-2", name="b.pdf", by=clerk)


def test_a_file_is_taken_away_once(programme: Programme, clerk: Account) -> None:
    attached = menu.add_topic_file(make_topic(programme), b"%PDF-1", name="a.pdf", by=clerk)

    menu.drop_topic_file(attached, by=clerk)

    with pytest.raises(UnableToKeepTopic):
        menu.drop_topic_file(attached, by=clerk)


def test_a_stranger_may_not_take_a_file_away(programme: Programme) -> None:
    attached = menu.add_topic_file(make_topic(programme), b"%PDF-1", name="a.pdf", by=None)

    with pytest.raises(UnableToKeepTopic):
        menu.drop_topic_file(attached, by=make_account(make_organisation(), Role.CLERK))


def test_pages_put_on_change_and_take_off(client: Client, programme: Programme, clerk: Account) -> None:
    client.force_login(clerk)

    client.post(reverse("topic_new"), FIELDS | {"programme": programme.pk})
    topic = Topic.objects.get()
    client.post(reverse("topic_edit", args=[topic.uuid]), FIELDS | {"minutes": 20})
    client.post(reverse("topic_retire", args=[topic.uuid]), {"confirmed": "yes"})
    client.post(reverse("topic_file_add", args=[topic.uuid]), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")})
    attached = TopicFile.objects.get()
    fetched = client.get(reverse("topic_file", args=[topic.uuid, attached.pk]))
    shown = client.get(topic.get_absolute_url())
    client.post(reverse("topic_file_drop", args=[topic.uuid, attached.pk]))

    topic.refresh_from_db()
    assert (topic.minutes, topic.retired_on) == (20, timezone.localdate())
    assert fetched.content == b"%PDF-1"
    assert "a.pdf" in shown.content.decode()
    assert TopicFile.objects.count() == 0


def test_a_refused_topic_stays_in_the_form(client: Client, programme: Programme, clerk: Account) -> None:
    make_topic(programme, title="家风故事")
    client.force_login(clerk)

    answer = client.post(reverse("topic_new"), FIELDS | {"programme": programme.pk})

    assert answer.status_code == 422
    assert "家风故事" in answer.content.decode()


def test_topics_of_others_are_not_found(client: Client, programme: Programme) -> None:
    topic = make_topic(programme)
    client.force_login(make_account(make_organisation(), Role.CLERK))

    assert client.get(topic.get_absolute_url()).status_code == 404
    assert "家风故事" not in client.get(reverse("topics")).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"可用", "过期", "待审", "没稿"}),
        ({"usable": "now"}, {"可用"}),
        ({"usable": "review"}, {"待审"}),
        ({"usable": "none"}, {"过期", "待审"}),
        ({"form": "clapper_verse"}, {"没稿"}),
        ({"audience": "school"}, {"可用"}),
        ({"q": "算盘"}, {"过期"}),
        ({"usable": "off"}, {"没稿"}),
    ],
)
def test_the_list_is_narrowed(client: Client, programme: Programme, clerk: Account, query: dict[str, str], titles: set[str]) -> None:
    usable, expired, waiting, none = (
        make_topic(programme, title=title, summary=summary, form=form, audience=audience)
        for title, summary, form, audience in (
            ("可用", "一", "talk", "school"),
            ("过期", "一把算盘", "talk", "villagers"),
            ("待审", "一", "talk", "villagers"),
            ("没稿", "一", "clapper_verse", "villagers"),
        )
    )
    make_script(usable, clerk, state="approved")
    make_script(expired, clerk, state="approved", until=timezone.localdate() - timedelta(days=1))
    make_script(waiting, clerk, state="review")
    menu.retire_topic(none, on=timezone.localdate(), by=clerk)
    client.force_login(clerk)

    page = client.get(reverse("topics"), query).context["page"]

    assert {row.item.title for row in page.rows} == titles


def test_the_list_takes_as_many_queries_for_three_topics_as_for_one(
    client: Client, programme: Programme, clerk: Account, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(clerk)
    make_script(make_topic(programme, title="一"), clerk, state="approved")
    client.get(reverse("topics"))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("topics"))
    for title in ("二", "三"):
        make_script(make_topic(programme, title=title), clerk, state="approved")

    with django_assert_max_num_queries(len(one)):
        client.get(reverse("topics"))

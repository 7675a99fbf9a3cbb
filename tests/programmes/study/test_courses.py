"""Courses: written by one, approved by another, changed only while they are being written."""

from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from banyan.core.audio import UnableToUseAudio
from banyan.core.models import AuditEntry
from banyan.demo.sound import tune
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions import courses as actions
from banyan.programmes.study.actions.courses import UnableToKeepCourse, UnableToMoveCourse
from banyan.programmes.study.models import Course, Item
from tests.factories import make_account, make_organisation
from tests.programmes.study.rows import PDF, fields, make_course
from tests.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

QUIZ = "休渔期可以出海。（错）"


@pytest.fixture
def teacher(town: Organisation) -> Account:
    return make_account(town, "teacher")


@pytest.fixture
def course(town: Organisation, teacher: Account) -> Course:
    return make_course(town, by=teacher)


def test_an_item_holds_text_sound_pdf_and_quiz(course: Course, teacher: Account) -> None:
    sound = tune(2, 1)

    item = actions.set_item(course, None, fields(title="海上安全", quiz=QUIZ, audio=("a.wav", sound), pdf=("b.pdf", PDF)), by=teacher)

    kept = Item.objects.get(pk=item.pk)
    assert (kept.position, kept.title, kept.minutes, kept.pass_score) == (2, "海上安全", 30, 60)
    assert kept.audio is not None
    assert kept.pdf is not None
    assert (kept.audio.kind, kept.pdf.kind) == ("audio/wav", "application/pdf")


def test_files_stay_are_replaced_or_taken_out(course: Course, teacher: Account) -> None:
    item = course.items.get()

    for given, is_there in ((None, True), (("c.pdf", PDF), True), (False, False)):
        actions.set_item(course, item, fields(pdf=given), by=teacher)
        assert (course.items.get().pdf is not None) is is_there


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": " ", "pdf": False}, "at least one"),
        ({"text": "字" * 50_001}, "50,000"),
        ({"pdf": ("x.pdf", b"hello")}, "no PDF"),
        ({"pdf": ("x.pdf", b"%PDF-1.4 cut")}, "cut short"),
    ],
)
def test_an_item_that_holds_nothing_readable_is_refused(course: Course, teacher: Account, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(UnableToKeepCourse, match=why):
        actions.set_item(course, None, fields(**changes), by=teacher)


def test_a_sound_that_browsers_cannot_play_is_refused(course: Course, teacher: Account) -> None:
    with pytest.raises(UnableToUseAudio, match="AMR"):
        actions.set_item(course, None, fields(audio=("a.amr", b"#!AMR" + bytes(99))), by=teacher)


def test_a_score_belongs_to_a_quiz_alone(course: Course, teacher: Account) -> None:
    item = actions.set_item(course, None, fields(quiz=QUIZ, pass_score=100), by=teacher)
    assert item.pass_score == 100

    assert actions.set_item(course, item, fields(pass_score=80), by=teacher).pass_score is None


def test_items_change_places_and_leave(course: Course, teacher: Account) -> None:
    for title in ("二", "三"):
        actions.set_item(course, None, fields(title=title), by=teacher)
    first, second, third = course.items.all()

    actions.move_item(course, third, up=True, by=teacher)
    actions.move_item(course, first, up=True, by=teacher)
    actions.drop_item(course, first, by=teacher)

    assert [(item.title, item.position) for item in course.items.all()] == [("三", 1), ("二", 2)]
    actions.move_item(course, second, up=False, by=teacher)
    assert [item.title for item in course.items.all()] == ["三", "二"]


def test_somebody_else_approves_and_only_what_is_being_written_changes(course: Course, teacher: Account, clerk: Account) -> None:
    actions.move_course(course, "send", by=teacher)
    with pytest.raises(UnableToKeepCourse, match="Open it again"):
        actions.set_item(course, None, fields(), by=teacher)
    with pytest.raises(UnableToMoveCourse, match="Only the clerk"):
        actions.move_course(course, "approve", by=teacher)

    approved = actions.move_course(course, "approve", by=clerk)

    assert (approved.state, approved.reviewer) == ("approved", clerk)
    reopened = actions.move_course(course, "reopen", by=clerk)
    assert (reopened.state, reopened.author, reopened.reviewer) == ("draft", clerk, None)


def test_nobody_approves_or_returns_what_they_wrote(town: Organisation, clerk: Account) -> None:
    own = actions.move_course(make_course(town, by=clerk), "send", by=clerk)

    for verb in ("approve", "return"):
        with pytest.raises(UnableToMoveCourse, match="somebody else"):
            actions.move_course(own, verb, by=clerk, note="x")


def test_a_returned_course_says_why(course: Course, teacher: Account, clerk: Account) -> None:
    actions.move_course(course, "send", by=teacher)
    with pytest.raises(UnableToMoveCourse, match="what is to be changed"):
        actions.move_course(course, "return", by=clerk, note=" ")

    assert actions.move_course(course, "return", by=clerk, note="第二段太长").note == "第二段太长"
    assert AuditEntry.objects.filter(verb="return_course").count() == 1


def test_an_empty_course_is_not_sent(town: Organisation, teacher: Account) -> None:
    empty = actions.add_course(town, title="空", language="yue", by=teacher)

    with pytest.raises(UnableToMoveCourse, match="no items"):
        actions.move_course(empty, "send", by=teacher)


def test_a_title_stands_once_a_place(town: Organisation, course: Course, teacher: Account) -> None:
    with pytest.raises(UnableToKeepCourse, match="already"):
        actions.add_course(town, title=course.title, language="yue", by=teacher)
    other = actions.add_course(town, title="另一", language="yue", by=teacher)
    with pytest.raises(UnableToKeepCourse, match="already"):
        actions.change_course(other, title=course.title, language="yue", by=teacher)
    assert actions.change_course(course, title=course.title, language="hakka", by=teacher).language == "hakka"


def test_others_neither_begin_nor_change_nor_move_a_course(town: Organisation, course: Course) -> None:
    for other in (make_account(town, "carrier"), make_account(make_organisation(), "clerk")):
        with pytest.raises(UnableToKeepCourse):
            actions.add_course(town, title="x", language="yue", by=other)
        with pytest.raises(UnableToKeepCourse):
            actions.change_course(course, title="x", language="yue", by=other)
        with pytest.raises(UnableToKeepCourse):
            actions.drop_item(course, course.items.get(), by=other)
        with pytest.raises(UnableToKeepCourse):
            actions.move_item(course, course.items.get(), up=True, by=other)
        with pytest.raises(UnableToMoveCourse):
            actions.move_course(course, "send", by=other)


@pytest.mark.django_db(transaction=True)
def test_a_course_sent_twice_at_the_same_moment_is_sent_once(course: Course, teacher: Account) -> None:
    send = partial(actions.move_course, course, "send", by=teacher)

    assert at_once(send, send) == ["UnableToMoveCourse", "done"]


@pytest.mark.django_db(transaction=True)
def test_two_items_written_at_the_same_moment_have_two_places(course: Course, teacher: Account) -> None:
    write = partial(actions.set_item, course, None, fields(), by=teacher)

    assert at_once(write, write) == ["done", "done"]
    assert sorted(course.items.values_list("position", flat=True)) == [1, 2, 3]


@pytest.fixture
def desk(client: Client, teacher: Account) -> Client:
    client.force_login(teacher)
    client.cookies["banyan_language"] = "en"
    return client


def test_a_teacher_writes_a_course_and_the_clerk_approves_it(desk: Client, town: Organisation, clerk: Account) -> None:
    desk.post(reverse("course_new"), {"organisation": town.pk, "title": "海上安全", "language": "tanka"})
    course = Course.objects.get()
    item = {"title": "救生衣", "minutes": 20, "text": "穿好", "quiz": QUIZ, "pass_score": ""}
    pdf = SimpleUploadedFile("a.pdf", PDF)
    assert desk.post(reverse("item_new", args=[course.uuid]), item | {"pdf": pdf}).status_code == 302
    desk.post(reverse("course_step", args=[course.uuid, "send"]))

    desk.force_login(clerk)
    page = desk.get(course.get_absolute_url()).content.decode()
    assert "Quiz of 1 question" in page
    assert "a.pdf" in page
    desk.post(reverse("course_step", args=[course.uuid, "approve"]))

    course.refresh_from_db()
    assert (course.state, course.reviewer) == ("approved", clerk)
    pk = course.items.get().pk
    assert b"".join(desk.get(reverse("item_file", args=[course.uuid, pk, "pdf"]))) == PDF
    assert desk.get(reverse("item_file", args=[course.uuid, pk, "audio"])).status_code == 404


def test_a_quiz_that_cannot_be_read_is_told_in_the_form_and_nothing_is_lost(desk: Client, course: Course) -> None:
    item = {"title": "救生衣", "minutes": 20, "text": "穿好了再上船", "quiz": "乙？\nA. 一\nB. 二", "pass_score": ""}

    answer = desk.post(reverse("item_new", args=[course.uuid]), item)

    assert answer.status_code == 422
    assert "mark the right answers" in answer.content.decode()
    assert "穿好了再上船" in answer.content.decode()


def test_an_item_is_changed_moved_and_taken_out_on_its_pages(desk: Client, course: Course, teacher: Account) -> None:
    actions.set_item(course, None, fields(title="二"), by=teacher)
    first, second = course.items.all()

    page = desk.get(reverse("item_edit", args=[course.uuid, first.pk])).content.decode()
    assert "Take the PDF out" in page
    desk.post(
        reverse("item_edit", args=[course.uuid, first.pk]), {"title": "一", "minutes": 10, "text": "文", "quiz": "", "drop_pdf": "on"}
    )
    desk.post(reverse("item_move", args=[course.uuid, second.pk]), {"way": "up"})
    desk.post(reverse("item_drop", args=[course.uuid, second.pk]), {"confirmed": "yes"})

    assert [(item.title, item.pdf, item.position) for item in course.items.all()] == [("一", None, 1)]


def test_the_list_takes_as_many_queries_for_three_courses_as_for_one(
    desk: Client, town: Organisation, teacher: Account, django_assert_max_num_queries: Any
) -> None:
    make_course(town, by=teacher)
    desk.get(reverse("courses"))
    with django_assert_max_num_queries(20) as one:
        desk.get(reverse("courses"))

    for _ in range(2):
        make_course(town, by=teacher)
    with django_assert_max_num_queries(len(one)):
        desk.get(reverse("courses"))

"""What people do with courses: write them, put items in order, send them to review, approve, return, open again, withdraw."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import files
from banyan.core.audio import read_audio
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.models import StoredFile
from banyan.people.models import Account, Organisation
from banyan.programmes.study.models import Course, Item
from banyan.programmes.study.permissions import why_not_change_course, why_not_keep_courses, why_not_move_course
from banyan.programmes.study.quizzes import read_quiz

name_verbs(
    {
        "add_course": gettext_lazy("began a course"),
        "change_course": gettext_lazy("changed a course"),
        "set_item": gettext_lazy("wrote an item of a course"),
        "drop_item": gettext_lazy("took an item out of a course"),
        "move_item": gettext_lazy("put items of a course in another order"),
        "send_course": gettext_lazy("sent a course to review"),
        "approve_course": gettext_lazy("approved a course for use"),
        "return_course": gettext_lazy("returned a course to its author"),
        "reopen_course": gettext_lazy("opened a course again"),
        "withdraw_course": gettext_lazy("withdrew a course"),
    }
)
MOST_ITEMS = 60
MOST_TEXT = 50_000
PASSED_FROM = 60


class UnableToKeepCourse(RuleError):
    """The course can't be written so."""


class UnableToMoveCourse(RuleError):
    """The step of the review can't be taken."""


@transaction.atomic
def add_course(organisation: Organisation, *, title: str, language: str, by: Account) -> Course:
    """Begin a course. Raise UnableToKeepCourse."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if reason := why_not_keep_courses(by, organisation):
        raise UnableToKeepCourse(reason)
    _refuse_title(organisation, title, but=None)
    course = Course.objects.create(organisation=organisation, title=title, language=language, author=by)
    _record("add_course", course, by)
    return course


@transaction.atomic
def change_course(course: Course, *, title: str, language: str, by: Account) -> Course:
    """Change title and language of a course that is being written. Raise UnableToKeepCourse."""
    course = _locked(course, by)
    _refuse_title(course.organisation, title, but=course)
    course.title, course.language = title, language
    course.save()
    _record("change_course", course, by)
    return course


@transaction.atomic
def set_item(course: Course, item: Item | None, fields: Mapping[str, Any], *, by: Account) -> Item:
    """Write an item anew (None: one more at the end).

    ``audio`` and ``pdf`` are (name, content) to put in, False to take out, None to leave. Raise UnableToKeepCourse, UnableToReadQuiz,
    or what the files' own checks raise.
    """
    course = _locked(course, by)
    if item is None:
        if course.items.count() >= MOST_ITEMS:
            raise UnableToKeepCourse(_("A course has at most %(count)d items. Begin another one.") % {"count": MOST_ITEMS})
        item = Item(course=course, position=course.items.count() + 1)
    else:
        item = course.items.select_for_update().get(pk=item.pk)
    item.title, item.minutes = fields["title"].strip(), fields["minutes"]
    item.text = "\n".join(line.rstrip() for line in fields["text"].strip().splitlines())
    item.quiz = fields["quiz"].strip()
    item.pass_score = (PASSED_FROM if fields["pass_score"] is None else fields["pass_score"]) if read_quiz(item.quiz) else None
    for name in ("audio", "pdf"):
        if fields[name] is not None:
            setattr(item, name, _stored(name, fields[name], course) if fields[name] else None)
    if not (item.text or item.quiz or item.audio or item.pdf):
        raise UnableToKeepCourse(_("An item has a text, a sound, a PDF or a quiz. Give at least one of them."))
    if len(item.text) > MOST_TEXT:
        raise UnableToKeepCourse(_("The text is longer than 50,000 characters. Part it into several items."))
    item.save()
    course.save(update_fields=["written_at"])
    _record("set_item", course, by, {"item": item.title})
    return item


@transaction.atomic
def drop_item(course: Course, item: Item, *, by: Account) -> None:
    """Take an item out of a course that is being written; packs that were issued keep it. Raise UnableToKeepCourse."""
    course = _locked(course, by)
    item = course.items.select_for_update().get(pk=item.pk)
    _record("drop_item", course, by, {"item": item.title})
    item.delete()
    _number(list(course.items.all()))


@transaction.atomic
def move_item(course: Course, item: Item, *, up: bool, by: Account) -> None:
    """Let an item and its neighbour change places; nothing happens at the end. Raise UnableToKeepCourse."""
    course = _locked(course, by)
    items = list(course.items.select_for_update())
    place = next(place for place, one in enumerate(items) if one.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        _number(items)
        _record("move_item", course, by, {"item": item.title})


@transaction.atomic
def move_course(course: Course, verb: str, *, by: Account, note: str = "") -> Course:
    """Take a step of the review: send, approve, return (with a word), reopen, withdraw. Raise UnableToMoveCourse."""
    course = Course.objects.select_for_update(of=("self",)).select_related("organisation", "author").get(pk=course.pk)
    if reason := why_not_move_course(by, course, verb):
        raise UnableToMoveCourse(reason)
    if verb == "send" and not course.items.exists():
        raise UnableToMoveCourse(_("“%(course)s” has no items yet. Write one first.") % {"course": course})
    if verb == "return" and not note.strip():
        raise UnableToMoveCourse(_("Say what is to be changed."))
    course.state = next(target for source, name, target in Course.TRANSITIONS if (source, name) == (course.state, verb))
    if verb in ("approve", "return"):
        course.note = note.strip()
    course.reviewer = by if verb == "approve" else None if verb in ("send", "reopen") else course.reviewer
    if verb == "reopen":
        # Whoever opens it again answers for what it says from now on, so that another one approves it.
        course.author = by
    course.save()
    _record(f"{verb}_course", course, by, {"note": course.note} if verb in ("approve", "return") else {})
    return course


def _locked(course: Course, by: Account) -> Course:
    course = Course.objects.select_for_update(of=("self",)).select_related("organisation", "author").get(pk=course.pk)
    if reason := why_not_change_course(by, course):
        raise UnableToKeepCourse(reason)
    return course


def _refuse_title(organisation: Organisation, title: str, *, but: Course | None) -> None:
    others = Course.objects.filter(organisation=organisation, title=title)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise UnableToKeepCourse(_("There is a course “%(title)s” already. Choose another title.") % {"title": title})


def _stored(name: str, given: tuple[str, bytes], course: Course) -> StoredFile:
    title, content = given
    if name == "audio":
        kind = read_audio(content, name=title).kind
    elif content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        kind = "application/pdf"
    else:
        raise UnableToKeepCourse(_("“%(name)s” is no PDF, or cut short. Save it as PDF once more and choose that file.") % {"name": title})
    return files.store(content, name=title, kind=kind, organisation_code=course.organisation.code)


def _number(items: list[Item]) -> None:
    for position, item in enumerate(items, start=1):
        if item.position != position:
            item.position = position
            item.save(update_fields=["position"])


def _record(verb: str, course: Course, by: Account, difference: dict[str, object] | None = None) -> None:
    code = course.organisation.code
    record(verb, "course", course.uuid, actor=by.uuid, label=course.title, organisation_code=code, difference=difference)
